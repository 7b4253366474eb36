"""What a flag says and how it is mended, in the curator's language."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel import Locale
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from locator.cldr import day_in_words, listed, locale
from locator.models import Carrier, Outlet, Place, QualityFlag, QualityRule
from locator.phones import national

_SAYS: Final[Mapping[str, Promise]] = {
    QualityRule.OUTSIDE_CAMBODIA: gettext_lazy(
        "%(position)s lies outside Cambodia and 2 km around it."
    ),
    QualityRule.MISTYPED_POSITION: gettext_lazy(
        "%(position)s lies outside Cambodia; %(meant)s would lie in it."
    ),
    QualityRule.OTHER_PROVINCE: gettext_lazy(
        "Its address says %(named)s; the pin stands in or near %(found)s."
    ),
    QualityRule.PILED_UP: gettext_lazy("%(number)s outlets stand on this very spot."),
    QualityRule.NEAR_DUPLICATE: gettext_lazy(
        "%(other)s stands %(metres)s m from it and is of the same operator or name."
    ),
    QualityRule.UNREADABLE_HOURS: gettext_lazy("“%(text)s” is not understood."),
    QualityRule.IMPOSSIBLE_HOURS: gettext_lazy(
        "“%(text)s” is never open, this year or next."
    ),
    QualityRule.DOUBTFUL_HOURS: gettext_lazy(
        "“%(text)s” closes in the small hours of the next day."
    ),
    QualityRule.BAD_PHONE: gettext_lazy("“%(number)s” is no phone number."),
    QualityRule.CONTRADICTED_OFFER: gettext_lazy(
        "%(count)s visitors said lately that it does not sell %(carrier)s, and fewer"
        " that a top-up worked."
    ),
    QualityRule.WRONG_SCRIPT: gettext_lazy(
        "“%(text)s” stands under %(language)s (%(field)s)."
    ),
    QualityRule.STALE: gettext_lazy("Nobody has checked it since %(known_at)s."),
}

_MEND: Final[Mapping[str, Promise]] = {
    QualityRule.OUTSIDE_CAMBODIA: gettext_lazy(
        "Set the pin where the outlet stands, or close the outlet. An islet may lie"
        " outside the coarse border used here: then it is right as it is."
    ),
    QualityRule.MISTYPED_POSITION: gettext_lazy(
        "Latitude comes first (10 to 15), then longitude (102 to 108), both without a"
        " minus. Set the pin, and check it on the map."
    ),
    QualityRule.OTHER_PROVINCE: gettext_lazy(
        "Find out which of the two is right: move the pin or correct the address."
        " Provinces are told by the nearest known place, so close to a boundary this"
        " may be wrong."
    ),
    QualityRule.PILED_UP: gettext_lazy(
        "Such spots are mostly the middle of a town that somebody looked up. Set each"
        " pin where its outlet stands; in one building it is right as it is."
    ),
    QualityRule.NEAR_DUPLICATE: gettext_lazy(
        "Compare the two: merge them, or say that they are not the same."
    ),
    QualityRule.UNREADABLE_HOURS: gettext_lazy(
        "Write the hours anew as on the door, or leave them unknown and put what people"
        " say into the note."
    ),
    QualityRule.IMPOSSIBLE_HOURS: gettext_lazy(
        "Write the hours anew, leave them empty where unknown, or close the outlet."
    ),
    QualityRule.DOUBTFUL_HOURS: gettext_lazy(
        "If the afternoon was meant, write 16:00 in place of 04:00."
    ),
    QualityRule.BAD_PHONE: gettext_lazy(
        "Correct it like 012 345 678, or remove it. Of an import's warning: type the"
        " right number, then tick that you dealt with the warnings."
    ),
    QualityRule.CONTRADICTED_OFFER: gettext_lazy(
        "Call the outlet. If the visitors are right, add an own offer of this carrier"
        " and clear “Sells it”; if not, tick that you checked the outlet."
    ),
    QualityRule.WRONG_SCRIPT: gettext_lazy(
        "Move the text to the field of its own language."
    ),
    QualityRule.STALE: gettext_lazy(
        "Call or pass by, then tick that you checked the outlet."
    ),
}


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """A flag in words; `other` is the outlet it is about besides."""

    flag: QualityFlag
    title: str
    says: str
    mend: str
    other: Outlet | None


def shown_flags(flags: Iterable[QualityFlag]) -> list[ShownFlag]:
    """Reads the names of provinces and carriers where a flag speaks of them."""
    rows = list(flags)
    names = _Names(rows)
    return [
        ShownFlag(
            flag=flag,
            title=flag.get_rule_display(),
            says=str(_SAYS[flag.rule]) % _in_words(flag, names),
            mend=str(_MEND[flag.rule]),
            other=flag.other,
        )
        for flag in rows
    ]


def mend_of(rule: str) -> str:
    return str(_MEND[rule])


class _Names:
    """Of provinces by code and of carriers by slug, read where a flag has any."""

    def __init__(self, flags: Iterable[QualityFlag]) -> None:
        rules = {flag.rule for flag in flags}
        self.provinces: dict[str, str] = {}
        self.carriers: dict[str, str] = {}
        if QualityRule.OTHER_PROVINCE in rules:
            provinces = Place.objects.filter(level=Place.Level.PROVINCE)
            self.provinces = {p.code: p.name for p in provinces if p.code}
        if QualityRule.CONTRADICTED_OFFER in rules:
            self.carriers = {c.slug: c.name for c in Carrier.objects.all()}


def _in_words(flag: QualityFlag, names: _Names) -> dict[str, Any]:
    said = dict(flag.values)
    match flag.rule:
        case QualityRule.OTHER_PROVINCE:
            known = names.provinces
            said["named"] = listed(known.get(c, c) for c in said["named"])
            said["found"] = known.get(said["found"], said["found"])
        case QualityRule.NEAR_DUPLICATE if flag.other:
            said["other"] = f"{flag.other.display_name} ({flag.other.public_id})"
        case QualityRule.BAD_PHONE:
            said["number"] = national(said["number"])
        case QualityRule.CONTRADICTED_OFFER:
            said["carrier"] = names.carriers.get(said["carrier"], said["carrier"])
        case QualityRule.WRONG_SCRIPT:
            field = Outlet._meta.get_field(said["field"])
            said["field"] = str(getattr(field, "verbose_name", said["field"]))
            said["language"] = _language(said["language"])
        case QualityRule.STALE:
            said["known_at"] = _day(said["known_at"])
    return said


def _language(suffix: str) -> str:
    return str(Locale.parse(suffix).get_display_name(locale()))


def _day(text: str) -> str:
    day: dt.date | None = parse_date(text)
    return day_in_words(day) if day else text
