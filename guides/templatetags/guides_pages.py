"""Guides' parts of pages, their own and those that belong to others."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django import template
from django.template import Context
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, override

from guides import codes, sources
from guides.models import Channel, Guide, GuideText, Plan, Promotion
from guides.models.promotion import MAX_SHOWN
from guides.pages import published_texts
from locator.models import Carrier, Fact, Kind
from locator.search.found import FoundOutlet
from locator.templatetags.carried import carried, carried_to

register = template.Library()

# The sentence on what data costs outside a plan names these numbers.
_RATE_FACT: Final = "F046"
_IN_BRACKETS: Final = re.compile(r" \([^)]*\)")
# Large on the smallest phone.
_FITS: Final = 12
_STARRED: Final = re.compile(r"\*?[^*]+|\*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_RATE: Final = {"cents_per_MB": [2.5, 3]}


@register.inclusion_tag("guides/_code_hint.html", takes_context=True)
def code_hint(context: Context) -> dict[str, Any]:
    """One line of codes that work without data, of the carrier that is searched for;
    nothing where none is known.
    """
    said: Any = context.get("known_search") or {}
    hinted = codes.hinted_codes(said.get("carrier", ""))
    return {"codes": hinted, "codes_address": _codes_address(context)}


@register.inclusion_tag("guides/_poster_codes.html")
def poster_codes(languages: Iterable[str]) -> dict[str, Any]:
    """The codes that help without data, with what they do in each language."""
    shown = []
    for code in codes.hinted_codes():
        said = []
        for language in languages:
            with override(language):
                said.append({"language": language, "purpose": str(code.purpose)})
        shown.append({"code": code.code, "said": said})
    return {"codes": shown}


@register.inclusion_tag("guides/_without_a_shop.html", takes_context=True)
def without_a_shop(
    context: Context, carrier: Carrier | None, advice_address: str
) -> dict[str, Any]:
    """Where to turn when no outlet near is sure: the carrier's ways, codes, advice."""
    about = Guide.Method.OUT_OF_DATA
    of_carrier = Channel.objects.published().filter(carriers=carrier)
    return {
        "carrier": carrier,
        "has_card": carrier is None or of_carrier.with_a_card().exists(),
        "channels": [
            (channel, carried_to(context, channel.get_absolute_url()))
            for channel in (of_carrier.without_a_card() if carrier else ())
        ],
        "advice_address": advice_address,
        "codes_address": _codes_address(context),
        "guide": Guide.objects.published().filter(method=about).first(),
        "said": carried(context),
    }


@register.inclusion_tag("guides/_source.html")
def source_of(fact: Fact | None) -> dict[str, Any]:
    """Where a claim comes from, of when, and how sure it is; nothing without a fact."""
    return {"fact": fact}


@register.inclusion_tag("guides/_code.html")
def code(code: str) -> dict[str, Any]:
    """A code to dial, with Copy and, where it has a PIN, a field that joins it."""
    return {"code": code}


@register.inclusion_tag("guides/_after_top_up.html", takes_context=True)
def after_top_up(
    context: Context, outlet: FoundOutlet | None = None, sim: str = ""
) -> dict[str, Any]:
    """What to do when the credit is there, with the plans of what an outlet sells or of
    the carrier whose SIM it is.
    """
    offers = outlet.offers if outlet else ()
    sold = [sim] if sim else [offer.carrier for offer in offers]
    plans = Plan.objects.published().filter(carrier__slug__in=sold)
    rate = Fact.objects.filter(pk=_RATE_FACT).first()
    return {
        "rate": rate if rate and rate.value == _RATE else None,
        "guide": Guide.objects.published().filter(method=Guide.Method.PLANS).first(),
        "plans": plans.select_related("carrier", "fact"),
        "sold_here": outlet is not None,
        "said": carried(context),
    }


@register.inclusion_tag("guides/_outlet_promotions.html")
def promotions_at(outlet: FoundOutlet) -> dict[str, Any]:
    """Offers that the outlet has on the day it is shown for; often nothing."""
    sold = {offer.carrier for offer in outlet.offers}
    shown = Promotion.objects.shown_on(timezone.localdate(outlet.moment))
    running = shown.at_outlet(sold=sold, operator=outlet.operator_slug)
    return {"promotions": running[:MAX_SHOWN]}


@register.filter
def at_stars(code: str) -> str:
    """A code that, where it is too long for its line, is broken before a star."""
    if len(code) <= _FITS:
        return code
    return format_html_join("", "<wbr>{}", ((part,) for part in _STARRED.findall(code)))


@register.filter
def text_lang(text: GuideText | None) -> str:
    """The `lang` attribute of a text that is not in the page's language."""
    if text is None or text.language == get_language():
        return ""
    return format_html('lang="{}"', text.language)


@register.simple_tag
def page_lang() -> str:
    """For a part in the page's language inside a text that may be in another."""
    return format_html('lang="{}"', get_language() or "en")


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any], guide: Guide) -> list[tuple[str, str]]:
    """hreflang and absolute address of the guide in each language that it is in."""
    absolute = context["request"].build_absolute_uri
    address = guide.get_absolute_url()
    return [
        (text.language, absolute(translate_url(address, text.language)))
        for text in published_texts(guide)
    ]


@register.simple_tag
def facts_of(plans: Iterable[Plan]) -> list[Fact]:
    return list({plan.fact_id: plan.fact for plan in plans}.values())


@register.filter
def source_kind(fact: Fact) -> str:
    """In English and marked so where it is in no other language."""
    return sources.reads(fact.source_type) or _english(fact.source_type)


@register.filter
def source_date(fact: Fact) -> str:
    """A day, a month, a year or a span of them stands as it is, words are English.

    What stands in brackets, such as a version, is for curators.
    """
    date = _IN_BRACKETS.sub("", fact.source_date)
    span = date.replace(" to ", " – ")
    return _english(date) if _LETTER.search(span) else span


def _codes_address(context: Context) -> str:
    return f"{reverse('codes')}{carried(context)}"


def _english(text: str) -> str:
    return format_html('<span lang="en">{}</span>', text)


@register.filter
def kind_label(kind: str) -> str:
    """The name of a kind of outlet; one that is none is shown as it is."""
    return str(Kind(kind).label) if kind in Kind.values else kind
