"""Words that say one is near a place, around the place's name: 暹粒附近, "near Kep"."""

import re
from typing import Final

_BEFORE: Final = re.compile(
    r"(?:(?:i am|i'm|i’m|we are)\s+)?"
    r"(?:the\s+)?(?:near(?:by|est)?(?:\s+to)?|close to|next to|around|beside|in|at)\s+"
    "|(?:我|我们)?(?:现在)?(?:在|靠近)"
    "|(?:ខ្ញុំ\\s*)?(?:នៅ\\s*)?(?:ខាង\\s*)?(?:ជិត|ក្បែរ|ក្នុង|ម្ដុំ|ម្តុំ)\\s*"
    "|(?:ខ្ញុំ\\s*)?នៅ\\s*",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"\s+(?:near(?:by)?(?: me| here)?|area)"
    "|的?(?:附近|旁边|旁|边上|周边|周围|一带|这边|那边|这里|那里|里面?)"
    "|\\s*(?:ជិត|ក្បែរ)(?:នេះ|នោះ)?",
    re.IGNORECASE,
)
_NO_NAME: Final = {"area", "city", "here", "me", "the", "there", "town", "us"}


def without_nearness(query: str) -> str:
    """What the words are near to; as typed where they say nothing of the kind."""
    text = query.strip()
    if before := _BEFORE.match(text):
        text = text[before.end() :]
    ends = [
        found.start() for found in _AFTER.finditer(text) if found.end() == len(text)
    ]
    if ends:
        text = text[: min(ends)]
    # "Near me" and "in the city" name no place.
    named = set(text.lower().split()) - _NO_NAME
    return text.strip() if named else query
