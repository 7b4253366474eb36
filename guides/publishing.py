"""How a text of a guide is saved, and when it is out of step with its source."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from guides.models import Channel, GuideRevision, GuideText
from guides.models.guide import MAX_CHARACTERS, SOURCE_LANGUAGE
from guides.rendering import Rendered, render
from guides.signs import References
from locator.models import Carrier, Fact, Outlet

_LENGTH: Final = MaxLengthValidator(MAX_CHARACTERS)


@dataclass(frozen=True, slots=True)
class TextStanding:
    """Whether a text still says what its source and its facts say.

    `facts` holds those it cites, by id, and may hold others.
    """

    text: GuideText
    is_stale: bool
    facts: Mapping[str, Fact]


def references() -> References:
    """What a text may name today."""
    channels = Channel.objects.published().values_list("slug", flat=True)
    return References(
        channels=frozenset(channels),
        carriers=frozenset(Carrier.objects.values_list("slug", flat=True)),
        facts=frozenset(Fact.objects.values_list("pk", flat=True)),
        hosts=frozenset(settings.ALLOWED_HOSTS),
    )


def plain(words: str) -> str:
    """A text as it is stored and compared, however a browser or a file ends lines."""
    return normalize_newlines(words).strip()


def rendered(markdown: str, today: References | None = None) -> Rendered:
    """A text of today's site; one that is too long becomes nothing but a problem.

    That links lead to published outlets is a problem for the editor alone: readers of
    the page of a closed one are led to others.
    """
    try:
        _LENGTH(markdown)
    except ValidationError as error:
        return Rendered(html="", problems=tuple(error.messages))
    made = render(markdown, today or references())
    outlets = Outlet.objects.published().filter(public_id__in=made.outlets)
    there = set(outlets.values_list("public_id", flat=True)) if made.outlets else set()
    gone = [
        _("Link to outlet %(outlet)s: it is not published.") % {"outlet": public_id}
        for public_id in made.outlets
        if public_id not in there
    ]
    return replace(made, problems=(*made.problems, *gone))


@transaction.atomic
def save_text(
    text: GuideText,
    *,
    at: dt.datetime,
    by: User | None = None,
    compared: bool = False,
) -> None:
    """Save the text with its HTML, and a revision where its words changed.

    `compared` says that somebody just held it against its source and its facts; a new
    text counts as compared. Words that came without a revision, as those that ship
    with the site do, become the first before others take their place.
    """
    # Lock the row: of two saves at once, the second finds the revision of the first.
    before = GuideText.objects.select_for_update().filter(pk=text.pk).first()
    text.markdown = plain(text.markdown)
    made = rendered(text.markdown)
    text.html, text.facts = made.html, list(made.facts)
    if compared or before is None:
        text.compared_with = digest(text)
        text.checked_on = timezone.localdate(at) if compared else text.checked_on
    text.save()
    if before is not None and _words(before) == _words(text):
        return
    last = text.revisions.values_list("number", flat=True).first() or 0
    if before is not None and not last:
        last = _keep(before, number=1, at=at, by=None)
    _keep(text, number=last + 1, at=at, by=by)


def _words(text: GuideText) -> tuple[str, str, str]:
    return text.title, text.summary, plain(text.markdown)


def _keep(text: GuideText, *, number: int, at: dt.datetime, by: User | None) -> int:
    """Make a revision of the words that the text has; its number."""
    GuideRevision.objects.create(
        text_id=text.pk,
        number=number,
        title=text.title,
        summary=text.summary,
        markdown=text.markdown,
        saved_at=at,
        saved_by=by,
    )
    return number


def render_all() -> dict[str, tuple[str, ...]]:
    """Render every text again; the problems of those that have any, by name.

    One that somebody saves meanwhile is left as it was saved, and one that cannot be
    rendered keeps the HTML that it has.
    """
    problems = {}
    today = references()
    for text in GuideText.objects.select_related("guide"):
        made = rendered(text.markdown, today)
        if made.html or not made.problems:
            unchanged = GuideText.objects.filter(pk=text.pk, markdown=text.markdown)
            unchanged.update(html=made.html, facts=list(made.facts))
        if made.problems:
            problems[f"{text.guide.slug}/{text.language}"] = made.problems
    return problems


def standings(texts: Iterable[GuideText]) -> list[TextStanding]:
    """Each text with whether its source text or a fact changed since it was compared.

    Two queries however many texts there are.
    """
    texts = list(texts)
    facts = Fact.objects.in_bulk({fact for text in texts for fact in text.facts})
    sources = {
        source.guide_id: source
        for source in GuideText.objects.filter(
            language=SOURCE_LANGUAGE, guide__in={text.guide_id for text in texts}
        )
    }
    return [
        TextStanding(
            text,
            text.compared_with != digest_of(text, sources.get(text.guide_id), facts),
            facts,
        )
        for text in texts
    ]


def digest(text: GuideText) -> str:
    """Of all that the text rests on: its facts, and its source where it is another."""
    source = None
    if text.language != SOURCE_LANGUAGE:
        source = GuideText.objects.filter(
            guide=text.guide_id, language=SOURCE_LANGUAGE
        ).first()
    return digest_of(text, source, Fact.objects.in_bulk(text.facts))


def digest_of(
    text: GuideText, source: GuideText | None, facts: Mapping[str, Fact]
) -> str:
    rests_on: list[object] = [
        [
            fact.pk,
            fact.statement,
            fact.value,
            fact.source_url,
            fact.source_date,
            fact.confidence,
        ]
        for fact in (facts[pk] for pk in sorted(text.facts) if pk in facts)
    ]
    if source is not None and text.language != SOURCE_LANGUAGE:
        # Files end in a line end, forms do not: the words are the same.
        rests_on.append([source.title, source.summary, f"{plain(source.markdown)}\n"])
    written = json.dumps(rests_on, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
