"""Settlements and landmarks of a file, added to the places visitors search."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.text import slugify

from locator.folding import fold
from locator.geo.distance import distance_m
from locator.importing.nearest import NearestPlaces
from locator.importing.place_names import (
    NAME_COLUMNS,
    fill_names,
    names_by_language,
    unknown_aliases,
)
from locator.importing.records import PlaceRecord, longest
from locator.importing.report import PlacesReport
from locator.models.history import begin_history, record_history
from locator.models.place import Place, PlaceAlias
from locator.text_index import index_text

ADMINISTRATIVE = (Place.Level.PROVINCE, Place.Level.DISTRICT, Place.Level.COMMUNE)
TWIN_WITHIN_M = {Place.Level.TOWN: 5_000.0, Place.Level.LANDMARK: 1_000.0}
FILLED_COLUMNS = (
    "name",
    *NAME_COLUMNS,
    "latitude",
    "longitude",
    "population",
    "source",
    "imported",
)
BATCH = 500


def load_places(records: Sequence[PlaceRecord], *, source: str) -> PlacesReport:
    """Add the places nobody knows yet and fill what the known ones lack.

    A place is known by its reference in the source, else by a shared name at the same
    level nearby (a town within 5 km, a landmark within 1 km). What a known place has
    is never overwritten. A new one lies in the province, district or commune whose
    point is nearest. Call it in a transaction.
    """
    report = PlacesReport()
    if not records:
        return report
    gazetteer = _Gazetteer(source)
    areas = nearest_places(ADMINISTRATIVE)
    new: list[Place] = []
    changed: dict[int, Place] = {}
    aliases: list[PlaceAlias] = []
    for record in records:
        place = gazetteer.find(record)
        if place is None:
            place = gazetteer.add(record, areas)
            new.append(place)
            is_filled = False
        else:
            is_filled = _fill(place, record)
        added = list(gazetteer.unknown_aliases(place, record))
        aliases += added
        if place.pk and (is_filled or added):
            changed[place.pk] = place
    Place.objects.bulk_create(new, batch_size=BATCH)
    update_places(list(changed.values()))
    for alias in aliases:
        # A place that was new has its id only now.
        alias.place_id = alias.place.pk
    PlaceAlias.objects.bulk_create(aliases, batch_size=BATCH)
    touched = [place.pk for place in (*new, *changed.values())]
    record_history(Place, touched)
    index_text(place_ids=touched)
    report.created, report.updated = len(new), len(changed)
    report.unchanged = len(records) - len(new) - len(changed)
    return report


def update_places(places: Sequence[Place]) -> None:
    """Write what imports fill of existing places, in few queries.

    An insert that updates on conflict: `bulk_update` takes a CASE a column and row.
    """
    if places:
        begin_history(Place, [place.pk for place in places])
        Place.objects.bulk_create(
            places,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=FILLED_COLUMNS,
        )


def nearest_places(levels: Sequence[str] = Place.Level.values) -> NearestPlaces:
    """The places of these levels that have a point, to find the nearest of."""
    places = Place.objects.filter(latitude__isnull=False, level__in=levels)
    return NearestPlaces(
        (key, latitude, longitude)
        for key, latitude, longitude in places.values_list(
            "id", "latitude", "longitude"
        ).iterator()
        if latitude is not None and longitude is not None
    )


class _Gazetteer:
    """All places by reference and by level and folded name, the unsaved ones too."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._by_ref: dict[str, Place] = {}
        self._by_name: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        by_id: dict[int, Place] = {}
        for place in Place.objects.order_by("id"):
            by_id[place.pk] = place
            self._enter(place)
        for alias in PlaceAlias.objects.order_by("id"):
            self._enter_name(by_id[alias.place_id], alias.name)

    def find(self, record: PlaceRecord) -> Place | None:
        if place := self._by_ref.get(self._reference(record)):
            return place
        for name in _names(record):
            named_so = self._by_name.get((record.level, fold(name)), [])
            for place in named_so:
                if _is_near(place, record, only_one=len(named_so) == 1):
                    return place
        return None

    def add(self, record: PlaceRecord, areas: NearestPlaces) -> Place:
        place = Place(
            level=record.level,
            slug=self._free_slug(record),
            parent_id=areas.nearest_to(record.point.latitude, record.point.longitude),
            latitude=record.point.latitude,
            longitude=record.point.longitude,
            population=record.population,
            source=self._reference(record),
            **_name_columns(record),
        )
        self._enter(place)
        return place

    def unknown_aliases(
        self, place: Place, record: PlaceRecord
    ) -> Iterator[PlaceAlias]:
        # A name that filled a blank is known by now.
        self._enter(place)
        names = (*_names_with_language(record), *record.aliases)
        for alias in unknown_aliases(place, names, self._names[place.slug]):
            self._enter_name(place, alias.name)
            yield alias

    def _reference(self, record: PlaceRecord) -> str:
        return f"{self._source} {record.ref}"

    def _enter(self, place: Place) -> None:
        self._by_ref[place.source] = place
        self._names[place.slug].add("")
        for column in NAME_COLUMNS:
            if name := getattr(place, column):
                self._enter_name(place, name)

    def _enter_name(self, place: Place, name: str) -> None:
        self._names[place.slug].add(fold(name))
        named_so = self._by_name[place.level, fold(name)]
        if place not in named_so:
            named_so.append(place)

    def _free_slug(self, record: PlaceRecord) -> str:
        english = names_by_language(record.name).get("en", "")
        limit = longest(Place, "slug")
        # Its end tells places apart: the reference in the source.
        reference = slugify(self._reference(record).replace("/", "-"))[-limit:]
        stem = slugify(english)[: max(limit - len(reference) - 1, 0)]
        if stem and stem not in self._names:
            return stem
        return f"{stem}-{reference}".strip("-")


def _names_with_language(record: PlaceRecord) -> list[tuple[str, str]]:
    return [(name, key) for key, name in names_by_language(record.name).items()]


def _names(record: PlaceRecord) -> list[str]:
    return [name for name, _language in _names_with_language(record)]


def _name_columns(record: PlaceRecord) -> dict[str, str]:
    return {f"name_{key}": name for key, name in record.name.given().items()}


def _is_near(place: Place, record: PlaceRecord, *, only_one: bool) -> bool:
    """Whether two places of one name are one; without a point if nobody else has it."""
    if place.point is None:
        return only_one
    metres = distance_m(place.point, record.point)
    return metres <= TWIN_WITHIN_M.get(Place.Level(record.level), 0.0)


def _fill(place: Place, record: PlaceRecord) -> bool:
    """Fill what the place lacks; whether anything was filled."""
    is_filled = fill_names(place, record.name) > 0
    if place.latitude is None:
        place.latitude = record.point.latitude
        place.longitude = record.point.longitude
        is_filled = True
    if place.population is None and record.population is not None:
        place.population = record.population
        is_filled = True
    return is_filled
