"""Broken files of content: what is said of them, and that nothing is written."""

import json

import pytest
from django.core.management import CommandError, call_command

from guides.models import Channel, Guide
from locator.models import Fact

pytestmark = pytest.mark.django_db


def faults_of(folder):
    """The lines that the command ends with, their files without folder."""
    with pytest.raises(CommandError) as caught:
        call_command("load_guides", "--from", folder)
    assert caught.value.returncode == 1
    assert not Guide.objects.exists()
    assert not Channel.objects.exists()
    assert not Fact.objects.exists()
    return [
        line.replace(f"{folder}/guides/", "").replace(f"{folder}/10", "10")
        for line in str(caught.value).splitlines()
    ]


def ship(folder, file, before, after):
    path = folder / "guides" / file
    written = path.read_text("utf-8")
    assert before in written
    path.write_text(written.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "channels.toml",
            'slug = "smart-card"\n',
            "",
            "channel 2: slug: each has one, a text.",
        ),
        (
            "channels.toml",
            'slug = "smart-card"',
            'slug = "common-card-code"',
            "common-card-code: slug: 2 rows have it; give each its own.",
        ),
        (
            "channels.toml",
            'carriers = ["smart"]',
            'carriers = "smart"',
            "smart-card: carriers: this is a list of texts, [“…”].",
        ),
        (
            "channels.toml",
            'code = "*888*PIN#"',
            'code = "call us"',
            "smart-card: code: A code has digits, *, #, PIN, NUMBER and CENTS.",
        ),
        (
            "channels.toml",
            'code = "*888*PIN#"',
            "code = 888",
            "smart-card: code: this is a text, “…”.",
        ),
        (
            "channels.toml",
            'kind = "scratch_card"',
            'kind = "scratch_cards"',
            "smart-card: kind: Value 'scratch_cards' is not a valid choice.",
        ),
        (
            "channels.toml",
            'name = { en = "Smart scratch card", ',
            "name = { ",
            "smart-card: name: each has one, name.en.",
        ),
        (
            "channels.toml",
            "Smart scratch card",
            "Smart" * 30,
            "smart-card: name: has at most 120 characters, not 150.",
        ),
        (
            "channels.toml",
            "Smart scratch card",
            "Smart\\u0000card",
            "smart-card: name: holds a NUL or half a character; take it out.",
        ),
        (
            "channels.toml",
            'name = { en = "Smart scratch card", ',
            'name = "Smart scratch card" # ',
            "smart-card: name: each language has its own, name.en and so on.",
        ),
        (
            "plans.toml",
            'fact = "F057"\n',
            "",
            "cellcard-serey-plus-1-5: fact: each has one.",
        ),
        (
            "plans.toml",
            'fact = "F057"\n',
            'fact = "F999"\n',
            "cellcard-serey-plus-1-5: fact: there is no fact F999.",
        ),
        (
            "plans.toml",
            "price_usd = 1.5",
            "price_usd = true",
            "cellcard-serey-plus-1-5: price_usd: this is a number.",
        ),
        (
            "plans.toml",
            "price_usd = 1.5",
            "price_usd = -1.5",
            "cellcard-serey-plus-1-5: A price is more than nothing.",
        ),
        (
            "plans.toml",
            "price_usd = 1.5",
            "price_usd = nan",
            "cellcard-serey-plus-1-5: price_usd: “nan” value must be a decimal number.",
        ),
        (
            "plans.toml",
            "price_usd = 1.5",
            "shipped_as = 1",
            "cellcard-serey-plus-1-5: there is no shipped_as.",
        ),
        (
            "promotions.toml",
            "ends_on = 2023-12-31",
            "ends_on = 2023",
            "cellcard-live-quiz-2023: ends_on: this is a date, such as 2026-01-31.",
        ),
        (
            "promotions.toml",
            "is_published = false",
            "is_published = true",
            "smart-flexi1000: An offer without an end is not published.",
        ),
        (
            "ways.toml",
            'target = "guide:travel-esims"',
            'target = "guide:travel-esim"',
            "own-esim-app: target: There is nothing of that name.",
        ),
        (
            "ways.toml",
            'conditions = { sim = ["travel_esim"] }',
            "conditions = { abraod = true }",
            "own-esim-app: conditions: There is no condition abraod; there are sim, "
            "have, lacks, data, matters, language, open_near, amount_min, amount_max, "
            "online, abroad, any_open.",
        ),
        (
            "ways.toml",
            'facts = ["F007"]',
            "facts = [7]",
            "own-esim-app: facts: this is a list of texts, [“…”].",
        ),
        (
            "by-app/km.md",
            "order: 30",
            "order: 31",
            "order: en.md says 30; write the same.",
        ),
        (
            "by-app/en.md",
            "## Which one",
            "[[channel of-nobody]]\n",
            "by-app/en: markdown: [[channel of-nobody]]: no published channel has that "
            "name.",
        ),
        (
            "by-app/en.md",
            "## Which one",
            "A" * 40_001,
            "by-app/en: markdown: has at most 40000 characters, not 42693.",
        ),
        (
            "by-app/en.md",
            "## Which one",
            "\0",
            "by-app/en: markdown: holds a NUL or half a character; take it out.",
        ),
    ],
)
def test_the_fault_of_a_file_is_said(shipped, file, before, after, said):
    ship(shipped, file, before, after)
    assert faults_of(shipped) == [f"{file}: {said}"]


