"""Names a query has no use for are told, so that no misspelt filter passes silently."""

from collections.abc import Collection, Iterable
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, process

_MAX_NAME: Final = 40
_ALIKE_PERCENT: Final = 65


def no_parameter(name: str, known: Iterable[str]) -> str:
    """What to say of a name that is none of these; the one most like it, if any is."""
    known = [*known]
    meant = process.extractOne(
        name[:_MAX_NAME], known, scorer=fuzz.ratio, score_cutoff=_ALIKE_PERCENT
    )
    if meant:
        return _("There is no such parameter; did you mean %s?") % meant[0]
    sentence = ngettext(
        "There is no such parameter; there is only %s.",
        "There is no such parameter; there are %s.",
        len(known),
    )
    return sentence % ", ".join(known)


def wrong_names(
    query: QueryDict,
    known: Iterable[str],
    *,
    several: Collection[str] = (),
    unnamed: Collection[str] = (),
) -> list[tuple[str, str]]:
    """(name, sentence) of each parameter that is not known, or given twice.

    Of `several` all values count; the `unnamed` are taken too, but not proposed.
    """
    known = [*known]
    wrong = []
    for name, values in query.lists():
        if name not in known and name not in unnamed:
            wrong.append((name, no_parameter(name, known)))
        elif len(values) > 1 and name not in several:
            wrong.append((name, _("Give it once.")))
    return wrong
