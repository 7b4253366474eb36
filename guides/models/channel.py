import re
from collections.abc import Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guides.models.checks import check_address, check_code, web_link
from guides.models.shipping import PublishableQuerySet, ShippedRow
from locator.models import Carrier, Fact, Language
from locator.models.fields import ChoiceSetField


class ChannelPayment(models.TextChoices):
    CASH = "cash", _("Cash")
    VISA = "visa", "Visa"
    MASTERCARD = "mastercard", "Mastercard"
    JCB = "jcb", "JCB"
    UNIONPAY = "unionpay", _("UnionPay")
    ALIPAY = "alipay", _("Alipay")
    WECHAT = "wechat", _("WeChat Pay")
    KHQR = "khqr", "KHQR"
    ABA = "aba", "ABA"
    ACLEDA = "acleda", "ACLEDA"
    WING = "wing", "Wing"
    TRUEMONEY = "truemoney", "TrueMoney"
    EMONEY = "emoney", "eMoney"
    BALANCE = "balance", _("A friend's credit")
    BANK_ACCOUNT = "bank_account", _("Bank account")
    CREDIT_CARD = "credit_card", _("Credit card")


class ChannelQuerySet(PublishableQuerySet):
    def without_a_card(self) -> Self:
        """Those that nobody has to go to a shop for first."""
        return self.exclude(kind__in=Channel.OF_A_CARD)

    def with_a_card(self) -> Self:
        return self.filter(kind__in=Channel.OF_A_CARD)


def read_validity(text: str) -> Iterator[tuple[str, tuple[str, int] | None]]:
    """Each line, such as "2.50 = 16", with its amount and days, which are 1 to 9999.

    None stands where a line cannot be read.
    """
    for line in filter(None, map(str.strip, text.splitlines())):
        amount, _equals, written = map(str.strip, line.partition("="))
        days = int(written) if re.fullmatch(r"\d{1,4}", written) else 0
        yield line, (amount, days) if amount and days else None


def check_validity(text: str) -> None:
    """Raises ValidationError naming the first line that cannot be read."""
    for line, pair in read_validity(text):
        if pair is None:
            raise ValidationError(
                _("“%(line)s” is not of the form amount = days."),
                params={"line": line[:40]},
            )


class Channel(ShippedRow):
    """A way to top up that needs no outlet. Empty is what no fact says."""

    class Kind(models.TextChoices):
        SHORT_CODE = "short_code", _("Short code")
        SCRATCH_CARD = "scratch_card", _("Scratch card")
        CARRIER_APP = "carrier_app", _("Carrier's app")
        CARRIER_WEB = "carrier_web", _("Carrier's web page")
        BANK_APP = "bank_app", _("Bank's app")
        WALLET = "wallet", _("Wallet")
        FRIEND_TRANSFER = "friend_transfer", _("A friend's transfer")
        EMERGENCY_CREDIT = "emergency_credit", _("Loan from the carrier")

    OF_A_CARD = (Kind.SHORT_CODE, Kind.SCRATCH_CARD)

    slug = models.SlugField(_("slug"), unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    carriers: "models.ManyToManyField[Carrier, Any]" = models.ManyToManyField(
        Carrier, blank=True, related_name="channels", verbose_name=_("carriers")
    )
    code = models.CharField(
        _("code"),
        max_length=40,
        blank=True,
        validators=[check_code],
        help_text=_("PIN, NUMBER and CENTS stand for what the visitor types."),
    )
    other_number_code = models.CharField(
        _("code for another number"),
        max_length=40,
        blank=True,
        validators=[check_code],
    )
    address = models.CharField(
        _("web address"), max_length=120, blank=True, validators=[check_address]
    )
    steps = models.TextField(_("steps"), blank=True, help_text=_("One on each line."))
    needs = models.CharField(_("what one needs"), max_length=200, blank=True)
    payments = ChoiceSetField(_("payment"), choices=ChannelPayment.choices)
    smallest_usd = models.DecimalField(
        _("smallest amount, US$"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    largest_usd = models.DecimalField(
        _("largest amount, US$"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    amount_note = models.CharField(_("note on amounts"), max_length=200, blank=True)
    fee_usd = models.DecimalField(
        _("fee, US$"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    fee_note = models.CharField(_("note on the fee"), max_length=200, blank=True)
    validity = models.TextField(
        _("validity"),
        blank=True,
        validators=[check_validity],
        help_text=_("A line for each amount: 2.50 = 16 means 16 days for US$2.50."),
    )
    minutes_to_arrive = models.PositiveSmallIntegerField(
        _("minutes until the credit is there"), null=True, blank=True
    )
    languages = ChoiceSetField(_("languages"), choices=Language.choices)
    gives_receipt = models.BooleanField(_("gives a receipt"), null=True, blank=True)
    needs_data = models.BooleanField(_("needs the internet"), null=True, blank=True)
    works_abroad = models.BooleanField(_("works from abroad"), null=True, blank=True)
    confidence = models.CharField(
        _("confidence that it tops up"), max_length=6, choices=Fact.Confidence.choices
    )
    facts: "models.ManyToManyField[Fact, Any]" = models.ManyToManyField(
        Fact, related_name="+", verbose_name=_("facts")
    )
    note = models.TextField(_("note for curators"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_published = models.BooleanField(_("published"), default=False)

    # The plugin cannot name the manager of a model with many-to-many fields.
    objects = ChannelQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__in=Fact.Confidence.values),
                name="channel_confidence_known",
            ),
            models.CheckConstraint(
                condition=Q(smallest_usd__gt=0) | Q(smallest_usd__isnull=True),
                name="channel_smallest_above_zero",
                violation_error_message=_("An amount is more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(smallest_usd__isnull=True)
                | Q(largest_usd__isnull=True)
                | Q(largest_usd__gte=models.F("smallest_usd")),
                name="channel_amounts_in_order",
                violation_error_message=_("The largest amount is below the smallest."),
            ),
            models.CheckConstraint(
                condition=Q(fee_usd__gte=0) | Q(fee_usd__isnull=True),
                name="channel_fee_not_negative",
                violation_error_message=_("A fee cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('codes')}#{self.slug}"

    @property
    def is_unconfirmed(self) -> bool:
        return self.confidence == Fact.Confidence.LOW

    @property
    def step_lines(self) -> list[str]:
        return [line for line in map(str.strip, self.steps.splitlines()) if line]

    @property
    def payment_labels(self) -> list[str]:
        labels: dict[str, Any] = dict(ChannelPayment.choices)
        return [str(labels[payment]) for payment in self.payments]

    @property
    def validity_days(self) -> list[tuple[str, int]]:
        """(amount in US$ as text, days) in the order given, of what can be read."""
        return [pair for _line, pair in read_validity(self.validity) if pair]

    @property
    def web_link(self) -> str:
        """The web address as a link; "" where there is none."""
        return web_link(self.address)

    @property
    def not_confirmed(self) -> list[str]:
        """What a visitor wants to know and no fact says."""
        has_smallest = self.smallest_usd is not None or self.amount_note
        known = (
            (_("what one needs"), self.needs),
            (_("how to pay"), self.payments),
            (_("the smallest amount"), has_smallest),
            (_("the fee"), self.fee_usd is not None or self.fee_note),
            (_("when the credit arrives"), self.minutes_to_arrive is not None),
            (_("a receipt"), self.gives_receipt is not None),
            (_("use from abroad"), self.works_abroad is not None),
        )
        return [str(what) for what, is_known in known if not is_known]
