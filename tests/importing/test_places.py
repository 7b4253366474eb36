import dataclasses

import pytest

from locator.geo.point import Point
from locator.importing.records import Translated
from locator.models import Outlet, Place
from locator.text_index import differing_texts
from tests.importing.records import load_rows, outlet, place

pytestmark = pytest.mark.django_db

POIPET = (13.6583, 102.5635)


def test_a_place_nobody_knows_is_added_with_its_names_and_aliases() -> None:
    report = load_rows(place(1, "Poipet", POIPET, aliases=(("波贝", "zh_hans"),)))
    stored = Place.objects.get()
    assert report.places.created == 1
    assert (stored.slug, stored.level, stored.name_en) == ("poipet", "town", "Poipet")
    assert (stored.latitude, stored.longitude) == POIPET
    assert [alias.name for alias in stored.aliases.all()] == ["波贝"]


def test_the_same_places_again_change_nothing() -> None:
    record = place(1, "Poipet", POIPET, aliases=(("波贝", "zh_hans"),))
    load_rows(record)
    report = load_rows(record)
    assert (report.places.created, report.places.updated) == (0, 0)
    assert report.places.unchanged == 1
    assert Place.objects.count() == 1


def test_a_known_town_nearby_is_completed_and_not_doubled() -> None:
    known = Place.objects.create(
        level="town", slug="poipet", name="Poipet", latitude=13.66, longitude=102.56
    )
    report = load_rows(
        place(1, "POIPET", POIPET, aliases=(("波贝", "zh_hans"),), population=98934)
    )
    known.refresh_from_db()
    assert report.places.updated == 1
    assert (known.name_en, known.population) == ("Poipet", 98934)
    assert [alias.name for alias in known.aliases.all()] == ["波贝"]
    assert (known.latitude, known.longitude) == (13.66, 102.56)


def test_a_name_that_fills_a_blank_is_no_alias_too() -> None:
    known = Place.objects.create(
        level="town", slug="poipet", name_km="ប៉ោយប៉ែត", latitude=13.66, longitude=102.56
    )
    names = Translated.whole({"en": "Poipet", "km": "ប៉ោយប៉ែត"})
    load_rows(dataclasses.replace(place(1, "Poipet", POIPET), name=names))
    known.refresh_from_db()
    assert known.name_en == "Poipet"
    assert not known.aliases.exists()


def test_a_known_place_without_a_point_gets_one() -> None:
    known = Place.objects.create(level="landmark", slug="bkk1", name="BKK1")
    load_rows(place(1, "BKK1", (11.549, 104.926), level="landmark"))
    known.refresh_from_db()
    assert (known.latitude, known.longitude) == (11.549, 104.926)


def test_namesakes_far_apart_are_two_places() -> None:
    load_rows(
        place(1, "Phsar Thmei", (11.5696, 104.9211), level="landmark"),
        place(2, "Phsar Thmei", (13.1027, 103.1982), level="landmark"),
    )
    slugs = sorted(Place.objects.values_list("slug", flat=True))
    assert slugs == ["phsar-thmei", "phsar-thmei-osm-node-2"]


def test_one_landmark_drawn_twice_is_one_place() -> None:
    load_rows(
        place(1, "Wat Phnom", (11.5763, 104.9229), level="landmark"),
        place(2, "Wat Phnom", (11.5762, 104.9230), level="landmark"),
    )
    assert Place.objects.count() == 1


def test_a_town_and_a_landmark_of_one_name_are_two_places() -> None:
    load_rows(place(1, "Kep"), place(2, "Kep", level="landmark"))
    assert Place.objects.count() == 2


def test_a_place_named_in_khmer_only_has_an_address_too() -> None:
    record = place(1, "x")
    khmer = type(record)(
        ref="node/5",
        where="feature 5",
        level="landmark",
        name=Translated.whole({"km": "វត្តភ្នំ"}),
        point=Point(11.5763, 104.9229),
    )
    load_rows(khmer)
    assert Place.objects.get().slug == "osm-node-5"


def test_a_new_place_lies_in_the_area_whose_point_is_nearest() -> None:
    district = Place.objects.create(
        level="district",
        slug="poipet-city",
        name="Krong Paoy Paet",
        latitude=13.65,
        longitude=102.57,
    )
    load_rows(place(1, "Poipet", POIPET))
    assert Place.objects.get(slug="poipet").parent == district


def test_the_search_texts_follow_new_and_completed_places() -> None:
    Place.objects.create(
        level="town", slug="poipet", name="Poipet", latitude=13.66, longitude=102.56
    )
    load_rows(
        place(1, "POIPET", POIPET, aliases=(("波贝", "zh_hans"),)), place(2, "Kep")
    )
    assert differing_texts()["place"] == []


def test_outlets_of_a_file_find_the_places_of_the_same_file() -> None:
    load_rows(outlet(1), place(2, "Phnom Penh"))
    found = Outlet.objects.get().place
    assert found is not None
    assert found.slug == "phnom-penh"
