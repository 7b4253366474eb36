"""Two outlets side by side: merge them, say that they are not one, or undo a merge."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from locator.admin.offers import terms_in_words
from locator.geo.distance import distance_m
from locator.geo.point import Point
from locator.geo.typed import written
from locator.models import (
    Carrier,
    Hours,
    Offer,
    Operator,
    Outlet,
    OutletMerge,
    QualityFlag,
    QualityRule,
)
from locator.phones import national
from locator.quality.checking import dismiss
from locator.quality.merging import (
    MergeError,
    better_first,
    merge_outlets,
    open_choices,
    takes_other,
    undo_merge,
)
from locator.quality.state import OFFER, State, read_state

CHOICE = "choice:"
"""Begins the name of the field of one choice; its value is "kept" or "other"."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A row of the comparison."""

    name: str
    label: str
    language: str
    kept: str
    other: str
    takes_other: bool


def merge_urls(outlets: "ModelAdmin[Outlet]") -> list[URLPattern]:
    wrap = outlets.admin_site.admin_view

    def compare(request: HttpRequest, one: int, other: int) -> HttpResponse:
        return _compare(outlets, request, one, other)

    def undo(request: HttpRequest, merge: int) -> HttpResponse:
        return _undo(outlets, request, merge)

    return [
        path(
            "<int:one>/merge/<int:other>/", wrap(compare), name="locator_outlet_merge"
        ),
        path("merges/<int:merge>/undo/", wrap(undo), name="locator_outlet_merge_undo"),
    ]


def _compare(
    outlets: "ModelAdmin[Outlet]", request: HttpRequest, one: int, other: int
) -> HttpResponse:
    rows = [get_object_or_404(Outlet, pk=pk) for pk in (one, other)]
    if one == other or not all(
        outlets.has_change_permission(request, row) for row in rows
    ):
        raise PermissionDenied
    kept, withdrawn = better_first(*rows)
    if request.POST.get("keep", request.GET.get("keep")) == str(withdrawn.pk):
        kept, withdrawn = withdrawn, kept
    states = read_state(kept), read_state(withdrawn)
    version = _version(*states)
    if request.method == "POST":
        if "not_one" in request.POST:
            return _say_not_one(request, kept, withdrawn)
        if request.POST.get("version") != version:
            messages.error(
                request,
                _(
                    "One of the two was changed after you opened this page, so nothing"
                    " is merged yet. Your choices are kept below: compare again."
                ),
            )
        elif done := _merge(request, kept, withdrawn):
            return done
    context = {
        **outlets.admin_site.each_context(request),
        "title": _("Are these the same?"),
        "opts": outlets.opts,
        "kept": kept,
        "withdrawn": withdrawn,
        "metres": round(distance_m(kept.point, withdrawn.point)),
        "choices": _choices(request, *states),
        "columns": [_column(row) for row in (kept, withdrawn)],
        "version": version,
    }
    return TemplateResponse(request, "admin/locator/outlet/merge.html", context)


def _merge(
    request: HttpRequest, kept: Outlet, withdrawn: Outlet
) -> HttpResponse | None:
    taken = [
        name.removeprefix(CHOICE)
        for name, side in request.POST.items()
        if name.startswith(CHOICE) and side == "other"
    ]
    try:
        merge_outlets(
            kept, withdrawn, taken=taken, by=_user(request), at=timezone.now()
        )
    except MergeError as error:
        messages.error(request, str(error))
        return None
    messages.success(
        request,
        _(
            "Merged: %(old)s leads to this outlet now. The merge can be undone below,"
            " under “Merged into this one”."
        )
        % {"old": withdrawn.public_id},
    )
    return HttpResponseRedirect(_form_of(kept))


def _say_not_one(request: HttpRequest, kept: Outlet, withdrawn: Outlet) -> HttpResponse:
    flag = QualityFlag.objects.filter(
        outlet=kept, other=withdrawn, rule=QualityRule.NEAR_DUPLICATE
    ).first() or QualityFlag(
        outlet=kept, other=withdrawn, rule=QualityRule.NEAR_DUPLICATE
    )
    dismiss(flag, by=_user(request), at=timezone.now())
    messages.success(request, _("Noted: these two are not the same."))
    return HttpResponseRedirect(_form_of(kept))


