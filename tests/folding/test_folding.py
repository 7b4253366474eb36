import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.folding import fold, keys, words

KHMER = st.text(
    st.sampled_from([chr(code) for code in range(0x1780, 0x17EA)] + ["\u200b", "a"])
)
LATIN = st.text("aeiouphtkbdsy ")


@pytest.mark.parametrize(
    "spellings",
    [
        ("Siem Reap", "Siemreap", "SIEM-REAP", "siem  reap"),
        ("Phsar Thmei", "Psar Thmey", "phsar thmay"),
        ("Kampong Cham", "Kompong Cham", "Kâmpóng Cham"),
        ("Stung Treng", "Steung Treng", "Stueng Traeng", "Stœ̆ng Trêng"),
        ("Poipet", "Paoy Paet", "Poy Pet"),
        ("Sen Sok", "Saen Sokh"),
        ("Koh Kong", "Kaoh Kong"),
        ("Tuol Kouk", "Toul Kouk", "Tuŏl Kŏuk"),
        ("Boeung Keng Kang", "Boeng Keng Kang", "Bueng Keng Kang"),
        ("BKK1", "BKK 1", "ＢＫＫ１", "bkk១"),
        ("金边", "金邊"),
        ("馬德望", "马德望"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("កណ្ដាល", "កណ្តាល"),
        ("ខ្មែរ", "ខែ្មរ"),
        ("ស្ត្រី", "ស្រ្តី"),
        ("កោះ", "កេាះ"),
        ("ស៊ី", "សុី"),
        ("ប៉ោយប៉ែត", "បោយបែត"),
        ("ភ្នំ\u200bពេញ", "ភ្នំពេញ"),
        ("ឫស្សីកែវ", "ឬស្សីកែវ"),
        ("៧មករា", "7មករា"),
        ("តាំង", "តំាង"),
    ],
)
def test_khmer_typed_in_another_order_has_the_same_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kampot", "Kampong"),
        ("Svay Rieng", "Stung Treng"),
        ("កំពត", "កំពង់"),
        ("BKK1", "BKK2"),
        ("波贝", "巴域"),
    ],
)
def test_different_names_keep_different_keys(one, other):
    assert fold(one) != fold(other)


def test_initials_are_not_collapsed():
    assert fold("TTP") == "ttp"


def test_words_are_folded_one_by_one():
    assert words("#83, Phsar Thmei St.១២") == ["83", "psar", "tmey", "st", "12"]


def test_a_name_has_a_second_key_where_words_meet_in_letters_that_fold():
    assert keys("Wat Hall") == ("watal", "wathal")
    assert keys("Siem Reap") == ("siemreap",)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "#/-", "\x00"])
def test_a_text_without_letters_has_no_key(text):
    assert fold(text) == ""
    assert words(text) == []
    assert keys(text) == ()


@given(st.text() | KHMER | LATIN)
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text() | KHMER)
def test_a_key_has_no_spaces_and_no_signs(text):
    assert all(
        character.isalnum() or ord(character) > 0x2FF for character in fold(text)
    )


@given(KHMER, st.randoms())
def test_zero_width_characters_change_nothing(text, random):
    position = random.randint(0, len(text))
    assert fold(text[:position] + "\u200b" + text[position:]) == fold(text)
