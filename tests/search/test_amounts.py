from decimal import Decimal

import pytest

from locator.models.offer import Currency, in_usd
from locator.search.amounts import AmountError, read_amount


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("2", "2", Currency.USD),
        ("$2.50", "2.50", Currency.USD),
        ("5 usd", "5", Currency.USD),
        ("5美元", "5", Currency.USD),
        ("8000", "8000", Currency.KHR),
        ("8,000 riel", "8000", Currency.KHR),
        ("8000៛", "8000", Currency.KHR),
        ("៨០០០៛", "8000", Currency.KHR),
        ("$100", "100", Currency.USD),
        ("８０００", "8000", Currency.KHR),
    ],
)
def test_an_amount_is_read_as_people_say_it(text, number, currency):
    assert read_amount(text) == (Decimal(number), currency)


@pytest.mark.parametrize(
    "text", ["", "0", "two", "-5", "1e9", "NaN", "inf", "5 5 5 x", "$", "9" * 30]
)
def test_what_is_no_amount_is_refused_with_the_mend(text):
    with pytest.raises(AmountError, match=r"8000 riel"):
        read_amount(text)


def test_riel_is_reckoned_at_the_shops_rate():
    assert in_usd(Decimal(8000), Currency.KHR) == Decimal(2)
