"""How many days an amount keeps a SIM valid, the carriers side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from guides.models import Channel
from locator.models import Carrier, Fact


@dataclass(frozen=True, slots=True)
class Column:
    """A way to top up a carrier; `channel` is None where no fact gives its days."""

    carrier: Carrier
    channel: Channel | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`days` is None where nobody knows; it stands for so many rows."""

    days: int | None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` are pairs of an amount in US dollars, as written, and its cells.

    The one cell of a column without any days stands in the first row.
    """

    columns: list[Column]
    rows: list[tuple[str, list[Cell]]]
    facts: list[Fact]


def comparison(
    carriers: Iterable[Carrier], channels: Sequence[Channel]
) -> Comparison | None:
    """All that the channels say of validity; None where they say nothing.

    The channels come with their carriers and facts.
    """
    columns = [c for carrier in carriers for c in _columns(carrier, channels)]
    said = [column.channel for column in columns if column.channel]
    amounts = _amounts(said)
    if not amounts:
        return None
    rows = []
    for number, amount in enumerate(amounts):
        cells = []
        for column in columns:
            if column.channel:
                cells.append(Cell(_days(column.channel, amount)))
            elif number == 0:
                cells.append(Cell(None, len(amounts)))
        rows.append((amount, cells))
    facts = {fact.pk: fact for channel in said for fact in _evidence(channel)}
    return Comparison(columns, rows, list(facts.values()))


def _columns(carrier: Carrier, channels: Sequence[Channel]) -> list[Column]:
    saying = [c for c in channels if c.validity and carrier in c.carriers.all()]
    return [Column(carrier, channel) for channel in saying] or [Column(carrier, None)]


def _amounts(channels: Iterable[Channel]) -> list[str]:
    """Every amount once, the smallest first; a band only where no amount is in it."""
    written = {
        amount: _band(amount)
        for channel in channels
        for amount, _days in channel.validity_days
    }
    single = [band[0] for band in written.values() if band and band[0] == band[1]]
    kept = [
        amount
        for amount, band in written.items()
        if not band
        or band[0] == band[1]
        or not any(band[0] <= one <= band[1] for one in single)
    ]
    return sorted(kept, key=lambda amount: written[amount] or (Decimal("Infinity"),))


def _days(channel: Channel, amount: str) -> int | None:
    days = dict(channel.validity_days)
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
