"""Curation in Django's admin: a module a model."""

from locator.admin import (
    api_key,
    carrier,
    fact,
    holiday,
    hours,
    missing_shop,
    operator,
    outlet,
    owner,
    place,
    quality,
    report,
    unmet_demand,
)

__all__ = [
    "api_key",
    "carrier",
    "fact",
    "holiday",
    "hours",
    "missing_shop",
    "operator",
    "outlet",
    "owner",
    "place",
    "quality",
    "report",
    "unmet_demand",
]
