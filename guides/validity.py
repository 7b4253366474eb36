"""How many days an amount keeps a SIM valid, the carriers side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from guides.models import Channel
from locator.models import Carrier, Fact


@dataclass(frozen=True, slots=True)
class Column:
    """A way to top up a carrier of which a fact gives the days."""

    carrier: Carrier
    channel: Channel


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` are pairs of an amount in US dollars, as written, and the days that each
    column gives for it, None where nobody knows. Of `unknown` carriers no fact says
    anything.
    """

    columns: list[Column]
    rows: list[tuple[str, list[int | None]]]
    unknown: list[Carrier]
    facts: list[Fact]


def comparison(
    carriers: Sequence[Carrier], channels: Sequence[Channel]
) -> Comparison | None:
    """All that the channels say of validity; None where they say nothing.

    The channels come with their carriers and facts.
    """
    columns = [
        Column(carrier, channel)
        for carrier in carriers
        for channel in channels
        if channel.validity and carrier in channel.carriers.all()
    ]
    if not columns:
        return None
    said = {column.carrier for column in columns}
    days = [dict(column.channel.validity_days) for column in columns]
    facts = {fact.pk: fact for column in columns for fact in _evidence(column.channel)}
    return Comparison(
        columns=columns,
        rows=[
            (amount, [_days_for(amount, given) for given in days])
            for amount in _amounts(days)
        ],
        unknown=[carrier for carrier in carriers if carrier not in said],
        facts=list(facts.values()),
    )


def _amounts(days: Iterable[Mapping[str, int]]) -> list[str]:
    """Every amount once, the smallest first; a band only where no amount is in it."""
    written = {amount: _band(amount) for given in days for amount in given}
    single = [band[0] for band in written.values() if band and band[0] == band[1]]
    kept = [
        amount
        for amount, band in written.items()
        if not band
        or band[0] == band[1]
        or not any(band[0] <= one <= band[1] for one in single)
    ]
    return sorted(kept, key=lambda amount: written[amount] or (Decimal("Infinity"),))


def _days_for(amount: str, days: Mapping[str, int]) -> int | None:
    if amount in days:
        return days[amount]
    wanted = _band(amount)
    for written, found in days.items():
        band = _band(written)
        if wanted and band and band[0] <= wanted[0] and wanted[1] <= band[1]:
            return found
    return None


def _band(amount: str) -> tuple[Decimal, Decimal] | None:
    """The ends of "1-1.99", of "5" twice 5; None for words."""
    low, _dash, high = amount.partition("-")
    try:
        ends = Decimal(low), Decimal(high or low)
    except InvalidOperation:
        return None
    return ends if all(end.is_finite() for end in ends) else None


def _evidence(channel: Channel) -> list[Fact]:
    """The channel's facts that list days, else all of them."""
    facts = list(channel.facts.all())
    return [fact for fact in facts if _lists_days(fact)] or facts


def _lists_days(fact: Fact) -> bool:
    entries = fact.value if isinstance(fact.value, list) else []
    return any(isinstance(entry, dict) and "days" in entry for entry in entries)
