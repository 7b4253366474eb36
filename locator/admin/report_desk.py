"""The reports desk: what waits, by outlet, decided in one click."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from locator.admin.keys import row_id
from locator.admin.limits import standing
from locator.admin.point import PickedPointField
from locator.contributing import deciding
from locator.contributing.deciding import CannotAcceptError, OfferChange, Ruling
from locator.contributing.desk import DeskOutlet, desk_of
from locator.models import Outlet, Report
from locator.models.report import MAX_NOTE_LENGTH

OUTLETS_A_PAGE: Final = 20
MAX_AT_ONCE: Final = 500
_ORDERS: Final = {
    "newest": (gettext_lazy("newest first"), ("-last", "outlet")),
    "most": (gettext_lazy("most reports first"), ("-reports", "-last", "outlet")),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What could not be done, beside the reports that it is about."""

    first_id: int
    sentence: str
    typed: str


class Act(TextChoices):
    """What the buttons of the desk do; their words stand in its template."""

    ACCEPT = "accept"
    REJECT = "reject"
    ASK = "ask"


class DecisionForm(forms.Form):
    """What a button of the desk sends, besides the ids of its reports."""

    action = forms.ChoiceField(choices=Act.choices)
    hours = forms.CharField(required=False, max_length=500)
    offer = forms.ChoiceField(choices=OfferChange.choices, required=False)
    note = forms.CharField(required=False, max_length=MAX_NOTE_LENGTH)


class NewPositionForm(forms.Form):
    position = PickedPointField()


