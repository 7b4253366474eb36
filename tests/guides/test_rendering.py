import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.models.guide import MAX_CHARACTERS
from guides.rendering import Segment, render, split_segments
from guides.signs import MAX_PARTS, References

KNOWN = References(
    channels=frozenset({"smart-card"}),
    carriers=frozenset({"smart"}),
    facts=frozenset({"F001", "F044"}),
)


def html(markdown: str) -> str:
    return render(markdown, KNOWN).html


def problems(markdown: str) -> tuple[str, ...]:
    return render(markdown, KNOWN).problems


def test_a_code_keeps_its_stars_and_hashes():
    made = html("Dial [[code *1201#]] or [[code *1203*PIN#]] now.")
    assert '<code class="dial">*1201#</code>' in made
    assert '<code class="dial">*1203*PIN#</code>' in made
    assert "<em>" not in made


def test_a_code_stands_in_a_table_too():
    made = html("| Code | For |\n|---|---|\n| [[code *1203*PIN#]] | Top up[^F001] |\n")
    assert "*1203*PIN#</code></td>" in made
    assert 'href="#F001"' in made


def test_a_fact_becomes_a_footnote_numbered_by_first_mention():
    made = render("One[^F044], two[^F001], one[^F044].", KNOWN)
    assert made.facts == ("F044", "F001")
    assert made.html.count(">1</a></sup>") == 2
    assert made.html.count(">2</a></sup>") == 1


def test_live_parts_are_cut_out_of_the_html_in_their_place():
    made = html("Before.\n\n[[outlets kind=atm near=me]]\n\n[[channel smart-card]]\n")
    kinds = [part.kind for part in split_segments(made) if part.value.strip()]
    assert kinds == ["html", "outlets", "channel"]


def test_the_options_of_outlets_survive():
    [part] = split_segments(html("[[outlets kind=atm carrier=smart near=me]]").strip())
    assert part == Segment("outlets", "kind=atm carrier=smart near=me")
    assert part.options == {"kind": "atm", "carrier": "smart", "near": "me"}


def test_a_live_part_ends_the_paragraph_above_it():
    made = html("Words.\n[[channel smart-card]]")
    assert made.startswith("<p>Words.</p>")


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("[[channel gone]]", "no published channel"),
        ("[[outlets kind=bakery]]", "kind is one of"),
        ("[[outlets carrier=nobody]]", "no carrier"),
        ("[[outlets near=you]]", "near can only be me"),
        ("[[outlets colour=red]]", "outlets take"),
        ("[[code <b>]]", "a code has digits"),
        ("[[cheese]]", "there are only code, channel and outlets"),
        ("See [[channel smart-card]] here.", "alone on its line"),
        ("Claim[^F999].", "no such fact"),
        ("![](/static/a.png)", "say in the brackets"),
        ("![A shop](https://evil.example/a.png)", "only images of this site"),
    ],
)
def test_what_is_broken_is_said_to_the_editor_and_hidden_from_the_reader(
    markdown, said
):
    made = render(markdown, KNOWN)
    assert said in " ".join(made.problems)
    assert "[[" not in made.html
    assert "<img" not in made.html
    assert "F999" not in made.html


def test_an_image_of_this_site_with_words_is_kept():
    made = html("![The slip of a machine](/static/img/slip.png)")
    assert 'src="/static/img/slip.png"' in made
    assert 'alt="The slip of a machine"' in made


def test_headings_stand_below_the_title_of_the_page():
    assert "<h1" not in html("# Big\n\n## Smaller")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        '<div data-part="channel" data-value="x" onclick="alert(1)"></div>',
        '[x](https://e.example "onmouseover=alert(1)")',
        "![x](javascript:alert(1))",
        "<svg/onload=alert(1)>",
        "[[channel <script>]]",
        "`<script>`",
        "[^<script>]",
        "[x](&#106;avascript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](java&NewLine;script:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](//evil.example/%0ajavascript:alert(1))",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)",
        "<!--><script>alert(1)</script>-->",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "[[code <svg onload=alert(1)>]]",
        "[[outlets kind=<script>]]",
        '[[channel smart-card" onclick="alert(1)]]',
        '[x](https://e.example "[[channel smart-card]]")',
        '[x](https://e.example "<div data-part=channel data-value=x></div>")',
        "[a [[code *1201#]]](javascript:alert(1))",
        "[[[code *1201#]]](javascript:alert(1))",
        "[x]([[channel smart-card]])",
        "![[[channel smart-card]]](javascript:alert(1))",
        '```html\n<div data-part="channel" data-value="x"></div>\n```',
        "| <script> | [x](javascript:alert(1)) |\n|---|---|\n| <svg> | <img> |",
    ],
)
def test_hostile_text_is_harmless(hostile):
    made = html(hostile).lower().replace('<div class="scrolls" tabindex="0">', "")
    for dangerous in ("<script", "<svg", "<img", "<div", "<style", "<math"):
        assert dangerous not in made
    for address in re.findall(r'(?:href|src)="([^"]*)"', made):
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", unescape(address))
        assert scheme is None or scheme[1] in {"http", "https"}
    for attribute in re.findall(r"<[^>]*? (\w[\w-]*)=", made):
        assert attribute in {"href", "title", "rel", "class"}
    assert all(part.kind == "html" for part in split_segments(made))


