"""How the kind of a fact's source reads; the facts themselves name it in English."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locator.cldr import listed

_READS: Final[dict[str, str | Promise]] = {
    "official": _("official"),
    "official (ABA)": _("official"),
    "official (old snapshot)": _("official, an old copy"),
    "official (older version of the page)": _("official, an older version"),
    "copy of an official notice in a third-party repository": _(
        "somebody's copy of an official notice"
    ),
    "news": _("news"),
    "news copy": _("news"),
    "news citing China News Service": _("news"),
    "trade news": _("trade news"),
    "company letter in news": _("a company's letter in the news"),
    "blog": _("blog"),
    "blog with photos": _("blog"),
    "travel blog": _("travel blog"),
    "expat guide": _("a resident foreigner's page"),
    "expat page": _("a resident foreigner's page"),
    "expat press": _("press for resident foreigners"),
    "resident's page": _("a resident's page"),
    "interview": _("interview"),
    "encyclopedia copy": _("copy of an encyclopedia"),
    "document copy": _("copy of a document"),
    "guidebook copy (old)": _("copy of an old guidebook"),
    "open-source scraper": _("a public program"),
    "hand-typed baseline in a scraper": _("typed by hand in a public program"),
    "unnamed public repository": _("a public program"),
    "open data": _("open data"),
    "open data (Google libphonenumber port)": _("open data"),
    "absence of evidence": _("nothing found"),
}
_PACKAGE: Final = ", package:"


def reads(source_type: str) -> str | None:
    """In the reader's language, with the package that open data came in; None where it
    has not been translated.
    """
    kind, package, name = source_type.partition(_PACKAGE)
    kinds = [_READS.get(part) for part in kind.split(", ")]
    if None in kinds:
        return None
    said = [*map(str, kinds), *([name] if package else [])]
    return listed(said)
