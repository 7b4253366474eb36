"""The one writer of the texts that the search box looks in, and of their bigrams."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.db import connection, models, transaction

from locator.batches import batches
from locator.contention import wait_for_turn
from locator.folding import keys
from locator.languages import in_each_language
from locator.models.operator import Operator
from locator.models.outlet import Outlet
from locator.models.place import Place, PlaceAlias
from locator.models.text import OutletText, PlaceText, bigrams, encoded, joined

_BATCH: Final = 2_000
_ADDRESS: Final = ("landmark", "floor", "street", "village", "commune")


def index_text(
    *,
    outlet_ids: Iterable[int] | None = (),
    place_ids: Iterable[int] | None = (),
) -> int:
    """Make the search texts of these outlets and places, or of all with None, equal to
    their names and addresses. Returns how many texts changed.

    Call it in the transaction of every write to places, aliases and outlets, and with
    an operator's outlets after a write to its names.
    """
    changed = 0
    with transaction.atomic():
        for batch in _batches(place_ids, Place):
            changed += _write(PlaceText, batch, _place_texts(batch))
        for batch in _batches(outlet_ids, Outlet):
            changed += _write(OutletText, batch, _outlet_texts(batch))
    return changed


def forget_text(*, place_ids: Iterable[int]) -> None:
    """Have these places found no more. Call it before the write that deletes them."""
    with transaction.atomic():
        for batch in _batches(place_ids, Place):
            _write(PlaceText, batch, {})


def rewrite_texts() -> None:
    """Write every text and its bigrams anew, whatever they were."""
    models: tuple[type[PlaceText] | type[OutletText], ...] = (PlaceText, OutletText)
    with transaction.atomic():
        for model in models:
            model._default_manager.all().delete()
            if connection.vendor == "sqlite":
                _forget_all(model)
        index_text(outlet_ids=None, place_ids=None)


def differing_texts() -> dict[str, list[int]]:
    """Ids of the places and outlets whose texts, or their bigrams, are not right."""
    places = _differing(PlaceText, Place, _place_texts)
    outlets = _differing(OutletText, Outlet, _outlet_texts)
    return {"place": sorted(places), "outlet": sorted(outlets)}


def _batches(
    ids: Iterable[int] | None, owner: type[models.Model]
) -> Iterator[list[int]]:
    if ids is None:
        ids = owner._default_manager.values_list("pk", flat=True)
    chosen = sorted(set(ids))
    for batch in batches(chosen, _BATCH):
        # The later of two writers of one row sees all names.
        wait_for_turn(owner._default_manager.filter(pk__among=batch))
        yield batch


def _columns(*names: str, prefix: str = "") -> list[str]:
    return [prefix + column for name in names for column in in_each_language(name)]


def _keys(names: Iterable[str | None]) -> Iterator[str]:
    return chain.from_iterable(keys(name) for name in names if name)


def _place_texts(place_ids: Sequence[int]) -> dict[int, str]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    places = Place.objects.filter(pk__among=place_ids)
    for pk, *own in places.values_list("pk", *_columns("name")):
        names[pk] += _keys(own)
    aliases = PlaceAlias.objects.filter(place__pk__among=place_ids)
    for pk, name in aliases.order_by("pk").values_list("place_id", "name"):
        names[pk] += _keys([name])
    return {pk: text for pk, own in names.items() if (text := joined(own))}


def _outlet_texts(outlet_ids: Sequence[int]) -> dict[int, str]:
    operators = _operator_names()
    names, address = _columns("name"), _columns(*_ADDRESS)
    outlets = (
        Outlet.objects.published()
        .filter(pk__among=outlet_ids)
        .values_list("pk", "operator_id", *names, *address)
    )
    texts = {}
    for pk, operator_id, *values in outlets:
        own = [*_keys(values[: len(names)]), *operators.get(operator_id, ())]
        text = joined(own, _keys(values[len(names) :]))
        if text:
            texts[pk] = text
    return texts


def _operator_names() -> dict[int | None, list[str]]:
    rows = Operator.objects.values_list("pk", "aliases", *_columns("name"))
    return {
        pk: list(_keys([*own, *aliases.splitlines()])) for pk, aliases, *own in rows
    }


def _write(
    model: type[PlaceText] | type[OutletText],
    batch: Sequence[int],
    wanted: dict[int, str],
) -> int:
    stored: models.Manager[Any] = model._default_manager
    if connection.vendor == "sqlite" and not stored.exists():
        # Texts that went with their owners, or in a flush, left bigrams behind.
        _forget_all(model)
    present = dict(stored.filter(pk__in=batch).values_list("pk", "text"))
    gone = [pk for pk in present if pk not in wanted]
    new = {pk: text for pk, text in wanted.items() if present.get(pk) != text}
    stored.filter(pk__in=gone).delete()
    stored.bulk_create(
        [model(pk=pk, text=text) for pk, text in new.items()],
        update_conflicts=True,
        unique_fields=[model._meta.pk.attname],
        update_fields=["text"],
        batch_size=_BATCH,
    )
    if connection.vendor == "sqlite":
        outdated = {pk: present[pk] for pk in (*gone, *new) if pk in present}
        _write_bigrams(model, outdated, new)
    return len(gone) + len(new)


def _forget_all(model: type[models.Model]) -> None:
    grams = f"{model._meta.db_table}_grams"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {grams}({grams}) VALUES ('delete-all')")  # noqa: S608


def _write_bigrams(
    model: type[models.Model],
    outdated: dict[int, str],
    new: dict[int, str],
) -> None:
    """PostgreSQL keeps the bigrams itself; the FTS5 table has to be told.

    It keeps no text of its own, so to forget a text is to say it once more.
    """
    grams = f"{model._meta.db_table}_grams"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {grams}({grams}, rowid, pairs)"  # noqa: S608
            " VALUES ('delete', %s, %s)",
            [(pk, encoded(bigrams(text))) for pk, text in outdated.items()],
        )
        cursor.executemany(
            f"INSERT INTO {grams}(rowid, pairs) VALUES (%s, %s)",  # noqa: S608
            [(pk, encoded(bigrams(text))) for pk, text in new.items()],
        )


def _differing(
    model: type[PlaceText] | type[OutletText],
    owner: type[models.Model],
    texts_of: Any,
) -> set[int]:
    ids = owner._default_manager.values_list("pk", flat=True)
    wanted: dict[int, str] = {}
    for batch in batches(ids, _BATCH):
        wanted |= texts_of(batch)
    stored = dict(model._default_manager.values_list("pk", "text"))
    differing = {pk for pk, _text in wanted.items() ^ stored.items()}
    if connection.vendor == "sqlite":
        indexed = _indexed_bigrams(model)
        differing |= {
            pk
            for pk in indexed.keys() | stored.keys()
            if indexed.get(pk, set())
            != set(encoded(bigrams(stored.get(pk, ""))).split())
        }
    return differing


def _indexed_bigrams(model: type[models.Model]) -> dict[int, set[str]]:
    grams = f"{model._meta.db_table}_grams"
    found: defaultdict[int, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE VIRTUAL TABLE temp.{grams}_seen"
            f" USING fts5vocab('main', '{grams}', 'instance')"
        )
        try:
            cursor.execute(f"SELECT doc, term FROM temp.{grams}_seen")  # noqa: S608
            for pk, term in cursor.fetchall():
                found[pk].add(term)
        finally:
            cursor.execute(f"DROP TABLE temp.{grams}_seen")
    return dict(found)
