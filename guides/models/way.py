from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides.codes import common_codes
from guides.conditions import RuleError
from guides.models.channel import Channel
from guides.models.guide import Guide
from guides.models.shipping import PublishableQuerySet, ShippedRow
from guides.rules import AdviceRule, check_additions, check_conditions, check_unknowns
from locator.models import Carrier, Confidence, Fact, Kind


class Way(ShippedRow):
    """A rule of the advisor: when a way to top up works, and how well.

    `guides.conditions` says what `conditions` may hold, and each `if` of `additions`.
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
    objects = PublishableQuerySet.as_manager()  # type: ignore[django-manager-missing]

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
        errors: dict[str, Any] = self.problems(carriers)
        if self.conditions is None:
            # The field itself says why there are none.
            errors.pop("conditions", None)
        channels, guides = Channel.objects, Guide.objects
        if problem := self.target_problem(
            is_channel=lambda slug: channels.filter(slug=slug).exists(),
            is_guide=lambda slug: guides.filter(slug=slug).exists(),
        ):
            errors["target"] = problem
        if errors:
            raise ValidationError(errors)

    def problems(self, carriers: Collection[str] | None = None) -> dict[str, str]:
        """Why the rule cannot be read, by field.

        `carriers` are the slugs that there are; None where any will do.
        """
        checks: dict[str, Callable[[], None]] = {
            "conditions": lambda: check_conditions(self.conditions, carriers),
            "additions": lambda: check_additions(self.additions, carriers),
            "unknowns": lambda: check_unknowns(self.unknowns),
        }
        problems = {}
        for field, check in checks.items():
            try:
                check()
            except RuleError as error:
                problems[field] = str(error)
        return problems

    def target_problem(
        self, *, is_channel: Callable[[str], bool], is_guide: Callable[[str], bool]
    ) -> str:
        """Why it leads nowhere; "" where it leads somewhere. Both take a slug."""
        name = self.target_name
        named: dict[str, Callable[[str], bool]] = {
            "channel": is_channel,
            "guide": is_guide,
            "outlets": Kind.values.__contains__,
            "code": lambda name: name in {known.code for known in common_codes()},
        }
        if self.target_kind not in named or not name:
            return gettext("Begin with channel:, guide:, outlets: or code:.")
        if not named[self.target_kind](name):
            return gettext("There is nothing of that name.")
        return ""

    @property
    def target_kind(self) -> str:
        return self.target.partition(":")[0]

    @property
    def target_name(self) -> str:
        return self.target.partition(":")[2]

    @property
    def rule(self) -> AdviceRule:
        return AdviceRule(
            slug=self.slug,
            conditions=self.conditions,
            score=self.score,
            additions=tuple(self.additions),
            only=self.only,
            confidence=self.confidence,
        )
