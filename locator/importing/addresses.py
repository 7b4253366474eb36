"""A postal address in one text, taken apart as addresses are given in Cambodia."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_SEPARATORS = re.compile("[,،，、;\n]")
# "Sangkat Srah Chork Khan Daun Penh": two parts without a comma between them.
_NEXT_PART = re.compile(
    r"\s+(?=(?:Phum|Sang?kat|Khum|Khan|Krong|Srok)\s+\S)"
    r"|(?<=\bcommune)\s+(?=\S.*\bdistrict$)"
    r"|\s*(?=(?:សង្កាត់|ឃុំ|ខណ្ឌ|ស្រុក|ខេត្ត|រាជធានី))",
    re.IGNORECASE,
)
_VILLAGE = re.compile(r"(?:phum|village)\b\s*\S|\S.*\bvillage$|ភូមិ|.*村$", re.IGNORECASE)
_COMMUNE = re.compile(
    r"(?:sang?kat|sk\.|khum|commune)\s*\S|\S.*\b(?:sang?kat|khum|comm?un(?:e|ce))$"
    r"|សង្កាត់|ឃុំ|.*(?:分区|乡)$",
    re.IGNORECASE,
)
_DISTRICT = re.compile(
    r"(?:khan|krong|srok|district|city of)\b|.*\b(?:khan|krong|srok|distr?i?r?ct|city|"
    r"town|municipality\w?)$|ខណ្ឌ|ស្រុក|ក្រុង|.*(?:区|县)$",
    re.IGNORECASE,
)
_PROVINCE = re.compile(
    r"province\b|.*\bprovi(?:n?ce)$|phno[mn]? penh(?: capital| city)?$|cambodia$|"
    r"kingdom of cambodia$|ខេត្ត|រាជធានី|ភ្នំពេញ$|កម្ពុជា$|.*[省]$|金边市?$|柬埔寨$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SplitAddress:
    """What an outlet keeps of an address; district and province follow its point."""

    street: str = ""
    village: str = ""
    commune: str = ""


def split_address(text: str) -> SplitAddress:
    """Take a clean text apart by its commas and the words of each level.

    "#91, Preah Sisovat Blvd., Phum 8, Sangkat Voat Phnum, Khan Doun Penh, Phnom Penh"
    is a street (with its number), a village and a commune. What names no level is the
    street's. District and province are left out, unless they are all there is.
    """
    parts = [
        trimmed
        for by_comma in _SEPARATORS.split(text)
        for part in _NEXT_PART.split(by_comma)
        if (trimmed := part.strip(" .។"))
    ]
    street, village, commune, wider = [], "", "", []
    for part in parts:
        level = _level(part)
        if level == "village" and not village:
            village = part
        elif level == "commune" and not commune:
            commune = part
        elif level == "wider":
            wider.append(part)
        else:
            street.append(part)
    if not (street or village or commune):
        street = wider
    return SplitAddress(", ".join(street), village, commune)


def _without_digits(pattern: re.Pattern[str]) -> Callable[[str], object]:
    """ "Bldg S2-01 The Olympia City" is no city."""
    return lambda part: not any(map(str.isdigit, part)) and pattern.match(part)


_LEVELS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("village", _VILLAGE.match),
    ("commune", _COMMUNE.match),
    ("wider", _without_digits(_DISTRICT)),
    ("wider", _without_digits(_PROVINCE)),
)


def _level(part: str) -> str:
    return next((level for level, matches in _LEVELS if matches(part)), "")
