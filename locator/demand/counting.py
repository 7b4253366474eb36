"""Searches that found too little, counted in memory and written once a minute.

A request writes nothing: it adds one to a number under a cell, day, carrier and reason.
No position, address or cookie is among these. That one phone which loads a page again
does not count again, a hash tells that is kept in memory for an hour under a salt.
"""

import atexit
import datetime as dt
import logging
import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpRequest
from django.utils import timezone

from locator.clients import network_of
from locator.demand.cells import Cell
from locator.geo.border import in_cambodia
from locator.models import UnmetDemand
from locator.search.answer import NEARBY_M, Answer
from locator.search.form import OutletSearch
from locator.search.outlets import listings

ENOUGH: Final = 3
KEPT_DAYS: Final = 400

_MAX_KEYS: Final = 5_000
_MAX_MET: Final = 50_000
_ROBOTS: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|archiv|preview|monitor|lighthouse|headless|curl|wget"
    r"|python|java/|go-http|facebookexternal|^$",
    re.IGNORECASE,
)

# Read and write in one statement: other processes count too. Both engines know it.
_ADD: Final = f"""
    INSERT INTO {UnmetDemand._meta.db_table} AS kept
        ("day", "carrier", "row", "column", "reason", "count")
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT ("day", "carrier", "row", "column", "reason")
    DO UPDATE SET "count" = kept."count" + excluded."count"
"""  # noqa: S608

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DemandKey:
    """What is counted under."""

    day: dt.date
    cell: Cell
    carrier: str
    reason: str


@dataclass(slots=True)
class _Memory:
    """What this process has counted since it last wrote."""

    counts: Counter[DemandKey] = field(default_factory=Counter)
    met: set[int] = field(default_factory=set)
    hour: int = 0
    salt: bytes = b""
    timer: threading.Timer | None = None
    pruned_on: dt.date | None = None


_lock: Final = threading.Lock()
_memory: Final = _Memory()
_write_lock: Final = threading.Lock()


def note_answer(request: HttpRequest, answer: Answer, *, at: dt.datetime) -> None:
    """Count what a page answers, if that is too little."""
    near, shut = answer.nearby.number, answer.closed.number
    note(request, answer.search, nearby=near, closed=shut, at=at)


def note_found(
    request: HttpRequest,
    search: OutletSearch,
    distances: Iterable[float | None],
    *,
    at: dt.datetime,
) -> None:
    """Count what the API found at these distances in metres, if that is too little.

    What was shut is counted in the index, for such searches alone.
    """
    nearby = sum(metres <= NEARBY_M for metres in distances if metres is not None)
    if nearby >= ENOUGH or search.near is None or not _counts(request, search):
        return
    shut = 0
    if search.open_at:
        closed = listings(replace(search, shut=True))
        shut = closed.count_within(search.near, NEARBY_M, limit=ENOUGH)
    note(request, search, nearby=nearby, closed=shut, at=at)


def note(
    request: HttpRequest,
    search: OutletSearch,
    *,
    nearby: int,
    closed: int,
    at: dt.datetime,
) -> None:
    """Count a search that found fewer than 3 outlets within 5 km; a few microseconds.

    `nearby` is how many it found there and `closed` how many more sell the carrier but
    were shut. Only searches that a carrier alone narrows count, by people.
    """
    if nearby >= ENOUGH or search.near is None or not _counts(request, search):
        return
    key = DemandKey(
        day=timezone.localdate(at),
        cell=Cell.of(search.near),
        carrier=search.carrier.slug if search.carrier else "",
        reason=_reason(nearby + closed),
    )
    agent = request.headers.get("User-Agent", "")
    with _lock:
        if _is_new(key, network_of(request), agent, at):
            _add(Counter({key: 1}))


def write() -> int:
    """Write what was counted; how many keys that were. Counts are put back, to be
    written later, where the database cannot take them.
    """
    with _write_lock:
        with _lock:
            counts = _memory.counts
            _memory.counts = Counter()
            _memory.timer = None
        if not counts:
            return 0
        try:
            with transaction.atomic():
                _write_all(counts)
                _prune(max(key.day for key in counts))
        except DatabaseError:
            _log.warning("Unmet demand could not be written; it is tried again.")
            with _lock:
                _add(counts)
            return 0
        return len(counts)


def forget() -> None:
    """Drop what was counted and not written."""
    with _lock:
        if _memory.timer:
            _memory.timer.cancel()
        _memory.counts, _memory.met, _memory.timer = Counter(), set(), None


def _counts(request: HttpRequest, search: OutletSearch) -> bool:
    on = settings.DEMAND_WRITTEN_S > 0
    return on and _is_plain(search) and _is_a_person_s(request)


def _reason(selling: int) -> UnmetDemand.Reason:
    if not selling:
        return UnmetDemand.Reason.NONE
    if selling < ENOUGH:
        return UnmetDemand.Reason.FEW
    return UnmetDemand.Reason.CLOSED


def _is_plain(search: OutletSearch) -> bool:
    """Whether a position and a carrier are all that it asks, and a moment perhaps."""
    if search.near is None:
        return False
    narrowed = (
        search.is_narrowed
        or not search.keep_unknown
        or (search.radius_m or NEARBY_M) < NEARBY_M
        or search.limit < ENOUGH
    )
    return not narrowed and in_cambodia(search.near)


def _is_a_person_s(request: HttpRequest) -> bool:
    """Leaves out robots that say so, and pages that a browser loads ahead."""
    if request.method != "GET":
        return False
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return "prefetch" not in ahead and not _ROBOTS.search(agent)


def _is_new(key: DemandKey, who: str, agent: str, at: dt.datetime) -> bool:
    hour = int(at.timestamp()) // 3600
    if hour != _memory.hour:
        _memory.hour, _memory.salt = hour, secrets.token_bytes(16)
        _memory.met = set()
    mark = hash((_memory.salt, who, agent, key))
    if mark in _memory.met or len(_memory.met) >= _MAX_MET:
        return False
    _memory.met.add(mark)
    return True


def _add(counts: Counter[DemandKey]) -> None:
    """With the lock held. Beyond the most keys, new ones are dropped."""
    for key, count in counts.items():
        if key in _memory.counts or len(_memory.counts) < _MAX_KEYS:
            _memory.counts[key] += count
    if _memory.timer is None:
        # In a thread of its own: no request waits for the database's lock.
        _memory.timer = threading.Timer(settings.DEMAND_WRITTEN_S, _write_in_a_thread)
        _memory.timer.daemon = True
        _memory.timer.start()


def _write_in_a_thread() -> None:
    try:
        write()
    finally:
        connections.close_all()


def _write_all(counts: Counter[DemandKey]) -> None:
    """Add to what is there, in one order: two processes never wait for each other."""
    rows = [
        (key.day, key.carrier, key.cell.row, key.cell.column, key.reason, count)
        for key, count in counts.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, sorted(rows))


def _prune(today: dt.date) -> None:
    if _memory.pruned_on != today:
        oldest = today - dt.timedelta(days=KEPT_DAYS)
        UnmetDemand.objects.filter(day__lt=oldest).delete()
        _memory.pruned_on = today


atexit.register(write)
