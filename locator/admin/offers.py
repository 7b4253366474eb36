"""What an outlet sells: its own offers, its operator's defaults, and the result."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.base import CuratedFields
from locator.admin.limits import standing
from locator.cldr import listed
from locator.models import (
    Carrier,
    Confidence,
    Offer,
    OperatorDefault,
    Outlet,
)
from locator.models.offer import EffectiveOffer, defaults_of, offers_of


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says in words what the constraints of `Terms` would refuse."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        smallest = self.cleaned_data.get("min_amount")
        largest = self.cleaned_data.get("max_amount")
        for name in ("min_amount", "max_amount"):
            amount = self.cleaned_data.get(name)
            if amount is not None and amount <= 0:
                self.add_error(
                    name, _("Write an amount above 0, or nothing if it is unknown.")
                )
        if smallest is not None and largest is not None and smallest > largest:
            self.add_error(
                "max_amount",
                _("The largest amount is below the smallest, %(smallest)s.")
                % {"smallest": smallest},
            )
        return cleaned


class OfferForm(TermsForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        known = self.cleaned_data.get("evidence") or self.cleaned_data.get("fact")
        if self.cleaned_data.get("confidence") == Confidence.CONFIRMED and not known:
            self.add_error(
                "evidence",
                _(
                    "Say how this is confirmed, such as “topped up there on 3 May”, or"
                    " choose a fact."
                ),
            )
        return cleaned


class OfferInline(CuratedFields, admin.StackedInline):  # type: ignore[type-arg]
    """A partner has all offers of an outlet it runs, of others its carriers'."""

    model = Offer
    form = OfferForm
    extra = 0
    autocomplete_fields = ("fact",)
    verbose_name = gettext_lazy("own offer")
    verbose_name_plural = gettext_lazy("Own offers of this outlet")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("carrier", "sells", "confidence"),
                    ("evidence", "fact"),
                    "services",
                    ("min_amount", "max_amount", "currency"),
                    "needs_document",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        rows, who = super().get_queryset(request), standing(request)
        if not who.is_partner:
            return rows
        return rows.filter(
            Q(carrier__in=who.carriers) | Q(outlet__operator__in=who.operators)
        )

    def get_formset(
        self, request: HttpRequest, obj: Outlet | None = None, **kwargs: Any
    ) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        who = standing(request)
        field = formset.form.base_fields.get("carrier")
        runs_it = obj is None or obj.operator_id in who.operators
        if field and who.is_partner and not runs_it:
            own = Carrier.objects.filter(pk__in=who.carriers)
            field.queryset = own  # type: ignore[attr-defined]
        return formset


@dataclass(frozen=True, slots=True)
class ShownTerms:
    """One side of an offer, in words."""

    confidence: str
    label: str
    services: tuple[str, ...]
    amounts: str
    evidence: str


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """What the outlet, its operator and, from both, a search say of one carrier."""

    carrier: Carrier
    own: ShownTerms | None
    default: ShownTerms | None
    result: ShownTerms | None


def carrier_rows(outlet: Outlet) -> list[CarrierRow]:
    """A row a carrier that the outlet or its operator says anything of.

    Reads prefetched `offers__carrier` and `operator__defaults__carrier` where given.
    """
    own = {offer.carrier_id: offer for offer in outlet.offers.all()}
    defaults = {default.carrier_id: default for default in defaults_of(outlet)}
    result = {offer.carrier_id: offer for offer in offers_in_effect(outlet)}
    said: list[Offer | OperatorDefault] = [*own.values(), *defaults.values()]
    carriers = {row.carrier_id: row.carrier for row in said}
    return [
        CarrierRow(
            carrier,
            own=_shown(own[carrier.pk]) if carrier.pk in own else None,
            default=_shown(defaults[carrier.pk]) if carrier.pk in defaults else None,
            result=_shown(result[carrier.pk]) if carrier.pk in result else None,
        )
        for carrier in sorted(carriers.values(), key=lambda c: (c.order, c.slug))
    ]


def offers_in_effect(outlet: Outlet) -> list[EffectiveOffer]:
    """The effective offers, from prefetched rows, without a further query."""
    said: list[Offer | OperatorDefault] = [*outlet.offers.all(), *defaults_of(outlet)]
    doubtful = frozenset(row.carrier_id for row in said if row.carrier.is_doubtful)
    return offers_of(outlet, doubtful_carriers=doubtful)


def terms_in_words(offer: Offer) -> str:
    """An own offer in one line."""
    terms = _shown(offer)
    services = listed(terms.services)
    return " · ".join(
        filter(None, (terms.label, services, terms.amounts, terms.evidence))
    )


def _shown(row: Offer | OperatorDefault | EffectiveOffer) -> ShownTerms:
    if isinstance(row, Offer) and not row.sells:
        return ShownTerms("none", _("does not sell it"), (), "", _evidence(row))
    confidence = Confidence(getattr(row, "confidence", Confidence.LIKELY))
    services = dict(Offer._meta.get_field("services").flatchoices)
    return ShownTerms(
        confidence=confidence.value,
        label=str(confidence.label),
        services=tuple(str(services.get(name, name)) for name in row.services),
        amounts=_amounts(row.min_amount, row.max_amount, row.currency),
        evidence=_evidence(row),
    )


def _evidence(row: Offer | OperatorDefault | EffectiveOffer) -> str:
    parts = (getattr(row, "evidence", ""), row.fact_id or "")
    return " · ".join(filter(None, parts))


def _amounts(smallest: Decimal | None, largest: Decimal | None, currency: str) -> str:
    if smallest is None and largest is None:
        return ""
    if largest is None:
        return _("from %(smallest)s %(currency)s") % {
            "smallest": _plain(smallest),
            "currency": currency,
        }
    if smallest is None:
        return _("up to %(largest)s %(currency)s") % {
            "largest": _plain(largest),
            "currency": currency,
        }
    return f"{_plain(smallest)}–{_plain(largest)} {currency}"


def _plain(amount: Decimal | None) -> str:
    return f"{amount:,f}".removesuffix(".00")


def carriers_in_effect(outlet: Outlet) -> Iterable[tuple[str, str, str]]:
    """(confidence, carrier's name, confidence in words) of each effective offer."""
    return [
        (row.result.confidence, row.carrier.name, row.result.label)
        for row in carrier_rows(outlet)
        if row.result
    ]
