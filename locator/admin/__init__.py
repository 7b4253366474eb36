"""Curation in Django's admin: a module a model."""

from locator.admin import (
    api_key,
    carrier,
    fact,
    holiday,
    hours,
    operator,
    outlet,
    place,
    report,
)

__all__ = [
    "api_key",
    "carrier",
    "fact",
    "holiday",
    "hours",
    "operator",
    "outlet",
    "place",
    "report",
]
