"""What the text of a guide may cost: one far larger is not even parsed."""

import re

from django.utils.translation import gettext as _

_DEFINITION = re.compile(
    r"^[ \t>*+.)\d-]*\[(?:\\.|[^\[\]\\]){1,999}\]:\s*(.*)", re.MULTILINE
)
MAX_BRACKETS = 500
"""For `[` and for `<`: each may open what is then sought to the end of the text."""
MAX_DEFINITIONS = 50
MAX_ADDRESS_LENGTH = 500
"""Of a link definition, with its title: every use of it writes them out again."""
MAX_CELLS = 3000
"""Of tables: a row of one letter is filled up with as many cells as its table has."""
_DELIMITER_ROW = frozenset(" \t>*+.)0123456789:|-")


def problem_of_size(markdown: str) -> str:
    """Why the text is not even parsed, for the editor; "" where it is."""
    for sign in ("[", "<"):
        if markdown.count(sign) > MAX_BRACKETS:
            return _("A text has at most %(number)s times “%(sign)s”.") % {
                "number": MAX_BRACKETS,
                "sign": sign,
            }
    defined = _DEFINITION.findall(markdown)
    if len(defined) > MAX_DEFINITIONS:
        return _("A text defines at most %(number)s addresses as [name]: address.") % {
            "number": MAX_DEFINITIONS
        }
    if any(len(address) > MAX_ADDRESS_LENGTH for address in defined):
        return _("An address after [name]: has at most %(number)s characters.") % {
            "number": MAX_ADDRESS_LENGTH
        }
    if _cells(markdown) > MAX_CELLS:
        return _("The tables of a text have at most %(number)s cells.") % {
            "number": MAX_CELLS
        }
    return ""


def _cells(markdown: str) -> int:
    """At least as many as the tables have: they end at an empty line, if not before."""
    cells = columns = 0
    for line in markdown.splitlines():
        if not line.strip():
            columns = 0
        elif {"|", "-"} <= set(line) <= _DELIMITER_ROW:
            columns = max(columns, line.count("|") + 1)
        cells += columns
    return cells
