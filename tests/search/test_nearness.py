import pytest

from locator.search.nearness import without_nearness


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("near Siem Reap", "Siem Reap"),
        ("I am in Kampot", "Kampot"),
        ("close to Kep", "Kep"),
        ("Siem Reap near", "Siem Reap"),
        ("ATM near me", "ATM"),
        ("the nearest ATM", "ATM"),
        ("暹粒附近", "暹粒"),
        ("我在暹粒", "暹粒"),
        ("在暹粒的旁边", "暹粒"),
        ("ជិតសៀមរាប", "សៀមរាប"),
        ("ខ្ញុំនៅ សៀមរាប", "សៀមរាប"),
        ("សៀមរាបជិត", "សៀមរាប"),
    ],
)
def test_words_of_nearness_around_a_name_are_left_out(typed, place):
    assert without_nearness(typed) == place


@pytest.mark.parametrize("typed", ["Kampot", "Indochina", "Nearadei", "附近", "in", ""])
def test_what_has_none_around_a_name_stays_as_typed(typed):
    assert without_nearness(typed) == typed


@pytest.mark.parametrize("typed", ["near me", "Around us", "in the city", "in town"])
def test_what_is_near_nothing_with_a_name_stays_as_typed(typed):
    assert without_nearness(typed) == typed
