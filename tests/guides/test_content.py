"""What ships with the site: sourced, and alike in all languages."""

import json
import re
import shutil
from collections import defaultdict

import pytest

from guides.content_files import ContentError, read_entries, read_table, read_texts
from guides.models import Channel, GuideText, Way
from guides.publishing import render_all, standings
from tests.guides.shipped import CONTENT, FIXTURES

TEXTS = read_texts(CONTENT)
FACTS = {
    row["pk"]: row["fields"]
    for row in json.loads((FIXTURES / "10_facts.json").read_text("utf-8"))
}
CITED = re.compile(r"\[\^(F\d+)\]")
SHORTCODE = re.compile(r"\[\[.*?\]\]")
FORBIDDEN = re.compile(
    r"https?:|www\.|@|<[a-z/]|!\[|t\.me|telegram|whatsapp|line\.me", re.IGNORECASE
)
# What the file of facts lists as not to be used as fact.
NOT_TO_BE_USED = re.compile(
    r"1777|\*197|\*097#|CamID|Lucky|Chip Mong|Kiwi Mart|Super Duper|Circle K|iSMART"
)
UNCONFIRMED = {"en": "unconfirmed", "km": "មិនទាន់បញ្ជាក់", "zh-hans": "未证实"}
by_text = pytest.mark.parametrize(
    "text", TEXTS, ids=[f"{text.slug}-{text.language}" for text in TEXTS]
)


def test_there_are_eleven_guides_in_three_languages():
    languages = defaultdict(set)
    for text in TEXTS:
        languages[text.slug].add(text.language)
    assert len(languages) == 11
    assert set(map(frozenset, languages.values())) == {frozenset(UNCONFIRMED)}


@by_text
def test_every_fact_cited_exists(text):
    assert set(CITED.findall(text.markdown)) <= set(FACTS)


@by_text
def test_a_claim_of_low_confidence_is_marked(text):
    for line in text.markdown.splitlines():
        for claim in line.strip("|").split(" | "):
            for fact in CITED.findall(claim):
                if FACTS[fact]["confidence"] == "low":
                    assert UNCONFIRMED[text.language] in claim.lower()


@by_text
def test_no_messenger_no_seller_and_no_outside_image_is_named(text):
    assert not FORBIDDEN.search(text.markdown)


@by_text
def test_nothing_that_is_not_to_be_used_as_fact_is_used(text):
    assert not NOT_TO_BE_USED.search(text.markdown)


@by_text
def test_links_lead_to_guides_that_ship(text):
    slugs = {other.slug for other in TEXTS}
    for address in re.findall(r"\]\((.*?)\)", text.markdown):
        assert re.fullmatch(r"\.\./[a-z-]+/", address)
        assert address[3:-1] in slugs


@pytest.mark.parametrize("language", ["km", "zh-hans"])
def test_translations_have_the_sections_facts_and_codes_of_their_source(language):
    shapes = {(text.slug, text.language): _shape(text.markdown) for text in TEXTS}
    for text in TEXTS:
        if text.language == language:
            assert shapes[text.slug, language] == shapes[text.slug, "en"]


def _shape(markdown: str) -> list[tuple]:
    """Facts and shortcodes of each section; their order may follow the language."""
    return [
        (sorted(CITED.findall(section)), sorted(SHORTCODE.findall(section)))
        for section in re.split(r"^## .*$", markdown, flags=re.MULTILINE)
    ]


def test_channels_plans_and_offers_name_carriers_that_ship():
    rows = json.loads((FIXTURES / "20_carriers.json").read_text("utf-8"))
    carriers = {row["fields"].get("slug") for row in rows}
    for name in ("channel", "plan", "promotion"):
        for entry in read_table(name, CONTENT):
            assert {*entry.get("carriers", []), entry.get("carrier")} <= {
                *carriers,
                None,
            }