COLUMNS = 500


def test_a_table_scrolls_in_its_own_box_which_the_keyboard_reaches():
    made = render("|a|b|\n|-|-|\n|1|2|\n", KNOWN).html
    assert made.startswith('<div class="scrolls" tabindex="0"><table>')
    assert made.strip().endswith("</table></div>")


def test_a_table_that_would_be_filled_up_with_cells_is_refused():
    made = render("|a" * 30 + "\n" + "|-" * 30 + "\n" + "a\n" * 200, KNOWN)
    [problem] = made.problems
    assert "at most 3000 cells" in problem
    assert made.html == ""


def test_long_text_after_a_table_is_none_of_its_cells():
    table = "|a|b|\n|-|-|\n|1|2|\n\n"
    made = render(table + "a line\n" * 3_000, KNOWN)
    assert made.problems == ()
    assert made.html.count("<td>") == 2


@pytest.mark.parametrize(
    "huge",
    [
        ">" * 40_000,
        "> " * 20_000 + "x",
        ("> " * 100 + "x\n") * 190,
        "".join("  " * depth + "- a\n" for depth in range(190)),
        "[" * 40_000,
        "[[" * 20_000,
        "*a " * 13_000,
        "**a*b_" * 6_600,
        "- " * 20_000,
        "`" * 40_000,
        "".join("`" * length + " " for length in range(280)),
        "👩‍👩‍👧‍👦" * 5_700,
        "[x](" * 10_000,
        "[x](<y" * 6_600,
        "|" * 40_000,
        "|a" * COLUMNS + "|\n" + "|-" * COLUMNS + "|\n" + "a\n" * 18_000,
        "[^" * 20_000,
        "&#0;" * 10_000,
        "[[code 1#]]" * 3_600,
        "[[outlets]]\n\n" * 3_000,
        "".join(f"[r{number}]: /x\n" for number in range(3_000)),
    ],
    ids=range(21),
)
def test_a_text_of_the_greatest_length_stays_within_bounds(huge):
    made = render(huge, KNOWN)
    assert made.facts == ()
    assert len(made.html) <= 20 * MAX_CHARACTERS
    assert made.html.count("<blockquote>") <= 20_000
    assert sum(p.kind != "html" for p in split_segments(made.html)) <= MAX_PARTS


def test_nesting_ends_at_a_hundred():
    made = html("> " * 5_000 + "x")
    assert made.count("<blockquote>") <= 100


def test_live_parts_beyond_the_most_are_said_and_left_out():
    text = "[[channel smart-card]]\n\n" * (MAX_PARTS + 1)
    made = render(text, KNOWN)
    assert sum(p.kind == "channel" for p in split_segments(made.html)) == MAX_PARTS
    [problem] = made.problems
    assert "at most 20 of these" in problem


@pytest.mark.parametrize(
    ("markdown", "outlets"),
    [
        ("[a](/en/o/b0cd1f/tola/) [b](/km/o/b0cd1f/)", ("b0cd1f",)),
        ("[a](/zh-hans/o/2kf9x7)", ("2kf9x7",)),
        ("[a](https://e.example/en/o/b0cd1f/) [b](../other-guide/)", ()),
    ],
)
def test_the_outlets_linked_to_are_noted(markdown, outlets):
    assert render(markdown, KNOWN).outlets == outlets


@given(st.text(alphabet="[]*_#^`<>!()|:/\n aF01-=", max_size=200))
def test_no_text_makes_an_element_that_is_not_allowed(markdown):
    made = render(markdown, KNOWN).html
    assert "<script" not in made
    words = [part.value for part in split_segments(made) if part.kind == "html"]
    assert "<div data-part" not in "".join(words)
