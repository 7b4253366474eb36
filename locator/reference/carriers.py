"""Carriers and their number prefixes, as the facts give them.

What no fact gives is left empty and shown as unknown.
"""

from collections.abc import Iterator
from typing import Final

from locator.reference.facts import Facts
from locator.reference.fixture import FixtureRow, names

SMART, METFONE, CELLCARD, COOTEL = 1, 2, 3, 4
MAIN_CARRIERS: Final = (SMART, METFONE, CELLCARD)

# Prefixes that only one weaker source gives, with the fact that mentions it.
_LIKELY_PREFIXES: Final = ((SMART, "087", "F012"), (CELLCARD, "079", "F016"))


def carrier_rows(facts: Facts) -> Iterator[FixtureRow]:
    yield _carrier(
        SMART,
        "smart",
        "Smart",
        legal_name=facts.value("F008"),
        legal_name_fact="F008",
        app_name=facts.value("F010")["app"],
        app_fact="F010",
        website=f"https://www.{facts.value('F009')['site']}/",
        website_fact="F009",
    )
    yield _carrier(
        METFONE,
        "metfone",
        "Metfone",
        legal_name=facts.value("F018")["legal"],
        legal_name_fact="F018",
        website=f"https://www.{facts.value('F020')['site']}/",
        website_fact="F020",
    )
    yield _carrier(
        CELLCARD,
        "cellcard",
        "Cellcard",
        legal_name=facts.value("F013"),
        legal_name_fact="F013",
        hotline=facts.value("F014")["short"],
        hotline_full=facts.value("F014")["full"],
        hotline_fact="F014",
        app_name=facts.value("F015")["app"],
        app_fact="F015",
        # The fact's own source is a page of this site.
        website="https://www.cellcard.com.kh/",
        website_fact="F015",
    )
    yield _carrier(
        COOTEL,
        "cootel",
        "CooTel",
        legal_name=facts.value("F022")["legal"],
        legal_name_fact="F022",
        not_confirmed_since=2020,
        selling_fact="F024",
    )


def prefix_rows(facts: Facts) -> Iterator[FixtureRow]:
    """Prefixes in order, each keyed by its own digits."""
    prefixes = [
        *((SMART, digits, "F011", True) for digits in facts.value("F011")),
        *((METFONE, digits, "F019", True) for digits in facts.value("F019")),
        *((CELLCARD, digits, "F016", True) for digits in facts.value("F016")),
        (COOTEL, facts.value("F022")["prefix"], "F022", True),
        *((carrier, digits, fact, False) for carrier, digits, fact in _LIKELY_PREFIXES),
    ]
    for carrier, digits, fact, is_certain in sorted(prefixes, key=lambda row: row[1]):
        yield FixtureRow(
            "locator.carrierprefix",
            int(digits),
            {
                "carrier": carrier,
                "digits": digits,
                "is_certain": is_certain,
                "fact": fact,
            },
        )


def _carrier(pk: int, slug: str, name: str, **fields: object) -> FixtureRow:
    return FixtureRow(
        "locator.carrier", pk, {"slug": slug, **names(name), **fields, "order": pk}
    )
