"""Content that ships into a database that curators work in."""

import json
import shutil

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guides.entries import digest_of_row
from guides.loading import load_content
from guides.models import Channel, Guide, GuideText, Plan, Promotion, Way
from guides.publishing import save_text, standings
from locator.models import Carrier, Fact, OperatorDefault
from tests.guides import rows
from tests.guides.forms import filled
from tests.guides.shipped import FIXTURES
from tests.queries import tables_named

pytestmark = pytest.mark.django_db

MODELS = (Channel, GuideText, Plan, Promotion, Way)
FILES = sorted(path.name for path in FIXTURES.glob("6*.json"))


@pytest.fixture
def shipped(tmp_path):
    """A folder with the fixtures as they ship; `change` ships something else."""
    for name in ("10_facts.json", "20_carriers.json", *FILES):
        shutil.copy(FIXTURES / name, tmp_path / name)
    return tmp_path


def change(folder, file, digest="f" * 64, *, model, where, **fields):
    """Ship other fields in the row of this model where a field has this value."""
    path = folder / file
    found = json.loads(path.read_text("utf-8"))
    [row] = [
        row
        for row in found
        if row["model"] == f"guides.{model}" and where.items() <= row["fields"].items()
    ]
    row["fields"] |= fields | {"shipped_as": digest}
    path.write_text(json.dumps(found), "utf-8")


def load(folder=FIXTURES):
    return load_content(folder, at=rows.NOW)


def counts(loaded):
    fates = ("added", "updated", "kept", "left_out")
    return {fate: len(getattr(loaded, fate)) for fate in fates if getattr(loaded, fate)}


def test_what_ships_is_told_again_from_its_rows(content):
    for model in MODELS:
        for row in model.objects.all():
            assert row.shipped_as == digest_of_row(row), row


def test_loading_what_is_there_changes_nothing(content):
    loaded = load()
    assert counts(loaded) == {}
    assert len(loaded.unchanged) == sum(model.objects.count() for model in MODELS)


def test_what_is_there_is_asked_for_once(content):
    with CaptureQueriesContext(connection) as queries:
        load()
    assert tables_named(queries) == {
        "guides_guide": 1,
        "guides_guidetext": 1,
        "guides_channel": 2,  # all, those of offers
        "guides_plan": 1,
        "guides_promotion": 1,
        "guides_way": 1,
        "locator_fact": 3,  # all, those of channels, those of rules
        "locator_carrier": 2,  # all, those of channels
        "locator_operator": 1,  # those of offers
    }


def test_an_empty_database_gets_what_the_fixtures_have(content):
    wanted = {m: {row.shipped_as for row in m.objects.all()} for m in MODELS}
    html = dict(GuideText.objects.values_list("title", "html"))
    for model in (*MODELS, Guide):
        model.objects.all().delete()
    loaded = load()
    assert len(loaded.added) == sum(map(len, wanted.values()))
    for model in MODELS:
        assert {digest_of_row(row) for row in model.objects.all()} == wanted[model]
    assert dict(GuideText.objects.values_list("title", "html")) == html
    assert not any(standing.is_stale for standing in standings(GuideText.objects.all()))
    card = Channel.objects.get(slug="smart-card")
    assert card.is_published
    assert card.name_km == "កាតកោស Smart"
    assert [carrier.slug for carrier in card.carriers.all()] == ["smart"]
    assert counts(load()) == {}


def test_rows_that_curators_added_keep_their_ids(content):
    Channel.objects.filter(slug="smart-card").delete()
    own = rows.channel("our-own", pk=2)
    assert load().added == ["channel smart-card"]
    own.refresh_from_db()
    assert own.slug == "our-own"


def test_a_channel_that_nobody_changed_follows_what_ships(content, shipped):
    Channel.objects.filter(slug="smart-card").update(is_published=False, order=7)
    change(
        *(shipped, "60_channels.json"),
        model="channel",
        where={"slug": "smart-card"},
        needs_en="a card",
        code="*999*PIN#",
    )
    assert load(shipped).updated == ["channel smart-card"]
    card = Channel.objects.get(slug="smart-card")
    assert (card.needs_en, card.code) == ("a card", "*999*PIN#")
    assert (card.is_published, card.order) == (False, 7)


