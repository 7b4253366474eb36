"""What the page of a guide is made of."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from guides import sim_life
from guides.forms import GuideForm
from guides.models import Channel, Guide, GuideText, Plan, Promotion
from guides.models.guide import SOURCE_LANGUAGE
from guides.models.promotion import MAX_SHOWN
from guides.publishing import TextStanding, standings
from guides.rendering import Segment, split_segments
from guides.validity import comparison
from locator.carrying import query_string
from locator.geo.point import Point
from locator.models import Carrier, Fact
from locator.models.reading import carrier_called, one_reading
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.outlets import find_outlets

OUTLETS_SHOWN = 3
NEAR_M = 20_000
MAX_ON_A_CARD = 5
MAX_ON_THEIR_PAGE = 200
_ENDS_IN_A_TOP_UP = frozenset(
    {
        Guide.Method.CARRIER_STORE,
        Guide.Method.APP,
        Guide.Method.SHOP,
        Guide.Method.MACHINE,
        Guide.Method.OUT_OF_DATA,
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A fact that a text cites, under the number of its footnote."""

    number: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class LiveOutlets:
    """The open outlets of a kind; `query` leads to the search that has them all.

    `found` is None where nobody has said where to look.
    """

    query: str
    kind: str
    found: list[FoundOutlet] | None


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One of the three: HTML as stored, a channel, or outlets."""

    html: str = ""
    channel: Channel | None = None
    outlets: LiveOutlets | None = None


def text_for_reader(guide: Guide) -> GuideText | None:
    """The published text in the reader's language, else in the source's, else any."""
    texts = {text.language: text for text in published_texts(guide)}
    order = (get_language() or "", SOURCE_LANGUAGE, *texts)
    return next((texts[code] for code in order if code in texts), None)


def listed_guides(*, but: Guide | None = None) -> list[tuple[Guide, GuideText]]:
    """All published guides but one, each with its text for the reader."""
    guides = (guide for guide in Guide.objects.listed() if guide != but)
    texts = ((guide, text_for_reader(guide)) for guide in guides)
    return [(guide, text) for guide, text in texts if text]


def titles() -> list[tuple[Guide, str]]:
    """Every guide with its title in the reader's language, else in the source's, else
    with its name in addresses.
    """
    called: dict[int, dict[str, str]] = {}
    texts = GuideText.objects.values_list("guide_id", "language", "title")
    for pk, language, title in texts:
        called.setdefault(pk, {})[language] = title
    here = get_language() or SOURCE_LANGUAGE
    found = []
    for guide in Guide.objects.all():
        own = called.get(guide.pk, {})
        found.append((guide, own.get(here) or own.get(SOURCE_LANGUAGE) or guide.slug))
    return found


def published_texts(guide: Guide) -> list[GuideText]:
    """Uses texts that were prefetched."""
    status = GuideText.Status.PUBLISHED
    return [text for text in guide.texts.all() if text.status == status]


def text_context(
    request: HttpRequest, text: GuideText, *, form: GuideForm, at: dt.datetime
) -> dict[str, Any]:
    """What `guides/guide.html` shows, to readers and in the editor's preview."""
    guide = text.guide
    near = form.given("near")
    near = near.rounded() if near else None
    own_path = translate_url(guide.get_absolute_url(), text.language)
    address = request.build_absolute_uri(own_path)
    revision = text.revisions.first()
    [standing] = standings([text])
    day = timezone.localdate(at)
    page = {
        "tab": "guides",
        "guide": guide,
        "text": text,
        "parts": shown_parts(text.html, near=near, at=at),
        "sources": sources_of(standing),
        "is_stale": standing.is_stale,
        "structured": article(
            text, address=address, changed=revision.saved_at if revision else None
        ),
        "canonical": address,
        "now": at,
        "today": day,
        "ends_in_a_top_up": guide.method in _ENDS_IN_A_TOP_UP,
        "others": listed_guides(but=guide),
        **offers(day),
    }
    if guide.method == Guide.Method.PLANS:
        page["plans"] = Plan.objects.published().select_related("carrier", "fact")
        sold = [carrier for carrier in Carrier.objects.all() if not carrier.is_doubtful]
        page["validity"] = comparison(sold, list(channels_with_facts()))
    if guide.method == Guide.Method.SIM_LIFE:
        page |= _life(form, day)
    return page


