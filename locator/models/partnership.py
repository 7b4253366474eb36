"""Who may see and edit what, beyond the permissions of a group."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from locator.models.carrier import Carrier
from locator.models.offer import Offer, OperatorDefault
from locator.models.operator import Operator
from locator.models.outlet import Outlet

OWNER: Final = "Owner"
CURATOR: Final = "Curator"
PARTNER: Final = "Partner"
TRANSLATOR: Final = "Translator"


class Partnership(models.Model):
    """The carriers and operators whose rows a partner sees and edits, and no others."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="partnership",
        verbose_name=_("user"),
    )
    carriers: "models.ManyToManyField[Carrier, Any]" = models.ManyToManyField(
        Carrier, blank=True, related_name="+", verbose_name=_("carriers")
    )
    operators: "models.ManyToManyField[Operator, Any]" = models.ManyToManyField(
        Operator, blank=True, related_name="+", verbose_name=_("operators")
    )
    needs_approval = models.BooleanField(
        _("its edits need approval"),
        default=True,
        help_text=_("They are kept as proposals until a curator accepts them."),
    )
    agreed_at = models.DateTimeField(
        _("agreed to the licence"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["user__username"]

    def __str__(self) -> str:
        return str(self.user)


@dataclass(frozen=True, slots=True)
class Standing:
    """What limits a user: a partner to its own rows, a translator to texts."""

    partnership: Partnership | None = None
    carriers: frozenset[int] = frozenset()
    operators: frozenset[int] = frozenset()
    is_partner: bool = False
    is_translator: bool = False

    @property
    def needs_approval(self) -> bool:
        return self.is_partner and (
            self.partnership is None or self.partnership.needs_approval
        )

    @property
    def has_agreed(self) -> bool:
        return self.partnership is not None and self.partnership.agreed_at is not None


@dataclass(frozen=True, slots=True)
class Limit:
    """Which rows of a model a partner sees, and which of these it edits."""

    sees: Callable[[Standing], Q]
    edits: Callable[[Standing], Q]


_LIMITS: dict[type[models.Model], Limit] = {}
_UNLIMITED: Final = Standing()


def limit(
    model: type[models.Model],
    *,
    sees: Callable[[Standing], Q],
    edits: Callable[[Standing], Q],
) -> None:
    """Limit partners to some rows of the model; of others they see what is public."""
    _LIMITS[model] = Limit(sees, edits)


def standing_of(user: Any) -> Standing:
    """Asked once a user object, that is once a request; nothing limits a superuser.

    Of the group of partners without a partnership: nothing at all is theirs.
    """
    if not user.is_authenticated or user.is_superuser:
        return _UNLIMITED
    known: Standing | None = getattr(user, "_standing", None)
    if known is None:
        known = user._standing = _standing(user)
    return known


def visible_to(user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those of the rows that this user may see in the admin."""
    return _within(user, rows, lambda limited: limited.sees)


def editable_by(user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those of the rows that are the user's own, to edit as a whole."""
    return _within(user, rows, lambda limited: limited.edits)


def _within(
    user: Any,
    rows: "QuerySet[Any]",
    side: Callable[[Limit], Callable[[Standing], Q]],
) -> "QuerySet[Any]":
    standing = standing_of(user)
    limited = _LIMITS.get(rows.model)
    if not standing.is_partner or limited is None:
        return rows
    return rows.filter(side(limited)(standing))


def _standing(user: Any) -> Standing:
    rows = get_user_model()._default_manager.filter(pk=user.pk)
    found = list(rows.values_list("groups__name", "partnership__pk"))
    groups = {name for name, _partnership in found}
    has_partnership = any(partnership for _name, partnership in found)
    is_translator = TRANSLATOR in groups and not groups & {OWNER, CURATOR}
    if not has_partnership:
        return Standing(is_partner=PARTNER in groups, is_translator=is_translator)
    partnership = Partnership.objects.get(user=user)
    return Standing(
        partnership,
        frozenset(partnership.carriers.values_list("pk", flat=True)),
        frozenset(partnership.operators.values_list("pk", flat=True)),
        is_partner=True,
        is_translator=is_translator,
    )


def _sees_outlet(standing: Standing) -> Q:
    """Those it runs, and those that say anything of a carrier of its own."""
    own = Offer.objects.filter(outlet=OuterRef("pk"), carrier__in=standing.carriers)
    default = OperatorDefault.objects.filter(
        operator=OuterRef("operator"),
        kind=OuterRef("kind"),
        carrier__in=standing.carriers,
    )
    return _runs_outlet(standing) | Q(Exists(own)) | Q(Exists(default))


def _runs_outlet(standing: Standing) -> Q:
    return Q(operator__in=standing.operators)


limit(Outlet, sees=_sees_outlet, edits=_runs_outlet)
