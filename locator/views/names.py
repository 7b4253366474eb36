"""Names in the reader's language, with what they link to."""

from dataclasses import dataclass

from django.db.models import Model

from locator.languages import in_each_language
from locator.models import Operator, Outlet, Place
from locator.search.found import Text, in_reader_language


@dataclass(frozen=True, slots=True)
class NameLink:
    """`local_name` is the Khmer one where the label is not; `address` may be "".

    `is_unplaced` is a place whose position is not known.
    """

    label: Text
    address: str
    local_name: str = ""
    is_unplaced: bool = False


def place_name(place: Place) -> Text:
    return _name(place)


def operator_name(operator: Operator) -> Text:
    return _name(operator)


def operator_names(operator: Operator) -> list[str]:
    """In all languages, and the other names it goes by."""
    return [*_columns(operator).values(), *operator.aliases.splitlines()]


def place_link(place: Place, address: str) -> NameLink:
    label = place_name(place)
    khmer = _columns(place)["name_km"]
    return NameLink(label, address, "" if label.language == "km" else khmer)


def full_place_link(place: Place, address: str) -> NameLink:
    """With what it is and lies in, which tells apart places of one name."""
    label = place_name(place)
    what = str(place.get_level_display())
    if place.parent is not None:
        what = f"{what}, {place_name(place.parent)}"
    return NameLink(Text(f"{label} ({what})", label.language), address)


def outlet_link(outlet: Outlet) -> NameLink:
    label = _name(outlet) or Text(outlet.display_name, "")
    return NameLink(label, outlet.get_absolute_url())


def _name(row: Model) -> Text:
    return in_reader_language(_columns(row), "name")


def _columns(row: Model) -> dict[str, str]:
    return {column: getattr(row, column) or "" for column in in_each_language("name")}
