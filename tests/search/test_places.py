import pytest
from django.utils.translation import override

from locator.geo.point import Point
from locator.models import Place
from locator.search.places import (
    in_reading_order,
    nearest_place,
    places_in,
    point_for,
)

pytestmark = pytest.mark.usefixtures("initial_data", "db")

NEAR_WAT_PHNOM = Point(11.5764, 104.9236)


def test_the_picker_goes_from_provinces_over_districts_to_communes():
    provinces = places_in()
    assert len(provinces) == 25
    phnom_penh = next(place for place in provinces if place.code == "12")
    districts = places_in(phnom_penh)
    assert len(districts) == 14
    communes = places_in(districts[0])
    assert {commune.level for commune in communes} == {"commune"}
    assert places_in(communes[0]) == []


def test_a_town_offers_nothing_further():
    assert places_in(Place.objects.get(slug="poipet")) == []


@pytest.mark.parametrize(
    ("language", "first"),
    [("en", "Banteay Meanchey"), ("km", "កណ្ដាល"), ("zh-hans", "奥多棉吉省")],
)
def test_provinces_are_in_the_readers_order(language, first):
    with override(language):
        assert places_in()[0].name == first


def test_for_a_khmer_reader_names_in_latin_letters_come_last(db):
    names = ["ផ្សារ", "AEON", "Siem Reap–Angkor"]
    for name in reversed(names):
        Place.objects.create(level="landmark", slug=name, name_km=name)
    with override("km"):
        shown = in_reading_order(Place.objects.filter(slug__in=names))
    assert [place.name for place in shown] == names


def test_the_nearest_place_is_the_town_around():
    near = nearest_place(NEAR_WAT_PHNOM)
    assert near.place.name_en == "Phnom Penh"
    assert near.distance_m < 2_500


def test_only_the_levels_asked_for_are_near():
    near = nearest_place(NEAR_WAT_PHNOM, ["district"])
    assert near.place.level == "district"


def test_nothing_is_near_the_middle_of_the_ocean():
    assert nearest_place(Point(0, -30)) is None


def test_a_market_without_a_point_takes_that_of_what_it_lies_in():
    market = Place.objects.get(slug="russian-market")
    point, whose = point_for(market)
    assert market.latitude is None
    assert (point.latitude, point.longitude) == (whose.latitude, whose.longitude)
    assert whose.code == "12"


def test_a_place_with_a_point_has_its_own():
    poipet = Place.objects.get(slug="poipet")
    assert point_for(poipet)[1] == poipet


def test_a_place_without_any_point_around_has_none(db):
    lone = Place.objects.create(level="landmark", slug="lone", name="Lone")
    assert point_for(lone) is None
