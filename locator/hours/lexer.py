"""Cuts what people type into the words and numbers of opening hours."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from locator.hours import vocabulary as words
from locator.hours.remarks import OpeningHoursError, gettext_noop


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind, its OSM meaning and what was written."""

    kind: str
    value: str
    text: str
    minutes: int = -1
    """A clock's minutes after midnight; -1 for any other kind."""
    meridiem: str = ""
    """"am" or "pm" where it was written."""

    @property
    def number(self) -> int:
        return int(self.value)


NOT_A_TIME: Final = gettext_noop(
    '"{time}" is not a time of day: write hours 00 to 24 and minutes 00 to 59.'
)
UNKNOWN_WORD: Final = gettext_noop(
    '"{word}" is not understood: use Mo Tu We Th Fr Sa Su, times such as 08:00-17:00, '
    '"off" for closed and PH for public holidays.'
)
OPEN_QUOTE: Final = gettext_noop(
    'A quotation mark is missing: remarks stand between two, such as "ring the bell".'
)

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－ー~～〜〰=\x96\x97"), "-")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″"), '"')
_LIST_MARKS = dict.fromkeys(map(ord, "、،·•"), ",")
_NEW_RULES = dict.fromkeys(map(ord, "\r\n"), ";")
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF]
)
_FOLDED = _DASHES | _QUOTES | _LIST_MARKS | _NEW_RULES | _INVISIBLE


def fold(text: str) -> str:
    """The text with ASCII digits, dashes, quotes and spaces, in one line."""
    if text.isascii():
        return " ".join(text.translate(_FOLDED).split())
    folded = unicodedata.normalize("NFKC", text.translate(_FOLDED)).translate(_FOLDED)
    digits = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in folded
    )
    return " ".join(digits.split())


def _lookup() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for kind, meanings in (
        ("weekday", words.WEEKDAYS),
        ("month", words.MONTHS),
        ("holiday", words.HOLIDAYS),
        ("state", words.STATES),
        ("days", words.DAY_RANGES),
        ("clock", words.CLOCKS),
        ("range", {"-": words.RANGE_WORDS}),
        ("and", {",": words.LIST_WORDS}),
        ("noise", {"": words.NOISE_WORDS}),
        ("event", {event: event for event in words.EVENTS}),
        ("osm", {word: word for word in words.OSM_WORDS.split()}),
        ("eve", {"eve": "eve"}),
        ("late", {"late": words.LATE_WORDS}),
    ):
        for value, spellings in meanings.items():
            table.update(dict.fromkeys(spellings.split(), (kind, value)))
    return table


def _unspaced_lookup() -> dict[str, tuple[str, str]]:
    return {
        spelling: (kind, value)
        for kind, meanings in words.UNSPACED.items()
        for value, spellings in meanings.items()
        for spelling in spellings.split()
    }


_WORDS = _lookup()
_UNSPACED = _unspaced_lookup()