def test_channels_plans_offers_and_rules_name_facts_that_exist():
    for name in ("channel", "way"):
        for entry in read_table(name, CONTENT):
            assert entry["facts"]
            assert set(entry["facts"]) <= set(FACTS)
    for name in ("plan", "promotion"):
        assert {entry["fact"] for entry in read_table(name, CONTENT)} <= set(FACTS)


def test_the_tables_name_nothing_that_is_not_to_be_used():
    for name in ("channel", "plan", "promotion", "way"):
        written = json.dumps(read_table(name, CONTENT), ensure_ascii=False, default=str)
        assert not NOT_TO_BE_USED.search(written)
        assert not FORBIDDEN.search(written)


def test_a_channel_known_only_from_weak_facts_is_unconfirmed():
    for channel in read_table("channel", CONTENT):
        surest = {FACTS[fact]["confidence"] for fact in channel["facts"]}
        if surest == {"low"}:
            assert channel["confidence"] == "low"


def test_a_file_without_front_matter_is_named(tmp_path):
    (tmp_path / "a-guide").mkdir()
    (tmp_path / "a-guide" / "en.md").write_text("Words.", "utf-8")
    with pytest.raises(ContentError, match=r"a-guide/en\.md"):
        read_texts(tmp_path)


def test_a_file_with_other_front_matter_is_named(tmp_path):
    (tmp_path / "a-guide").mkdir()
    (tmp_path / "a-guide" / "en.md").write_text("---\ntitle: A\n---\nWords.", "utf-8")
    with pytest.raises(ContentError, match="begins with title, summary"):
        read_texts(tmp_path)


@pytest.mark.parametrize(
    ("front", "said"),
    [("title A", "begins with"), ("order: first", "order: this is a whole number")],
)
def test_front_matter_that_cannot_be_read_is_named(tmp_path, front, said):
    lines = ["title: A", "summary: B", "method: app", "order: 1"]
    name = front.split()[0].rstrip(":")
    lines = [front if line.startswith(name) else line for line in lines]
    (tmp_path / "a-guide").mkdir()
    text = "\n".join(["---", *lines, "---", "Words."])
    (tmp_path / "a-guide" / "en.md").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=said):
        read_texts(tmp_path)


@pytest.mark.parametrize(
    ("written", "said"), [("[[way]", "ways.toml"), ("[[plan]]", r"no \[\[way\]\]")]
)
def test_a_table_that_cannot_be_read_is_named(tmp_path, written, said):
    (tmp_path / "ways.toml").write_text(written, "utf-8")
    with pytest.raises(ContentError, match=said):
        read_table("way", tmp_path)


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"ways\.toml"):
        read_table("way", tmp_path)


def test_a_name_that_no_row_has_is_named(tmp_path):
    content = shutil.copytree(CONTENT, tmp_path / "content")
    table = content / "plans.toml"
    table.write_text(table.read_text("utf-8").replace("days =", "dais ="), "utf-8")
    with pytest.raises(ContentError, match="there is no dais"):
        read_entries(content)


def test_what_is_loaded_is_rendered_and_up_to_date(content):
    assert not any(standing.is_stale for standing in standings(GuideText.objects.all()))
    stored = dict(GuideText.objects.values_list("pk", "html"))
    assert render_all() == {}
    assert dict(GuideText.objects.values_list("pk", "html")) == stored


def test_every_loaded_row_is_valid(content):
    for row in (*Channel.objects.all(), *Way.objects.all()):
        row.full_clean()
    assert Channel.objects.get(slug="metfone-web").name_km == "គេហទំព័រ Metfone"
    assert Channel.objects.get(slug="smart-card").carriers.get().slug == "smart"


def test_a_rule_leads_to_a_channel_that_readers_see(content):
    channels = set(Channel.objects.published().values_list("slug", flat=True))
    ways = [way for way in Way.objects.all() if way.target_kind == "channel"]
    assert {way.target_name for way in ways} <= channels
