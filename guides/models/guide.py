from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guides.models.shipping import ShippedRow

LANGUAGES = settings.LANGUAGES
SOURCE_LANGUAGE = "en"
MAX_CHARACTERS = 40_000


class GuideQuerySet(models.QuerySet["Guide"]):
    def published(self) -> "GuideQuerySet":
        """Those with a published text in some language."""
        shown = GuideText.objects.published().filter(guide=models.OuterRef("pk"))
        return self.filter(models.Exists(shown))

    def listed(self) -> "GuideQuerySet":
        """The published, with titles and summaries of their texts but not the words."""
        texts = GuideText.objects.defer("markdown", "html", "facts")
        return self.published().prefetch_related(models.Prefetch("texts", texts))


class Guide(ShippedRow):
    """An article; its words are in `GuideText`, a row a language."""

    class Method(models.TextChoices):
        CHOOSING = "choosing", _("Choosing a way")
        CARRIER_STORE = "carrier_store", _("Carrier store")
        APP = "app", _("App")
        SHOP = "shop", _("Shop or agent")
        MACHINE = "machine", _("ATM or kiosk")
        OUT_OF_DATA = "out_of_data", _("No data left")
        PLANS = "plans", _("Data plans")
        SIM_LIFE = "sim_life", _("Life of a SIM")
        ESIM = "esim", _("Travel eSIM")
        TROUBLE = "trouble", _("When something went wrong")
        SCAMS = "scams", _("Scams")

    slug = models.SlugField(_("slug"), unique=True)
    method = models.CharField(_("about"), max_length=16, choices=Method.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                # Spelt out: a nested class is not in reach of a comprehension here.
                condition=Q(
                    method__in=[
                        "choosing",
                        "carrier_store",
                        "app",
                        "shop",
                        "machine",
                        "out_of_data",
                        "plans",
                        "sim_life",
                        "esim",
                        "trouble",
                        "scams",
                    ]
                ),
                name="guide_method_known",
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("guide", args=[self.slug])


class GuideTextQuerySet(models.QuerySet["GuideText"]):
    def published(self) -> "GuideTextQuerySet":
        return self.filter(status="published")


class GuideText(ShippedRow):
    """A guide in one language. Save it with `guides.publishing.save_text`.

    `html` is `markdown` rendered and sanitised; `facts` are the ids it cites, in the
    order of the footnotes. `compared_with` is a digest of the source text and of the
    facts as they were when somebody last compared the text with them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")

    guide = models.ForeignKey(
        Guide, models.CASCADE, related_name="texts", verbose_name=_("guide")
    )
    language = models.CharField(_("language"), max_length=7, choices=LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=200)
    markdown = models.TextField(_("text"), max_length=MAX_CHARACTERS)
    html = models.TextField(_("rendered text"), editable=False, default="")
    facts = models.JSONField(_("facts cited"), editable=False, default=list)
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.DRAFT
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("native reader who checked it"),
        help_text=_("While nobody is named here, the foot of the page says so."),
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    compared_with = models.CharField(
        _("compared with"), max_length=64, editable=False, default="", blank=True
    )

    objects = GuideTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a guide")
        verbose_name_plural = _("texts of guides")
        ordering = ["guide__order", "guide__slug", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "language"], name="guide_text_once_a_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in LANGUAGES]),
                name="guide_text_language_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "published"]),
                name="guide_text_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wants_native_reader(self) -> bool:
        return self.language != SOURCE_LANGUAGE and self.reviewer_id is None


class GuideRevision(models.Model):
    """A text as it once was saved; the last one is the text itself."""

    text = models.ForeignKey(
        GuideText, models.CASCADE, related_name="revisions", verbose_name=_("text")
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=200)
    markdown = models.TextField(_("text"))
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saved by"),
    )

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "number"], name="guide_revision_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