def test_each_broken_file_is_named(shipped):
    ship(shipped, "plans.toml", "[[plan]]", "[[plan]")
    ship(shipped, "by-app/en.md", "---", "")
    (shipped / "guides" / "sim-life" / "km.md").unlink()
    path = shipped / "guides" / "ways.toml"
    path.write_bytes(b"# \n# caf\xe9\n")
    assert [fault.partition(":")[0] for fault in faults_of(shipped)] == [
        "plans.toml",
        "by-app/en.md",
        "sim-life/km.md",
        "ways.toml",
    ]


def test_where_a_file_is_not_utf_8_is_said(shipped):
    (shipped / "guides" / "ways.toml").write_bytes(b"# \n# caf\xe9\n")
    assert faults_of(shipped) == [
        "ways.toml: line 2 is not UTF-8; save the file as UTF-8."
    ]


@pytest.mark.parametrize("written", ["channel = 1", "channel = [1]", "[channel]"])
def test_a_table_of_no_rows_is_said(shipped, written):
    (shipped / "guides" / "channels.toml").write_text(written, "utf-8")
    assert faults_of(shipped) == ["channels.toml: there is no [[channel]] in it."]


def test_a_table_without_end_is_said(shipped):
    written = "channel = " + "[" * 5000
    (shipped / "guides" / "channels.toml").write_text(written, "utf-8")
    [fault] = faults_of(shipped)
    assert fault.startswith("channels.toml: this is not TOML:")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    faults = faults_of(tmp_path)
    assert "plans.toml: No such file or directory." in faults
    assert f"{tmp_path}/guides: No such file or directory." in faults


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "10_facts.json: Expecting"),
        ("[1]", "10_facts.json:"),
        ("null", "10_facts.json:"),
        ('[{"model": "locator.fact", "pk": "F1", "fields": {"no": 1}}]', "no field"),
        ('[{"model": "locator.facts", "pk": "F1", "fields": {}}]', "locator.facts"),
    ],
)
def test_facts_that_cannot_be_read_are_said(shipped, written, said):
    (shipped / "10_facts.json").write_text(written, "utf-8")
    [fault] = faults_of(shipped)
    assert said in fault


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("subject", "a" * 121, "subject: has at most 120 characters, not 121."),
        ("subject", "\0", "subject: holds a NUL"),
        ("value", {"a": ["\ud800"]}, "value: holds a NUL or half a character"),
        ("statement", None, "statement: This field cannot be null."),
        ("confidence", "sure", "confidence: Value 'sure' is not a valid choice."),
    ],
)
def test_the_fault_of_a_fact_is_said(shipped, name, value, said):
    path = shipped / "10_facts.json"
    rows = json.loads(path.read_text("utf-8"))
    rows[3]["fields"][name] = value
    path.write_text(json.dumps(rows), "utf-8")
    [fault] = faults_of(shipped)
    assert fault.startswith(f"10_facts.json: {rows[3]['pk']}: {said}")
