import datetime as dt
import itertools
import json
import re
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import User
from django.urls import translate_url
from django.utils import timezone

from guides import sim_life
from guides.models import Channel, Guide, GuideRevision
from locator.cldr import day_in_words
from locator.models import Fact
from tests import factories
from tests.guides import rows
from tests.guides.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


BY_APP = "/en/guides/by-app/"
RULE = {
    "outgoing_blocked_days": 60,
    "both_blocked_days": 30,
    "kept_before_resale_days": 90,
}


def test_the_list_names_each_guide_in_the_readers_language(client):
    rows.text()
    assert 'href="/en/guides/by-app/">By app</a>' in page(client, "/en/guides/")


def test_a_guide_without_a_published_text_is_not_there(client):
    rows.text(status="in_review")
    assert "By app" not in page(client, "/en/guides/")
    assert client.get("/en/guides/by-app/").status_code == 404


def test_every_page_leads_to_the_guides(client):
    assert 'href="/en/guides/"' in page(client, "/en/")


def test_a_text_in_another_language_says_so_and_which(client):
    rows.text("អក្សរ", language="km", title="តាមកម្មវិធី")
    text = page(client, BY_APP)
    assert "Not available in your language; shown in ខ្មែរ." in text
    assert '<article class="text guide" lang="km">' in text


def test_another_language_of_a_guide_is_one_click_away(client):
    rows.text()
    rows.text("អក្សរ", language="km", title="តាមកម្មវិធី")
    assert 'href="/km/guides/by-app/"' in page(client, BY_APP)
    assert "តាមកម្មវិធី" in page(client, "/km/guides/by-app/")


def test_a_translation_that_no_native_reader_checked_says_so(client):
    rows.text()
    rows.text("អក្សរ", language="km")
    said = "មិនទាន់មានអ្នកនិយាយភាសានេះ"
    assert said in page(client, "/km/guides/by-app/")
    assert "native reader" not in page(client, BY_APP)


def test_a_text_that_is_out_of_date_says_so(client):
    fact = factories.fact("F044")
    rows.text("So[^F044].")
    said = "This text is older than its source and may have changed."
    assert said not in page(client, BY_APP)
    fact.statement = "No longer."
    fact.save()
    assert said in page(client, BY_APP)


def test_sources_stand_below_with_date_and_confidence(client):
    factories.fact("F044", source_date="2022", source_type="official")
    factories.fact("F072", source_date="", confidence="low")
    rows.text("So[^F044], perhaps[^F072].")
    text = page(client, BY_APP)
    assert '<li id="F044" value="1">' in text
    assert "as of 2022" in text
    assert "source without a date" in text
    assert ">unconfirmed</span>" in text


def test_search_engines_get_an_article(client):
    rows.text()
    found = re.search(r'application/ld\+json">(.*?)</script>', page(client, BY_APP))
    article = json.loads(found[1])
    assert article["@type"] == "Article"
    assert article["headline"] == "By app"
    assert article["inLanguage"] == "en"
    assert article["author"] == {"@type": "Organization", "name": "Top-up Finder"}


def test_a_text_that_was_only_checked_has_that_date_for_search_engines(client):
    rows.text(checked_on=dt.date(2026, 11, 20))
    GuideRevision.objects.all().delete()
    assert '"dateModified": "2026-11-20"' in page(client, BY_APP)


def test_a_text_in_another_language_has_its_address_in_that_language(client):
    rows.text("អក្សរ", language="km", title="តាមកម្មវិធី")
    assert (
        '<link rel="canonical" href="http://testserver/km/guides/by-app/">'
    ) in page(client, BY_APP)


def test_search_engines_are_not_told_who_of_the_staff_read_a_text(client):
    reader = User.objects.create_user("sophea.staff")
    rows.text(reviewer=reader)
    assert "sophea.staff" not in page(client, BY_APP)


