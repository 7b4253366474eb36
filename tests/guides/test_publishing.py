import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from guides.models import Channel, GuideText
from guides.publishing import save_text, standings
from tests import factories
from tests.guides import rows

pytestmark = pytest.mark.django_db


def stale(text: GuideText) -> bool:
    return standings([GuideText.objects.get(pk=text.pk)])[0].is_stale


def test_saving_stores_the_html_and_the_facts_cited():
    factories.fact("F044")
    text = rows.text("It *works*[^F044].")
    assert "<em>works</em>" in text.html
    assert text.facts == ["F044"]


def test_every_change_of_the_words_is_kept_as_a_version():
    text = rows.text("First.")
    text.markdown = "Second."
    save_text(text, at=rows.NOW)
    versions = text.revisions.values_list("number", "markdown")
    assert list(versions) == [(2, "Second."), (1, "First.")]


def test_saving_the_same_words_makes_no_version():
    text = rows.text()
    save_text(text, at=rows.NOW)
    assert text.revisions.count() == 1


def test_a_new_text_is_up_to_date():
    source = rows.text()
    assert not stale(source)
    assert not stale(rows.text("អក្សរ", language="km"))


def test_a_changed_source_makes_its_translations_stale_and_not_itself():
    source, khmer = rows.text(), rows.text("អក្សរ", language="km")
    source.markdown = "Other words."
    save_text(source, at=rows.NOW)
    assert stale(khmer)
    assert not stale(source)


def test_a_changed_fact_makes_every_text_that_cites_it_stale():
    fact = factories.fact("F044")
    text, other = rows.text("So[^F044]."), rows.text(slug="scams")
    fact.statement = "No longer."
    fact.save()
    assert stale(text)
    assert not stale(other)


def test_comparing_takes_the_mark_away_and_dates_the_text():
    fact = factories.fact("F044")
    text = rows.text("So[^F044].")
    fact.source_date = "2026"
    fact.save()
    save_text(text, at=rows.NOW, compared=True)
    assert not stale(text)
    assert text.checked_on.isoformat() == "2026-11-16"


def test_standings_cost_two_queries(django_assert_num_queries):
    factories.fact("F044")
    rows.text("So[^F044].")
    rows.text("ដូច្នេះ[^F044]។", language="km")
    texts = list(GuideText.objects.all())
    with django_assert_num_queries(2):  # facts, source texts
        standings(texts)


def test_all_guides_are_rendered_again(capsys):
    text = rows.text()
    GuideText.objects.update(html="")
    call_command("render_guides")
    text.refresh_from_db()
    assert text.html == "<p>Words.</p>\n"
    assert "problems: 0" in capsys.readouterr().out


def test_rendering_again_names_what_is_broken_by_now(capsys):
    rows.channel()
    rows.text("[[channel smart-card]]")
    Channel.objects.update(is_published=False)
    call_command("render_guides")
    assert "by-app/en: [[channel smart-card]]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "values",
    [
        {"smallest_usd": 5, "largest_usd": 1},
        {"smallest_usd": 0},
        {"fee_usd": -1},
        {"confidence": "sure"},
    ],
)
def test_the_database_refuses_an_impossible_channel(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.channel(**values)


def test_the_database_refuses_to_publish_an_offer_without_an_end():
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.promotion(ends_on=None)


def test_the_database_refuses_a_second_text_in_one_language():
    rows.text()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.text()


def test_validity_that_cannot_be_read_is_refused():
    channel = rows.channel()
    channel.validity = "5 dollars: 40"
    with pytest.raises(ValidationError, match="amount = days"):
        channel.full_clean(exclude=["facts"])


def test_validity_is_read_line_by_line():
    channel = rows.channel(validity="1 = 8\n\n1-1.99 = 15\n")
    assert channel.validity_days == [("1", 8), ("1-1.99", 15)]
