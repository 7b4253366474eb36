"""What people write, without what could tell who they are."""

import re
import unicodedata
from typing import Final

MASK: Final = "[…]"

# The patterns read what `_folded` makes: ASCII digits and dashes, nothing unseen.
_DOT: Final = r"(?: \. | \s? [(\[{] \s? dot \s? [)\]}] \s? )"
_MAIL: Final = rf"""
    [^\s@<>()\[\]{{}}]{{1,64}}
    (?: (?: @ | \s? [(\[{{] \s? at \s? [)\]}}] \s? ) (?: [\w-]+ {_DOT} )+
      | \s at \s (?: [\w-]+ \s dot \s )+ )
    [^\W\d_]{{2,}}
"""
_ACCOUNT: Final = rf"""
    (?: https?:// )? (?: [\w-]{{1,30}} \. ){{0,3}}
    \b (?: (?: t | telegram | wa | m | fb | line | zalo ) {_DOT} me
         | (?: facebook | fb | instagram | messenger | tiktok | twitter | x
             | whatsapp | wechat | linkedin ) {_DOT} com )
    \s? / \s? \S+
"""
_HOUR: Final = "(?: [01]?[0-9] | 2[0-4] )"
_CLOCK: Final = f"{_HOUR}[:.][0-5][0-9]"
_FOUR: Final = "[0-2][0-9][0-5][0-9]"
_DAY: Final = "[0-3]?[0-9]"
_YEAR: Final = "(?: 19 | 20 )[0-9]{2}"
_DATE: Final = f"""(?: {_YEAR} [-./] {_DAY} [-./] {_DAY}
                   | {_DAY} [-./] {_DAY} [-./] {_YEAR} )"""
_SUM: Final = "[1-9][0-9]{0,2}[.,]?[05]00"
# Hours, days, ranges of round sums, and positions in Cambodia.
_ELSE: Final = rf"""
    (?<![0-9]) (?:
        {_CLOCK} \s?-\s? {_CLOCK}
      | {_HOUR}:[0-5][0-9]
      | {_FOUR} \s?-\s? {_FOUR} (?! \s[0-9] )
      | {_HOUR}-{_HOUR} ,\s? {_HOUR}-{_HOUR}
      | {_DATE} (?: \s?-\s? {_DATE} )?
      | {_SUM} (?: \s?[-/~]\s? {_SUM} )+
      | 1[0-4]\.[0-9]{{3,}} [\s,]{{1,2}} 10[2-7]\.[0-9]{{3,}}
    ) (?! [-.:/']?[0-9] )
"""
_DIGIT: Final = rf"(?! {_ELSE} ) [0-9]"
# Lists of sums and houses have commas as well, so what else than spaces and dashes
# may stand in a number is taken for part of it only after how a number begins.
_NUMBER: Final = rf"""
    [+(]{{0,2}}
    (?: {_DIGIT} (?: [\s.·*=~|/()_-]{{0,5}} {_DIGIT} ){{7,}}
      | (?<![0-9]) (?! {_ELSE} )
        (?: 0[1-9][0-9] | 855 | 1[3-9][0-9] (?= [\W_]{{0,5}} [0-9]{{4}} (?![0-9]) ) )
        (?: [\W_]{{0,5}} {_DIGIT} ){{6,}} )
"""
_FOUND: Final = re.compile(
    rf"(?P<contact> {_MAIL} | {_ACCOUNT} ) | {_ELSE} | (?P<number> {_NUMBER} )",
    re.IGNORECASE | re.VERBOSE,
)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Me", "Mn"})
"""Categories of what shows nothing between digits, or only a ring around one."""


def without_contacts(text: str) -> str:
    """The text with phone numbers, mail addresses and accounts masked.

    Eight digits or more in a row are taken for a phone number, with spaces and dashes
    or without, and with any signs between them where they begin as one. Hours, days and
    sums are not. What is not masked stays as it was written.
    """
    folded, positions = _folded(text)
    kept, end = [], 0
    for found in _FOUND.finditer(folded):
        if found["contact"] or found["number"]:
            kept += [text[end : positions[found.start()]], MASK]
            # What follows unseen goes too, and all of a sign that is several folded.
            end = max(positions[found.end()], positions[found.end() - 1] + 1)
    return "".join([*kept, text[end:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as patterns read it, and where in `text` each character of it stood.

    The positions have one more: the end of `text`.
    """
    folded, positions = [], []
    for position, written in enumerate(text):
        for sign in unicodedata.normalize("NFKC", written):
            category = unicodedata.category(sign)
            if category in _UNSEEN and not sign.isspace():
                continue
            folded.append(_plain(sign, category))
            positions.append(position)
    return "".join(folded), [*positions, len(text)]


def _plain(sign: str, category: str) -> str:
    """A digit of any script, also in a circle, as in ASCII; each dash as "-"."""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    return "-" if category == "Pd" or sign in "−ー" else sign
