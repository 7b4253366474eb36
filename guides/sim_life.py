"""What becomes of a SIM after its validity ends: the regulator's rule, fact F004."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locator.cldr import day_in_words

FACT: Final = "F004"
REMIND_BEFORE: Final = dt.timedelta(days=3)
_STAGES: Final = (
    ("outgoing_blocked_days", _("Outgoing calls, SMS and data stop")),
    ("both_blocked_days", _("Nothing out, nothing in")),
    ("kept_before_resale_days", _("The number is only kept")),
)
_LAST: Final = _("The number may be sold again")
_LINE_OCTETS: Final = 75


@dataclass(frozen=True, slots=True)
class Stage:
    """Both days belong to it; the last stage has no end."""

    begins: dt.date
    ends: dt.date | None
    says: str | Promise

    @property
    def days(self) -> str:
        """The first and the last one, in the reader's language."""
        begins = day_in_words(self.begins, "medium")
        if self.ends is None:
            return gettext("from %(date)s") % {"date": begins}
        return f"{begins} – {day_in_words(self.ends, 'medium')}"

    def holds_on(self, day: dt.date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


def stages(last_valid_day: dt.date, rule: Any) -> list[Stage]:
    """By the value of fact F004; none where that does not give the days of each."""
    lengths = rule if isinstance(rule, dict) else {}
    if not all(isinstance(lengths.get(name), int) for name, _says in _STAGES):
        return []
    found = []
    before = last_valid_day
    for name, says in _STAGES:
        ends = before + dt.timedelta(days=lengths[name])
        found.append(Stage(before + dt.timedelta(days=1), ends, says))
        before = ends
    return [*found, Stage(before + dt.timedelta(days=1), None, _LAST)]


def reminder_day(last_valid_day: dt.date) -> dt.date:
    return last_valid_day - REMIND_BEFORE


def reminder(
    last_valid_day: dt.date,
    *,
    title: str,
    at: dt.datetime,
    stages: Iterable[Stage] = (),
) -> bytes:
    """A calendar file (RFC 5545) with one whole day, three days before the end; its
    note tells what comes after that end.
    """
    day = reminder_day(last_valid_day)
    told = "\n".join(f"{stage.days}: {stage.says}" for stage in stages)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Top-up Finder//SIM life//EN",
        "BEGIN:VEVENT",
        f"UID:sim-{last_valid_day:%Y%m%d}@topup-finder",
        f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        *([f"DESCRIPTION:{_escaped(told)}"] if told else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Cut into lines of 75 octets, never inside a character."""
    folded = b""
    length = 0
    for character in line:
        octets = character.encode()
        if length + len(octets) > _LINE_OCTETS:
            folded += b"\r\n "
            length = 1
        folded += octets
        length += len(octets)
    return folded
