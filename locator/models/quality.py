"""What looks wrong with an outlet, and what curators said of that."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from locator.models.outlet import Outlet

MAX_SUBJECT_LENGTH = 80


class Severity(models.IntegerChoices):
    SERIOUS = 3, _("serious")
    DOUBTFUL = 2, _("doubtful")
    MINOR = 1, _("minor")


class QualityRule(models.TextChoices):
    OUTSIDE_CAMBODIA = "outside_cambodia", _("Outside Cambodia")
    MISTYPED_POSITION = "mistyped_position", _("Position mistyped or swapped")
    OTHER_PROVINCE = "other_province", _("In another province than its address")
    PILED_UP = "piled_up", _("Many outlets on one spot")
    NEAR_DUPLICATE = "near_duplicate", _("Perhaps the same as another")
    UNREADABLE_HOURS = "unreadable_hours", _("Unreadable opening hours")
    IMPOSSIBLE_HOURS = "impossible_hours", _("Opening hours that cannot be")
    DOUBTFUL_HOURS = "doubtful_hours", _("Opening hours that seem mistyped")
    BAD_PHONE = "bad_phone", _("Bad phone number")
    CONTRADICTED_OFFER = "contradicted_offer", _("Offer contradicted by reports")
    WRONG_SCRIPT = "wrong_script", _("Text in another script")
    STALE = "stale", _("Not verified for long")


class About(models.Model):
    """A rule's finding at one outlet; `subject` tells several of the rule apart.

    It is what the finding stands or falls with: the position, a phone number, a field,
    a carrier's slug, or the public id of the other outlet.
    """

    outlet = models.ForeignKey(
        Outlet, models.CASCADE, related_name="+", verbose_name=_("outlet")
    )
    rule = models.CharField(_("rule"), max_length=20, choices=QualityRule.choices)
    subject = models.CharField(
        _("what of it"), max_length=MAX_SUBJECT_LENGTH, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "rule", "subject"], name="%(class)s_once"
            ),
        ]


class QualityFlag(About):
    """Something to look at. Written by `locator.quality.checking` only."""

    outlet = models.ForeignKey(
        Outlet, models.CASCADE, related_name="quality_flags", verbose_name=_("outlet")
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices)
    # What fills the rule's sentence; words are put in when it is shown.
    values = models.JSONField(_("details"), default=dict, blank=True)
    other = models.ForeignKey(
        Outlet,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the other outlet"),
    )
    found_at = models.DateTimeField(_("found"))

    class Meta(About.Meta):
        verbose_name = _("quality flag")
        verbose_name_plural = _("quality desk")
        ordering = ["-severity", "rule", "id"]
        indexes = [models.Index(fields=["rule", "outlet"], name="quality_flag_rule")]

    def __str__(self) -> str:
        return self.get_rule_display()


class QualityDismissal(About):
    """A curator looked and found nothing wrong: the rule is silent on this subject.

    "Not a duplicate" is kept under the outlet with the smaller id, for both.
    """

    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dismissed by"),
    )
    dismissed_at = models.DateTimeField(_("dismissed"))

    class Meta(About.Meta):
        verbose_name = _("dismissed flag")
        verbose_name_plural = _("dismissed flags")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.get_rule_display()


class OutletMergeQuerySet(models.QuerySet["OutletMerge"]):
    def not_undone(self) -> "OutletMergeQuerySet":
        """Also where the outlet was opened again through its history: undoing the
        merge still gives it back what was moved."""
        return self.filter(undone_at=None)

    def in_effect(self) -> "OutletMergeQuerySet":
        """Not undone; nor is the outlet open again, which its history may do too."""
        return self.not_undone().filter(withdrawn__status=Outlet.Status.CLOSED)

    def that_withdrew(self, outlet: Outlet | int | models.F) -> "OutletMergeQuerySet":
        """What an outlet is merged by now: the outlet, its id, or that of an outer
        query as `OuterRef`."""
        return self.in_effect().filter(withdrawn=outlet)  # type: ignore[misc]

    def survivor_of(self, outlet: Outlet) -> Outlet | None:
        """The outlet that stands for a withdrawn one, through later merges too."""
        seen: set[int] = set()
        at, kept = outlet.pk, None
        while at not in seen:
            seen.add(at)
            merge = self.that_withdrew(at).select_related("survivor").first()
            if merge is None:
                break
            kept, at = merge.survivor, merge.survivor_id
        return None if kept == outlet else kept


class OutletMerge(models.Model):
    """Two rows that were one outlet: what each said, so that it can be undone."""

    survivor = models.ForeignKey(
        Outlet, models.PROTECT, related_name="merges", verbose_name=_("kept outlet")
    )
    withdrawn = models.ForeignKey(
        Outlet, models.PROTECT, related_name="+", verbose_name=_("withdrawn outlet")
    )
    merged_at = models.DateTimeField(_("merged"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("merged by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    # As `locator.quality.state` reads an outlet.
    survivor_before = models.JSONField(default=dict)
    survivor_after = models.JSONField(default=dict)
    withdrawn_before = models.JSONField(default=dict)
    # Ids of what belonged to the withdrawn one, by related name: {"reports": [1, 2]}.
    moved = models.JSONField(default=dict)

    objects = OutletMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["withdrawn"],
                condition=models.Q(undone_at=None),
                name="outlet_merge_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(survivor=models.F("withdrawn")),
                name="outlet_merge_of_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawn.public_id} → {self.survivor.public_id}"
