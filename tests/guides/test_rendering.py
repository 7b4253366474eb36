import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.rendering import Known, Part, render, split_parts

KNOWN = Known(
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
    kinds = [part.kind for part in split_parts(made) if part.value.strip()]
    assert kinds == ["html", "outlets", "channel"]


def test_the_options_of_outlets_survive():
    [part] = split_parts(html("[[outlets kind=atm carrier=smart near=me]]").strip())
    assert part == Part("outlets", "kind=atm carrier=smart near=me")
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
    ],
)
def test_hostile_text_is_harmless(hostile):
    made = html(hostile).lower()
    for dangerous in ("<script", "<svg", "<img", "<div", 'href="java', 'href="data'):
        assert dangerous not in made
    assert 'href="vbscript' not in made


@pytest.mark.parametrize(
    "huge",
    [
        ">" * 20_000,
        "[" * 20_000,
        "[[" * 20_000,
        "*a " * 13_000,
        "- " * 20_000,
        "`" * 40_000,
        "👩‍👩‍👧‍👦" * 5_000,
        "[x](" * 10_000,
        "|" * 40_000,
        "[^" * 20_000,
    ],
)
def test_a_text_of_the_greatest_length_ends(huge):
    assert render(huge, KNOWN).facts == ()


@given(st.text(alphabet="[]*_#^`<>!()|:/\n aF01-=", max_size=200))
def test_no_text_makes_an_element_that_is_not_allowed(markdown):
    made = render(markdown, KNOWN).html
    assert "<script" not in made
    words = [part.value for part in split_parts(made) if part.kind == "html"]
    assert "<div data-part" not in "".join(words)