@pytest.mark.parametrize(
    ("file", "model", "where", "field"),
    [
        ("60_channels.json", Channel, {"slug": "smart-card"}, "needs_km"),
        ("61_plans.json", Plan, {"slug": "metfone-kado-1"}, "name"),
        ("62_promotions.json", Promotion, {"slug": "smart-flexi1000"}, "limits_en"),
        ("64_ways.json", Way, {"slug": "shop"}, "reason_zh_hans"),
    ],
)
def test_a_row_that_a_curator_changed_is_kept(
    content, shipped, file, model, where, field
):
    model.objects.filter(**where).update(**{field: "Ours."})
    name = model._meta.model_name
    change(shipped, file, model=name, where=where, **{field: "Theirs."})
    loaded = load(shipped)
    [kept] = loaded.kept
    assert kept.endswith(where["slug"])
    assert not loaded.updated
    assert getattr(model.objects.get(**where), field) == "Ours."


def test_other_carriers_of_a_channel_are_a_curators_change_too(content, shipped):
    Channel.objects.get(slug="smart-card").carriers.add(Carrier.objects.get(pk=2))
    where = {"slug": "smart-card"}
    change(shipped, "60_channels.json", model="channel", where=where, code="*1#")
    assert load(shipped).kept == ["channel smart-card"]


@pytest.mark.parametrize("model", [Channel, Plan, Promotion, Way])
def test_saving_a_form_without_a_change_is_no_change(client, content, model):
    client.force_login(User.objects.create_superuser("sophea"))
    name = f"admin:guides_{model._meta.model_name}_change"
    for row in model.objects.all():
        address = reverse(name, args=[row.pk])
        answer = client.post(address, filled(client, address))
        assert answer.status_code == 302, answer.context["errors"]
    assert counts(load()) == {}


class TestTexts:
    FILE = "63_guides.json"
    WHERE = {"title": "How long your SIM lives"}

    def text(self):
        return GuideText.objects.get(guide__slug="sim-life", language="en")

    def ship(self, folder, **fields):
        change(folder, self.FILE, model="guidetext", where=self.WHERE, **fields)

    def test_new_words_come_with_a_version_and_unread(self, content, shipped):
        reader = User.objects.create(username="reader")
        GuideText.objects.update(reviewer=reader, status="in_review")
        self.ship(shipped, markdown="New *words*.", compared_with="c" * 64)
        assert load(shipped).updated == ["text of a guide sim-life/en"]
        text = self.text()
        assert text.html == "<p>New <em>words</em>.</p>\n"
        assert text.revisions.first().markdown == "New *words*."
        assert text.reviewer is None
        assert text.status == "in_review"
        assert text.compared_with == "c" * 64
        assert text.shipped_as == "f" * 64

    def test_words_that_a_curator_wrote_are_kept(self, content, shipped):
        text = self.text()
        text.markdown = "Ours."
        save_text(text, at=rows.NOW)
        self.ship(shipped, markdown="Theirs.")
        assert load(shipped).kept == ["text of a guide sim-life/en"]
        assert self.text().markdown == "Ours."

    def test_of_a_row_that_came_before_digests_nothing_is_known(self, content, shipped):
        GuideText.objects.update(shipped_as="")
        self.ship(shipped, markdown="Theirs.")
        assert load(shipped).kept == ["text of a guide sim-life/en"]
        assert GuideText.objects.exclude(shipped_as="").count() == 32

    def test_a_new_guide_comes_with_the_facts_it_cites(self, content, shipped):
        Guide.objects.get(slug="sim-life").delete()
        kept = Fact.objects.get(pk="F004")
        Fact.objects.filter(pk__in=["F088"]).delete()
        Fact.objects.filter(pk="F004").update(statement="Ours.")
        assert len(load(shipped).added) == 3
        assert Fact.objects.filter(pk="F088").exists()
        kept.refresh_from_db()
        assert kept.statement == "Ours."
        assert standings([self.text()])[0].is_stale


def test_what_needs_a_carrier_that_is_not_here_is_left_out(content, shipped):
    Channel.objects.filter(slug="metfone-web").delete()
    OperatorDefault.objects.all().delete()
    Carrier.objects.filter(slug="metfone").delete()
    loaded = load(shipped)
    assert "channel metfone-web" in loaded.left_out
    assert not Channel.objects.filter(slug="metfone-web").exists()


def test_the_command_names_what_it_did_and_kept(content, capsys):
    Way.objects.filter(slug="shop").update(score=1)
    Plan.objects.filter(slug="metfone-kado-1").delete()
    call_command("load_guides")
    said = capsys.readouterr().out
    assert "Added: data plan metfone-kado-1" in said
    assert "Kept, changed here: rule of the advisor shop" in said
    assert "1 added, 0 updated," in said
    assert "1 kept, 0 left out." in said
