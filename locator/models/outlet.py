import secrets
from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from locator.models.fields import ChoiceSetField
from locator.models.hours import Hours
from locator.models.operator import Operator
from locator.models.place import Place
from locator.models.position import Positioned, coordinates_in_range

NEAREST_PLACE = "place"
"""In `Outlet.imported`: the nearest place as last computed, by id."""

IMPORT_UNDONE = "import_undone"
"""In `Outlet.imported`: the import that created it was undone. While it is a draft,
nobody is meant to work on it, and its row in a file lists it again."""

PUBLIC_ID_ALPHABET = "0123456789bcdfghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 6


def new_public_id() -> str:
    """Six of 30 characters: no vowels (no words), no l, i or o beside 1 and 0."""
    return "".join(
        secrets.choice(PUBLIC_ID_ALPHABET) for _position in range(PUBLIC_ID_LENGTH)
    )


ADDRESS_TEXTS: Final = ("landmark", "floor", "street", "village", "commune")
TRANSLATED: Final = ("name", *ADDRESS_TEXTS, "hours_note")
"""The fields of an outlet that are kept in each language."""


class OwnSource(models.TextChoices):
    """Whose outlets are this site's: entered by hand, invented, sent by a visitor."""

    CURATOR = "curator"
    SAMPLE = "sample"
    VISITOR = "visitor"


class Kind(models.TextChoices):
    CARRIER_STORE = "carrier_store", _("Carrier store")
    PARTNER_SHOP = "partner_shop", _("Shop or agent")
    BANK_BRANCH = "bank_branch", _("Bank branch")
    ATM = "atm", _("ATM")
    KIOSK = "kiosk", _("Self-service kiosk")


class Payment(models.TextChoices):
    CASH = "cash", _("Cash")
    KHQR = "khqr", _("KHQR")
    LOCAL_CARD = "local_card", _("Local bank card")
    FOREIGN_CARD = "foreign_card", _("Foreign card")
    WALLET = "wallet", _("Wallet (Wing, TrueMoney, eMoney)")
    ALIPAY = "alipay", _("Alipay")
    WECHAT = "wechat", _("WeChat Pay")


class Language(models.TextChoices):
    KHMER = "km", _("Khmer")
    ENGLISH = "en", _("English")
    CHINESE = "zh", _("Chinese")
    VIETNAMESE = "vi", _("Vietnamese")
    THAI = "th", _("Thai")
    FRENCH = "fr", _("French")


_UNDONE: Final = Q(status="draft", imported__has_key=IMPORT_UNDONE)


