import json

import pytest

from locator.search.alike import places_alike
from locator.search.places import find_places

pytestmark = pytest.mark.usefixtures("initial_data", "db")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Siem Rep", "Siem Reap"),
        ("Siam Reap", "Siem Reap"),
        ("Seam Reap", "Siem Reap"),
        ("Siam Reap province", "Siem Reap"),
        ("Phom Penh", "Phnom Penh"),
        ("Batambnag", "Battambang"),
        ("Sihnoukvile", "Preah Sihanouk"),
        ("Cental Market", "Central Market"),
        ("សៀមរាម", "Siem Reap"),
        ("马德往", "Battambang"),
    ],
)
def test_a_slip_leads_to_the_place(typed, name):
    assert find_places(typed) == []
    assert name in {place.name_en for place in places_alike(typed, 3).places}


@pytest.mark.parametrize(
    "typed",
    [
        *("Paris", "London", "Atlantis", "hello", "pizza", "test", "water", "zzz"),
        *("北京", "上海", "曼谷", "超级市场", "បាយស្រូវ", "", " ", "#", "x" * 2000),
    ],
)
def test_what_is_no_slip_leads_nowhere(typed):
    assert places_alike(typed, 3).places == []


def test_the_likest_comes_first_and_no_more_than_asked_for():
    found = [place.name_en for place in places_alike("Kampong Chom", 2).places]
    assert found == ["Kampong Cham", "Kampong Thom"]


def test_no_place_inside_one_that_is_offered_is_offered():
    found = places_alike("Siam Reap", 12).places
    assert found[0].level == "province"
    assert found[0].pk not in {place.parent_id for place in found}


def test_the_names_are_read_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        places_alike("Atlantis", 3)
    with django_assert_num_queries(2):  # and the places themselves
        places_alike("Siam Reap", 3)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Simreap", "Siem Reap"),
        ("Siem Raep", "Siem Reap"),
        ("phnm penh", "Phnom Penh"),
        ("battembang", "Battambang"),
        ("Sianoukville", "Preah Sihanouk"),
        ("Kamport", "Kampot"),
        ("Sisophone", "Sisophon"),
        ("សៀមរប", "Siem Reap"),
        ("ភ្នំពេង", "Phnom Penh"),
    ],
)
def test_a_slip_for_one_place_alone_is_sure(typed, name):
    assert find_places(typed) == []
    alike = places_alike(typed, 3)
    assert alike.is_sure
    assert alike.places[0].name_en == name


@pytest.mark.parametrize(
    "typed", ["Kampong Chom", "Bavit", "Angkor Market", "Kampot Pepper", "西哈努可"]
)
def test_what_may_be_several_or_is_far_off_is_only_asked_about(typed):
    alike = places_alike(typed, 3)
    assert alike.places
    assert not alike.is_sure


@pytest.mark.parametrize(
    "name",
    [
        *("Lucky Mart", "Circle K", "Smile Mart", "Kiwi Mart", "Angkor Mart"),
        *("Sok Phone", "Dara Phone Shop", "Vattanac", "Prasac", "Chip Mong", "Tela"),
        *("ហាងកាហ្វេ", "ហាងទូរសព្ទ សុខា", "ម៉ាត អង្គរ", "ធនាគារ អេប៊ីអេ"),
        *("中国银行", "金沙超市", "西安餐厅", "吴哥便利店", "湄公手机店"),
    ],
)
def test_a_shops_name_is_no_slip_for_a_place(name):
    assert not places_alike(name, 3).is_sure


def test_no_name_of_a_real_bank_is_a_slip_for_a_place(real_data):
    path = real_data / "osm-cambodia-banks-atms.geojson"
    features = json.loads(path.read_text())["features"]
    names = {
        value
        for feature in features
        for key, value in feature["properties"].items()
        if isinstance(value, str) and (key.startswith("name") or key == "operator")
    }
    assert len(names) > 50
    assert [name for name in names if places_alike(name, 1).is_sure] == []
