import pytest

from locator.models import Outlet, Place, PlaceAlias
from locator.models.text import OutletText, PlaceText
from locator.search.text import match_outlets, match_places
from locator.text_index import differing_texts, forget_text, index_text
from tests import factories

pytestmark = pytest.mark.django_db


def nothing_differs() -> bool:
    return differing_texts() == {"place": [], "outlet": []}


def test_a_text_holds_names_in_bars_and_the_address_in_tildes():
    outlet = factories.outlet(name="Dara", name_km="ដារា", street="Street 63")
    index_text(outlet_ids=[outlet.pk])
    assert OutletText.objects.get().text == "|dara|ដារា|~stret63~"


def test_indexing_again_changes_nothing():
    place, outlet = factories.place("kampot"), factories.outlet(name="Dara")
    assert index_text(place_ids=[place.pk], outlet_ids=[outlet.pk]) == 2
    assert index_text(place_ids=[place.pk], outlet_ids=[outlet.pk]) == 0


def test_a_new_name_is_found_and_the_old_one_no_longer():
    place = factories.place("kampot")
    index_text(place_ids=[place.pk])
    Place.objects.filter(pk=place.pk).update(name_en="Bokor")
    index_text(place_ids=[place.pk])
    assert match_places("bokor", 5)
    assert not match_places("kampot", 5)
    assert nothing_differs()


def test_an_alias_is_found_once_indexed():
    place = factories.place("kampot")
    PlaceAlias.objects.create(place=place, name="贡布")
    index_text(place_ids=[place.pk])
    assert [pk for pk, _rank in match_places("贡布", 5)] == [place.pk]


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_an_outlet_that_is_not_published_is_not_found(status):
    outlet = factories.outlet(name="Dara")
    index_text(outlet_ids=[outlet.pk])
    Outlet.objects.update(status=status)
    assert index_text(outlet_ids=[outlet.pk]) == 1
    assert not match_outlets("dara", 5)
    assert nothing_differs()


def test_an_outlet_without_a_name_is_found_by_its_operators():
    wing = factories.operator("wing", aliases="វីង\nWing Bank")
    outlet = factories.outlet(name="", operator=wing)
    index_text(outlet_ids=[outlet.pk])
    for name in ("wing", "វីង", "wing bank"):
        assert [pk for pk, _rank in match_outlets(name, 5)] == [outlet.pk]


def test_a_place_that_is_forgotten_and_deleted_leaves_nothing():
    place, other = factories.place("kampot"), factories.place("kep")
    index_text(place_ids=[place.pk, other.pk])
    forget_text(place_ids=[place.pk])
    assert not match_places("kampot", 5)
    place.delete()
    assert match_places("kep", 5)
    assert nothing_differs()


def test_a_place_deleted_without_a_word_is_not_found():
    place = factories.place("kampot")
    index_text(place_ids=[place.pk])
    place.delete()
    assert not match_places("kampot", 5)


def test_none_stands_for_all():
    factories.place("kampot"), factories.outlet(name="Dara")
    assert index_text(place_ids=None, outlet_ids=None) == 2
    assert nothing_differs()


def test_what_is_not_indexed_yet_is_reported():
    place, outlet = factories.place("kampot"), factories.outlet(name="Dara")
    assert differing_texts() == {"place": [place.pk], "outlet": [outlet.pk]}


def test_a_text_written_past_the_index_is_reported():
    place = factories.place("kampot")
    index_text(place_ids=[place.pk])
    PlaceText.objects.update(text="|else|")
    assert differing_texts()["place"] == [place.pk]


def test_bigrams_of_texts_that_a_flush_took_are_forgotten():
    place = factories.place("kampot")
    index_text(place_ids=[place.pk])
    PlaceText.objects.all().delete()
    Place.objects.update(name_en="Bokor")
    index_text(place_ids=None)
    assert nothing_differs()
