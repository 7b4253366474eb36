"""What becomes of a SIM after its validity ends: the regulator's rule, fact F004."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FACT: Final = "F004"
REMIND_BEFORE: Final = dt.timedelta(days=3)
_STAGES: Final = (
    (1, 60, _("Outgoing calls, SMS and data stop")),
    (61, 90, _("Nothing out, nothing in")),
    (91, 180, _("The number is only kept")),
    (181, None, _("The number may be sold again")),
)
_LINE_OCTETS: Final = 75


@dataclass(frozen=True, slots=True)
class Stage:
    """Both days belong to it; the last stage has no end."""

    begins: dt.date
    ends: dt.date | None
    says: str | Promise

    def is_on(self, day: dt.date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


def stages(last_valid_day: dt.date) -> list[Stage]:
    return [
        Stage(
            begins=last_valid_day + dt.timedelta(days=first),
            ends=last_valid_day + dt.timedelta(days=last) if last else None,
            says=says,
        )
        for first, last, says in _STAGES
    ]


def reminder(last_valid_day: dt.date, *, title: str, at: dt.datetime) -> bytes:
    """A calendar file (RFC 5545) with one whole day, three days before the end."""
    day = last_valid_day - REMIND_BEFORE
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
