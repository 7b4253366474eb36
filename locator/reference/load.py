"""Fixtures into an empty database, much faster than `loaddata` and all or nothing."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import override

from locator.models import Carrier
from locator.search_index import write_index

_BATCH: Final = 500


def load_initial(fixtures: Path) -> dict[str, int] | None:
    """Load every fixture file of the folder, in the order of their names, and index.

    Returns the number of rows of each model. Does nothing and returns None where the
    database has carriers: what curators entered is never written over.
    """
    # "name" in a fixture is the name in the site's first language, whoever loads it.
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        if Carrier.objects.exists():
            return None
        counts: dict[str, int] = {}
        for path in sorted(fixtures.glob("*.json")):
            for model, rows in groupby(_rows(path), _model_of):
                created = model._default_manager.bulk_create(rows, batch_size=_BATCH)
                label = str(model._meta.verbose_name_plural)
                counts[label] = counts.get(label, 0) + len(created)
                _continue_ids(model)
        write_index(None, place_ids=None)
    return counts


def _rows(path: Path) -> Iterator[models.Model]:
    text = path.read_text(encoding="utf-8")
    for row in serializers.deserialize("json", text):
        yield row.object


def _model_of(row: models.Model) -> type[models.Model]:
    return type(row)


def _continue_ids(model: type[models.Model]) -> None:
    """Let the next row that is added continue after the ids of the fixture."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