def test_only_languages_with_a_text_are_alternates(client):
    rows.text()
    rows.text("文字", language="zh-hans")
    text = page(client, BY_APP)
    assert 'hreflang="zh-hans" href="http://testserver/zh-hans/guides/by-app/"' in text
    assert 'hreflang="km" href="http' not in text


def test_a_channel_stands_in_its_guide_with_what_is_known(client):
    rows.channel(carriers="smart", code="*888*PIN#", smallest_usd=1, steps="Dial.\n")
    rows.text("[[channel smart-card]]")
    text = page(client, BY_APP)
    assert ">*888*PIN#</code>" in text
    assert "<dd>$1</dd>" in text
    assert "<li>Dial.</li>" in text
    assert "<dt>Not confirmed</dt>" in text


def test_a_guide_still_shows_when_its_channel_is_gone(client):
    rows.channel()
    rows.text("Before.\n\n[[channel smart-card]]\n\nAfter.")
    Channel.objects.all().delete()
    assert "<p>After.</p>" in page(client, BY_APP)


def test_outlets_are_a_link_until_the_reader_says_where(client):
    factories.carrier("smart")
    rows.text("[[outlets kind=partner_shop carrier=smart near=me]]")
    link = '<a class="button" href="/en/?carrier=smart&amp;kind=partner_shop" data-near'
    assert link in page(client, BY_APP)


def test_outlets_near_the_reader_are_live(client):
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7")
    factories.outlet(name="An ATM", kind="atm", sells="smart", hours="24/7")
    rows.text("[[outlets kind=partner_shop carrier=smart near=me]]")
    answer = client.get("/en/guides/by-app/", {"near": "11.5564,104.9282"})
    text = answer.content.decode()
    assert "Sok Heng" in text
    assert "An ATM" not in text
    assert '<meta name="robots" content="noindex">' in text
    assert "private" in answer["Cache-Control"]


def test_a_position_that_cannot_be_read_is_as_none(client):
    rows.text("[[outlets near=me]]")
    assert "Show places near me" in page(client, BY_APP, near="nowhere")


def test_a_guide_of_a_carrier_that_is_gone_still_shows(client):
    factories.carrier("smart").delete()
    text = rows.text("Words.")
    text.html += '<div data-part="outlets" data-value="carrier=smart"></div>'
    text.save()
    said = "No place is known near you yet."
    assert said in page(client, BY_APP, near="11.5564,104.9282")


def test_nothing_near_is_said(client):
    rows.text("[[outlets near=me]]")
    said = "No place is known near you yet."
    assert said in page(client, BY_APP, near="11.5564,104.9282")


def test_a_guide_that_ends_in_a_top_up_goes_on_to_the_plans(client):
    rows.text()
    rows.text(slug="data-plans")
    Guide.objects.filter(slug="data-plans").update(method="plans")
    text = page(client, BY_APP)
    assert "Mobile data off → top up → buy a plan → data on" in text
    assert 'href="/en/guides/data-plans/">Data plans</a>' in text


@pytest.mark.parametrize("cents", [[2.5, 3], [4, 5]])
def test_what_data_costs_outside_a_plan_rests_on_its_fact(client, cents):
    said = "Metfone names 2.5 to 3 cents a MB"
    rows.text()
    assert said not in page(client, BY_APP)
    source = "https://example.org/rate"
    factories.fact("F046", value={"cents_per_MB": cents}, source_url=source)
    text = page(client, BY_APP)
    assert (said in text) is (source in text) is (cents == [2.5, 3])


def test_plans_stand_in_their_guide_and_unknown_data_is_said(client):
    rows.guide("data-plans", method="plans")
    rows.text(slug="data-plans")
    rows.plan(code="*1615*150#", fact=factories.fact("F048", confidence="low"))
    text = page(client, "/en/guides/data-plans/")
    assert "<code>*1615*150#</code>" in text
    assert "not confirmed" in text
    assert "unconfirmed" in text


