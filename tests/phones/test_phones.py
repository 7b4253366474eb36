import pytest

from locator.phones import NotCambodianError, PhoneError, carrier_of, national
from tests import factories


@pytest.fixture
def _prefixes(db):
    for slug, digits, is_certain in (
        ("smart", "096", True),
        ("smart", "087", False),
        ("cellcard", "012", True),
    ):
        factories.prefix(digits, slug, is_certain=is_certain)


@pytest.mark.usefixtures("_prefixes")
@pytest.mark.parametrize(
    "typed",
    [
        "+855 12 345 678",
        "012345678",
        "12 345 678",
        "(012) 345-678",
        "００１２３４５６７８"[1:],
        "០១២ ៣៤៥ ៦៧៨",
        "00855 12 345 678",
        "855 12345678",
    ],
)
def test_a_number_is_recognised_however_it_is_typed(typed):
    assert carrier_of(typed) == ("cellcard", True)


@pytest.mark.usefixtures("_prefixes")
def test_a_prefix_from_a_weaker_source_is_not_certain():
    assert carrier_of("087 123 456") == ("smart", False)


@pytest.mark.usefixtures("_prefixes")
def test_a_prefix_nobody_knows_has_no_carrier():
    assert carrier_of("039 123 456") == (None, False)


@pytest.mark.usefixtures("_prefixes")
def test_the_longest_prefix_decides():
    factories.prefix("0123", "other")
    assert carrier_of("012 345 678").carrier_slug == "other"


@pytest.mark.parametrize("typed", ["+86 138 0013 8000", "+84 28 3829 7643", "+66 2 1"])
def test_a_foreign_number_is_said_not_to_be_cambodian(typed):
    with pytest.raises(NotCambodianError):
        carrier_of(typed)


@pytest.mark.parametrize(
    "typed", ["", "hello", "012", "0123456789012", "1" * 500, "\x00", "+855"]
)
def test_what_is_no_mobile_number_is_refused_without_repeating_it(typed):
    with pytest.raises(PhoneError) as refusal:
        carrier_of(typed)
    assert not typed or typed not in str(refusal.value)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+85512345678", "012 345 678"),
        ("+855961234567", "096 123 4567"),
        ("+842838297643", "+84 28 3829 7643"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_stored_number_is_shown_as_people_here_read_it(stored, shown):
    assert national(stored) == shown
