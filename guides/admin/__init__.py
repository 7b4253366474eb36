"""Curation of guides in Django's admin: a module a model."""

from guides.admin import guide, ways

__all__ = ["guide", "ways"]
