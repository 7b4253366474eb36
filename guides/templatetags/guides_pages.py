"""Guides' parts of pages that belong to others."""

from typing import Any

from django import template

from guides import codes
from locator.models import Carrier

register = template.Library()


@register.inclusion_tag("guides/_code_hint.html")
def code_hint() -> dict[str, Any]:
    """One line of codes that work without data; nothing where none is known."""
    hinted = [code for code in codes.common_codes() if code.code in codes.HINTED]
    return {"codes": hinted}


@register.inclusion_tag("guides/_without_a_shop.html")
def without_a_shop(carrier: Carrier | None) -> dict[str, Any]:
    """Where to turn when no outlet near is sure: codes and the carrier's app."""
    return {"carrier": carrier}
