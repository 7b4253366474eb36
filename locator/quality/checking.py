"""Runs the rules and keeps their flags: for a few outlets on save, for all at night."""

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from locator.batches import batches
from locator.geo.columns import in_boxes
from locator.geo.point import BoundingBox, Point, around
from locator.models import Carrier, Outlet, QualityDismissal, QualityFlag, QualityRule
from locator.quality import texts
from locator.quality.contradicted import contradicted_offers
from locator.quality.duplicates import (
    REACH_M,
    StandingOutlet,
    duplicate_findings,
    pile_findings,
)
from locator.quality.finding import SEVERITY, Check, CheckedOutlet, Finding
from locator.quality.positions import mistyped_position
from locator.quality.reading import (
    BATCH,
    checked,
    read_outlets,
    read_provinces,
    read_standings,
)

_MAX_BESIDE: Final = 500
_FEW_BOXES: Final = 50

_Key = tuple[int, str, str]
"""Outlet, rule and subject of a flag."""


@dataclass(slots=True)
class Checked:
    """How many outlets were looked at, and the flags after it and what changed."""

    outlets: int = 0
    flags: int = 0
    new: int = 0
    gone: int = 0


@dataclass(slots=True)
class _Findings:
    outlets: int = 0
    by_key: dict[_Key, Finding] = field(default_factory=dict)

    def add(self, outlet_id: int, finding: Finding) -> None:
        self.by_key[outlet_id, finding.rule, finding.subject] = finding


def check_outlets(ids: Iterable[int] | None, *, at: dt.datetime) -> Checked:
    """Bring the flags of these outlets, and of those beside them, up to date.

    With None, of all. Call it in the transaction of the write, after `write_index`:
    what is sold is read from there.
    """
    with transaction.atomic():
        _await_other_checks()
        chosen = None if ids is None else _with_those_beside(set(ids))
        found = _findings(chosen, at)
        return _write(found, chosen, at)


def dismiss(flag: QualityFlag, *, by: User | None, at: dt.datetime) -> None:
    """The curator finds it right as it is: the rule says no more of this subject."""
    outlet, subject = flag.outlet, flag.subject
    same = QualityFlag.objects.filter(pk=flag.pk)
    if flag.rule == QualityRule.NEAR_DUPLICATE and flag.other is not None:
        outlet, other = sorted((flag.outlet, flag.other), key=lambda o: o.pk)
        subject = other.public_id
        same = QualityFlag.objects.filter(
            Q(outlet=outlet, other=other) | Q(outlet=other, other=outlet),
            rule=flag.rule,
        )
    with transaction.atomic():
        QualityDismissal.objects.get_or_create(
            outlet=outlet,
            rule=flag.rule,
            subject=subject,
            defaults={"dismissed_by": by, "dismissed_at": at},
        )
        same.delete()


