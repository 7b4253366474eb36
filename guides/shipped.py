"""The content that ships with the site: files under `guides/content` to fixtures."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from guides.entries import digest_of_entry, entries
from guides.models import Guide, GuideText
from guides.models.guide import LANGUAGES, SOURCE_LANGUAGE
from guides.publishing import digest_of
from guides.rendering import Known, render
from locator.models import Fact

CONTENT: Final = Path(__file__).parent / "content"
_FRONT: Final = ("title", "summary", "method", "order")
_PER_ROW: Final = 100
_CHANNEL_PLAIN: Final = (
    "slug",
    "kind",
    "code",
    "other_number_code",
    "address",
    "smallest_usd",
    "largest_usd",
    "fee_usd",
    "gives_receipt",
    "needs_data",
    "works_abroad",
    "confidence",
    "note",
    "is_published",
)


class ContentError(ValueError):
    """A file of the content that cannot be used; the text names it and says why."""


@dataclass(frozen=True, slots=True)
class ShippedText:
    """One language of a guide, as its file has it."""

    slug: str
    language: str
    title: str
    summary: str
    method: str
    order: int
    markdown: str


def read_texts(content: Path = CONTENT) -> list[ShippedText]:
    """Every guide's texts, by order and language. Raises ContentError."""
    texts = [
        _read_text(folder.name, language, folder / f"{language}.md")
        for folder in sorted(content.iterdir())
        if folder.is_dir()
        for language, _name in LANGUAGES
    ]
    return sorted(texts, key=lambda text: (text.order, text.slug))


def read_table(name: str, content: Path = CONTENT) -> list[dict[str, Any]]:
    """The entries of `<name>s.toml`. Raises ContentError."""
    path = content / f"{name}s.toml"
    try:
        with path.open("rb") as file:
            entries: list[dict[str, Any]] = tomllib.load(file)[name]
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: {error}") from error
    except KeyError as error:
        raise ContentError(f"{path}: no [[{name}]] in it.") from error
    return entries


def build(*, fixtures: Path, into: Path, content: Path = CONTENT) -> dict[str, int]:
    """Write the fixtures and give the number of rows of each. Raises ContentError.

    Facts and carriers come from the files of `fixtures`.
    """
    facts = {
        row["pk"]: Fact(id=row["pk"], **row["fields"])
        for row in _fixture(fixtures / "10_facts.json")
    }
    carriers = {
        row["fields"]["slug"]: row["pk"]
        for row in _fixture(fixtures / "20_carriers.json")
        if row["model"] == "locator.carrier"
    }
    channels = read_table("channel", content)
    known = Known(
        channels=frozenset(c["slug"] for c in channels if c["is_published"]),
        carriers=frozenset(carriers),
        facts=frozenset(facts),
    )
    files = {
        "60_channels.json": _channel_rows(channels, carriers),
        "61_plans.json": _plan_rows(read_table("plan", content), carriers),
        "62_promotions.json": _promotion_rows(
            read_table("promotion", content), carriers
        ),
        "63_guides.json": _guide_rows(read_texts(content), known, facts),
        "64_ways.json": _way_rows(read_table("way", content)),
    }
    slugs = {pk: slug for slug, pk in carriers.items()}
    return {
        name: _write(into / name, _with_digests(rows, slugs))
        for name, rows in files.items()
    }