def _undo(
    outlets: "ModelAdmin[Outlet]", request: HttpRequest, merge_id: int
) -> HttpResponse:
    merge = get_object_or_404(
        OutletMerge.objects.select_related("survivor", "withdrawn"), pk=merge_id
    )
    if not outlets.has_change_permission(request, merge.survivor):
        raise PermissionDenied
    if request.method != "POST":
        context = {
            **outlets.admin_site.each_context(request),
            "title": _("Undo the merge?"),
            "opts": outlets.opts,
            "merge": merge,
        }
        return TemplateResponse(request, "admin/locator/outlet/unmerge.html", context)
    try:
        edited = undo_merge(merge, at=timezone.now())
    except MergeError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_form_of(merge.survivor))
    messages.success(
        request,
        _("Parted again: %(old)s is back.") % {"old": merge.withdrawn.public_id},
    )
    if edited:
        fields = ", ".join(dict.fromkeys(map(_label, edited)))
        messages.warning(
            request,
            _("Changed since the merge, so left as it is: %(fields)s.")
            % {"fields": fields},
        )
    return HttpResponseRedirect(_form_of(merge.survivor))


def _choices(request: HttpRequest, kept: State, other: State) -> list[FieldChoice]:
    names = _Names([kept, other])
    return [
        FieldChoice(
            name=f"{CHOICE}{name}",
            label=_label(name),
            language=_language(name),
            kept=names.in_words(name, kept),
            other=names.in_words(name, other),
            takes_other=request.POST.get(f"{CHOICE}{name}") == "other"
            if f"{CHOICE}{name}" in request.POST
            else takes_other(name, kept, other),
        )
        for name in open_choices(kept, other)
    ]


def _column(outlet: Outlet) -> dict[str, Any]:
    """What both keep, whichever stays."""
    return {
        "outlet": outlet,
        "phones": [national(phone.number) for phone in outlet.phones.all()],
        "offers": [
            f"{offer.carrier}: {terms_in_words(offer)}"
            for offer in outlet.offers.select_related("carrier")
        ],
        "reports": outlet.reports.count(),
    }


class _Names:
    """Values of states as words, their linked rows read once."""

    def __init__(self, states: Iterable[State]) -> None:
        rows = list(states)
        self._operators = Operator.objects.in_bulk(
            {row["operator"] for row in rows if row["operator"]}
        )
        self._hours = Hours.objects.in_bulk(
            {row["hours"] for row in rows if row["hours"]}
        )

    def in_words(self, name: str, state: State) -> str:
        value = state[name]
        if value in (None, "", []):
            return ""
        if name.startswith(OFFER):
            return terms_in_words(_offer(value))
        if name == "operator":
            return str(self._operators[value])
        if name == "hours":
            return str(self._hours[value])
        if name == "latitude":
            return written(Point(state["latitude"], state["longitude"]))
        if name == "status" and state["closed_until"]:
            return _("Closed until %(date)s") % {"date": state["closed_until"]}
        labels = dict(getattr(Outlet._meta.get_field(name), "flatchoices", ()))
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(one, one)) for one in values)


def _offer(said: State) -> Offer:
    offer = Offer(
        sells=said["sells"],
        confidence=said["confidence"],
        evidence=said["evidence"],
        fact_id=said["fact"],
        currency=said["currency"],
    )
    offer.services = tuple(said["services"])
    for name in ("min_amount", "max_amount"):
        setattr(offer, name, said[name] and Decimal(said[name]))
    return offer


def _label(name: str) -> str:
    if name.startswith(OFFER):
        carrier = Carrier.objects.filter(pk=name.removeprefix(OFFER)).first()
        return _("Offer of %(carrier)s") % {"carrier": carrier}
    if name == "latitude":
        return _("Position")
    if name == "phones":
        return capfirst(_("phones"))
    field = Outlet._meta.get_field(name) if name != "nearest" else None
    original = getattr(field, "translated_field", field)
    label = capfirst(str(getattr(original, "verbose_name", name)))
    language = _language(name)
    return f"{label} ({language})" if language else label


def _language(name: str) -> str:
    if name.startswith(OFFER) or name in ("latitude", "nearest", "phones"):
        return ""
    return str(getattr(Outlet._meta.get_field(name), "language", ""))


def _version(*states: State) -> str:
    told = json.dumps(sorted(map(repr, states)))
    return hashlib.sha256(told.encode()).hexdigest()


def _form_of(outlet: Outlet) -> str:
    return reverse("admin:locator_outlet_change", args=[outlet.pk])


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