def _await_other_checks() -> None:
    """Two at once would each write what the other has; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('check quality'))")


def _with_those_beside(ids: set[int]) -> set[int]:
    """With all whose flags may change with them: within reach now, or flagged so far.

    Of a crowd, only the first hundreds: the nightly check sees all of it.
    """
    beside = ids | _standing_around(ids)
    flags = QualityFlag.objects.filter(outlet__pk__among=ids)
    known = flags.filter(rule=QualityRule.NEAR_DUPLICATE)
    beside.update(known.values_list("other_id", flat=True))
    piles = flags.filter(rule=QualityRule.PILED_UP).values("subject")
    piled = QualityFlag.objects.filter(
        rule=QualityRule.PILED_UP, subject__in=piles
    ).values_list("outlet_id", flat=True)
    beside.update(piled[:_MAX_BESIDE])
    return beside - {None}


def _standing_around(ids: set[int]) -> set[int]:
    """Those within reach of these outlets, of each the first hundreds."""
    points = Outlet.objects.filter(pk__among=ids).order_by()
    boxes = [
        box
        for latitude, longitude in points.values_list("latitude", "longitude")
        for box in around(Point(latitude, longitude), REACH_M)
    ]
    return _in_many_boxes(boxes) if len(boxes) > _FEW_BOXES else _in_boxes(boxes)


def _in_boxes(boxes: Iterable[BoundingBox]) -> set[int]:
    found: set[int] = set()
    for box in boxes:
        rows = checked().filter(in_boxes(box))
        found.update(rows.values_list("pk", flat=True)[:_MAX_BESIDE])
    return found


def _in_many_boxes(boxes: Iterable[BoundingBox]) -> set[int]:
    """The same from all positions, read once instead of by a statement a box."""
    rows = sorted(checked().values_list("latitude", "longitude", "pk"))
    found: set[int] = set()
    for box in boxes:
        first = bisect_left(rows, (box.south,))
        beyond = bisect_right(rows, (box.north, math.inf))
        inside = (
            pk
            for _latitude, longitude, pk in rows[first:beyond]
            if box.west <= longitude <= box.east
        )
        found.update(islice(inside, _MAX_BESIDE))
    return found


def _findings(ids: set[int] | None, at: dt.datetime) -> _Findings:
    found = _Findings()
    checks = _checks(at)
    for outlet in read_outlets(ids):
        found.outlets += 1
        for finding in chain.from_iterable(check(outlet) for check in checks):
            found.add(outlet.pk, finding)
    today = timezone.localdate(at)
    slugs = dict(Carrier.objects.order_by().values_list("pk", "slug"))
    for sign in contradicted_offers(today=today, outlet_ids=ids):
        carrier = slugs[sign.carrier_id]
        said = {"carrier": carrier, "count": sign.count}
        finding = Finding(QualityRule.CONTRADICTED_OFFER, carrier, said)
        found.add(sign.outlet_id, finding)
    standings = _standings(ids)
    both = chain(
        pile_findings(standings), duplicate_findings(standings, _no_duplicates())
    )
    for pk, finding in both:
        if ids is None or pk in ids:
            found.add(pk, finding)
    return found


def _checks(at: dt.datetime) -> tuple[Check, ...]:
    today = timezone.localdate(at)
    return (
        mistyped_position,
        read_provinces().findings,
        texts.wrong_script,
        texts.bad_phone,
        partial(texts.hours, year=today.year),
        partial(stale, today=today, months=settings.QUALITY_STALE_MONTHS),
    )


def stale(outlet: CheckedOutlet, *, today: dt.date, months: int) -> Iterator[Finding]:
    """Published, and nobody has known it to be right for so many months."""
    if outlet.status not in Outlet.PUBLIC_STATUSES:
        return
    if (today - outlet.known_at).days > months * 365.25 / 12:
        said = {"known_at": outlet.known_at.isoformat()}
        yield Finding(QualityRule.STALE, outlet.known_at.isoformat(), said)


def _standings(ids: set[int] | None) -> list[StandingOutlet]:
    """Those of these outlets and all around them, each once."""
    if ids is None:
        return read_standings()
    return read_standings(checked().filter(pk__among=ids | _standing_around(ids)))


def _no_duplicates() -> frozenset[tuple[int, str]]:
    rows = QualityDismissal.objects.filter(rule=QualityRule.NEAR_DUPLICATE)
    return frozenset(rows.order_by().values_list("outlet_id", "subject"))


def _write(found: _Findings, ids: set[int] | None, at: dt.datetime) -> Checked:
    flags = QualityFlag.objects.order_by()
    dismissals = QualityDismissal.objects.order_by()
    if ids is not None:
        flags = flags.filter(outlet__pk__among=ids)
        dismissals = dismissals.filter(outlet__pk__among=ids)
    for key in dismissals.values_list("outlet_id", "rule", "subject"):
        found.by_key.pop(key, None)
    present = {
        (outlet_id, rule, subject): (pk, values)
        for pk, outlet_id, rule, subject, values in flags.values_list(
            "pk", "outlet_id", "rule", "subject", "values"
        )
    }
    gone = [pk for key, (pk, _values) in present.items() if key not in found.by_key]
    for batch in batches(gone, BATCH):
        QualityFlag.objects.filter(pk__among=batch).delete()
    new = [key for key in found.by_key if key not in present]
    changed = [
        key
        for key, (_pk, values) in present.items()
        if key in found.by_key and found.by_key[key].values != values
    ]
    QualityFlag.objects.bulk_create(
        (_flag(key, found.by_key[key], at) for key in (*new, *changed)),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["outlet", "rule", "subject"],
        update_fields=["values", "other", "severity"],
    )
    return Checked(found.outlets, len(found.by_key), len(new), len(gone))


def _flag(key: _Key, finding: Finding, at: dt.datetime) -> QualityFlag:
    outlet_id, rule, subject = key
    return QualityFlag(
        outlet_id=outlet_id,
        rule=rule,
        subject=subject,
        severity=SEVERITY[rule],
        values=finding.values,
        other_id=finding.other_id,
        found_at=at,
    )
