from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guides.models.shipping import ShippedRow
from guides.rules import (
    Rule,
    RuleError,
    check_additions,
    check_conditions,
    check_unknowns,
)
from locator.models import Carrier, Confidence, Fact


class WayQuerySet(models.QuerySet["Way"]):
    def published(self) -> "WayQuerySet":
        return self.filter(is_published=True)


class Way(ShippedRow):
    """A rule of the advisor: when a way to top up works, and how well.

    `guides.rules` says what `conditions` and `additions` may hold.
    """

    slug = models.SlugField(_("slug"), unique=True)
    target = models.CharField(
        _("leads to"),
        max_length=80,
        help_text=_("channel:slug, guide:slug, outlets:kind or code:digits."),
    )
    confidence = models.CharField(
        _("confidence"), max_length=12, choices=Confidence.choices
    )
    conditions = models.JSONField(
        _("works when"), help_text=_('For example {"sim": ["smart"], "online": true}.')
    )
    score = models.SmallIntegerField(_("score"))
    additions = models.JSONField(
        _("more or less when"),
        default=list,
        blank=True,
        help_text=_('For example [{"if": {"matters": ["help"]}, "add": -30}].'),
    )
    only = models.BooleanField(
        _("nothing else"),
        default=False,
        help_text=_("Where this way works, no other is named."),
    )
    reason = models.CharField(_("reason in one sentence"), max_length=300)
    unknowns = models.JSONField(_("what is not known"), default=list, blank=True)
    facts: "models.ManyToManyField[Fact, Any]" = models.ManyToManyField(
        Fact, related_name="+", verbose_name=_("facts")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_published = models.BooleanField(_("published"), default=False)

    # The plugin cannot name the manager of a model with many-to-many fields.
    objects = WayQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        verbose_name = _("rule of the advisor")
        verbose_name_plural = _("rules of the advisor")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="way_confidence_known",
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        carriers = set(Carrier.objects.values_list("slug", flat=True))
        checks: dict[str, Callable[[], None]] = {
            "conditions": lambda: check_conditions(self.conditions, carriers),
            "additions": lambda: check_additions(self.additions, carriers),
            "unknowns": lambda: check_unknowns(self.unknowns),
        }
        errors: dict[str, Any] = {}
        for field, check in checks.items():
            try:
                check()
            except RuleError as error:
                errors[field] = str(error)
        kind, colon, name = self.target.partition(":")
        if not (colon and name and kind in ("channel", "guide", "outlets", "code")):
            errors["target"] = _("Begin with channel:, guide:, outlets: or code:.")
        if errors:
            raise ValidationError(errors)

    @property
    def target_kind(self) -> str:
        return self.target.partition(":")[0]

    @property
    def target_name(self) -> str:
        return self.target.partition(":")[2]

    @property
    def rule(self) -> Rule:
        return Rule(
            slug=self.slug,
            conditions=self.conditions,
            score=self.score,
            additions=tuple(self.additions),
            only=self.only,
            confidence=self.confidence,
        )