def test_an_offer_ends_by_itself(client):
    rows.text()
    rows.promotion(ends_on=dt.date(2026, 11, 16))
    assert "Tenfold bonus" in page(client, BY_APP)
    with time_machine.travel("2026-11-17T00:00:00+07:00", tick=False):
        text = page(client, BY_APP)
    assert "Tenfold bonus" not in text
    assert "No offer is confirmed today." in text


def test_an_offer_that_has_not_begun_is_not_shown(client):
    rows.text()
    rows.promotion(starts_on=dt.date(2026, 11, 17))
    assert "Tenfold bonus" not in page(client, BY_APP)


def test_an_outlet_shows_the_offers_and_plans_of_what_it_sells(client):
    outlet = factories.outlet(sells="smart")
    rows.promotion()
    rows.promotion("other", gives="Elsewhere", carrier=factories.carrier("metfone"))
    rows.plan()
    text = page(client, f"/en/o/{outlet.public_id}/shop/")
    assert "Tenfold bonus" in text
    assert "Elsewhere" not in text
    assert "buy a plan" in text
    assert "Kado" in text


def test_an_outlet_without_an_offer_says_nothing_of_offers(client):
    outlet = factories.outlet(sells="smart")
    text = page(client, f"/en/o/{outlet.public_id}/shop/")
    assert "No offer is confirmed" not in text


class TestSimLife:
    @pytest.fixture(autouse=True)
    def guide(self, client):
        factories.fact("F004", value=RULE)
        rows.guide("sim-life", method="sim_life")
        rows.text(slug="sim-life")

    def test_the_stages_follow_the_day_given(self, client):
        text = page(client, "/en/guides/sim-life/", ends="2026-11-30")
        assert "1 Dec 2026 – 29 Jan 2027" in text
        assert "30 Jan 2027 – 28 Feb 2027" in text
        assert "from 30 May 2027" in text
        assert "/en/guides/sim.ics?ends=2026-11-30" in text

    def test_a_day_that_is_none_is_said(self, client):
        text = page(client, "/en/guides/sim-life/", ends="2026-13-99")
        assert "Enter a valid date." in text

    def test_the_days_are_those_of_the_fact(self, client):
        Fact.objects.update(value=RULE | {"outgoing_blocked_days": 10})
        text = page(client, "/en/guides/sim-life/", ends="2026-11-30")
        assert "1 Dec 2026 – 10 Dec 2026" in text

    @pytest.mark.parametrize("value", [None, {"outgoing_blocked_days": 60}])
    def test_without_the_days_no_stage_is_told(self, client, value):
        Fact.objects.update(value=value)
        text = page(client, "/en/guides/sim-life/", ends="2026-11-30")
        assert "Dec 2026" not in text
        assert "/en/guides/sim.ics?ends=2026-11-30" in text

    @pytest.mark.parametrize("ends", ["0001-01-01", "1999-12-31", "2101-01-01"])
    def test_a_day_out_of_reach_is_said(self, client, ends):
        text = page(client, "/en/guides/sim-life/", ends=ends)
        assert "Enter a valid date." in text
        assert client.get("/en/guides/sim.ics", {"ends": ends}).status_code == 404

    def test_the_reminder_is_a_calendar_file_three_days_before(self, client):
        answer = client.get("/en/guides/sim.ics", {"ends": "2026-11-30"})
        assert answer["Content-Type"].startswith("text/calendar")
        assert b"DTSTART;VALUE=DATE:20261127\r\n" in answer.content

    def test_the_reminder_tells_what_comes_after_the_end(self, client):
        answer = client.get("/en/guides/sim.ics", {"ends": "2026-11-30"})
        note = answer.content.replace(b"\r\n ", b"").decode()
        assert "1 Dec 2026 – 29 Jan 2027: Outgoing calls" in note

    def test_the_page_says_when_the_reminder_comes(self, client):
        ends = timezone.localdate() + dt.timedelta(days=40)
        text = page(client, "/en/guides/sim-life/", ends=f"{ends}")
        said = day_in_words(ends - dt.timedelta(days=3), "medium")
        assert f"The reminder comes on {said}" in text

    def test_of_a_day_that_has_passed_the_stage_of_today_is_marked(self, client):
        ends = timezone.localdate() - dt.timedelta(days=61)
        text = page(client, "/en/guides/sim-life/", ends=f"{ends}")
        assert 'Nothing out, nothing in <span class="pill">today' in text
        assert "That day has passed" in text
        assert "sim.ics" not in text

    def test_a_day_too_near_for_a_reminder_has_none(self, client):
        ends = timezone.localdate() + dt.timedelta(days=2)
        text = page(client, "/en/guides/sim-life/", ends=f"{ends}")
        assert "That day is near" in text
        assert "sim.ics" not in text

    def test_without_a_day_there_is_no_reminder(self, client):
        assert client.get("/en/guides/sim.ics").status_code == 404