def shown_parts(html: str, *, near: Point | None, at: dt.datetime) -> list[ShownPart]:
    """The text with its live parts. What is gone by now is left out."""
    parts = list(split_segments(html))
    slugs = [part.value for part in parts if part.kind == "channel"]
    cards = channel_cards(timezone.localdate(at))
    channels = cards.in_bulk(slugs, field_name="slug")
    shown = []
    with one_reading():
        for part in parts:
            if part.kind == "html":
                shown.append(ShownPart(html=part.value))
            elif part.kind == "channel" and part.value in channels:
                shown.append(ShownPart(channel=channels[part.value]))
            elif part.kind == "outlets":
                shown.append(ShownPart(outlets=_outlets(part, near=near, at=at)))
    return shown


def channels_with_facts() -> QuerySet[Channel]:
    channels: QuerySet[Channel] = Channel.objects.published()
    return channels.prefetch_related("facts", "carriers")


def offers(day: dt.date, most: int = MAX_SHOWN) -> dict[str, Any]:
    """What `guides/_promotions.html` shows: offers running, those that end first."""
    found = list(Promotion.objects.shown_on(day)[: most + 1])
    return {"promotions": found[:most], "has_more_promotions": len(found) > most}


def channel_cards(day: dt.date) -> QuerySet[Channel]:
    """Channels with what their cards show; `running_promotions` name the channel."""
    running = Prefetch(
        "promotions",
        Promotion.objects.shown_on(day)[:MAX_ON_A_CARD],
        to_attr="running_promotions",
    )
    return channels_with_facts().prefetch_related(running)


def sources_of(standing: TextStanding) -> list[Source]:
    """The facts that the text cites and that are there, under their footnotes."""
    facts = standing.facts
    return [
        Source(number, facts[pk])
        for number, pk in enumerate(standing.text.facts, start=1)
        if pk in facts
    ]


def article(
    text: GuideText, *, address: str, changed: dt.datetime | None
) -> dict[str, Any]:
    """The text for search engines, https://schema.org/Article.

    The site is its author: who of the staff wrote it is not told.
    """
    site = {"@type": "Organization", "name": str(settings.SITE_NAME)}
    modified = changed.isoformat(timespec="seconds") if changed else text.checked_on
    date = {"dateModified": str(modified)} if modified else {}
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "url": address,
        "mainEntityOfPage": address,
        "author": site,
        "publisher": site,
        **date,
    }


def life_fact() -> Fact | None:
    """The fact that tells what comes after a SIM's last valid day."""
    return Fact.objects.filter(pk=sim_life.FACT).first()


def life_stages(ends: dt.date, fact: Fact | None) -> list[sim_life.Stage]:
    """What comes after that last valid day; nothing where no fact tells it."""
    return sim_life.stages(ends, fact.value) if fact else []


def _life(form: GuideForm, today: dt.date) -> dict[str, Any]:
    ends = form.given("ends")
    fact = life_fact()
    life: dict[str, Any] = {"life_form": form, "life_fact": fact}
    if ends is None:
        return life
    remind_on = sim_life.reminder_day(ends)
    return life | {
        "ends": ends,
        "is_over": ends < today,
        "remind_on": remind_on if remind_on > today else None,
        "stages": [(stage, stage.holds_on(today)) for stage in life_stages(ends, fact)],
    }


def _outlets(part: Segment, *, near: Point | None, at: dt.datetime) -> LiveOutlets:
    options = part.options
    kind, slug = options.get("kind", ""), options.get("carrier", "")
    carrier = carrier_called(slug)
    found = None
    if near is not None:
        search = OutletSearch(
            near=near,
            radius_m=NEAR_M,
            carrier=carrier,
            kinds=(kind,) if kind else (),
            open_at=at,
            limit=OUTLETS_SHOWN,
        )
        found = find_outlets(search, at=at)
    asked = {
        "carrier": carrier.slug if carrier else "",
        "kind": kind,
        "near": str(near) if near else "",
    }
    return LiveOutlets(query=query_string(asked), kind=kind, found=found)
