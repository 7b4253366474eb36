from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from guides.forms import GuideForm
from guides.models import Guide, GuideRevision, GuideText
from guides.models.guide import LANGUAGES
from guides.pages import text_context, titles
from guides.publishing import plain, rendered, save_text, standings
from locator.admin.limits import Limited
from locator.admin.simultaneous import VersionedForm


class WordsField(forms.CharField):
    """A text in which a browser's ends of lines count as one character, as stored."""

    def to_python(self, value: Any) -> str:
        return plain(str(super().to_python(value) or ""))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(plain(initial or ""), data)


class TextForm(VersionedForm):
    """A text whose shortcodes, facts and images are all in order."""

    compared = forms.BooleanField(
        label=_("I compared it with its source and its facts today"),
        required=False,
        help_text=_("Takes away the mark that it may be out of date."),
    )

    class Meta:
        model = GuideText
        fields = (
            "guide",
            "language",
            "title",
            "summary",
            "markdown",
            "status",
            "author",
            "reviewer",
        )
        help_texts = {
            "status": _("Visitors see a text only while it is published."),
        }
        field_classes = {"markdown": WordsField}
        widgets = {"markdown": forms.Textarea(attrs={"rows": 30, "cols": 90})}

    def clean_markdown(self) -> str:
        markdown = str(self.cleaned_data["markdown"])
        if problems := rendered(markdown).problems:
            raise forms.ValidationError(list(problems))
        return markdown


class RevisionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = GuideRevision
    extra = 0
    can_delete = False
    fields = readonly_fields = ("number", "saved_at", "saved_by", "title", "markdown")
    classes = ("collapse",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Guide)
class GuideAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = VersionedForm
    list_display = ("slug", "method", "order", "texts_in")
    search_fields = ("slug", "texts__title")
    ordering = ("order",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guide]:
        texts = GuideText.objects.only("guide_id", "language")
        return super().get_queryset(request).prefetch_related(Prefetch("texts", texts))

    @admin.display(description=_("texts"))
    def texts_in(self, guide: Guide) -> str:
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (
                    reverse("admin:guides_guidetext_change", args=[text.pk]),
                    text.language,
                )
                for text in guide.texts.all()
            ),
        )


@admin.register(GuideText)
class GuideTextAdmin(Limited):
    form = TextForm
    texts = ("title", "summary", "markdown", "compared")
    texts_if_new = ("guide", "language")
    inlines = (RevisionInline,)
    list_display = ("title", "guide", "language", "status", "checked_on")
    list_filter = ("language", "status", "guide")
    list_select_related = ("guide",)
    search_fields = ("title", "summary", "markdown")
    autocomplete_fields = ("guide", "author", "reviewer")
    readonly_fields = ("stale", "checked_on", "facts_cited")
    change_form_template = "admin/guides/guidetext/change_form.html"
    change_list_template = "admin/guides/guidetext/change_list.html"

    @admin.display(description=_("out of date"), boolean=True)
    def stale(self, text: GuideText) -> bool:
        if text.pk is None:
            return False
        [standing] = standings([text])
        return standing.is_stale

    @admin.display(description=_("facts cited"))
    def facts_cited(self, text: GuideText) -> str:
        links = [
            (reverse("admin:locator_fact_change", args=[fact]), fact)
            for fact in text.facts
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links)

    def save_model(
        self, request: HttpRequest, obj: GuideText, form: Any, change: bool
    ) -> None:
        user = cast(User, request.user)
        if not change and obj.author is None:
            obj.author = user
        save_text(
            obj, at=timezone.now(), by=user, compared=form.cleaned_data["compared"]
        )

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path(
                "languages/",
                site.admin_view(self.languages_view),
                name="guides_guidetext_languages",
            ),
            path(
                "<int:pk>/preview/",
                site.admin_view(self.preview_view),
                name="guides_guidetext_preview",
            ),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers would see it, with what stands in the form unsaved."""
        text = self.get_object(request, str(pk))
        if text is None:
            raise Http404
        if not self.has_view_permission(request, text):
            raise PermissionDenied
        is_unsaved = request.method == "POST"
        for field in ("title", "summary", "markdown") if is_unsaved else ():
            setattr(text, field, plain(request.POST.get(field, "")))
        made = rendered(text.markdown)
        if is_unsaved:
            text.html, text.facts = made.html, list(made.facts)
        with override(text.language):
            page = text_context(request, text, form=GuideForm({}), at=timezone.now())
            page |= {"preview": True, "problems": made.problems}
            return render(request, "guides/guide.html", page)

    def languages_view(self, request: HttpRequest) -> HttpResponse:
        """Which guide is missing, unpublished, unread or out of date in a language."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = {
            (standing.text.guide_id, standing.text.language): standing
            for standing in standings(GuideText.objects.all())
        }
        rows = [
            (
                guide,
                title,
                [
                    (language, found.get((guide.pk, language)))
                    for language, _name in LANGUAGES
                ],
            )
            for guide, title in titles()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Guides in each language"),
            "languages": LANGUAGES,
            "rows": rows,
            "opts": self.model._meta,
        }
        return TemplateResponse(
            request, "admin/guides/guidetext/languages.html", context
        )
