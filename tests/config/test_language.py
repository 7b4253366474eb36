import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("km-KH,km;q=0.9", "km"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-Hans-SG", "zh-hans"),
        ("zh-TW,zh;q=0.8,en;q=0.5", "zh-hans"),
        ("zh-HK", "zh-hans"),
        ("zh-Hant-HK,en;q=0.8", "zh-hans"),
        ("fr-FR,km;q=0.4,en;q=0.2", "km"),
        ("ko-KR", "en"),
        ("*;q=nonsense,;;", "en"),
    ],
)
def test_a_first_visit_is_led_to_the_language_the_browser_asks_for(
    client, asked, given
):
    response = client.get("/", headers={"accept-language": asked})
    assert response.url == f"/{given}/"


def test_an_address_that_is_no_path_leads_nowhere(client):
    assert client.generic("OPTIONS", "*").status_code == 404


def test_whoever_goes_over_to_another_language_is_led_to_it_from_then_on(client):
    page = client.get(
        "/km/?carrier=smart", headers={"referer": "http://testserver/en/"}
    )
    assert page.cookies[COOKIE].value == "km"
    response = client.get("/", headers={"accept-language": "en"})
    assert response.url == "/km/"


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://testserver/km/places/",
        "https://elsewhere.example/en/",
        "http://testserver/admin/",
        "http://[broken/en/",
    ],
)
def test_whoever_changes_nothing_gets_no_cookie(client, referer):
    page = client.get("/km/", headers={"referer": referer})
    assert COOKIE not in page.cookies


def test_the_address_counts_more_than_cookie_and_browser(client):
    client.cookies[COOKIE] = "km"
    page = client.get("/zh-hans/", headers={"accept-language": "en"})
    assert '<html lang="zh-hans">' in page.content.decode()


@pytest.mark.parametrize(
    ("written", "led_to"),
    [
        ("/zh-tw/", "/zh-hans/"),
        ("/zh/codes/?carrier=smart", "/zh-hans/codes/?carrier=smart"),
        ("/KM/", "/km/"),
        ("/en-gb/guides/", "/en/guides/"),
        ("/zh-Hans//elsewhere.example/", "/zh-hans//elsewhere.example/"),
    ],
)
def test_other_names_of_a_language_lead_to_it(client, written, led_to):
    assert client.get(written).url == led_to


def test_a_page_that_sets_the_cookie_is_kept_by_nobody_else(client):
    page = client.get("/km/", headers={"referer": "http://testserver/en/"})
    assert "private" in page["Cache-Control"]


def test_a_refused_address_is_answered_in_its_own_language(client):
    client.get("/km/")
    text = client.get("/zh-hans/?q=%00").content.decode()
    assert '<html lang="zh-hans">' in text


def test_a_short_link_is_led_on_with_its_query(client):
    client.cookies[COOKIE] = "zh-hans"
    response = client.get("/codes/?carrier=smart")
    assert response.url == "/zh-hans/codes/?carrier=smart"
    assert "no-store" in response["Cache-Control"]


def test_a_missing_page_links_to_the_start_in_other_languages(client):
    text = client.get("/en/nothing-here/").content.decode()
    assert 'href="/km/"' in text
    assert 'href="/zh-hans/"' in text
