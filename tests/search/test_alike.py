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
    assert name in {place.name_en for place in places_alike(typed, 3)}


@pytest.mark.parametrize(
    "typed",
    [
        *("Paris", "London", "Atlantis", "hello", "pizza", "test", "water", "zzz"),
        *("北京", "上海", "曼谷", "超级市场", "បាយស្រូវ", "", " ", "#", "x" * 2000),
    ],
)
def test_what_is_no_slip_leads_nowhere(typed):
    assert places_alike(typed, 3) == []


def test_the_likest_comes_first_and_no_more_than_asked_for():
    found = [place.name_en for place in places_alike("Kampong Chom", 2)]
    assert found == ["Kampong Cham", "Kampong Thom"]


def test_no_place_inside_one_that_is_offered_is_offered():
    found = places_alike("Siam Reap", 12)
    assert found[0].level == "province"
    assert found[0].pk not in {place.parent_id for place in found}


def test_the_names_are_read_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        places_alike("Atlantis", 3)
    with django_assert_num_queries(2):  # and the places themselves
        places_alike("Siam Reap", 3)
