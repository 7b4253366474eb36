"""Makes the full files that a mirror begins with, all of one moment of the database."""

import datetime as dt
from array import array
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Floor
from django.utils import timezone

from locator import licence
from locator.batches import batches
from locator.change_index import current_epoch, differing_changes, record_changes
from locator.indexing import differing_outlets
from locator.models.carrier import Carrier
from locator.models.outlet import Outlet
from locator.published import PublishedOutlet, PublishedReader
from locator.search_index import write_index
from locator.sync import store
from locator.sync.changes import last_position
from locator.sync.columns import ColumnFile
from locator.sync.positions import is_current, token
from locator.sync.shape import feature, in_english
from locator.text_index import differing_texts

_BATCH: Final = 1_000

# Outlets follow each other from west to east in strips of this height, so that the
# differences between neighbours are small numbers.
_STRIPS_A_DEGREE: Final = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`is_new` is false where what was there already is the same."""

    manifest: Mapping[str, Any]
    is_new: bool


def make_snapshot(*, at: dt.datetime) -> Snapshot:
    """Write the files of all public outlets, and from now on offer them.

    Indexes and records first what a write failed to, should there be such a thing.
    Holds a batch of outlets in memory, not all.
    """
    if unseen := {*differing_outlets(), *differing_texts()["outlet"]}:
        write_index(unseen)
    if differing_changes():
        record_changes()
    epoch = current_epoch()
    with _one_moment():
        terms = {
            "token": token(last_position(), epoch=epoch),
            **licence.terms(),
        }
        offered = store.read_manifest()
        if offered and terms.items() <= offered.items() and store.has_files_of(offered):
            return Snapshot(offered, is_new=False)
        return Snapshot(_write(terms, at), is_new=True)


def offered_snapshot() -> Mapping[str, Any] | None:
    """The last manifest; None where there is none that `changes` can continue."""
    manifest = store.read_manifest()
    epoch = current_epoch()
    if manifest and is_current(manifest["token"], epoch=epoch):
        return manifest
    return None


def _write(terms: Mapping[str, str], at: dt.datetime) -> dict[str, Any]:
    carriers = Carrier.objects.order_by("order", "slug")
    slugs = list(carriers.values_list("slug", flat=True))
    with store.temporary_folder() as making, ExitStack() as files, in_english():
        columns = ColumnFile(making, slugs, files)
        geojson, compact = making / "geojson", making / "columns"
        store.write_gzip(geojson, _collection(terms, columns))
        store.write_gzip(compact, columns.written(terms))
        kept = [
            store.keep_file("geojson", "geojson", "application/geo+json", geojson),
            store.keep_file("columns", "columns.json", "application/json", compact),
        ]
        values = {
            **terms,
            "made_at": timezone.localtime(at).isoformat(),
            "count": columns.count,
        }
        return store.write_manifest(values, kept, making)


def _collection(terms: Mapping[str, str], columns: ColumnFile) -> Iterator[bytes]:
    """All outlets; each goes to the columns too."""
    yield orjson.dumps({"type": "FeatureCollection", **terms})[:-1] + b',"features":['
    separator = b"\n"
    for outlet in _outlets():
        columns.add(outlet)
        yield separator + orjson.dumps(feature(outlet))
        separator = b",\n"
    yield b"\n]}\n"


def _outlets() -> Iterator[PublishedOutlet]:
    strip = Floor(F("latitude") * _STRIPS_A_DEGREE)
    rows = Outlet.objects.published()
    rows = rows.order_by(strip, "longitude", "public_id")
    ids = array("q", rows.values_list("pk", flat=True).iterator(chunk_size=_BATCH))
    reader = PublishedReader()
    for batch in batches(ids, _BATCH):
        yield from reader.read(batch).values()


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read within is of the same moment, and no writer waits for it.

    On SQLite one may, where the version of the library demands the older journal.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # `atomic` would begin as a writer does.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