_ALWAYS = (
    r"24\s*[/x*]\s*7|7\s*/\s*24|24\s*/\s*24\s*h?\b"
    r"|24\s*-?\s*(?:h|hs|hrs?|hours?|horas|jam|stunden|시간|時間(?:営業)?|小時|小时|ម៉ោង)"
    r"(?![a-z0-9])(?:\s*/\s*(?:24\s*h(?:rs|ours)?|7)\b)?(?:\s+(?:a|per)\s+day\b)?"
    r"|(?:open\s+)?(?:always|all\s+(?:day|time|times)|at\s+all\s+times|around\s+the\s+clock)"
    r"(?:\s+open)?\b|круглосуточно|цілодобово|rund\s+um\s+die\s+uhr"
)
_APPOINTMENT = (
    r"(?:only\s+)?(?:by|on|upon|with|per)[\s_]+(?:prior\s+)?(?:appointment|appt\.?)"
    r"(?:\s+only)?|appointments?(?:\s+only)?\b"
    r"|(?:termine?\s+)?(?:nur\s+)?nach\s+(?:telefonischer\s+)?(?:vereinbarung|absprache)"
    r"|auf\s+anfrage|(?:uniquement\s+)?sur\s+(?:rendez-vous|rdv)|con\s+cita(?:\s+previa)?"
    r"|su\s+appuntamento|預約|预约|តាមការណាត់"
)
_DAYS = (
    r"l-d\b|7\s*j?\s*/\s*7\s*[jd]?\b"
    r"|(?:every|each|all|7)\s*days?(?:\s+(?:a|per)\s+week)?\b"
)
_WORKDAYS = r"l-v\b"  # lunes a viernes: an L or a V of its own is left alone
_PUBLIC_HOLIDAY = r"(?:public|bank|national)\s+holidays?\b"
_SCHOOL_HOLIDAY = r"school\s+holidays?\b"
_MERIDIEM = r"(?:\s*(?P<meridiem>[ap])\.?\s?m\b\.?|(?P<letter>[ap])(?![^\W\d_]))"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::00)?(?!\d)"
    r"|\s?:\s?(?P<minute_apart>\d{2})(?!\d|\s?[:.]\s?\d)"
    r"|\s?(?:h(?![a-z])|時|时|点|點)\s?(?P<minute_h>\d{2})?(?!\d)分?)"
)
_HOUR = r"(?P<round_hour>\d{1,2})" + re.sub(r"<(\w+)>", r"<round_\1>", _MERIDIEM)
_TOKEN = re.compile(
    rf"""
    "(?P<comment>[^"]*)"
    |(?P<always>{_ALWAYS})
    |(?P<appointment>{_APPOINTMENT})
    |(?P<everyday>{_DAYS})
    |(?P<workdays>{_WORKDAYS})
    |(?P<public_holiday>{_PUBLIC_HOLIDAY})
    |(?P<school_holiday>{_SCHOOL_HOLIDAY})
    |(?P<misspelt_clock>\d{{1,2}}:\d(?!\d)|\d{{3,}}:\d+|\d{{1,2}}:\d{{3,}})
    |(?P<clock>{_CLOCK})(?:{_MERIDIEM})?
    |{_HOUR}
    |(?P<number>\d+)
    |(?P<unspaced>{"|".join(sorted(map(re.escape, _UNSPACED), key=len, reverse=True))})
    |(?P<word>(?:[^\W\d_]|[\u1780-\u17d3])+)\.?
    |(?P<separator>\|\|)
    |(?P<punctuation>[-;,:+/()\[\]|&])
    |(?P<ignored>[\s._*!。]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TIMES = ("clock", "number")
_PUNCTUATION = {"|": ";", "&": ","}


def _clock(text: str, hour: int, minute: int, half: str | None) -> Token:
    meridiem = f"{half[0].lower()}m" if half else ""
    if meridiem == "pm" and 12 < hour < 24:
        meridiem = ""  # "14:00 pm" is a pleonasm, not a contradiction.
    if minute > 59 or hour > 48 or (meridiem and not 1 <= hour <= 12):
        raise OpeningHoursError(NOT_A_TIME, time=text.strip())
    if meridiem:
        hour = hour % 12 + (12 if meridiem == "pm" else 0)
    return Token("clock", "", text.strip(), hour * 60 + minute, meridiem)


def _token(found: re.Match[str], kind: str) -> Token:
    text = found.group()
    match kind:
        case "comment" | "number":
            return Token(kind, found[kind].strip(), text)
        case "everyday":
            return Token("days", "Mo-Su", text)
        case "workdays":
            return Token("days", "Mo-Fr", text)
        case "public_holiday":
            return Token("holiday", "PH", text)
        case "school_holiday":
            return Token("holiday", "SH", text)
        case "clock":
            return _clock(
                text,
                int(found["hour"]),
                int(found["minute"] or found["minute_apart"] or found["minute_h"] or 0),
                found["meridiem"] or found["letter"],
            )
        case "round_hour":
            meridiem = found["round_meridiem"] or found["round_letter"]
            return _clock(text, int(found["round_hour"]), 0, meridiem)
        case "punctuation":
            return Token(_PUNCTUATION.get(text, text), text, text)
        case "unspaced":
            meaning, value = _UNSPACED[text]
            return Token(meaning, value, text)
        case "word":
            return _word(found["word"])
    return Token(kind, "", text)


def _word(text: str) -> Token:
    kind, value = _WORDS.get(text.lower(), ("unknown_word", text))
    if kind == "clock":
        return Token(kind, value, text, int(value[:2]) * 60, "exact")
    return Token(kind, value, text)


def _kind(found: re.Match[str]) -> str:
    # `lastgroup` names the letter of "8am" where one was written.
    for kind in ("clock", "round_hour"):
        if found[kind] is not None:
            return kind
    return str(found.lastgroup)


def _pieces(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            if text[position] == '"':
                raise OpeningHoursError(OPEN_QUOTE)
            raise OpeningHoursError(UNKNOWN_WORD, word=text[position])
        position = found.end()
        token = _token(found, _kind(found))
        if token.kind == "misspelt_clock":
            raise OpeningHoursError(NOT_A_TIME, time=token.text)
        if token.kind == "unknown_word":
            raise OpeningHoursError(UNKNOWN_WORD, word=token.value)
        if token.kind not in ("noise", "ignored"):
            yield token


def tokens(text: str) -> list[Token]:
    """What the folded text says; raises OpeningHoursError at a word not of ours."""
    read: list[Token] = []
    said_before = ""
    for token in _pieces(text):
        if token.kind in ("am_before", "pm_before"):
            said_before = token.value
        elif token.kind in ("am", "pm") and read and read[-1].kind in _TIMES:
            read[-1] = _in_half_of_day(read[-1], token.value)
        elif said_before and token.kind in _TIMES:
            read.append(_in_half_of_day(token, said_before))
            said_before = ""
        elif token.kind in ("range", "and"):
            read.append(Token(token.value, token.value, token.text))
        else:
            read.append(token)
    return read


def _in_half_of_day(token: Token, meridiem: str) -> Token:
    if token.kind == "number":
        return _clock(token.text, token.number, 0, meridiem)
    return _clock(token.text, token.minutes // 60, token.minutes % 60, meridiem)
