"""The quality desk: what is wrong, counted; each count leads to its outlets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from locator.admin.flags import mend_of
from locator.admin.kept import Gathered
from locator.admin.limits import standing
from locator.admin.start_page import Waits, waits
from locator.models import QualityFlag, QualityRule, Severity
from locator.quality.finding import SEVERITY


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule, how many outlets it has flagged, and where they are listed."""

    label: str
    mend: str
    outlets: int
    address: str


@dataclass(frozen=True, slots=True)
class SeverityCount:
    severity: Severity
    outlets: int
    address: str
    rules: list[RuleCount]


@admin.register(QualityFlag)
class QualityAdmin(Gathered, admin.ModelAdmin):  # type: ignore[type-arg]
    """Flags are made by rules: here they are only counted."""

    def has_change_permission(
        self, request: HttpRequest, obj: QualityFlag | None = None
    ) -> bool:
        return False

    def has_view_permission(
        self, request: HttpRequest, obj: QualityFlag | None = None
    ) -> bool:
        """Whoever may look at all outlets."""
        who = standing(request)
        is_limited = who.is_partner or who.is_translator
        return request.user.has_perm("locator.view_outlet") and not is_limited

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def what_waits(self, request: HttpRequest) -> Iterator[Waits]:
        for severity in Severity:
            # By rule, as there is an index of that.
            rules = [rule for rule in QualityRule if SEVERITY[rule] == severity]
            flags = QualityFlag.objects.filter(rule__in=rules).order_by()
            yield waits(
                _("Outlets that look wrong: %(severity)s")
                % {"severity": severity.label},
                flags.values("outlet").distinct(),
                _listed(f"severity-{severity.value}"),
            )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found_at = QualityFlag.objects.aggregate(at=Max("found_at"))["at"]
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "severities": severity_counts(),
            "last_found": timezone.localdate(found_at) if found_at else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/locator/quality.html", context)


def severity_counts() -> list[SeverityCount]:
    """Worst first; each with its rules, those that found nothing too."""
    flags = QualityFlag.objects.order_by()
    by_rule = dict(
        flags.values_list("rule").annotate(outlets=Count("outlet", distinct=True))
    )
    by_severity = dict(
        flags.values_list("severity").annotate(outlets=Count("outlet", distinct=True))
    )
    rules: defaultdict[Severity, list[RuleCount]] = defaultdict(list)
    for rule in QualityRule:
        rules[SEVERITY[rule]].append(
            RuleCount(
                str(rule.label), mend_of(rule), by_rule.get(rule, 0), _listed(rule)
            )
        )
    return [
        SeverityCount(
            severity,
            by_severity.get(severity, 0),
            _listed(f"severity-{severity.value}"),
            rules[severity],
        )
        for severity in Severity
    ]


def _listed(value: str) -> str:
    changelist = reverse("admin:locator_outlet_changelist")
    return f"{changelist}?{urlencode({'quality': value})}"
