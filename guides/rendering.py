"""Markdown of guides to HTML that is safe to show as it is.

Beside CommonMark and tables there are, each read before emphasis so that `*` stands
for itself:

    [[code *1201#]]                          a code to dial, in a line
    [[channel smart-card]]                   a channel, alone on its line
    [[outlets kind=atm carrier=smart near=me]]   live outlets, alone on its line
    [^F044]                                  the fact that a claim rests on

Channels and outlets are live: the stored HTML holds a marker, and `split_segments`
takes it apart again for the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from guides.signs import FOOTNOTE, SCHEMES, References, RenderState, guide_signs
from guides.sizes import problem_of_size

MAX_HTML_LENGTH = 500_000
_MARKER = re.compile(r'<div data-part="([a-z]+)" data-value="([^"<>]*)"></div>')
_TAGS = {
    *("h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "s", "a", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote"),
    *("sup", "img", "div"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "code": {"class"},
    "sup": {"class"},
    "ol": {"start"},
    "div": {"class", "data-part", "data-value", "tabindex"},
}
_PARSER = MarkdownIt("js-default", {"html": False, "linkify": False}).use(guide_signs)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`problems` are for the editor: what they are about is missing in `html`.

    `facts` are the ids cited, in the order of their footnotes; `outlets` the public ids
    of those that it links to.
    """

    html: str
    facts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text: kind "html", or a live "channel" or "outlets"."""

    kind: str
    value: str

    @property
    def options(self) -> dict[str, str]:
        """What `[[outlets]]` asks for."""
        return dict(word.split("=", 1) for word in self.value.split() if "=" in word)


def render(markdown: str, references: References) -> Rendered:
    """Render a text; what it names and is not there becomes a problem.

    A text that would cost too much becomes nothing but a problem.
    """
    if problem := problem_of_size(markdown):
        return Rendered(html="", problems=(problem,))
    state = RenderState(references)
    html = _PARSER.render(markdown, {"render_state": state})
    if len(html) > MAX_HTML_LENGTH:
        sentence = _(
            "The page of this text would have more than %(number)s characters."
        )
        return Rendered(html="", problems=(sentence % {"number": MAX_HTML_LENGTH},))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )
    return Rendered(
        html=clean,
        facts=tuple(state.facts),
        problems=tuple(dict.fromkeys(state.problems)),
        outlets=tuple(dict.fromkeys(state.outlets)),
    )


def facts_cited(markdown: str) -> set[str]:
    """The ids in the footnotes of a text, whether or not there are such facts."""
    return set(FOOTNOTE.findall(markdown))


def split_segments(html: str) -> Iterator[Segment]:
    """The stored HTML cut at its live parts."""
    end = 0
    for marker in _MARKER.finditer(html):
        if marker.start() > end:
            yield Segment("html", html[end : marker.start()])
        yield Segment(marker[1], unescape(marker[2]))
        end = marker.end()
    if end < len(html):
        yield Segment("html", html[end:])
