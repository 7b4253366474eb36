"""What sample outlets sell: every confidence, currency and service is among them."""

from collections.abc import Iterator
from random import Random
from typing import Any, Final

from locator.reference.carriers import COOTEL, MAIN_CARRIERS
from locator.sample.vocabulary import (
    ATM,
    BANK_BRANCH,
    CARRIER_STORE,
    KIOSK,
    PARTNER_SHOP,
)

EVIDENCE: Final = "Sample, not a real offer"

_AT_A_SHOP: Final = (
    ",airtime,",
    ",airtime,",
    ",airtime,data_plan,",
    ",airtime,data_plan,sim_sale,",
)
_AT_A_STORE: Final = (
    ",airtime,data_plan,plan_advice,sim_sale,registration,replacement,esim,fault_help,",
    ",airtime,data_plan,plan_advice,sim_sale,registration,replacement,",
)
_AMOUNTS: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("USD", "1.00", "50.00"),
    ("USD", "0.50", "20.00"),
    ("USD", "0.25", "100.00"),
    ("USD", "5.00", None),
    ("KHR", "1000.00", "200000.00"),
    ("KHR", "4000.00", "80000.00"),
)
_OWN_CARRIER: Final = {"smart": 1, "metfone": 2, "cellcard": 3, "cootel": COOTEL}
_MAYBE: Final = ("confirmed", "likely", "likely", "unconfirmed", "unconfirmed")

# How likely an outlet of this kind has offers of its own at all.
_OWN_OFFERS: Final = {PARTNER_SHOP: 0.85, BANK_BRANCH: 0.1, ATM: 0.1, KIOSK: 0.6}


def offers_of(
    kind: str, operator: str | None, random: Random
) -> Iterator[dict[str, Any]]:
    """The fields of an outlet's own offers."""
    if kind == CARRIER_STORE:
        yield from _at_a_carrier_store(str(operator), random)
    elif kind == PARTNER_SHOP and operator:
        # A wallet's agent sells what its operator's agents do; a few say otherwise.
        if random.random() < 0.2:
            yield _offer(random.choice(MAIN_CARRIERS), sells=False)
    elif random.random() < _OWN_OFFERS[kind]:
        yield from _at_a_shop(random)


def _at_a_carrier_store(operator: str, random: Random) -> Iterator[dict[str, Any]]:
    own = _OWN_CARRIER[operator]
    yield _offer(
        own,
        services=random.choice(_AT_A_STORE),
        confidence="unconfirmed" if own == COOTEL else "confirmed",
        needs_document=random.random() < 0.5,
        **_amount(random),
    )
    for other in MAIN_CARRIERS:
        if other != own and random.random() < 0.3:
            yield _offer(other, sells=False)


def _at_a_shop(random: Random) -> Iterator[dict[str, Any]]:
    sold = random.sample(MAIN_CARRIERS, random.choice((1, 2, 2, 3, 3, 3)))
    for carrier in sorted(sold):
        yield _offer(
            carrier,
            services=random.choice(_AT_A_SHOP),
            confidence=random.choice(_MAYBE),
            needs_document=random.choice((None, None, False, True)),
            **(_amount(random) if random.random() < 0.6 else {}),
        )
    if random.random() < 0.12:
        yield _offer(COOTEL, services=",airtime,", confidence="unconfirmed")


def _amount(random: Random) -> dict[str, Any]:
    currency, smallest, largest = random.choice(_AMOUNTS)
    return {"min_amount": smallest, "max_amount": largest, "currency": currency}


def _offer(carrier: int, *, sells: bool = True, **fields: Any) -> dict[str, Any]:
    confidence = fields.pop("confidence", "confirmed")
    return {
        "carrier": carrier,
        "sells": sells,
        "confidence": confidence,
        **fields,
        "evidence": EVIDENCE,
    }
