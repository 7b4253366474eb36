import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guides.models import Channel, GuideText, Way
from locator.admin.simultaneous import version_of
from tests import factories
from tests.guides import rows

pytestmark = pytest.mark.django_db


def change(admin_page, text, **fields):
    address = reverse("admin:guides_guidetext_change", args=[text.pk])
    filled = {
        "guide": text.guide_id,
        "language": text.language,
        "title": text.title,
        "summary": text.summary,
        "markdown": text.markdown,
        "status": text.status,
        "revisions-TOTAL_FORMS": 0,
        "revisions-INITIAL_FORMS": 0,
        "version": version_of(text),
    }
    return admin_page.post(address, filled | fields)


def test_saving_renders_the_text_and_notes_who_did_it(admin_page, curator):
    text = rows.text()
    answer = change(admin_page, text, markdown="**New** words.", compared="on")
    assert answer.status_code == 302
    text.refresh_from_db()
    assert "<strong>New</strong>" in text.html
    assert text.checked_on is not None
    assert text.revisions.first().saved_by == curator


def test_a_broken_shortcode_is_said_and_nothing_is_saved(admin_page):
    text = rows.text()
    answer = change(admin_page, text, markdown="[[channel gone]]")
    assert "no published channel has that name" in answer.content.decode()
    text.refresh_from_db()
    assert text.markdown == "Words."


def test_a_text_that_is_too_long_is_refused(admin_page):
    answer = change(admin_page, rows.text(), markdown="a" * 40_001)
    assert "at most 40000 characters" in answer.content.decode()


def test_a_preview_of_a_text_that_is_too_long_says_so(admin_page):
    address = reverse("admin:guides_guidetext_preview", args=[rows.text().pk])
    answer = admin_page.post(address, {"markdown": "👩‍👩‍👧‍👦" * 8_000})
    assert "at most 40000 characters" in answer.content.decode()


def test_the_preview_is_the_page_itself(admin_page):
    factories.fact("F044")
    text = rows.text("So[^F044].")
    address = reverse("admin:guides_guidetext_preview", args=[text.pk])
    preview = admin_page.get(address).content.decode()
    published = admin_page.get("/en/guides/by-app/").content.decode()
    shown = published[published.index("<article") : published.index("</article>")]
    assert shown in preview
    assert "noindex" in preview


def test_the_preview_shows_what_is_not_saved_and_what_is_broken(admin_page):
    text = rows.text()
    address = reverse("admin:guides_guidetext_preview", args=[text.pk])
    answer = admin_page.post(address, {"markdown": "Fresh. [[cheese]]", "title": "T"})
    shown = answer.content.decode()
    assert "<p>Fresh. </p>" in shown
    assert "there are only code, channel and outlets" in shown
    text.refresh_from_db()
    assert text.markdown == "Words."


def test_a_preview_is_for_curators_only(client):
    address = reverse("admin:guides_guidetext_preview", args=[rows.text().pk])
    assert client.get(address).status_code == 302


def test_the_overview_shows_what_each_language_wants(admin_page):
    rows.text()
    rows.text("អក្សរ", language="km", status="in_review")
    GuideText.objects.filter(language="km").update(compared_with="")
    text = admin_page.get(reverse("admin:guides_guidetext_languages")).content.decode()
    for said in ("In review", "wants a native reader", "out of date", "missing"):
        assert said in text


def test_the_overview_calls_guides_by_their_titles(admin_page):
    rows.text(slug="by-app", title="Paying by app")
    rows.guide("bare")
    text = admin_page.get(reverse("admin:guides_guidetext_languages")).content.decode()
    assert "Paying by app<br>" in text
    assert "bare<br>" in text


@pytest.mark.parametrize("name", ["channel", "plan", "promotion", "way", "guidetext"])
def test_a_form_says_what_visitors_see(admin_page, name):
    text = admin_page.get(reverse(f"admin:guides_{name}_add")).content.decode()
    assert "Visitors see" in text


def test_the_list_of_guides_asks_once_for_their_texts(admin_page, content):
    address = reverse("admin:guides_guide_changelist")
    admin_page.get(address)
    with CaptureQueriesContext(connection) as queries:
        admin_page.get(address)
    texts = [q for q in queries if 'FROM "guides_guidetext"' in q["sql"]]
    assert len(texts) == 1


def test_a_rule_may_name_a_carrier_that_a_curator_added(content):
    way = Way.objects.get(slug="shop")
    way.conditions = {"sim": ["newcom"]}
    with pytest.raises(ValidationError, match="sim has no newcom"):
        way.full_clean()
    factories.carrier("newcom")
    way.full_clean()


def test_a_channel_is_entered_in_three_languages(admin_page):
    fields = {
        "slug": "new",
        "kind": "carrier_app",
        "name_en": "App",
        "name_km": "កម្មវិធី",
        "name_zh_hans": "应用",
        "confidence": "low",
        "facts": [factories.fact().pk],
        "order": 1,
        "gives_receipt": "unknown",
        "needs_data": "unknown",
        "works_abroad": "unknown",
    }
    answer = admin_page.post(reverse("admin:guides_channel_add"), fields)
    assert answer.status_code == 302, answer.content.decode()
    assert Channel.objects.get().name_zh_hans == "应用"


@pytest.mark.parametrize(
    "name", ["guide", "guidetext", "channel", "plan", "promotion", "way"]
)
def test_every_list_and_empty_form_opens(admin_page, content, name):
    for page in ("changelist", "add"):
        answer = admin_page.get(reverse(f"admin:guides_{name}_{page}"))
        assert answer.status_code == 200
