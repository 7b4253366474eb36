"""Two rows of one outlet become one; the other's id leads there, and it is undoable."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from locator.contention import hold
from locator.models import Confidence, Outlet, OutletMerge
from locator.quality.checking import check_outlets
from locator.quality.state import (
    COLUMNS,
    NEAREST,
    OFFER,
    PHONES,
    State,
    read_state,
    write_state,
)
from locator.search_index import write_index

TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "status": ("status", "closed_until"),
    "latitude": ("latitude", "longitude", "place", NEAREST),
}
"""What is chosen as one, by the first of it."""

_FOLLOWERS: Final = {
    name for first, names in TOGETHER.items() for name in names if name != first
}
CHOICES: Final = tuple(
    name for name in COLUMNS if name not in _FOLLOWERS and name != "verified_at"
)
"""What a curator chooses between; the later `verified_at` stays, phones unite."""

BELONGINGS: Final = ("reports", "claims", "edit_links")
"""What visitors and owners left with an outlet: it goes to the kept one."""

_NOTHING: Final[tuple[Any, ...]] = (None, "", [], ())
_REOPENS: Final = "closed_as_missing"


class MergeError(Exception):
    """Why these two cannot be merged or parted, in the curator's words."""


def better_first(one: Outlet, other: Outlet) -> tuple[Outlet, Outlet]:
    """Which to keep by default: public before not, then the later verified.

    Of equals the older row: its address has been given away for longer.
    """

    def rank(outlet: Outlet) -> tuple[bool, float, int]:
        verified = outlet.verified_at.timestamp() if outlet.verified_at else 0.0
        return outlet.status in Outlet.PUBLIC_STATUSES, verified, -outlet.pk

    first, second = sorted((one, other), key=rank, reverse=True)
    return first, second


def open_choices(kept: State, other: State) -> list[str]:
    """Of which the two say something else, offers of one carrier among them."""
    carriers = sorted(
        name for name in kept.keys() & other.keys() if name.startswith(OFFER)
    )
    return [
        name
        for name in (*CHOICES, *carriers)
        if any(
            kept[part] != other[part]
            and not (kept[part] in _NOTHING and other[part] in _NOTHING)
            for part in TOGETHER.get(name, (name,))
            if part not in ("place", NEAREST)
        )
    ]


def takes_other(name: str, kept: State, other: State) -> bool:
    """Whether, by default, the other's value is taken.

    The later verified decides, but an empty value never wins, nor a weaker offer.
    """
    if kept[name] in _NOTHING or other[name] in _NOTHING:
        return kept[name] in _NOTHING
    if name.startswith(OFFER):
        ranks = [Confidence(state[name]["confidence"]).rank for state in (kept, other)]
        if ranks[0] != ranks[1]:
            return ranks[1] > ranks[0]
    if name == "status":
        return False
    return (other["verified_at"] or "") > (kept["verified_at"] or "")


def united(kept: State, other: State, taken: Sequence[str]) -> State:
    """What the kept outlet becomes where the choices named in `taken` are the other's.

    Phones and offers of both stay.
    """
    result = dict(kept)
    for name in taken:
        for part in TOGETHER.get(name, (name,)):
            result[part] = other[part]
    result[PHONES] = list(dict.fromkeys([*kept[PHONES], *other[PHONES]]))
    for name in other.keys() - kept.keys():
        result[name] = other[name]
    result["verified_at"] = max(kept["verified_at"] or "", other["verified_at"] or "")
    result["verified_at"] = result["verified_at"] or None
    return result


def standing_for(outlet: Outlet) -> Outlet:
    """The outlet, or the one that it was merged into meanwhile.

    It is merged into no other until the transaction ends: what is left with it now goes
    where its other belongings go. An import that holds the outlet is not waited for.
    """
    kept: Outlet | None = outlet
    while kept is not None:
        outlet = kept
        hold(_leaving(outlet), shared=True)
        kept = OutletMerge.objects.survivor_of(outlet)
    return outlet