def test_lines_of_a_calendar_are_cut_between_characters():
    title = "បញ្ចូលលុយមុនស៊ីមអស់សុពលភាព, " * 5
    file = sim_life.reminder(dt.date(2026, 11, 30), title=title, at=rows.NOW)
    lines = file.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = file.replace(b"\r\n ", b"").decode()
    assert title.replace(",", "\\,") in unfolded


def test_the_stages_touch_and_do_not_overlap():
    found = sim_life.stages(dt.date(2026, 11, 30), RULE)
    for before, after in itertools.pairwise(found):
        assert after.begins - before.ends == dt.timedelta(days=1)


class TestCodesPage:
    def test_a_carriers_channels_and_plans_stand_under_it(self, client):
        rows.channel(carriers="smart", code="*888*PIN#")
        rows.plan()
        text = page(client, "/en/codes/")
        assert 'id="smart-card"' in text
        assert "Kado" in text

    def test_a_channel_of_no_known_carrier_stands_apart(self, client):
        rows.channel("wing-app", name="Wing Bank's app")
        assert "carriers: not confirmed" in page(client, "/en/codes/")

    def test_the_digits_of_a_card_have_a_field_that_cannot_be_sent(self, client):
        rows.channel(carriers="smart", code="*888*PIN#")
        text = page(client, "/en/codes/")
        found = re.search(r"<p class=\"pin\".*?<input([^>]*)>", text, re.DOTALL)
        assert "name=" not in found[1]

    def test_two_sims_are_thought_of(self, client):
        assert "Dial from the one you want to top up" in page(client, "/en/codes/")

    def test_the_queries_do_not_grow_with_the_channels(
        self, client, django_assert_max_num_queries
    ):
        for number in range(12):
            rows.channel(f"channel-{number}", carriers="smart metfone")
        with django_assert_max_num_queries(14):
            page(client, "/en/codes/")


def test_the_sitemap_has_each_page_in_each_language_it_is_in(client):
    rows.text()
    rows.text("文字", language="zh-hans")
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/zh-hans/guides/by-app/</loc>" in sitemap
    assert "<loc>http://testserver/km/guides/by-app/</loc>" not in sitemap
    assert "<loc>http://testserver/km/codes/</loc>" in sitemap


def test_robots_are_told_of_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_all_that_ships_is_shown_without_an_error(client, content):
    for guide in Guide.objects.all():
        for text_row in guide.texts.all():
            address = translate_url(guide.get_absolute_url(), text_row.language)
            text = page(client, address)
            assert text_row.title in unescape(text)
            assert "[[" not in text
            assert "[^" not in text
            for slug in re.findall(r'href="\.\./([a-z-]+)/"', text):
                assert Guide.objects.filter(slug=slug).exists()
            for fact in re.findall(r'href="#(F\d+)"', text):
                assert f'id="{fact}"' in text
    page(client, "/en/codes/")
