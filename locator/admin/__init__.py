"""Curation in Django's admin: a module a model."""

from locator.admin import carrier, fact, holiday, hours, operator, outlet, place

__all__ = ["carrier", "fact", "holiday", "hours", "operator", "outlet", "place"]
