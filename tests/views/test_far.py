"""What lies far away: listed in place of near ones, folded away beside them."""

import html

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

ASKED = {"carrier": "smart", "near": "11.5564,104.9282"}


def sells_smart(name, kilometres, **more):
    factories.outlet(name=name, sells="smart", north_m=kilometres * 1000, **more)


def listed(client, path="/en/", **more):
    """The page up to what it folds away, and from there on."""
    text = html.unescape(client.get(path, ASKED | more).content.decode())
    before, _fold, after = text.partition('<details class="folded"')
    return before, after


@pytest.mark.parametrize(
    ("path", "summary"),
    [
        ("/en/", "2 more, up to 31 km away"),
        ("/en/map/", "2 more, up to 31 km away"),
        ("/en/embed/", "1 more, 30 km away"),
    ],
)
def test_far_ones_fill_up_to_five_and_the_others_are_folded(client, path, summary):
    for number in range(3):
        sells_smart(f"Near {number}.", 0.1 + number)
    for number in range(4):
        sells_smart(f"Far {number}.", 28 + number)
    before, folded = listed(client, path)
    assert "Further away" in before
    assert "Far 1." in before
    assert "Far 2." not in before.partition("<main")[2]
    assert summary in folded
    assert "Far 2." in folded


def test_where_all_is_far_the_nearest_five_are_listed_under_one_heading(client):
    for number in range(6):
        sells_smart(f"Far {number}.", 28 + number)
    before, folded = listed(client)
    assert "Nothing within 5 km; these are the nearest" in before
    assert "Nearest, open or hours unknown" not in before
    assert "Far 4." in before
    assert "1 more, 33 km away" in folded


def test_near_ones_are_never_folded(client):
    for number in range(9):
        sells_smart(f"Near {number}.", 0.1 + number / 2)
    before, folded = listed(client)
    assert "Near 8." in before
    assert not folded


def test_what_is_known_to_be_open_within_ten_kilometres_is_not_folded(client):
    for number in range(6):
        sells_smart(f"Near {number}.", 0.1 + number / 2)
    sells_smart("Open.", 8, hours="24/7")
    before, folded = listed(client)
    assert "Open." in before
    assert not folded


def test_who_asks_for_more_finds_them_unfolded(client):
    for number in range(7):
        sells_smart(f"Far {number}.", 28 + number)
    _before, folded = listed(client, limit="40")
    assert folded.startswith(" open>")
