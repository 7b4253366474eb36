"""What columns a sheet may have, and how people head them in three languages."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locator.languages import COLUMN_SUFFIXES, in_each_language
from locator.models.outlet import TRANSLATED

HEADINGS: Final = Path(__file__).with_name("headings.toml")

PUBLIC_ID: Final = "public_id"
REFERENCE: Final = "ref"
CHANGED: Final = "changed"
POINT_FIELDS: Final = ("latitude", "longitude", "position")

_LABELS: Final[dict[str, Promise]] = {
    PUBLIC_ID: _("public id of this site"),
    REFERENCE: _("reference: what tells a row from all others"),
    "name": _("name"),
    "kind": _("kind"),
    "operator": _("operator"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
    "position": _("latitude and longitude together"),
    "address": _("whole address"),
    "street": _("street"),
    "village": _("village"),
    "commune": _("commune or sangkat"),
    "landmark_relation": _("relation to the landmark"),
    "landmark": _("landmark"),
    "floor": _("floor"),
    "hours": _("opening hours"),
    "hours_note": _("note on usual hours"),
    "phones": _("phone numbers"),
    "payments": _("payment methods"),
    "languages": _("languages spoken"),
    "carriers": _("carriers sold"),
    "source_date": _("checked at the source"),
    CHANGED: _("last change here, as exported"),
}
_LANGUAGE_NAMES: Final[dict[str, Promise]] = {
    "en": _("English"),
    "km": _("Khmer"),
    "zh_hans": _("Chinese"),
}

FIELDS: Final = tuple(
    field
    for base in _LABELS
    for field in ((base, *in_each_language(base)) if base in TRANSLATED else (base,))
)
"""Every field a column may be. A name without a language goes by its script."""

SEVERAL: Final = frozenset({"phones", "address"})
"""Fields that several columns may hold together."""


def label(field: str) -> str:
    """The field for people, in the active language."""
    base, language = parted(field)
    if not language:
        return str(_LABELS[field])
    named = {"field": _LABELS[base], "language": _LANGUAGE_NAMES[language]}
    return str(_("%(field)s in %(language)s") % named)


def parted(field: str) -> tuple[str, str]:
    """ "name_zh_hans" as ("name", "zh_hans"), and "kind" as ("kind", "")."""
    for suffix in COLUMN_SUFFIXES:
        base = field.removesuffix(f"_{suffix}")
        if base != field and base in TRANSLATED:
            return base, suffix
    return field, ""


def recognised(heading: str) -> str:
    """The field that a heading names; empty where nobody can tell."""
    return _known().get(plain(heading), "")


@cache
def _known() -> dict[str, str]:
    table = tomllib.loads(HEADINGS.read_text(encoding="utf-8"))
    known: dict[str, str] = {}
    for field, words in (table["plain"] | table["translated"]).items():
        for word in (field, *words):
            known.setdefault(plain(word), field)
    for field, words in table["translated"].items():
        for language, names in table["language"].items():
            for word in (field, *words):
                for name in names:
                    known.setdefault(plain(word + name), f"{field}_{language}")
                    known.setdefault(plain(name + word), f"{field}_{language}")
    return known


def plain(text: str) -> str:
    """Without capitals, spaces and signs. Marks stay: they are Khmer's vowels."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        character
        for character in folded
        if character == "@" or unicodedata.category(character)[0] in "LMN"
    )
