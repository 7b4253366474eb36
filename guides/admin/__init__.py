"""Curation of guides in Django's admin: a module a model."""

from guides.admin import channels, guide, rule

__all__ = ["channels", "guide", "rule"]
