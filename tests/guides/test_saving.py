"""What a save of a text, from a form or by code, makes of its words."""

import pytest
from django.urls import reverse

from guides.models import GuideText
from guides.publishing import render_all, save_text, standings
from tests import factories
from tests.guides import rows
from tests.guides.forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def curators_text(content):
    """A text that came with the site, with more than one line."""
    text = GuideText.objects.get(guide__slug="by-app", language="en")
    assert "\n" in text.markdown.strip()
    return text


def save(admin_page, text, **fields):
    """As a browser does: with what the form showed, lines ending in CR LF."""
    address = reverse("admin:guides_guidetext_change", args=[text.pk])
    posted = filled(admin_page, address) | fields
    answer = admin_page.post(address, posted)
    assert answer.status_code == 302, answer.content.decode()


def stale(guide: str) -> list[str]:
    texts = GuideText.objects.filter(guide__slug=guide)
    return [found.text.language for found in standings(texts) if found.is_stale]


def test_saving_unchanged_words_in_a_browser_makes_no_translation_stale(
    admin_page, curators_text
):
    save(admin_page, curators_text)
    assert stale("by-app") == []
    assert not curators_text.revisions.filter(number__gt=1).exists()


def test_changed_words_are_saved_with_plain_ends_of_lines(admin_page, curators_text):
    save(admin_page, curators_text, markdown="One.\r\n\r\nTwo.\r\n")
    curators_text.refresh_from_db()
    assert curators_text.markdown == "One.\n\nTwo."
    assert {"km", "zh-hans"} <= set(stale("by-app"))


def test_going_back_to_the_words_that_shipped_is_up_to_date(admin_page, curators_text):
    words = curators_text.markdown
    save(admin_page, curators_text, markdown="Other.")
    save(admin_page, curators_text, markdown=words)
    assert stale("by-app") == []


def test_the_first_edit_keeps_the_words_that_came_with_the_site(
    admin_page, curators_text
):
    words = curators_text.markdown
    save(admin_page, curators_text, markdown="Other.", title="Another title")
    kept = curators_text.revisions.values_list("number", "title", "markdown")
    assert list(kept) == [
        (2, "Another title", "Other."),
        (1, curators_text.title, words),
    ]


def test_a_line_end_counts_as_one_character(admin_page):
    text = rows.text()
    save(admin_page, text, markdown="a\r\n" * 15_000)
    text.refresh_from_db()
    assert len(text.markdown) == 29_999


def test_a_preview_counts_as_a_save_does(admin_page):
    address = reverse("admin:guides_guidetext_preview", args=[rows.text().pk])
    answer = admin_page.post(address, {"markdown": "a\r\n" * 15_000})
    assert "at most 40000 characters" not in answer.content.decode()


def test_a_preview_is_in_the_language_of_the_text(admin_page):
    text = rows.text("អក្សរ", language="km")
    address = reverse("admin:guides_guidetext_preview", args=[text.pk])
    assert '<html lang="km"' in admin_page.get(address).content.decode()


def test_rendering_again_leaves_what_is_saved_meanwhile(monkeypatch):
    text = rows.text("Old words.")

    def saved_meanwhile(markdown, today=None):
        made = rendered(markdown, today)
        monkeypatch.undo()
        now = GuideText.objects.get(pk=text.pk)
        now.markdown = "New words."
        save_text(now, at=rows.NOW)
        return made

    from guides.publishing import rendered

    monkeypatch.setattr("guides.publishing.rendered", saved_meanwhile)
    render_all()
    text.refresh_from_db()
    assert text.html == "<p>New words.</p>\n"


def test_rendering_again_keeps_the_page_of_a_text_that_is_refused_by_now():
    text = rows.text()
    GuideText.objects.update(markdown="[" * 1_000)
    assert render_all().keys() == {"by-app/en"}
    text.refresh_from_db()
    assert text.html == "<p>Words.</p>\n"


@pytest.mark.parametrize(
    "address",
    [
        "/o/{}/",
        "/en/o/{}/shop/",
        "http://testserver/km/o/{}/",
        "//testserver/o/{}",
        "/en/o/{}?from=guide",
    ],
)
def test_a_link_to_an_outlet_that_is_not_published_is_said(settings, address):
    settings.ALLOWED_HOSTS = ["testserver"]
    outlet = factories.outlet(status="draft")
    text = rows.text(f"[There]({address.format(outlet.public_id)})")
    [problem] = render_all()["by-app/en"]
    assert f"outlet {outlet.public_id}: it is not published" in problem
    assert text.html