class OutletQuerySet(models.QuerySet["Outlet"]):
    def published(self) -> "OutletQuerySet":
        """What visitors see: also those shut until a date, which say so."""
        return self.filter(status__in=Outlet.PUBLIC_STATUSES)

    def in_work(self) -> "OutletQuerySet":
        """What curators look after: drafts too, but nothing closed for good, nor what
        was there by an import that was undone."""
        return self.exclude(status=Outlet.Status.CLOSED).without_undone()

    def undone(self) -> "OutletQuerySet":
        """Those whose `is_undone` holds."""
        return self.filter(_UNDONE)

    def without_undone(self) -> "OutletQuerySet":
        return self.exclude(_UNDONE)

    def bulk_create(
        self, objs: Iterable["Outlet"], *args: Any, **kwargs: Any
    ) -> list["Outlet"]:
        outlets = list(objs)
        give_public_ids(outlets)
        return super().bulk_create(outlets, *args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("An outlet is never deleted: close it for good instead.")


# modeltranslation's column, which a checker of types does not see.
_IN_ENGLISH = "name_en"


class Outlet(Positioned):
    """A place that may top up a SIM. Never deleted: a withdrawn id keeps its row."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CLOSED_UNTIL = "closed_until", _("Closed until a date")
        CLOSED = "closed", _("Closed for good")

    class Relation(models.TextChoices):
        BESIDE = "beside", _("beside")
        OPPOSITE = "opposite", _("opposite")
        BEHIND = "behind", _("behind")
        IN_FRONT = "in_front", _("in front of")
        INSIDE = "inside", _("inside")
        NEAR = "near", _("near")

    PUBLIC_STATUSES = (Status.PUBLISHED, Status.CLOSED_UNTIL)

    public_id = models.CharField(
        _("public id"),
        max_length=PUBLIC_ID_LENGTH,
        unique=True,
        editable=False,
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    operator = models.ForeignKey(
        Operator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outlets",
        verbose_name=_("operator"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.DRAFT
    )
    closed_until = models.DateField(
        _("closed until"), null=True, blank=True, help_text=_("Opens again that day.")
    )

    place = models.ForeignKey(
        Place,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="outlets",
        verbose_name=_("nearest known place"),
    )
    landmark_relation = models.CharField(
        _("relation to the landmark"),
        max_length=10,
        choices=Relation.choices,
        blank=True,
    )
    landmark = models.CharField(_("landmark"), max_length=120, blank=True)
    floor = models.CharField(_("floor"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    village = models.CharField(_("village"), max_length=80, blank=True)
    commune = models.CharField(_("commune or sangkat"), max_length=80, blank=True)

    hours = models.ForeignKey(
        Hours,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outlets",
        verbose_name=_("opening hours"),
    )
    hours_note = models.CharField(
        _("note on usual hours"),
        max_length=200,
        blank=True,
        help_text=_("Shown where the hours are unknown, e.g. “usually until dark”."),
    )
    payments = ChoiceSetField(_("payment methods"), choices=Payment.choices)
    languages = ChoiceSetField(_("languages spoken"), choices=Language.choices)

    source = models.SlugField(_("source"), max_length=40, default=OwnSource.CURATOR)
    source_ref = models.CharField(_("reference there"), max_length=80, blank=True)
    source_date = models.DateField(_("checked at the source"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=80, default="ODbL 1.0")
    imported = models.JSONField(
        _("last imported values"), default=dict, blank=True, editable=False
    )
    flags = models.JSONField(_("warnings"), default=list, blank=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["id"]
        # For what stands around a point, drafts too: the search index has none.
        indexes = [models.Index(fields=["latitude", "longitude"], name="outlet_spot")]
        constraints = [
            coordinates_in_range("outlet_coordinates_in_range"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="outlet_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status="closed_until", closed_until__isnull=False)
                | Q(
                    status__in=["draft", "published", "closed"],
                    closed_until__isnull=True,
                ),
                name="outlet_closed_until_has_its_date",
            ),
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=~Q(source_ref=""),
                name="outlet_source_ref_once",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        give_public_ids([self])
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        operator = getattr(self.operator, _IN_ENGLISH, None)
        slug = outlet_slug(getattr(self, _IN_ENGLISH), operator, self.kind)
        return outlet_address(self.public_id, slug)

    @property
    def is_sample(self) -> bool:
        return self.source == OwnSource.SAMPLE

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("An outlet is never deleted: close it for good instead.")

    @property
    def has_chosen_place(self) -> bool:
        """Whether a curator chose its place, which then stays where the point moves."""
        return self.place_id not in (None, self.imported.get(NEAREST_PLACE))

    @property
    def is_undone(self) -> bool:
        """Whether it is out of sight because the import that created it was undone."""
        return self.status == self.Status.DRAFT and IMPORT_UNDONE in self.imported

    def follow_nearest_place(self, nearest: Place) -> None:
        """Lie at this place until the point moves or a curator chooses another."""
        self.place = nearest
        self.imported = self.imported | {NEAREST_PLACE: nearest.pk}

    def set_phones(self, numbers: Iterable[str]) -> None:
        """Save these, in this order; a number that it has keeps its row."""
        present = {phone.number: phone for phone in self.phones.all()}
        wanted = list(dict.fromkeys(numbers))
        self.phones.exclude(number__in=wanted).delete()
        for order, number in enumerate(wanted):
            phone = present.get(number) or OutletPhone(outlet=self, number=number)
            if phone.pk is None or phone.order != order:
                phone.order = order
                phone.save()

    @property
    def display_name(self) -> str:
        """Its own name, else the operator's with the kind: "ACLEDA Bank, ATM"."""
        operator = self.operator.name if self.operator else ""
        return display_name(self.name, operator, self.kind)


def outlet_slug(name: str | None, operator: str | None, kind: str) -> str:
    """The end of its address in every language, of English names: a name in another
    script is percents and digits where it is sent on.
    """
    plain_kind = kind.replace("_", "-")
    return slugify(name or f"{operator or ''} {plain_kind}") or plain_kind


def outlet_address(public_id: str, slug: str) -> str:
    return reverse("outlet", args=[public_id, slug])


def give_public_ids(outlets: Iterable[Outlet]) -> None:
    """Draw an id that nobody has for each outlet without one, in few queries.

    Of 100,000 random ids some seven are alike.
    """
    waiting = [outlet for outlet in outlets if not outlet.public_id]
    taken: set[str] = set()
    while waiting:
        for outlet in waiting:
            outlet.public_id = new_public_id()
        drawn = {outlet.public_id for outlet in waiting}
        in_use = Outlet.objects.filter(public_id__in=drawn)
        taken |= set(in_use.values_list("public_id", flat=True))
        again = []
        for outlet in waiting:
            if outlet.public_id in taken:
                again.append(outlet)
            taken.add(outlet.public_id)
        waiting = again


def display_name(name: str | None, operator: str | None, kind: str) -> str:
    label = str(Kind(kind).label)
    return name or (f"{operator}, {label}" if operator else label)


class OutletPhone(models.Model):
    """A phone number in E.164, e.g. +85512345678."""

    outlet = models.ForeignKey(
        Outlet, models.CASCADE, related_name="phones", verbose_name=_("outlet")
    )
    number = models.CharField(_("number"), max_length=16)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "number"], name="outlet_phone_once"
            ),
            models.CheckConstraint(
                condition=Q(number__startswith="+"), name="outlet_phone_is_e164"
            ),
        ]

    def __str__(self) -> str:
        return self.number