def merge_outlets(
    survivor: Outlet,
    withdrawn: Outlet,
    *,
    taken: Sequence[str],
    by: User | None,
    at: dt.datetime,
) -> OutletMerge:
    """Keep the one, with the choices named in `taken` from the other, which is closed.

    Its id, its reference at its source and its reports lead to the kept one. Raises
    MergeError.
    """
    with transaction.atomic():
        survivor, withdrawn = _locked(survivor, withdrawn)
        _require_two_live_rows(survivor, withdrawn)
        kept, other = read_state(survivor), read_state(withdrawn)
        after = united(
            kept, other, [n for n in taken if n in open_choices(kept, other)]
        )
        # Of earlier merges whose outlet was opened again through its history.
        earlier = OutletMerge.objects.filter(withdrawn__in=[withdrawn, survivor])
        earlier.not_undone().update(undone_at=at)
        merge = OutletMerge.objects.create(
            survivor=survivor,
            withdrawn=withdrawn,
            merged_at=at,
            merged_by=by,
            survivor_before=kept,
            survivor_after=after,
            withdrawn_before=other,
            moved=_move_belongings(withdrawn, survivor),
        )
        # An import that finds the row again must not open it.
        withdrawn.imported = {
            name: said for name, said in withdrawn.imported.items() if name != _REOPENS
        }
        closed = {"status": Outlet.Status.CLOSED.value, "closed_until": None}
        write_state(
            withdrawn,
            closed,
            reason=_("Merged into %(id)s") % {"id": survivor.public_id},
        )
        write_state(
            survivor,
            _changes(kept, after),
            reason=_("Merged with %(id)s") % {"id": withdrawn.public_id},
        )
        _finish([survivor.pk, withdrawn.pk], at)
    return merge


def undo_merge(merge: OutletMerge, *, at: dt.datetime) -> list[str]:
    """Part the two again; returns what stays as it is, since it was edited later.

    Raises MergeError where the kept one has been merged away itself.
    """
    with transaction.atomic():
        # In the order of `merge_outlets`, so that no two wait for each other.
        survivor, withdrawn = _locked(merge.survivor, merge.withdrawn)
        merge = OutletMerge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at:
            raise MergeError(_("This merge has been undone already."))
        if OutletMerge.objects.that_withdrew(survivor).exists():
            raise MergeError(
                _("The kept outlet was merged into another one later: undo that first.")
            )
        now = read_state(survivor)
        back = _changes(merge.survivor_after, merge.survivor_before)
        edited = [
            name for name in back if now.get(name) != merge.survivor_after.get(name)
        ]
        restored = {name: said for name, said in back.items() if name not in edited}
        reason = _("Merge undone: %(id)s") % {"id": withdrawn.public_id}
        write_state(survivor, restored, reason=reason)
        before = merge.withdrawn_before
        if withdrawn.status == Outlet.Status.CLOSED:
            status = {name: before[name] for name in TOGETHER["status"]}
            write_state(withdrawn, status, reason=reason)
        elif "status" not in edited:
            edited.append("status")
        for name, ids in merge.moved.items():
            getattr(survivor, name).filter(pk__in=ids).update(outlet=withdrawn)
        merge.undone_at = at
        merge.save()
        _finish([survivor.pk, withdrawn.pk], at)
    return edited


def _move_belongings(withdrawn: Outlet, survivor: Outlet) -> dict[str, list[int]]:
    moved = {}
    hold(_leaving(withdrawn))
    for name in BELONGINGS:
        rows = getattr(withdrawn, name).order_by("pk")
        moved[name] = list(rows.values_list("pk", flat=True))
        rows.update(outlet=survivor)
    return moved


def _leaving(outlet: Outlet) -> str:
    """What is held while an outlet's belongings go to another."""
    return f"belongings of {outlet.pk}"


def _locked(one: Outlet, other: Outlet) -> tuple[Outlet, Outlet]:
    rows = Outlet.objects.select_for_update(no_key=True).filter(
        pk__in=[one.pk, other.pk]
    )
    by_id = {row.pk: row for row in rows.order_by("pk")}
    if len(by_id) != 2:
        raise MergeError(_("Choose two outlets."))
    return by_id[one.pk], by_id[other.pk]


def _require_two_live_rows(survivor: Outlet, withdrawn: Outlet) -> None:
    if survivor.status == Outlet.Status.CLOSED:
        raise MergeError(
            _("The outlet to keep is closed for good: keep the other one.")
        )
    public = Outlet.PUBLIC_STATUSES
    if survivor.status not in public and withdrawn.status in public:
        raise MergeError(
            _("The outlet to keep is not published, and the other one is: keep that.")
        )
    if OutletMerge.objects.that_withdrew(withdrawn).exists():
        raise MergeError(_("%(id)s is merged already.") % {"id": withdrawn.public_id})


def _changes(before: State, after: State) -> State:
    return {
        name: after.get(name)
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }


def _finish(ids: list[int], at: dt.datetime) -> None:
    write_index(ids)
    check_outlets(ids, at=at)
