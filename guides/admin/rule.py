"""The advisor's rules, as a form that asks for no JSON."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from guides.admin.channels import PublishedForm
from guides.admin.conditions import AdditionsField, ConditionsField
from guides.codes import common_codes
from guides.models import Channel, Way
from guides.pages import titles
from guides.rules import GOOD_ENOUGH, UNKNOWNS
from locator.admin.versions import Versioned
from locator.models import Kind


class WayForm(PublishedForm):
    target = forms.ChoiceField(label=gettext_lazy("Leads to"))
    conditions = ConditionsField(
        label=gettext_lazy("Works when"),
        help_text=gettext_lazy(
            "All that you choose must hold; of several boxes in one group, one."
        ),
    )
    additions = AdditionsField(
        label=gettext_lazy("More or less when"),
        required=False,
        help_text=gettext_lazy("Points are added to the score where a row holds."),
    )
    unknowns = forms.MultipleChoiceField(
        label=gettext_lazy("What is not known"),
        choices=list(UNKNOWNS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(PublishedForm.Meta):
        help_texts = PublishedForm.Meta.help_texts | {
            "slug": gettext_lazy("A short name for curators, as smart-by-card."),
            "order": gettext_lazy("Of two with as many points, the lower comes first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who may only look at rules is shown no fields.
        if "score" in self.fields:
            self.fields["score"].help_text = _(
                "The way with the most points is named first; under %(points)s points"
                " it stands folded below the others."
            ) % {"points": GOOD_ENOUGH}
        if "target" in self.fields:
            target = self.fields["target"]
            assert isinstance(target, forms.ChoiceField)  # noqa: S101
            target.choices = list(_targets(self.instance.target))


def _targets(now: str) -> Iterator[tuple[str, Any]]:
    """What a rule may lead to, by kind; also what it leads to now."""
    groups: list[tuple[str, list[tuple[str, Any]]]] = [
        (
            _("Ways without an outlet"),
            [(f"channel:{row.slug}", row.name) for row in Channel.objects.all()],
        ),
        (
            _("Guides"),
            [(f"guide:{guide.slug}", title) for guide, title in titles()],
        ),
        (_("Outlets near"), [(f"outlets:{kind}", kind.label) for kind in Kind]),
        (
            _("Codes"),
            [
                (f"code:{row.code}", f"{row.code} {row.purpose}")
                for row in common_codes()
            ],
        ),
    ]
    yield "", "---------"
    yield from groups
    if now and not any(now in dict(group) for _name, group in groups):
        yield now, now


@admin.register(Way)
class WayAdmin(Versioned, TranslationAdmin):  # type: ignore[type-arg]
    form = WayForm
    list_display = ("slug", "reason", "score", "confidence", "only", "is_published")
    list_filter = ("confidence", "is_published")
    search_fields = ("slug", "target", "reason_en")
    autocomplete_fields = ("facts",)
    fieldsets = (
        (None, {"fields": ("slug", "target", "conditions", "is_published")}),
        (
            gettext_lazy("How well it suits"),
            {"fields": ("score", "additions", "only", "order")},
        ),
        (
            gettext_lazy("What visitors read"),
            {"fields": ("reason", "unknowns", "confidence", "facts")},
        ),
    )

    class Media:
        css = {"all": ["guides/admin/rules.css"]}
