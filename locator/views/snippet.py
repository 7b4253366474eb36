"""The page that makes the code of a frame for somebody's own page."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locator.models import Kind, Place
from locator.search.form import MAX_LIMIT, SlugField
from locator.views.embed import EmbedForm, EmbedQuery, frame_title
from locator.views.question import filter_labels
from locator.views.whereabouts import Whereabouts, canonical_address, locate

HEIGHT_PX = 600
MIN_WIDTH_PX = 280
"""Narrower, a frame would scroll sideways."""
_SHAPE = ("language", "width", "height")
_FILTERS = ("kind", "open", "limit")
_ASKED = ("carrier", "place", "near", "q", "bbox", "map", *_FILTERS, *_SHAPE)
"""What the page's own form asks; it keeps whatever else the address holds."""

_CODE = (
    '<iframe src="{src}" title="{title}" lang="{language}"\n'
    '  width="{width}" height="{height}" style="border: 0; max-width: 100%"\n'
    '  loading="lazy" referrerpolicy="no-referrer" allow="geolocation"></iframe>'
)


@dataclass(frozen=True, slots=True)
class SnippetQuery(EmbedQuery):
    names: ClassVar[tuple[str, ...]] = (*EmbedQuery.names, *_SHAPE)


class SnippetForm(EmbedForm):
    """What a frame shows, in which language, and how large it is in CSS pixels."""

    asked = SnippetQuery

    place = SlugField(
        Place.objects.with_parents(),
        gettext_lazy("Type its name below."),
        label=gettext_lazy("Place"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES
    )
    width = forms.IntegerField(
        label=gettext_lazy("Width in pixels"),
        required=False,
        min_value=MIN_WIDTH_PX,
        max_value=2000,
    )
    limit = forms.IntegerField(
        label=gettext_lazy("Outlets in the list at first"),
        required=False,
        min_value=1,
        max_value=MAX_LIMIT,
    )
    height = forms.IntegerField(
        label=gettext_lazy("Height in pixels"), min_value=240, max_value=4000
    )

    def __init__(self, given: QueryDict) -> None:
        filled = given.copy()
        filled.setdefault("language", get_language())
        filled.setdefault("height", str(HEIGHT_PX))
        super().__init__(filled)
        self.fields["carrier"].empty_label = _("Any carrier")  # type: ignore[attr-defined]
        for name in ("carrier", "width", "height", "limit"):
            self.fields[name].widget.attrs["class"] = "field"
        self.fields["limit"].widget.attrs["placeholder"] = self.first_page


@require_safe
def snippet_page(request: HttpRequest) -> HttpResponse:
    query = SnippetQuery.of(request.GET)
    form = SnippetForm(request.GET)
    address = canonical_address(query)
    if address is not None and not form.wrong_names:
        return HttpResponseRedirect(f"{request.path}{address}")
    page: dict[str, Any] = {
        "form": form,
        "typed": query.get("q") or query.get("near"),
        "kept": query.without(_ASKED).pairs,
        "place": query.get("place"),
        "kinds": Kind.choices,
        "chosen_kinds": request.GET.getlist("kind"),
        "filters_open": any(map(query.get, _FILTERS)),
    }
    if not form.is_valid():
        return render(request, "locator/embed_make.html", page, status=400)
    where = locate(form, query)
    page |= {"whereabouts": where, "typed": where.typed}
    page["moments"] = [
        (label, value)
        for label, name, value in filter_labels(form, query)
        if name == "open" and value != "any"
    ]
    # Code of a frame that shows another place than was asked for is worse than none.
    if where.point or not where.asked:
        frame = _frame(request, form, query, where)
        page |= {"frame": frame, "code": format_html(_CODE, **frame)}
    return render(request, "locator/embed_make.html", page)


def _frame(
    request: HttpRequest, form: SnippetForm, query: SnippetQuery, where: Whereabouts
) -> dict[str, Any]:
    """The frame's attributes. Words are looked up now: they may mean more one day."""
    asked = query.without(_SHAPE)
    if query.get("q"):
        near = str(where.point.rounded()) if where.point else ""
        asked = asked.without(["q"]).replaced(near=near)
    language = form.cleaned_data["language"]
    with override(language):
        src = request.build_absolute_uri(f"{reverse('embed')}{asked}")
        # The place has another name in another language.
        title = _title(form, query, locate(form, query))
    return {
        "src": src,
        "title": title,
        "language": language,
        "width": form.cleaned_data["width"] or "100%",
        "height": form.cleaned_data["height"],
    }


def _title(form: SnippetForm, query: SnippetQuery, whereabouts: Whereabouts) -> str:
    """What the frame is, for who cannot see what it shows."""
    asked = frame_title(form, query, whereabouts)
    said = _("Where to top up: %(search)s") % {"search": asked}
    return f"{said} · {settings.SITE_NAME}"
