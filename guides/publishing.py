"""How a text of a guide is saved, and when it is out of step with its source."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guides.models import Channel, GuideRevision, GuideText
from guides.models.guide import MOST_CHARACTERS, SOURCE_LANGUAGE
from guides.rendering import Known, Rendered, render
from locator.models import Carrier, Fact, Outlet

_LENGTH: Final = MaxLengthValidator(MOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a text still says what its source and its facts say.

    `facts` holds those it cites, by id, and may hold others.
    """

    text: GuideText
    is_stale: bool
    facts: Mapping[str, Fact]


def known() -> Known:
    """What a text may name today."""
    channels = Channel.objects.published().values_list("slug", flat=True)
    return Known(
        channels=frozenset(channels),
        carriers=frozenset(Carrier.objects.values_list("slug", flat=True)),
        facts=frozenset(Fact.objects.values_list("pk", flat=True)),
    )


def rendered(markdown: str, today: Known | None = None) -> Rendered:
    """A text of today's site; one that is too long becomes nothing but a problem.

    That links lead to published outlets is a problem for the editor alone: readers of
    the page of a closed one are led to others.
    """
    try:
        _LENGTH(markdown)
    except ValidationError as error:
        return Rendered(html="", problems=tuple(error.messages))
    made = render(markdown, today or known())
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
    text counts as compared.
    """
    is_new = text.pk is None
    made = rendered(text.markdown)
    text.html, text.facts = made.html, list(made.facts)
    if compared or is_new:
        text.compared_with = digest(text)
        text.checked_on = timezone.localdate(at) if compared else text.checked_on
    text.save()
    last = text.revisions.first()
    words = (text.title, text.summary, text.markdown)
    if last is None or (last.title, last.summary, last.markdown) != words:
        GuideRevision.objects.create(
            text=text,
            number=last.number + 1 if last else 1,
            title=text.title,
            summary=text.summary,
            markdown=text.markdown,
            saved_at=at,
            saved_by=by,
        )


def render_all() -> dict[str, tuple[str, ...]]:
    """Render every text again; the problems of those that have any, by name."""
    problems = {}
    today = known()
    for text in GuideText.objects.select_related("guide"):
        made = rendered(text.markdown, today)
        text.html, text.facts = made.html, list(made.facts)
        text.save(update_fields=["html", "facts"])
        if made.problems:
            problems[f"{text.guide.slug}/{text.language}"] = made.problems
    return problems


def standings(texts: Iterable[GuideText]) -> list[Standing]:
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
        Standing(
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
        rests_on.append([source.title, source.summary, source.markdown])
    written = json.dumps(rests_on, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
