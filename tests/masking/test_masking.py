"""Which numbers and addresses are taken for somebody's own, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.masking import MASK, without_contacts

DIGITS = st.sampled_from(
    ["0123456789", "០១២៣៤៥៦៧៨៩", "０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨"]
)
BETWEEN = st.sampled_from(
    [*list(" -－﹣–—−ー〜.．。·・'’,，、;；:+/|_*→()"), ", ", " - ", "\xa0", "  "]
)
UNSEEN = st.text(
    "\u00ad\u034f\u17b4\u17b5\u180e\u200b\u200d\u2060\ufeff\ufe0f\u20e3", max_size=2
)
NUMBER = st.from_regex(r"0[1-9][0-9] [0-9]{3} [0-9]{3,4}", fullmatch=True)


@given(NUMBER, DIGITS, BETWEEN, UNSEEN, st.sampled_from(["", "call ", "ទូរស័ព្ទ", "打"]))
def test_a_number_is_masked_in_any_digits_with_any_sign_between(
    number, digits, between, unseen, before
):
    written = "".join(
        (digits[int(sign)] if sign.isdigit() else between) + unseen for sign in number
    )
    assert without_contacts(f"{before}{written}") == f"{before}{MASK}"


@given(st.text("កខាិុំ្់ស៊ថអ\u200b ,.", max_size=30), NUMBER)
def test_what_stands_around_a_number_stays_as_it_was_written(around, number):
    text = f"{around} ហៅ {number} ហៅ {around}"
    assert without_contacts(text) == text.replace(number, MASK)


@given(st.text(max_size=40).filter(lambda text: not any(map(str.isnumeric, text))))
def test_a_text_without_numbers_and_addresses_is_the_same(text):
    plain = text.replace("@", "").replace("＠", "").replace("﹫", "")
    if not {"/", "／", "[", "(", "{"} & set(plain) and " at " not in plain.lower():
        assert without_contacts(plain) == plain


@pytest.mark.parametrize(
    "text",
    [
        "12 345 678",
        "12345678",
        "+855;12;345;678",
        "138，1234，5678",
        "➊➋➌➍➎➏➐➑",
        "012345⑽⑽",
        "a [at] b [dot] com",
        "sophea (at) example.org",
        "sophea at example dot org",
        "sophea@exam\u00adple.org",
        "telegram.me/x",
        "t [dot] me / sophea",
        "facebook.com/x",
        "https://www.facebook.com/sophea",
        "https://api.whatsapp.com/send?phone=855",
    ],
)
def test_a_number_or_address_is_masked_as_a_whole(text):
    assert without_contacts(text) == MASK


@pytest.mark.parametrize(
    "text",
    [
        "08:00-20:00",
        "៨:០០-១៧:០០",
        "营业 8：00－20：00",
        "Mo-Fr 8-17",
        "Mo-Fr 08-12, 13-17",
        "Mo-Fr 08:00-12:00,13:00-17:00; Sa 08:00-12:00; PH off",
        "08.00-12.00 13.00-17.00",
        "0800-1700",
        "08:00-20:00, 7 days, 8000 riel",
        "8000 riel",
        "១៥០០០ រៀល",
        "$2.50",
        "5 cards @ 2.50",
        "$1, $2.50, $5, $10.00, $20",
        "0.50, 1.00, 2.50, 5.00",
        "8000-10000 riel",
        "5000/10000/20000",
        "5000+8000+10000",
        "1, 2, 5, 10, 20, 50",
        "2026-11-16",
        "(2026-11-16 08:00-17:00)",
        "16/11/2026–20/11/2026",
        "St. 271",
        "#12A, St. 271",
        "St. 013, 08:00-20:00",
        "houses 271, 273, 275",
        "gates 01, 02, 03, 04, 05",
        "11.556412, 104.928234",
        "11.556412 104.928234",
        "ទីផ្សារ\u200bថ្មី ផ្ទះ\u200bលេខ ១២៣",
    ],
)
def test_hours_sums_days_houses_and_positions_are_no_phone_numbers(text):
    assert without_contacts(text) == text


def test_what_stands_beside_a_number_is_kept():
    text = "08:00-17:00, call 012－345－678 or 8000 riel to a@b.com; St. 271"
    kept = f"08:00-17:00, call {MASK} or 8000 riel to {MASK} St. 271"
    assert without_contacts(text.replace("; St", " St")) == kept
