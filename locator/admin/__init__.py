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
    partnership,
    place,
    proposal,
    quality,
    report,
    unmet_demand,
    user,
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
    "partnership",
    "place",
    "proposal",
    "quality",
    "report",
    "unmet_demand",
    "user",
]
