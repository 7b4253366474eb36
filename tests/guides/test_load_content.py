"""Content that ships into a database that curators work in."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guides.content_digest import digest_of_row
from guides.load_content import load_content
from guides.models import Channel, Guide, GuideText, Plan, Promotion, Way
from guides.publishing import save_text, standings
from locator.models import Carrier, Fact, OperatorDefault
from tests.guides import rows
from tests.guides.forms import filled
from tests.guides.shipped import FIXTURES
from tests.queries import tables_named

pytestmark = pytest.mark.django_db

MODELS = (Channel, Guide, GuideText, Plan, Promotion, Way)


def change(folder, file, before, after):
    """Ship a file with these words instead of those."""
    path = folder / "guides" / file
    written = path.read_text("utf-8")
    assert before in written
    path.write_text(written.replace(before, after), "utf-8")


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
        "locator_fact": 5,  # all, those of channels, those of rules, two rules' codes
        "locator_carrier": 2,  # all, those of channels
        "locator_operator": 2,  # all, those of offers
    }


def test_what_is_missing_is_added_as_it_ships(content):
    wanted = {m: {row.shipped_as for row in m.objects.all()} for m in MODELS}
    html = dict(GuideText.objects.values_list("title", "html"))
    for model in MODELS:
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
    change(shipped, "channels.toml", '"*888*PIN#"', '"*999*PIN#"')
    change(shipped, "channels.toml", 'en = "the card"', 'en = "a card"')
    assert load(shipped).updated == ["channel smart-card"]
    card = Channel.objects.get(slug="smart-card")
    assert (card.needs_en, card.code) == ("a card", "*999*PIN#")
    assert (card.is_published, card.order) == (False, 7)


@pytest.mark.parametrize(
    ("model", "slug", "field", "before", "after"),
    [
        (Channel, "smart-card", "needs_km", 'en = "the card"', 'en = "a card"'),
        (Plan, "metfone-kado-1", "name", '"KADO 1"', '"KADO one"'),
        (Promotion, "smart-flexi1000", "limits_en", "The bonus", "This bonus"),
        (
            Way,
            "shop",
            "reason_zh_hans",
            '["small"] }, add = 15',
            '["small"] }, add = 16',
        ),
    ],
)
def test_a_row_that_a_curator_changed_is_kept(
    content, shipped, model, slug, field, before, after
):
    model.objects.filter(slug=slug).update(**{field: "Ours."})
    change(shipped, f"{model._meta.model_name}s.toml", before, after)
    loaded = load(shipped)
    [kept] = loaded.kept
    assert kept.endswith(slug)
    assert not loaded.updated
    assert getattr(model.objects.get(slug=slug), field) == "Ours."


def test_other_carriers_of_a_channel_are_a_curators_change_too(content, shipped):
    Channel.objects.get(slug="smart-card").carriers.add(Carrier.objects.get(pk=2))
    change(shipped, "channels.toml", '"*888*PIN#"', '"*1#"')
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
    def text(self):
        return GuideText.objects.get(guide__slug="sim-life", language="en")

    def ship(self, folder, markdown):
        path = folder / "guides" / "sim-life" / "en.md"
        front = path.read_text("utf-8").rpartition("---\n")[0]
        path.write_text(f"{front}---\n{markdown}\n", "utf-8")

    def test_new_words_come_with_a_version_and_unread(self, content, shipped):
        reader = User.objects.create(username="reader")
        GuideText.objects.update(reviewer=reader, status="in_review")
        self.ship(shipped, "New *words*.")
        assert load(shipped).updated == ["text of a guide sim-life/en"]
        text = self.text()
        assert text.html == "<p>New <em>words</em>.</p>\n"
        assert text.revisions.first().markdown == "New *words*."
        assert text.reviewer is None
        assert text.status == "in_review"
        assert not standings([text])[0].is_stale
        assert text.shipped_as == digest_of_row(text)

    def test_words_that_a_curator_wrote_are_kept(self, content, shipped):
        text = self.text()
        text.markdown = "Ours."
        save_text(text, at=rows.NOW)
        self.ship(shipped, "Theirs.")
        assert load(shipped).kept == ["text of a guide sim-life/en"]
        assert self.text().markdown == "Ours."

    def test_of_a_row_that_came_before_digests_nothing_is_known(self, content, shipped):
        GuideText.objects.update(shipped_as="")
        self.ship(shipped, "Theirs.")
        assert load(shipped).kept == ["text of a guide sim-life/en"]
        assert GuideText.objects.exclude(shipped_as="").count() == 32

    def test_a_new_guide_comes_with_the_facts_it_cites(self, content, shipped):
        Guide.objects.get(slug="sim-life").delete()
        kept = Fact.objects.get(pk="F004")
        Fact.objects.filter(pk__in=["F088"]).delete()
        Fact.objects.filter(pk="F004").update(statement="Ours.")
        assert len(load(shipped).added) == 4
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


def test_a_fact_that_does_not_ship_is_named(content, shipped):
    change(shipped, "plans.toml", '"F057"', '"F999"')
    with pytest.raises(CommandError, match="there is no fact F999"):
        call_command("load_guides", "--from", shipped)


def test_the_command_names_what_it_did_and_kept(content, capsys):
    Way.objects.filter(slug="shop").update(score=1)
    Plan.objects.filter(slug="metfone-kado-1").delete()
    call_command("load_guides")
    said = capsys.readouterr().out
    assert "Added: data plan metfone-kado-1" in said
    assert "Kept, changed here: rule of the advisor shop" in said
    assert "1 added, 0 updated," in said
    assert "1 kept, 0 left out." in said


def test_the_command_may_only_count(content, capsys):
    Plan.objects.filter(slug="metfone-kado-1").delete()
    call_command("load_guides", verbosity=0)
    [line] = capsys.readouterr().out.splitlines()
    assert "1 added, 0 updated," in line


class TestGuides:
    def ship(self, folder, before, after):
        for language in ("en", "km", "zh-hans"):
            change(folder, f"by-app/{language}.md", before, after)

    def test_its_new_place_and_subject_are_taken(self, content, shipped):
        self.ship(shipped, "method: app\norder: 30", "method: plans\norder: 35")
        assert load(shipped).updated == ["guide by-app"]
        guide = Guide.objects.get(slug="by-app")
        assert (guide.method, guide.order) == ("plans", 35)

    def test_a_place_that_a_curator_gave_it_is_kept(self, content, shipped):
        Guide.objects.filter(slug="by-app").update(order=7)
        self.ship(shipped, "order: 30", "order: 35")
        assert load(shipped).kept == ["guide by-app"]
        assert Guide.objects.get(slug="by-app").order == 7


def test_an_offer_of_an_operator_that_is_not_here_is_no_offer_of_all(content, shipped):
    change(
        shipped,
        "promotions.toml",
        'slug = "smart-flexi1000"',
        'slug = "new-offer"\noperators = ["of-nobody"]',
    )
    assert load(shipped).left_out == ["offer of a carrier new-offer"]
    assert not Promotion.objects.filter(slug="new-offer").exists()
