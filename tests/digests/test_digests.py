from hypothesis import given
from hypothesis import strategies as st

from locator.digests import site_digest

# With lone surrogates, as broken addresses hold them.
ANY_PARTS = st.lists(st.text(st.characters() | st.sampled_from("\0:1\ud800")))


def test_the_same_parts_have_the_same_digest():
    assert site_digest("answers", "a", "b") == site_digest("answers", "a", "b")


def test_another_namespace_has_another_digest():
    assert site_digest("answers", "a") != site_digest("clients", "a")


def test_another_secret_makes_another_digest(settings):
    before = site_digest("answers", "a")
    settings.SECRET_KEY = "another"
    assert site_digest("answers", "a") != before


@given(ANY_PARTS, ANY_PARTS)
def test_other_parts_have_another_digest(parts, others):
    same = site_digest("answers", *parts) == site_digest("answers", *others)
    assert same == (parts == others)


def test_parts_that_would_join_alike_are_told_apart():
    alike = [["a", "b"], ["a\0b"], ["ab"], ["ab", ""], ["", "ab"], ["1:a1:b"]]
    assert len({site_digest("answers", *parts) for parts in alike}) == len(alike)
