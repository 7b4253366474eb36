"""Addresses as people give them here: a landmark first, then floor, street, sangkat."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from locator.cldr import listed
from locator.models.outlet import Outlet
from locator.search.found import Text

_RELATIONS = {
    Outlet.Relation.BESIDE: noop("beside {landmark}"),
    Outlet.Relation.OPPOSITE: noop("opposite {landmark}"),
    Outlet.Relation.BEHIND: noop("behind {landmark}"),
    Outlet.Relation.IN_FRONT: noop("in front of {landmark}"),
    Outlet.Relation.INSIDE: noop("inside {landmark}"),
    Outlet.Relation.NEAR: noop("near {landmark}"),
}


class Addressed(Protocol):
    """What an address is made of; `relation` is one to the landmark, or ""."""

    @property
    def relation(self) -> str: ...
    @property
    def landmark(self) -> Text: ...
    @property
    def floor(self) -> Text: ...
    @property
    def street(self) -> Text: ...
    @property
    def village(self) -> Text: ...
    @property
    def commune(self) -> Text: ...


@dataclass(frozen=True, slots=True)
class AddressPart:
    """`text` in its own language, between words in the reader's."""

    text: Text
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.text}{self.after}"


def address_parts(outlet: Addressed) -> tuple[AddressPart, ...]:
    """The known parts of an address, the most telling first; none where none is."""
    landmark = (_landmark(outlet),) if outlet.landmark.text else ()
    others = (outlet.floor, outlet.street, outlet.village, outlet.commune)
    return (*landmark, *(AddressPart(other) for other in others if other.text))


def address_line(outlet: Addressed) -> str:
    """The address in one line, "beside Phsar Thmei, St. 130"; "" where unknown."""
    return listed(address_parts(outlet))


def _landmark(outlet: Addressed) -> AddressPart:
    pattern = _RELATIONS.get(Outlet.Relation(outlet.relation or Outlet.Relation.NEAR))
    before, _landmark, after = gettext(str(pattern)).partition("{landmark}")
    return AddressPart(outlet.landmark, before, after)
