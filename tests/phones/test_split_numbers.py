import pytest

from locator.phones import split_numbers


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("012 345 678", ("+85512345678",)),
        ("+855 23 998 777", ("+85523998777",)),
        ("855 12 345678", ("+85512345678",)),
        ("00855 12 345 678", ("+85512345678",)),
        ("(+855) 12-345-678", ("+85512345678",)),
        ("០១២ ៣៤៥ ៦៧៨", ("+85512345678",)),
        ("096 123 4567; 012 345 678", ("+855961234567", "+85512345678")),
        ("096 123 4567, 012 345 678", ("+855961234567", "+85512345678")),
        ("096 123 4567/012 345 678", ("+855961234567", "+85512345678")),
        ("012 345 678; 012345678", ("+85512345678",)),
        ("+84 908 123 456", ("+84908123456",)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_numbers_are_read_as_people_write_them(
    written: str, numbers: tuple[str, ...]
) -> None:
    assert split_numbers(written) == (numbers, ())


def test_what_is_no_number_is_told_apart_and_loses_nothing_else() -> None:
    numbers, unreadable = split_numbers("ask inside; 012 345 678; 0123")
    assert numbers == ("+85512345678",)
    assert unreadable == ("ask inside", "0123")
