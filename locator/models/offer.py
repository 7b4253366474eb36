from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from locator.models.carrier import Carrier
from locator.models.fact import Fact
from locator.models.fields import ChoiceSetField
from locator.models.operator import Operator
from locator.models.outlet import Kind, Outlet

KHR_PER_USD = 4000
"""Riel to the dollar as shops reckon (fact F029)."""


class Service(models.TextChoices):
    AIRTIME = "airtime", _("Top-up (airtime)")
    DATA_PLAN = "data_plan", _("Data plan")
    PLAN_ADVICE = "plan_advice", _("Advice on plans")
    SIM_SALE = "sim_sale", _("SIM sale")
    REGISTRATION = "registration", _("SIM registration")
    REPLACEMENT = "replacement", _("SIM replacement")
    ESIM = "esim", _("eSIM")
    FAULT_HELP = "fault_help", _("Help with faults")


class Currency(models.TextChoices):
    USD = "USD", _("US dollar")
    KHR = "KHR", _("Riel")


class Confidence(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    LIKELY = "likely", _("likely")
    UNCONFIRMED = "unconfirmed", _("unconfirmed")

    @property
    def rank(self) -> int:
        """3 for confirmed, 2 for likely, 1 for unconfirmed; 0 is no offer at all."""
        return RANKS[self]


RANKS = {Confidence.CONFIRMED: 3, Confidence.LIKELY: 2, Confidence.UNCONFIRMED: 1}
CONFIDENCES = {rank: confidence.value for confidence, rank in RANKS.items()}


class Terms(models.Model):
    """What is sold and for how much; amounts in `currency`, null where unknown."""

    services = ChoiceSetField(_("services"), choices=Service.choices)
    min_amount = models.DecimalField(
        _("smallest amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    max_amount = models.DecimalField(
        _("largest amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=3, choices=Currency.choices, default=Currency.USD
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(min_amount__isnull=True)
                | Q(max_amount__isnull=True)
                | Q(min_amount__lte=F("max_amount")),
                name="%(class)s_smallest_up_to_largest",
            ),
            models.CheckConstraint(
                condition=(Q(min_amount__isnull=True) | Q(min_amount__gt=0))
                & (Q(max_amount__isnull=True) | Q(max_amount__gt=0)),
                name="%(class)s_amounts_positive",
            ),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values),
                name="%(class)s_currency_known",
            ),
        ]


class OperatorDefault(Terms):
    """What an operator's outlets of one kind sell, as a fact says: at best likely."""

    operator = models.ForeignKey(
        Operator, models.CASCADE, related_name="defaults", verbose_name=_("operator")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="+", verbose_name=_("carrier")
    )
    fact = models.ForeignKey(
        Fact, models.PROTECT, related_name="+", verbose_name=_("evidence")
    )

    class Meta(Terms.Meta):
        verbose_name = _("default offer")
        verbose_name_plural = _("default offers")
        ordering = ["operator", "kind", "carrier"]
        constraints = [
            *Terms.Meta.constraints,
            models.UniqueConstraint(
                fields=["operator", "kind", "carrier"], name="operator_default_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator}, {self.get_kind_display()}: {self.carrier}"


class Offer(Terms):
    """A carrier's top-up at one outlet; `sells=False` says that it does not sell."""

    outlet = models.ForeignKey(
        Outlet, models.CASCADE, related_name="offers", verbose_name=_("outlet")
    )
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="offers", verbose_name=_("carrier")
    )
    sells = models.BooleanField(_("sells it"), default=True)
    needs_document = models.BooleanField(
        _("passport or ID needed"), null=True, blank=True
    )
    confidence = models.CharField(
        _("confidence"),
        max_length=12,
        choices=Confidence.choices,
        default=Confidence.UNCONFIRMED,
    )
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    fact = models.ForeignKey(
        Fact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("fact"),
    )

    class Meta(Terms.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["outlet", "carrier"]
        constraints = [
            *Terms.Meta.constraints,
            models.UniqueConstraint(
                fields=["outlet", "carrier"], name="offer_once_a_carrier"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="offer_confidence_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier}, {self.get_confidence_display()}"


@dataclass(frozen=True, slots=True)
class EffectiveOffer:
    """An offer as searches see it: the outlet's own, else its operator's default."""

    carrier_id: int
    confidence: Confidence
    services: tuple[str, ...]
    min_amount: Decimal | None
    max_amount: Decimal | None
    currency: str
    needs_document: bool | None
    evidence: str
    fact_id: str | None
    inherited: bool

    @property
    def min_usd(self) -> Decimal | None:
        return in_usd(self.min_amount, self.currency)

    @property
    def max_usd(self) -> Decimal | None:
        return in_usd(self.max_amount, self.currency)


def in_usd(amount: Decimal | None, currency: str) -> Decimal | None:
    if amount is None or currency == Currency.USD:
        return amount
    return amount / KHR_PER_USD


def defaults_of(outlet: Outlet) -> list[OperatorDefault]:
    """What its operator says of all its outlets of this kind."""
    if outlet.operator is None:
        return []
    return [d for d in outlet.operator.defaults.all() if d.kind == outlet.kind]


def offers_of(
    outlet: Outlet, *, doubtful_carriers: frozenset[int] = frozenset()
) -> list[EffectiveOffer]:
    """`effective_offers` of an outlet, from prefetched rows where they are."""
    own, defaults = outlet.offers.all(), defaults_of(outlet)
    return effective_offers(own, defaults, doubtful_carriers=doubtful_carriers)


def effective_offers(
    own: Iterable[Offer],
    defaults: Iterable[OperatorDefault],
    *,
    doubtful_carriers: frozenset[int] = frozenset(),
) -> list[EffectiveOffer]:
    """An outlet's offers, its own before the defaults of its (operator, kind).

    `doubtful_carriers` are those not confirmed to sell: never above unconfirmed.
    """
    own = list(own)
    decided = {offer.carrier_id for offer in own}
    offers = [
        EffectiveOffer(
            carrier_id=offer.carrier_id,
            confidence=Confidence(offer.confidence),
            services=offer.services,
            min_amount=offer.min_amount,
            max_amount=offer.max_amount,
            currency=offer.currency,
            needs_document=offer.needs_document,
            evidence=offer.evidence,
            fact_id=offer.fact_id,
            inherited=False,
        )
        for offer in own
        if offer.sells
    ]
    offers += [
        EffectiveOffer(
            carrier_id=default.carrier_id,
            confidence=Confidence.LIKELY,
            services=default.services,
            min_amount=default.min_amount,
            max_amount=default.max_amount,
            currency=default.currency,
            needs_document=None,
            evidence="",
            fact_id=default.fact_id,
            inherited=True,
        )
        for default in defaults
        if default.carrier_id not in decided
    ]
    return [
        replace(offer, confidence=Confidence.UNCONFIRMED)
        if offer.carrier_id in doubtful_carriers
        else offer
        for offer in offers
    ]
