"""What a text may cost at most, told in counts and sizes."""

import pytest

from guides.rendering import MAX_HTML_LENGTH, render
from guides.signs import References
from guides.sizes import MAX_ADDRESS_LENGTH, MAX_BRACKETS, MAX_DEFINITIONS

KNOWN = References(frozenset(), frozenset(), frozenset({"F044"}))


def refused(markdown: str) -> str:
    """The one sentence for the editor of a text of which nothing is shown."""
    made = render(markdown, KNOWN)
    assert made.html == ""
    [problem] = made.problems
    return problem


@pytest.mark.parametrize("hostile", ["[", "![", "[a]", "[a](", "[a][", "[^F044]"])
def test_more_brackets_than_a_text_needs_are_refused_unread(hostile):
    assert "at most 500 times “[”" in refused(hostile * (MAX_BRACKETS + 1))


@pytest.mark.parametrize("hostile", ["<", "<![CDATA[", "<!--", "<a "])
def test_more_angle_brackets_than_a_text_needs_are_refused_unread(hostile):
    assert "at most 500 times" in refused(hostile * (MAX_BRACKETS + 1))


def test_the_most_brackets_are_read():
    assert render("[" * MAX_BRACKETS, KNOWN).html


@pytest.mark.parametrize("lead", ["", "> ", "- ", "1. "])
def test_more_definitions_than_a_text_needs_are_refused(lead):
    lines = [f"{lead}[a{n}]: /x" for n in range(MAX_DEFINITIONS + 1)]
    assert "at most 50 addresses" in refused("\n".join(lines))


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_an_address_that_is_repeated_may_not_be_long(gap):
    address = "x" * (MAX_ADDRESS_LENGTH + 1)
    assert "at most 500 characters" in refused(f"[a]:{gap}/{address}\n\n[a] [a]")


def test_a_paragraph_that_begins_with_a_code_or_a_source_may_be_long():
    made = render("[[code *1201#]]: " + "word " * 200, KNOWN)
    assert made.problems == ()


def test_a_page_that_would_be_huge_is_refused():
    title = '"' + "t" * 10_000 + '"'
    made = "[a]: /x\n" + title + "\n\n" + "[a] " * 400
    assert f"more than {MAX_HTML_LENGTH} characters" in refused(made)


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("[write](mailto:a@b.example)", "Link mailto:a@b.example: only http"),
        ("<ftp://e.example/a>", "Link ftp://e.example/a: only http"),
        ("![Out](/static/../admin/logout/)", "only images of this site"),
        ("![Out](/static/%2e%2e/admin/logout/)", "only images of this site"),
    ],
)
def test_an_address_that_readers_would_not_get_is_said(markdown, said):
    made = render(markdown, KNOWN)
    assert said in " ".join(made.problems)
    assert "<img" not in made.html
    assert "href" not in made.html


@pytest.mark.parametrize(
    "address", ["https://e.example/", "tel:1204", "../by-app/", "#part", "/en/codes/"]
)
def test_other_addresses_are_links(address):
    made = render(f"[there]({address})", KNOWN)
    assert f'href="{address}"' in made.html
    assert made.problems == ()
