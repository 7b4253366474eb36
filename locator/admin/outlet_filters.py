"""Ways to narrow the list of outlets, beside those that Django makes of a field."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from locator.admin.lookups import KnownChoice, YesNo
from locator.models import (
    Carrier,
    Confidence,
    Listing,
    Offer,
    Operator,
    OperatorDefault,
    Outlet,
    Place,
    QualityFlag,
    QualityRule,
    Severity,
)
from locator.models.listing import ANY_CARRIER

RECENT = dt.timedelta(days=90)
OLD = dt.timedelta(days=365)


class CarrierFilter(KnownChoice):
    """Outlets with an effective offer of a carrier, drafts and closed ones too."""

    title = _("carrier sold")
    parameter_name = "carrier"

    def offered(self) -> Iterable[tuple[str, Any]]:
        carriers = [(carrier.slug, carrier.name) for carrier in Carrier.objects.all()]
        return [*carriers, ("-", _("None that we know of"))]

    def narrowed(self, rows: QuerySet[Outlet], chosen: str) -> QuerySet[Outlet]:
        if chosen == "-":
            return rows.exclude(_sells(Carrier.objects.all()))
        return rows.filter(_sells(Carrier.objects.filter(slug=chosen)))


def _sells(carriers: QuerySet[Carrier]) -> Q:
    """The rule of `effective_offers`: an own offer decides, else the default."""
    own = Offer.objects.filter(outlet=OuterRef("pk"), carrier__in=carriers)
    decided = Offer.objects.filter(
        outlet=OuterRef(OuterRef("pk")), carrier=OuterRef("carrier")
    )
    default = OperatorDefault.objects.filter(
        ~Exists(decided),
        operator=OuterRef("operator"),
        kind=OuterRef("kind"),
        carrier__in=carriers,
    )
    return Q(Exists(own.filter(sells=True))) | Q(Exists(default))


class ConfidenceFilter(KnownChoice):
    """How sure the best offer is, or that of the carrier chosen beside it.

    Read from the search index, so of public outlets only.
    """

    title = _("confidence")
    parameter_name = "confidence"

    def offered(self) -> Iterable[tuple[str, Any]]:
        return [*Confidence.choices, ("-", _("No offer known"))]

    def narrowed(self, rows: QuerySet[Outlet], chosen: str) -> QuerySet[Outlet]:
        rank = 0 if chosen == "-" else Confidence(chosen).rank
        listings = Listing.objects.filter(outlet=OuterRef("pk"), confidence=rank)
        slug = self.request.GET.get("carrier", "")
        if rank and slug not in ("", "-"):
            carrier = Carrier.objects.filter(slug=slug)
            listings = listings.filter(carrier_id__in=carrier.values("pk"))
        else:
            listings = listings.filter(carrier_id=ANY_CARRIER)
        return rows.filter(Exists(listings))


class QualityFilter(KnownChoice):
    """Flags of the quality desk: of a rule, of a severity, any or none."""

    title = _("quality")
    parameter_name = "quality"

    def offered(self) -> Iterable[tuple[str, Any]]:
        return [
            ("any", _("Anything to look at")),
            *(
                (f"severity-{severity.value}", _capital(severity.label))
                for severity in Severity
            ),
            *QualityRule.choices,
            ("none", _("Nothing")),
        ]

    def narrowed(self, rows: QuerySet[Outlet], chosen: str) -> QuerySet[Outlet]:
        flags = QualityFlag.objects.filter(outlet=OuterRef("pk"))
        if chosen == "none":
            return rows.exclude(Exists(flags))
        if chosen.startswith("severity-"):
            flags = flags.filter(severity=chosen.removeprefix("severity-"))
        elif chosen != "any":
            flags = flags.filter(rule=chosen)
        return rows.filter(Exists(flags))


class OperatorFilter(KnownChoice):
    title = _("operator")
    parameter_name = "operator__id__exact"

    def offered(self) -> Iterable[tuple[str, Any]]:
        used = Outlet.objects.filter(operator=OuterRef("pk"))
        rows = Operator.objects.filter(Exists(used)).order_by("name")
        return [*((str(row.pk), row.name) for row in rows), ("-", _("Not known"))]

    def narrowed(self, rows: QuerySet[Outlet], chosen: str) -> QuerySet[Outlet]:
        return rows.filter(operator=None if chosen == "-" else int(chosen))


class ProvinceFilter(KnownChoice):
    title = _("province")
    parameter_name = "province"

    def offered(self) -> Iterable[tuple[str, Any]]:
        provinces = Place.objects.filter(level=Place.Level.PROVINCE).order_by("slug")
        return [*provinces.values_list("slug", "name"), ("-", _("Not known"))]

    def narrowed(self, rows: QuerySet[Outlet], chosen: str) -> QuerySet[Outlet]:
        if chosen == "-":
            return rows.filter(place=None)
        inside = Q(slug=chosen)
        # A landmark lies in a commune, that in a district, that in the province.
        for ancestor in ("parent", "parent__parent", "parent__parent__parent"):
            inside |= Q(**{f"{ancestor}__slug": chosen})
        return rows.filter(place__in=Place.objects.filter(inside).order_by())


class VerifiedFilter(KnownChoice):
    title = _("last verified")
    parameter_name = "verified"

    def offered(self) -> Iterable[tuple[str, Any]]:
        return [
            ("recent", _("In the last 90 days")),
            ("this_year", _("Longer ago, within a year")),
            ("old", _("Over a year ago")),
            ("never", _("Never")),
        ]

    def narrowed(self, rows: QuerySet[Outlet], chosen: str) -> QuerySet[Outlet]:
        now = timezone.now()
        match chosen:
            case "recent":
                return rows.filter(verified_at__gte=now - RECENT)
            case "this_year":
                return rows.filter(
                    verified_at__gte=now - OLD, verified_at__lt=now - RECENT
                )
            case "old":
                return rows.filter(verified_at__lt=now - OLD)
        return rows.filter(verified_at=None)


def _capital(label: object) -> str:
    return str(capfirst(str(label)))


class WarningsFilter(YesNo):
    title = _("warnings of the import")
    parameter_name = "warnings"
    condition = ~Q(flags=[])


class HoursUnknownFilter(YesNo):
    title = _("hours unknown")
    parameter_name = "hours_unknown"
    condition = Q(hours=None)
