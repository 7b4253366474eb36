"""Points and names of official places, added to those the site has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from locator.folding import fold
from locator.importing.merge import merge
from locator.importing.place_names import (
    fill_names,
    names_by_language,
    own_names,
    unknown_aliases,
)
from locator.importing.places import update_places
from locator.importing.places_csv import CodedPlace
from locator.importing.records import Json, RejectedRow, longest
from locator.importing.report import Conflict, PlacesReport
from locator.importing.text import language_of
from locator.models.history import record_history
from locator.models.place import Place, PlaceAlias
from locator.text_index import index_text

BATCH = 500
POINT = "point"
_POINT_FROM = "; point: "


def load_coded_places(
    rows: Iterable[CodedPlace | RejectedRow], *, source: str
) -> PlacesReport:
    """Add the rows' points and names to the places with their codes.

    A name is filled in where the language has none; others become aliases unless the
    search takes them for a known one. A point is set where there is none, and where
    the present one is still what this source last gave; one moved since stays, and
    the report says so. Call it in a transaction.
    """
    report = PlacesReport()
    coded = []
    for row in rows:
        if isinstance(row, CodedPlace):
            coded.append(row)
        else:
            report.rejected.append(row)
    found = Place.objects.filter(code__in={row.code for row in coded})
    # On PostgreSQL the lock keeps a curator's save from falling in between.
    places = {
        place.code: place
        for place in found.order_by("pk").select_for_update(no_key=True)
    }
    known = _known_names(places.values())
    changed: set[int] = set()
    aliases: list[PlaceAlias] = []
    for row in coded:
        place = places.get(row.code)
        if place is None:
            why = _("No place has the code %(code)s.") % {"code": row.code}
            report.rejected.append(RejectedRow(row.where, why, row.code))
            continue
        has_new_point = _merge_point(place, row, source, report)
        filled = fill_names(place, row.name)
        known[place.pk] |= own_names(place)
        more = list(unknown_aliases(place, _names(row), known[place.pk]))
        aliases += more
        report.points += has_new_point
        report.names += filled + len(more)
        if has_new_point or filled or more:
            changed.add(place.pk)
    # All of them: what the source now says is remembered where it changes nothing too.
    update_places(list(places.values()))
    PlaceAlias.objects.bulk_create(aliases, batch_size=BATCH)
    why = _("Import of %(source)s") % {"source": source}
    record_history(Place, sorted(changed), reason=why)
    index_text(place_ids=changed)
    report.updated = len(changed)
    report.unchanged = len(places) - len(changed)
    return report


def _known_names(places: Iterable[Place]) -> dict[int, set[str]]:
    """The folded names and aliases of each place."""
    known = defaultdict(set, {place.pk: own_names(place) for place in places})
    aliases = PlaceAlias.objects.filter(place__pk__among=list(known))
    for pk, name in aliases.values_list("place_id", "name"):
        known[pk].add(fold(name))
    return known


def _merge_point(
    place: Place, row: CodedPlace, source: str, report: PlacesReport
) -> bool:
    """Whether the place has another point now."""
    imported: dict[str, Json] = place.imported.get(source, {})
    has_point = place.latitude is not None
    if row.point is None or (has_point and not imported):
        return False
    current: Json = [place.latitude, place.longitude] if has_point else None
    says: Json = [row.point.latitude, row.point.longitude]
    merged = merge(imported, {POINT: current}, {POINT: says})
    place.imported = place.imported | {source: merged.imported}
    report.conflicts += [
        Conflict(row.where, row.code, "", kept) for kept in merged.kept
    ]
    if not merged.changes:
        return False
    place.latitude, place.longitude = row.point.latitude, row.point.longitude
    base = place.source.partition(_POINT_FROM)[0]
    place.source = f"{base}{_POINT_FROM}{source}".removeprefix("; ")[
        : longest(Place, "source")
    ]
    return True


def _names(row: CodedPlace) -> Iterator[tuple[str, str]]:
    """(name, language); a name's column is no proof of its script."""
    for name in (*names_by_language(row.name).values(), *row.aliases):
        yield name, language_of(name)