class ReportDesk:
    """Views of the desk for an admin of reports."""

    def __init__(self, reports: "ModelAdmin[Report]") -> None:
        self._reports = reports
        self._site = reports.admin_site

    def waiting(self, request: HttpRequest) -> QuerySet[Report]:
        """Those about outlets that this curator may change."""
        outlets = self._outlet_admin.get_queryset(request)
        reports: Any = self._reports.get_queryset(request)
        waiting: QuerySet[Report] = reports.waiting().order_by()
        return waiting.filter(outlet__in=outlets.order_by().values("pk"))

    def desk(self, request: HttpRequest, *, wrong: Wrong | None = None) -> HttpResponse:
        self._refuse_unless_allowed(request)
        # A decision that could not be made is told on the page that it was made on.
        asked = QueryDict(request.POST.get("query")) if wrong else request.GET
        kind, order = asked.get("kind", ""), asked.get("order", "")
        waiting = self.waiting(request)
        if kind in Report.Kind.values:
            waiting = waiting.filter(kind=kind)
        ordering = _ORDERS.get(order, _ORDERS["newest"])[1]
        groups = (
            waiting.values("outlet")
            .annotate(reports=Count("pk"), last=Max("pk"))
            .order_by(*ordering)
        )
        page = Paginator(groups, OUTLETS_A_PAGE).get_page(asked.get("p"))
        ids = [group["outlet"] for group in page]
        context = {
            **self._site.each_context(request),
            "title": _("Reports that wait"),
            "opts": Report._meta,
            "page": page,
            "outlets": self._shown(ids),
            "kinds": Report.Kind.choices,
            "chosen_kind": kind,
            "orders": [(name, label) for name, (label, _by) in _ORDERS.items()],
            "chosen_order": order if order in _ORDERS else "newest",
            "offer_changes": OfferChange.choices,
            "wrong": wrong,
            "now": timezone.now(),
            "today": timezone.localdate(),
            "query": asked.urlencode(),
        }
        template = "admin/locator/report/desk.html"
        status = 400 if wrong else 200
        return TemplateResponse(request, template, context, status=status)

    def decide(self, request: HttpRequest) -> HttpResponse:
        """One click: accept, reject or ask. What is wrong stands beside its report."""
        self._refuse_unless_allowed(request)
        if request.method != "POST":
            return self._back(request)
        form = DecisionForm(request.POST)
        ids = _ids(request.POST.getlist("reports"))
        typed = request.POST.get("hours", "") or request.POST.get("note", "")
        first = ids[0] if ids else 0
        if not form.is_valid():
            sentence = " ".join(str(s) for said in form.errors.values() for s in said)
            return self.desk(request, wrong=Wrong(first, sentence, typed))
        waiting = self.waiting(request).filter(pk__in=ids)
        allowed = list(waiting.values_list("pk", flat=True))
        act = Act(form.cleaned_data["action"])
        try:
            outlet = _ACTIONS[act](request, allowed, form.cleaned_data)
        except CannotAcceptError as error:
            return self.desk(request, wrong=Wrong(first, str(error), typed))
        self._note(request, outlet, act, len(allowed))
        return self._back(request)

    def place(self, request: HttpRequest) -> HttpResponse:
        """The point picker, with the pin where the report says that the outlet is."""
        self._refuse_unless_allowed(request)
        ids = _ids(request.GET.get("reports", "").split(","))
        waiting = self.waiting(request).filter(pk__in=ids, kind=Report.Kind.WRONG_PLACE)
        report = waiting.select_related("outlet__operator").order_by("-pk").first()
        if report is None:
            messages.warning(request, _("Somebody else has decided on this meanwhile."))
            return self._back(request)
        form = NewPositionForm(
            request.POST if request.method == "POST" else None,
            initial={"position": report.point or report.outlet.point},
        )
        if form.is_valid():
            ruling = Ruling(point=form.cleaned_data["position"])
            allowed = list(waiting.values_list("pk", flat=True))
            try:
                outlet = deciding.accept(
                    allowed,
                    ruling,
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
            except CannotAcceptError as error:
                form.add_error(None, str(error))
            else:
                self._note(request, outlet, Act.ACCEPT, len(allowed))
                return self._back(request)
        context = {
            **self._site.each_context(request),
            "title": _("Where it is: %(outlet)s") % {"outlet": report.outlet},
            "opts": Report._meta,
            "form": form,
            "media": self._reports.media + form.media,
            "report": report,
            "now_at": report.outlet.point,
            "desk": self._desk_address(),
        }
        return TemplateResponse(request, "admin/locator/report/place.html", context)

    def _shown(self, outlet_ids: Sequence[int]) -> list[DeskOutlet]:
        return desk_of(outlet_ids, today=timezone.localdate())

    def _note(
        self, request: HttpRequest, outlet: Outlet, act: Act, number: int
    ) -> None:
        if act == Act.ACCEPT:
            self._outlet_admin.log_change(
                request, outlet, [{"changed": {"name": str(_("report accepted"))}}]
            )
        messages.success(
            request, _TOLD[act](number) % {"number": number, "outlet": outlet}
        )

    def _back(self, request: HttpRequest) -> HttpResponse:
        query = request.POST.get("query", "") or request.GET.get("query", "")
        address = self._desk_address()
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def _desk_address(self) -> str:
        return reverse(f"{self._site.name}:locator_report_desk")

    def is_open_to(self, request: HttpRequest) -> bool:
        """A partner proposes changes of its own rows, and decides on nobody's word."""
        return not standing(request).is_partner and (
            self._reports.has_change_permission(request)
            and self._outlet_admin.has_change_permission(request)
        )

    def _refuse_unless_allowed(self, request: HttpRequest) -> None:
        if not self.is_open_to(request):
            raise PermissionDenied

    @property
    def _outlet_admin(self) -> "ModelAdmin[Outlet]":
        return self._site.get_model_admin(Outlet)


def _ids(texts: Sequence[str]) -> list[int]:
    found = map(row_id, texts[:MAX_AT_ONCE])
    return [number for number in found if number is not None]


def _accept(request: HttpRequest, ids: list[int], sent: dict[str, Any]) -> Outlet:
    offer = OfferChange(sent["offer"] or OfferChange.WITHDRAWN)
    ruling = Ruling(hours=sent["hours"], offer=offer)
    return deciding.accept(
        ids,
        ruling,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )


def _reject(request: HttpRequest, ids: list[int], sent: dict[str, Any]) -> Outlet:
    return deciding.reject(
        ids,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )


def _ask(request: HttpRequest, ids: list[int], sent: dict[str, Any]) -> Outlet:
    if not sent["note"]:
        raise CannotAcceptError(_("Write what is to be found out."))
    return deciding.ask(ids, sent["note"])


_ACTIONS: Final[
    dict[Act, Callable[[HttpRequest, list[int], dict[str, Any]], Outlet]]
] = {Act.ACCEPT: _accept, Act.REJECT: _reject, Act.ASK: _ask}
_TOLD: Final[dict[Act, Callable[[int], str]]] = {
    Act.ACCEPT: lambda number: ngettext(
        "%(number)d report accepted: %(outlet)s is changed and verified.",
        "%(number)d reports accepted: %(outlet)s is changed and verified.",
        number,
    ),
    Act.REJECT: lambda number: ngettext(
        "%(number)d report rejected: %(outlet)s stays as it is.",
        "%(number)d reports rejected: %(outlet)s stays as it is.",
        number,
    ),
    Act.ASK: lambda number: ngettext(
        "%(number)d report of %(outlet)s waits with your note.",
        "%(number)d reports of %(outlet)s wait with your note.",
        number,
    ),
}
