"""The signs of guides beside Markdown's own, as a plugin of markdown-it."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from guides.models.checks import CODE
from locator.models import Kind

FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,20})\]")
SCHEMES = frozenset({"http", "https", "tel"})
MAX_PARTS = 20
"""Each channel or list of outlets asks the database anew for every reader."""
_SHORTCODE = re.compile(r"\[\[([^\[\]\n]{0,200})\]\]")
_OUTLET = re.compile(r"(?:/[a-z-]+)?/o/([0-9a-z]+)(?:[/?#]|$)")
_HERE = re.compile(r"(?:https?:)?//([^/?#:]+)(?::\d+)?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_OUTLET_OPTIONS = ("kind", "carrier", "near")


@dataclass(frozen=True, slots=True)
class References:
    """What a text may name: slugs of channels and carriers, ids of facts.

    `hosts` are those of this site: an absolute address there may be an outlet's.
    """

    channels: frozenset[str]
    carriers: frozenset[str]
    facts: frozenset[str]
    hosts: frozenset[str] = frozenset()


@dataclass(slots=True)
class RenderState:
    references: References
    facts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    parts: int = 0


def inline_shortcode_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    if footnote := FOOTNOTE.match(state.src, state.pos):
        if not silent:
            _footnote_ref(state, footnote[1])
        state.pos = footnote.end()
        return True
    shortcode = _SHORTCODE.match(state.src, state.pos)
    if shortcode is None:
        return False
    if not silent:
        _inline_shortcode(state, shortcode[1].strip())
    state.pos = shortcode.end()
    return True


def _inline_shortcode(state: StateInline, text: str) -> None:
    render_state: RenderState = state.env["render_state"]
    name, _space, argument = text.partition(" ")
    argument = argument.strip()
    if name == "code" and CODE.fullmatch(argument):
        state.push("dial", "", 0).content = argument
    elif name == "code":
        _problem(
            render_state, text, _("a code has digits, *, #, PIN, NUMBER and CENTS")
        )
    elif name in ("channel", "outlets"):
        _problem(render_state, text, _("it must stand alone on its line"))
    else:
        _problem(render_state, text, _("there are only code, channel and outlets"))


def _footnote_ref(state: StateInline, fact: str) -> None:
    render_state: RenderState = state.env["render_state"]
    if fact not in render_state.references.facts:
        sentence = _("[^%(fact)s]: there is no such fact.") % {"fact": fact}
        render_state.problems.append(sentence)
        return
    if fact not in render_state.facts:
        render_state.facts.append(fact)
    token = state.push("footnote_ref", "", 0)
    token.content = fact
    token.meta["number"] = render_state.facts.index(fact) + 1


def block_shortcode_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    shortcode = _SHORTCODE.fullmatch(line.strip())
    if shortcode is None:
        return False
    name, _space, argument = shortcode[1].strip().partition(" ")
    argument = argument.strip()
    if name not in ("channel", "outlets"):
        return False
    if silent:
        return True
    render_state: RenderState = state.env["render_state"]
    problem = (
        _channel_problem(argument, render_state)
        if name == "channel"
        else _outlets_problem(argument, render_state)
    )
    render_state.parts += 1
    if not problem and render_state.parts > MAX_PARTS:
        problem = _("a text has at most %(number)s of these") % {"number": MAX_PARTS}
    state.line = start + 1
    token = state.push("part", "", 0)
    token.map = [start, state.line]
    if problem:
        _problem(render_state, shortcode[1].strip(), problem)
    else:
        token.meta["name"] = name
        token.content = argument
    return True


def _channel_problem(argument: str, render_state: RenderState) -> str:
    if argument in render_state.references.channels:
        return ""
    return _("no published channel has that name")


def _outlets_problem(argument: str, render_state: RenderState) -> str:
    for word in argument.split():
        name, equals, value = word.partition("=")
        if not equals or name not in _OUTLET_OPTIONS:
            return _("outlets take %(names)s") % {"names": ", ".join(_OUTLET_OPTIONS)}
        if name == "kind" and value not in Kind.values:
            return _("kind is one of %(kinds)s") % {"kinds": ", ".join(Kind.values)}
        if name == "carrier" and value not in render_state.references.carriers:
            return _("no carrier has that name")
        if name == "near" and value != "me":
            return _("near can only be me")
    return ""


def _problem(render_state: RenderState, text: str, why: str) -> None:
    render_state.problems.append(f"[[{text}]]: {why}.")


def _headings_below_the_title(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = {"h1": "h2", "h2": "h2", "h3": "h3"}.get(token.tag, "h4")


def _check_links(state: StateCore) -> None:
    render_state: RenderState = state.env["render_state"]
    for token in state.tokens:
        for child in token.children or ():
            if child.type != "link_open":
                continue
            address = str(child.attrGet("href") or "")
            scheme = _SCHEME.match(address)
            if scheme and scheme[1].lower() not in SCHEMES:
                render_state.problems.append(
                    _("Link %(address)s: only http, https and tel.")
                    % {"address": address}
                )
            if linked := _OUTLET.match(
                _path_here(address, render_state.references.hosts)
            ):
                render_state.outlets.append(linked[1])


def _path_here(address: str, hosts: frozenset[str]) -> str:
    """The address without a host that is this site's; another's stays whole."""
    host = _HERE.match(address)
    if host and host[1].lower() in hosts:
        return address[host.end() :]
    return address


def _check_images(state: StateCore) -> None:
    render_state: RenderState = state.env["render_state"]
    for token in state.tokens:
        for child in list(token.children or ()):
            if child.type != "image":
                continue
            address = str(child.attrGet("src") or "")
            if not (child.content or "").strip():
                render_state.problems.append(
                    _("Image %(image)s: say in the brackets what it shows.")
                    % {"image": address}
                )
            elif not _is_static(address):
                render_state.problems.append(
                    _("Image %(image)s: only images of this site, under /static/.")
                    % {"image": address}
                )
            else:
                continue
            assert token.children is not None  # noqa: S101
            token.children.remove(child)


def _is_static(address: str) -> bool:
    """Whether a browser, too, that resolves `..` asks for a file under /static/."""
    return address.startswith("/static/") and ".." not in unquote(address)


def _render_dial(_self: object, tokens: list[Token], at: int, *_rest: object) -> str:
    return f'<code class="dial">{escapeHtml(tokens[at].content)}</code>'


def _render_footnote_ref(
    _self: object, tokens: list[Token], at: int, *_rest: object
) -> str:
    token = tokens[at]
    return (
        f'<sup class="cite"><a href="#{escapeHtml(token.content)}">'
        f"{token.meta['number']}</a></sup>"
    )


def _render_part(_self: object, tokens: list[Token], at: int, *_rest: object) -> str:
    token = tokens[at]
    if "name" not in token.meta:
        return ""
    value = escapeHtml(token.content)
    return f'<div data-part="{token.meta["name"]}" data-value="{value}"></div>\n'


def _open_table(*_arguments: object) -> str:
    """In a box that scrolls, also by keyboard: no word of it has to be cut in two."""
    return '<div class="scrolls" tabindex="0"><table>\n'


def _close_table(*_arguments: object) -> str:
    return "</table></div>\n"


def guide_signs(markdown: MarkdownIt) -> None:
    """The project's own signs, as a plugin of markdown-it."""
    markdown.inline.ruler.before("emphasis", "guide_signs", inline_shortcode_rule)
    markdown.block.ruler.before(
        "paragraph",
        "guide_parts",
        block_shortcode_rule,
        {"alt": ["paragraph", "list"]},
    )
    markdown.core.ruler.push("guide_headings", _headings_below_the_title)
    markdown.core.ruler.push("guide_images", _check_images)
    markdown.core.ruler.push("guide_links", _check_links)
    markdown.add_render_rule("dial", _render_dial)
    markdown.add_render_rule("footnote_ref", _render_footnote_ref)
    markdown.add_render_rule("part", _render_part)
    markdown.add_render_rule("table_open", _open_table)
    markdown.add_render_rule("table_close", _close_table)
