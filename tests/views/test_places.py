import pytest

from locator.models import Place
from tests import factories
from tests.views.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kandal():
    return factories.place(
        "kandal", level="province", name_km="កណ្ដាល", latitude=11.2, longitude=105.0
    )


@pytest.mark.usefixtures("kandal")
def test_the_picker_begins_with_the_provinces(client):
    text = page(client, "/en/places/", carrier="smart")
    assert 'href="/en/places/kandal/?carrier=smart"' in text
    assert '<small lang="km">កណ្ដាល</small>' in text


@pytest.mark.parametrize(
    ("because", "said"),
    [
        ("denied", "did not give its position"),
        ("slow", "could not find its position in time"),
        ("unavailable", "does not know its position"),
    ],
)
def test_it_says_why_it_was_opened(client, because, said):
    assert said in page(client, "/en/places/", because=because)


def test_a_province_leads_to_its_districts_and_to_a_search(client, kandal):
    factories.place("takhmao", level="district", parent=kandal)
    text = page(client, "/en/places/kandal/", carrier="smart")
    assert 'href="/en/places/takhmao/?carrier=smart"' in text
    assert 'href="/en/?carrier=smart&place=kandal"' in text


def test_a_commune_leads_straight_to_its_search(client, kandal):
    district = factories.place("takhmao", level="district", parent=kandal)
    factories.place(
        "prek", level="commune", parent=district, latitude=11.4, longitude=104.9
    )
    assert 'href="/en/?place=prek"' in page(client, "/en/places/takhmao/")


def test_a_place_without_a_point_says_so_and_offers_what_is_around_it(client, kandal):
    district = factories.place("takhmao", level="district", parent=kandal)
    factories.place("prek", name="Prek", level="commune", parent=district)
    text = page(client, "/en/places/takhmao/")
    assert "The position of Takhmao is not known yet." in text
    assert 'href="/en/?place=kandal"' in text
    assert "position not known" in text
    assert 'href="/en/places/prek/"' in text


def test_a_famous_place_without_a_point_has_a_page_that_leads_on(client, kandal):
    factories.place("night-market", name="Night Market", parent=kandal)
    assert 'href="/en/places/night-market/"' in page(client, "/en/places/kandal/")
    assert 'href="/en/?place=kandal"' in page(client, "/en/places/night-market/")


def test_markets_stand_on_the_page_of_their_province(client, kandal):
    district = factories.place("takhmao", level="district", parent=kandal)
    factories.place("phsar", parent=district, latitude=11.4, longitude=104.9)
    assert 'href="/en/?place=phsar"' in page(client, "/en/places/kandal/")


def test_two_places_that_lie_in_each_other_have_a_page_all_the_same(client):
    one = factories.place("one", level="district", latitude=None, longitude=None)
    other = factories.place("other", level="district", parent=one)
    Place.objects.filter(pk=one.pk).update(parent=other)
    assert client.get("/en/places/one/").status_code == 200
    assert list(Place.objects.get(pk=one.pk).around()) == [other]


def test_an_unknown_place_is_not_found(client):
    assert client.get("/en/places/atlantis/").status_code == 404


def test_an_unknown_place_leads_to_the_list_and_speaks_of_no_outlet(client):
    text = client.get("/en/places/nope/").content.decode()
    assert "No place of this address is known here." in text
    assert 'href="/en/places/"' in text
    assert "An outlet" not in text
