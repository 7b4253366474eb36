import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.geo.point import Point
from locator.models import Outlet, Place, PlaceAlias
from locator.search.places import find_places
from locator.search.text import (
    Rank,
    match_outlets,
    outlets_holding,
    search_text,
    typed_position,
)
from locator.text_index import index_text

pytestmark = pytest.mark.usefixtures("initial_data", "db")


def first(query: str) -> Place:
    return find_places(query, 1)[0]


@pytest.mark.parametrize(
    "query",
    [
        "Siemreap",
        "Siem Reap",
        "siem reab",
        "សៀមរាប",
        "ខេត្តសៀមរាប",
        "暹粒",
        "暹粒省",
        "Siem Reap province",
        "ＳＩＥＭ ＲＥＡＰ",
    ],
)
def test_siem_reap_comes_first_however_it_is_written(query):
    assert first(query).name_en == "Siem Reap"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("西港", "Preah Sihanouk"),
        ("西哈努克", "Preah Sihanouk"),
        ("施亚努", "Preah Sihanouk"),
        ("金邊", "Phnom Penh"),
        ("女王宫", "Banteay Srei"),
        ("波贝", "Poipet"),
        ("巴域", "Bavet"),
        ("俄罗斯市场", "Russian Market"),
        ("万景岗", "Boeng Keng Kang"),
        ("马德望市", "Battambang"),
        ("Poipet", "Poipet"),
        ("Paoy Paet", "Poipet"),
        ("BKK1", "Boeng Keng Kang Ti Muoy"),
        ("bkk 1", "Boeng Keng Kang Ti Muoy"),
        ("Toul Kork", "Tuol Kouk"),
        ("Psar Thmey", "Central Market"),
        ("Kompong Som", "Sihanoukville"),
        ("Steung Treng", "Stung Treng"),
        ("PP", "Phnom Penh"),
        ("ភ្នំ​ពេញ", "Phnom Penh"),
    ],
)
def test_a_familiar_name_finds_its_place(query, name):
    assert first(query).name_en == name


def test_bigger_places_come_before_smaller_ones_of_the_same_name():
    levels = [place.level for place in find_places("Kampong Cham", 4)]
    assert levels[:3] == ["province", "town", "district"]


def test_one_chinese_character_is_a_word():
    assert "Sihanoukville" in {place.name_en for place in find_places("港", 5)}


def test_one_letter_finds_the_names_that_begin_with_it():
    found = find_places("k", 10)
    assert found
    assert all(place.level == "province" for place in found[:3])


@pytest.mark.parametrize(
    "query", ["", "  ", "#", "\u200b", "ឥឥឥឥឥ", "xyzq" * 2000, "%", "_", "😀"]
)
def test_what_names_nothing_finds_nothing(query):
    assert search_text(query) == []


@pytest.mark.parametrize("query", ['"', "' OR 1=1", "a* NOT b", "(", "|", "~", "\x00"])
def test_the_query_is_no_expression(query):
    search_text(query)


def test_an_outlet_is_found_by_each_of_its_names():
    outlet = Outlet.objects.filter(source="sample", status="published").first()
    for name in (outlet.name_en, outlet.name_km, outlet.name_zh_hans):
        assert (outlet.pk, Rank.EXACT) in match_outlets(name, 10)


def test_an_outlet_is_found_by_its_operator():
    found = [
        match.id for match in search_text("TrueMoney", 5) if match.kind == "outlet"
    ]
    assert found
    operators = Outlet.objects.filter(pk__in=found).values_list("operator__slug")
    assert set(operators) == {("truemoney",)}


def test_an_outlet_is_found_by_words_of_its_name_and_address_in_any_order():
    published = Outlet.objects.filter(status="published")
    wanted = published.filter(street_en__startswith="Street").first()
    number = wanted.street_en.split()[-1]
    ids = [pk for pk, _rank in match_outlets(f"{number} street sample", 400)]
    assert wanted.pk in ids


def test_a_place_of_that_name_comes_before_outlets():
    assert search_text("Siem Reap")[0].kind == "place"


def test_outlets_of_a_chain_come_before_places_that_only_hold_its_letters():
    assert search_text("ABA")[0].kind == "outlet"


def test_all_outlets_that_hold_a_text_can_be_filtered_by():
    wing = Outlet.objects.published().filter(operator__slug="wing")
    assert set(outlets_holding("wing").values_list("pk", flat=True)) == set(
        wing.values_list("pk", flat=True)
    )


def test_nothing_is_filtered_in_by_an_empty_text():
    assert not outlets_holding(" ").exists()


def test_a_pasted_position_is_recognised():
    assert typed_position("11.5564, 104.9282") == Point(11.5564, 104.9282)


@pytest.mark.parametrize("query", ["63 271", "Street 63", "St. 271", "11.5", "金边"])
def test_a_name_or_a_house_number_is_no_position(query):
    assert typed_position(query) is None


def test_every_place_finds_itself_by_every_name():
    names = [
        (place.pk, name)
        for place in Place.objects.order_by("pk")[::23]
        for name in (place.name_en, place.name_km, place.name_zh_hans)
        if name
    ]
    names += PlaceAlias.objects.order_by("pk").values_list("place_id", "name")[::11]
    for pk, name in names:
        assert pk in {place.pk for place in find_places(name, 60)}, name


@given(name=st.text(min_size=1, max_size=40).filter(lambda name: "\x00" not in name))
def test_any_name_finds_its_place(name):
    place = Place.objects.get(slug="poipet")
    place.name_en = name
    place.save()
    index_text(place_ids=[place.pk])
    from locator.folding import fold

    found = {found.pk for found in find_places(name, 2000)}
    assert (place.pk in found) == bool(fold(name))
