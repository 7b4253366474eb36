"""Ways to narrow the list of outlets, beside those that Django makes of a field."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from locator.admin.lookups import KnownChoice
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

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        carriers = [(carrier.slug, carrier.name) for carrier in Carrier.objects.all()]
        return [*carriers, ("-", str(_("None that we know of")))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        if (slug := self.chosen()) is None:
            return queryset
        if slug == "-":
            return queryset.exclude(_sells(Carrier.objects.all()))
        return queryset.filter(_sells(Carrier.objects.filter(slug=slug)))


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

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self._carrier = request.GET.get("carrier", "")

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        return [
            *((choice.value, str(choice.label)) for choice in Confidence),
            ("-", str(_("No offer known"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        if (chosen := self.chosen()) is None:
            return queryset
        rank = 0 if chosen == "-" else Confidence(chosen).rank
        listings = Listing.objects.filter(outlet=OuterRef("pk"), confidence=rank)
        carrier = Carrier.objects.filter(slug=self._carrier)
        if rank and self._carrier not in ("", "-"):
            listings = listings.filter(carrier_id__in=carrier.values("pk"))
        else:
            listings = listings.filter(carrier_id=ANY_CARRIER)
        return queryset.filter(Exists(listings))


class QualityFilter(KnownChoice):
    """Flags of the quality desk: of a rule, of a severity, any or none."""

    title = _("quality")
    parameter_name = "quality"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        return [
            ("any", str(_("Anything to look at"))),
            *(
                (f"severity-{severity.value}", _capital(severity.label))
                for severity in Severity
            ),
            *((rule.value, str(rule.label)) for rule in QualityRule),
            ("none", str(_("Nothing"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        if (chosen := self.chosen()) is None:
            return queryset
        flags = QualityFlag.objects.filter(outlet=OuterRef("pk"))
        if chosen == "none":
            return queryset.exclude(Exists(flags))
        if chosen.startswith("severity-"):
            flags = flags.filter(severity=chosen.removeprefix("severity-"))
        elif chosen != "any":
            flags = flags.filter(rule=chosen)
        return queryset.filter(Exists(flags))


class OperatorFilter(KnownChoice):
    title = _("operator")
    parameter_name = "operator__id__exact"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        used = Outlet.objects.filter(operator=OuterRef("pk"))
        rows = Operator.objects.filter(Exists(used)).order_by("name")
        return [
            *((str(row.pk), row.name) for row in rows),
            ("-", str(_("Not known"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        match self.chosen():
            case None:
                return queryset
            case "-":
                return queryset.filter(operator=None)
            case chosen:
                return queryset.filter(operator=int(chosen))


class ProvinceFilter(KnownChoice):
    title = _("province")
    parameter_name = "province"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        provinces = Place.objects.filter(level=Place.Level.PROVINCE).order_by("slug")
        return [
            *((place.slug, place.name) for place in provinces),
            ("-", str(_("Not known"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        if (slug := self.chosen()) is None:
            return queryset
        if slug == "-":
            return queryset.filter(place=None)
        inside = Q(slug=slug)
        # A landmark lies in a commune, that in a district, that in the province.
        for ancestor in ("parent", "parent__parent", "parent__parent__parent"):
            inside |= Q(**{f"{ancestor}__slug": slug})
        return queryset.filter(place__in=Place.objects.filter(inside).order_by())


class VerifiedFilter(KnownChoice):
    title = _("last verified")
    parameter_name = "verified"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        return [
            ("recent", str(_("In the last 90 days"))),
            ("this_year", str(_("Longer ago, within a year"))),
            ("old", str(_("Over a year ago"))),
            ("never", str(_("Never"))),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        now = timezone.now()
        match self.chosen():
            case "recent":
                return queryset.filter(verified_at__gte=now - RECENT)
            case "this_year":
                return queryset.filter(
                    verified_at__gte=now - OLD, verified_at__lt=now - RECENT
                )
            case "old":
                return queryset.filter(verified_at__lt=now - OLD)
            case "never":
                return queryset.filter(verified_at=None)
        return queryset


class _YesNo(KnownChoice):
    condition: Q

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        return [("yes", str(_("Yes"))), ("no", str(_("No")))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> QuerySet[Outlet]:
        match self.chosen():
            case "yes":
                return queryset.filter(self.condition)
            case "no":
                return queryset.exclude(self.condition)
        return queryset


def _capital(label: object) -> str:
    return str(capfirst(str(label)))


class WarningsFilter(_YesNo):
    title = _("warnings of the import")
    parameter_name = "warnings"
    condition = ~Q(flags=[])


class HoursUnknownFilter(_YesNo):
    title = _("hours unknown")
    parameter_name = "hours_unknown"
    condition = Q(hours=None)
