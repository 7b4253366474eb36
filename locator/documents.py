"""The documents of the repository that the site shows to those who build on it.

They stand in `docs/` beside manage.py; where that folder was left out, there are none.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import nh3
from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

LANGUAGE: Final = "en"
"""What they are written in."""

_EXAMPLE_ORIGINS: Final = ("https://topup.example", "http://127.0.0.1:8000")
"""What examples name instead of the site; served, they name the site itself."""

_TAGS: Final = {
    *("h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br", "hr", "div"),
    *("table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote"),
}
_ATTRIBUTES: Final = {
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "ol": {"start"},
}
_PARSER: Final = MarkdownIt("js-default", {"html": False, "linkify": False})


@dataclass(frozen=True, slots=True)
class Document:
    """A file `docs/SLUG.md`; `label` is in the reader's language, its text in none."""

    slug: str
    label: Promise

    @property
    def path(self) -> Path:
        return Path(settings.DOCS_DIR) / f"{self.slug}.md"


@dataclass(frozen=True, slots=True)
class Text:
    """A document as HTML, and the (id, words) of the headings below its title."""

    html: SafeString
    headings: tuple[tuple[str, str], ...]


_DOCUMENTS: Final = (
    Document("api", _("The API")),
    Document("mirroring", _("A copy of all outlets")),
    Document("embedding", _("The frame for other pages")),
)


def documents() -> list[Document]:
    """Those that there are here."""
    return [document for document in _DOCUMENTS if document.path.is_file()]


def text_of(document: Document, *, origin: str) -> Text:
    """As the site at `origin` (scheme and host) shows it."""
    # A file that was replaced is read again.
    changed_ns = document.path.stat().st_mtime_ns
    text = _text(document.path, changed_ns)
    html = str(text.html)
    for example in _EXAMPLE_ORIGINS:
        html = html.replace(example, escape(origin))
    return Text(mark_safe(html), text.headings)  # noqa: S308


@lru_cache(maxsize=2 * len(_DOCUMENTS))
def _text(path: Path, _changed_ns: int) -> Text:
    tokens = _PARSER.parse(path.read_text(encoding="utf-8"))
    headings = tuple(_name_headings(tokens))
    for token in tokens:
        if token.children:
            token.children = _with_served_links(token.children)
    html = nh3.clean(
        _PARSER.renderer.render(tokens, _PARSER.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        link_rel="noopener noreferrer",
    )
    # In boxes that scroll, also by keyboard: no line has to be cut in two.
    html = html.replace("<table>", '<div class="scrolls" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>")
    html = html.replace("<pre>", '<pre tabindex="0">')
    return Text(mark_safe(html), headings)  # noqa: S308


def _name_headings(tokens: list[Token]) -> list[tuple[str, str]]:
    """Gives the headings ids, by which links lead to them as they do on GitHub."""
    found = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            words = "".join(part.content for part in inline.children or ())
            name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            token.attrSet("id", name)
            found.append((name, words))
    return found


def _with_served_links(parts: list[Token]) -> list[Token]:
    """Links to other documents lead to their pages; one to a file that is not served
    becomes its words alone.
    """
    served = {f"{document.slug}.md" for document in documents()}
    kept = []
    is_left_out = False
    for part in parts:
        if part.type == "link_open":
            file, mark, section = str(part.attrGet("href")).partition("#")
            is_left_out = bool(file) and ":" not in file and file not in served
            if file in served:
                slug = file.removesuffix(".md")
                part.attrSet("href", f"../{slug}/{mark}{section}")
        if part.type in {"link_open", "link_close"} and is_left_out:
            continue
        kept.append(part)
    return kept
