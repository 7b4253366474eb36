import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from locator.models.offer import Currency

LEAST_RIEL = 100
"""A bare number from here on is riel: nobody asks for a top-up of 100 dollars."""

_AMOUNT = re.compile(
    r"(?P<before>\$|usd|us\$|៛|khr|r)?\s*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<after>\$|usd|dollars?|៛|khr|riels?|r|美元|美金|刀|瑞尔|ដុល្លារ|រៀល)?",
    re.IGNORECASE,
)
_DOLLARS = {"$", "us$", "usd", "dollar", "dollars", "美元", "美金", "刀", "ដុល្លារ"}


class AmountError(ValueError):
    """An amount that cannot be read; its text says how to write one."""


def read_amount(text: str) -> tuple[Decimal, Currency]:
    """An amount as people say it: "2", "$2.50", "8,000 riel", "8000៛", "8000"."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    match = _AMOUNT.fullmatch(plain)
    if match is None or len(plain) > 20 or not (number := Decimal(match["number"])):
        raise AmountError(_("Write an amount such as 2, $5 or 8000 riel."))
    unit = (match["before"] or match["after"] or "").lower()
    if unit:
        return number, Currency.USD if unit in _DOLLARS else Currency.KHR
    return number, Currency.KHR if number >= LEAST_RIEL else Currency.USD
