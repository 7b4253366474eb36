import pytest

from locator.models import Operator, Outlet, Place, PlaceAlias
from locator.models.text import OutletText, PlaceText
from locator.search.text import match_outlets, match_places
from locator.text_index import differing_texts, index_text

pytestmark = pytest.mark.django_db


def make_place(name: str = "Kampot", slug: str = "kampot", **fields) -> Place:
    return Place.objects.create(level="province", slug=slug, name_en=name, **fields)


def make_outlet(**fields) -> Outlet:
    fields = {"kind": "partner_shop", "status": "published", "name_en": "Dara"} | fields
    return Outlet.objects.create(latitude=11.5, longitude=104.9, **fields)


def nothing_differs() -> bool:
    return differing_texts() == {"place": [], "outlet": []}


def test_a_text_holds_names_in_bars_and_the_address_in_tildes():
    outlet = make_outlet(name_km="ដារា", street_en="Street 63")
    index_text(outlet_ids=[outlet.pk])
    assert OutletText.objects.get().text == "|dara|ដារា|~stret63~"


def test_indexing_again_changes_nothing():
    place, outlet = make_place(), make_outlet()
    assert index_text(place_ids=[place.pk], outlet_ids=[outlet.pk]) == 2
    assert index_text(place_ids=[place.pk], outlet_ids=[outlet.pk]) == 0


def test_a_new_name_is_found_and_the_old_one_no_longer():
    place = make_place("Kampot")
    index_text(place_ids=[place.pk])
    Place.objects.filter(pk=place.pk).update(name_en="Bokor")
    index_text(place_ids=[place.pk])
    assert match_places("bokor", 5)
    assert not match_places("kampot", 5)
    assert nothing_differs()


def test_an_alias_is_found_once_indexed():
    place = make_place()
    PlaceAlias.objects.create(place=place, name="贡布")
    index_text(place_ids=[place.pk])
    assert [pk for pk, _rank in match_places("贡布", 5)] == [place.pk]


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_an_outlet_that_is_not_published_is_not_found(status):
    outlet = make_outlet()
    index_text(outlet_ids=[outlet.pk])
    Outlet.objects.update(status=status)
    assert index_text(outlet_ids=[outlet.pk]) == 1
    assert not match_outlets("dara", 5)
    assert nothing_differs()


def test_an_outlet_without_a_name_is_found_by_its_operators():
    wing = Operator.objects.create(slug="wing", name_en="Wing", aliases="វីង\nWing Bank")
    outlet = make_outlet(name_en="", operator=wing)
    index_text(outlet_ids=[outlet.pk])
    for name in ("wing", "វីង", "wing bank"):
        assert [pk for pk, _rank in match_outlets(name, 5)] == [outlet.pk]


def test_a_deleted_place_is_not_found():
    place = make_place()
    index_text(place_ids=[place.pk])
    place.delete()
    assert not match_places("kampot", 5)


def test_none_stands_for_all():
    make_place(), make_outlet()
    assert index_text(place_ids=None, outlet_ids=None) == 2
    assert nothing_differs()


def test_what_is_not_indexed_yet_is_reported():
    place, outlet = make_place(), make_outlet()
    assert differing_texts() == {"place": [place.pk], "outlet": [outlet.pk]}


def test_a_text_written_past_the_index_is_reported():
    place = make_place()
    index_text(place_ids=[place.pk])
    PlaceText.objects.update(text="|else|")
    assert differing_texts()["place"] == [place.pk]


def test_bigrams_of_texts_that_a_flush_took_are_forgotten():
    place = make_place("Kampot")
    index_text(place_ids=[place.pk])
    PlaceText.objects.all().delete()
    Place.objects.update(name_en="Bokor")
    index_text(place_ids=None)
    assert nothing_differs()