def _with_digests(
    rows: Iterable[dict[str, Any]], carriers: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The rows with `shipped_as`, by which a curator's change is known later."""
    rows = list(rows)
    digests = {
        (f"guides.{entry.model}", entry.pk): digest_of_entry(entry)
        for entry in entries(rows, carriers)
        if entry.model != "guide"
    }
    for row in rows:
        if digest := digests.get((row["model"], row["pk"])):
            row["fields"]["shipped_as"] = digest
    return rows


def _read_text(slug: str, language: str, path: Path) -> ShippedText:
    try:
        _start, front, markdown = path.read_text("utf-8").split("---\n", 2)
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: no text between two lines of ---.") from error
    pairs = [line.partition(": ") for line in front.strip().splitlines()]
    fields = {name: value for name, _colon, value in pairs}
    if tuple(fields) != _FRONT:
        raise ContentError(f"{path}: begins with {', '.join(_FRONT)}.")
    if not fields["order"].isdecimal():
        raise ContentError(f"{path}: order is a whole number.")
    return ShippedText(
        slug=slug,
        language=language,
        title=fields["title"],
        summary=fields["summary"],
        method=fields["method"],
        order=int(fields["order"]),
        markdown=markdown.strip() + "\n",
    )


def _channel_rows(
    channels: Iterable[Mapping[str, Any]], carriers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for pk, channel in enumerate(channels, start=1):
        fields = {name: channel[name] for name in _CHANNEL_PLAIN if name in channel}
        for name in ("name", "needs", "amount_note", "fee_note"):
            fields |= _translated(name, channel.get(name, {}))
        steps = channel.get("steps", {})
        fields |= _translated("steps", {k: "\n".join(v) for k, v in steps.items()})
        fields["payments"] = _members(channel.get("payments", []))
        fields["languages"] = _members(channel.get("languages", []))
        fields["validity"] = "\n".join(channel.get("validity", []))
        yield _row("guides.channel", pk, fields | {"order": pk * 10})
        for number, slug in enumerate(channel.get("carriers", []), start=1):
            carrier = _carrier(slug, carriers, of=channel["slug"])
            link = {"channel": pk, "carrier": carrier}
            yield _row("guides.channel_carriers", pk * _PER_ROW + number, link)
        yield from _fact_links("channel", pk, channel["facts"])


def _plan_rows(
    plans: Iterable[Mapping[str, Any]], carriers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for pk, plan in enumerate(plans, start=1):
        carrier = _carrier(plan["carrier"], carriers, of=plan["slug"])
        fields = {**plan, "carrier": carrier}
        yield _row("guides.plan", pk, {**fields, "order": pk, "is_published": True})


def _promotion_rows(
    promotions: Iterable[Mapping[str, Any]], carriers: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for pk, promotion in enumerate(promotions, start=1):
        carrier = _carrier(promotion["carrier"], carriers, of=promotion["slug"])
        fields = {**promotion, "carrier": carrier}
        for name in ("gives", "limits"):
            fields |= _translated(name, promotion[name])
        for name in ("starts_on", "ends_on"):
            if name in promotion:
                fields[name] = promotion[name].isoformat()
        yield _row("guides.promotion", pk, fields)


def _guide_rows(
    texts: Iterable[ShippedText], known: Known, facts: Mapping[str, Fact]
) -> Iterator[dict[str, Any]]:
    source: GuideText | None = None
    languages = [language for language, _name in LANGUAGES]
    for text in texts:
        made = render(text.markdown, known)
        if made.problems:
            problems = " ".join(made.problems)
            raise ContentError(f"{text.slug}/{text.language}: {problems}")
        row = GuideText(
            guide=Guide(pk=text.order),
            language=text.language,
            title=text.title,
            summary=text.summary,
            markdown=text.markdown,
            facts=list(made.facts),
        )
        if text.language == SOURCE_LANGUAGE:
            source = row
            guide = {"slug": text.slug, "method": text.method, "order": text.order}
            yield _row("guides.guide", text.order, guide)
        yield _row(
            "guides.guidetext",
            text.order * 10 + languages.index(text.language),
            {
                "guide": text.order,
                "language": text.language,
                "title": text.title,
                "summary": text.summary,
                "markdown": text.markdown,
                "html": made.html,
                "facts": list(made.facts),
                "status": GuideText.Status.PUBLISHED.value,
                "compared_with": digest_of(row, source, facts),
            },
        )


def _way_rows(ways: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for pk, way in enumerate(ways, start=1):
        reason = {language: way[language] for language, _name in LANGUAGES}
        fields = {
            "slug": way["slug"],
            "target": way["target"],
            "confidence": way["confidence"],
            "conditions": way["when"],
            "score": way["score"],
            "additions": way.get("add", []),
            "only": way.get("only", False),
            **_translated("reason", reason),
            "unknowns": way["unknowns"],
            "order": pk * 10,
            "is_published": True,
        }
        yield _row("guides.way", pk, fields)
        yield from _fact_links("way", pk, way["facts"])


def _carrier(slug: str, carriers: Mapping[str, int], *, of: str) -> int:
    try:
        return carriers[slug]
    except KeyError as error:
        raise ContentError(f"{of}: there is no carrier {slug}.") from error


def _fact_links(model: str, pk: int, facts: list[str]) -> Iterator[dict[str, Any]]:
    for number, fact in enumerate(facts, start=1):
        link = {model: pk, "fact": fact}
        yield _row(f"guides.{model}_facts", pk * _PER_ROW + number, link)


def _translated(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The columns of a translated field; the base column holds the English text."""
    columns = {f"{name}_{k.replace('-', '_')}": text for k, text in texts.items()}
    return {name: texts.get("en", ""), **columns}


def _members(choices: list[str]) -> str:
    return f",{','.join(choices)}," if choices else ""


def _row(model: str, pk: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without empty values, which are the default."""
    kept = {k: v for k, v in fields.items() if v is not None and v != ""}
    return {"model": model, "pk": pk, "fields": kept}


def _fixture(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """One row a line, those of one model together."""
    ordered = sorted(rows, key=lambda row: _MODELS.index(row["model"]))
    lines = [json.dumps(row, ensure_ascii=False) for row in ordered]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return len(lines)


_MODELS: Final = (
    "guides.channel",
    "guides.channel_carriers",
    "guides.channel_facts",
    "guides.plan",
    "guides.promotion",
    "guides.guide",
    "guides.guidetext",
    "guides.way",
    "guides.way_facts",
)
