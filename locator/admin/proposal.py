"""Partners' edits, each as what it would change, to accept or reject."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.changes import Wording
from locator.admin.kept import Gathered
from locator.admin.limits import Limited, standing
from locator.admin.start_page import Waits, waits
from locator.admin.versions import reason_given
from locator.admin.waiting import ONLY_WAITING, WAITING_FIRST
from locator.models import Outlet, OutletMerge, ProposedChange
from locator.models.decided import Decision
from locator.models.history import MAX_REASON_LENGTH
from locator.models.restore import RestoreError


@admin.register(ProposedChange)
class ProposedChangeAdmin(Gathered, Limited):
    list_display = ("row_name", "kind", "proposed_by", "proposed_at", "status")
    list_filter = ("status", ("model", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("model", "proposed_by")
    search_fields = ("row_name",)
    ordering = WAITING_FIRST

    def what_waits(self, request: HttpRequest) -> Iterator[Waits]:
        """A partner's own too, so that it sees what became of them."""
        is_partner = standing(request).is_partner
        label = _("Your changes that wait for a curator")
        if not is_partner:
            if not self.has_change_permission(request):
                return
            label = _("Proposed changes")
        proposals: Any = self.get_queryset(request)
        address = reverse("admin:locator_proposedchange_changelist")
        yield waits(label, proposals.waiting(), address + ONLY_WAITING)

    @admin.display(description=gettext_lazy("what"), ordering="model")
    def kind(self, proposal: ProposedChange) -> str:
        return capfirst(str(proposal.row_model._meta.verbose_name))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What the proposal would change now; with POST it is decided."""
        proposal = self.get_object(request, object_id)
        if proposal is None:
            raise Http404
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        now = proposal.latest_version()
        then = proposal.on(now) if now else None
        if request.method == "POST":
            if not self._may_decide(request, proposal):
                raise PermissionDenied
            if "accept" in request.POST or "reject" in request.POST:
                self._decide(request, proposal.pk, accepts="accept" in request.POST)
            return HttpResponseRedirect(
                reverse("admin:locator_proposedchange_changelist")
            )
        wording = Wording(proposal.row_model, [now, then])
        row = proposal.row_model._meta
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Proposal for %(name)s") % {"name": proposal.row_name},
            "proposal": proposal,
            "changes": wording.changes(now, then) if now else [],
            "is_gone": now is None,
            "has_moved_on": now and now.history_id != proposal.seen_version,
            "may_decide": self._may_decide(request, proposal),
            "list_address": reverse("admin:locator_proposedchange_changelist"),
            "row_address": reverse(
                f"admin:{row.app_label}_{row.model_name}_change", args=[proposal.row_id]
            ),
            "longest_reason": MAX_REASON_LENGTH,
            "media": self.media,
        }
        return TemplateResponse(
            request, "admin/versioned/proposal.html", context | (extra_context or {})
        )

    def _may_decide(self, request: HttpRequest, proposal: ProposedChange) -> bool:
        rows = self.admin_site._registry[proposal.row_model]
        return (
            proposal.status == Decision.WAITING
            and not standing(request).is_partner
            and self.has_change_permission(request, proposal)
            and rows.has_change_permission(request)
        )

    def _decide(self, request: HttpRequest, pk: int, *, accepts: bool) -> None:
        try:
            with transaction.atomic():
                # Two curators at once: the later one finds it decided.
                proposal = ProposedChange.objects.take(pk)
                if proposal is None:
                    messages.error(request, _("Somebody else has decided this one."))
                    return
                if accepts:
                    self._apply(request, proposal)
                proposal.status = Decision.ACCEPTED if accepts else Decision.REJECTED
                proposal.decided_by = request.user
                proposal.decided_at = timezone.now()
                proposal.answer = reason_given(request)
                proposal.save()
                said = _("Accepted.") if accepts else _("Rejected.")
                self.log_change(request, proposal, said)
        except RestoreError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)

    def _refuse_merged(self, proposal: ProposedChange) -> None:
        if proposal.row_model is not Outlet:
            return
        merges = OutletMerge.objects.that_withdrew(int(proposal.row_id))
        if merge := merges.select_related("survivor").first():
            raise RestoreError(
                _("This outlet was merged into %(id)s: this can only be rejected.")
                % {"id": merge.survivor.public_id}
            )

    def _apply(self, request: HttpRequest, proposal: ProposedChange) -> None:
        """Make the proposal the row's newest version, of who proposed it."""
        now = proposal.latest_version()
        if now is None:
            raise RestoreError(_("The row is gone: this can only be rejected."))
        self._refuse_merged(proposal)
        version = proposal.on(now)
        version.history_type = "~"
        version.history_date = timezone.now()
        version.history_user = proposal.proposed_by
        accepted = _("accepted by %(user)s") % {"user": request.user}
        said = f"{proposal.reason} ({accepted})" if proposal.reason else accepted
        version.history_change_reason = said[:MAX_REASON_LENGTH]
        version.save()
        rows: Any = self.admin_site._registry[proposal.row_model]
        rows.restore_version(version, is_recorded=False)
