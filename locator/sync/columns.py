"""The outlets column by column, small enough for a phone. See docs/mirroring.md."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

import orjson

from locator.languages import LANGUAGES, in_each_language
from locator.models.offer import Confidence
from locator.models.outlet import PUBLIC_ID_LENGTH, Kind, OwnSource
from locator.published import PublishedOutlet

FORMAT: Final = "topup-columns-1"
SCALE: Final = 100_000
"""Units to a degree: 1.1 m."""

_COLUMNS: Final = (
    "lat",
    "lon",
    "kind",
    "operator",
    "hours",
    "sells",
    "likely",
    "confirmed",
    "closed_until",
    "sample",
    *(f"name_{language}" for language in LANGUAGES),
)
_CHUNK: Final = 1 << 16


class ColumnFile:
    """Takes outlets one by one, gives one JSON object in pieces.

    A column lies in a temporary file of `folder` until all are known: memory holds
    what outlets share, whatever their number.
    """

    def __init__(self, folder: Path, carriers: Sequence[str], files: ExitStack) -> None:
        self._carriers = {slug: 1 << at for at, slug in enumerate(carriers)}
        self._kinds = {kind.value: at for at, kind in enumerate(Kind)}
        self._hours: dict[str, int] = {"": 0}
        self._operators: dict[str, tuple[int, Sequence[str | None]]] = {"": (0, ())}
        self._ids = _spool(folder, files)
        self._files = {name: _spool(folder, files) for name in _COLUMNS}
        self._last = (0, 0)
        self.count = 0
        """How many it was given."""

    def add(self, outlet: PublishedOutlet) -> None:
        at = (round(outlet.latitude * SCALE), round(outlet.longitude * SCALE))
        operator = self._operators.setdefault(
            outlet.operator_slug, (len(self._operators), outlet.operator_names)
        )
        values = {
            "lat": at[0] - self._last[0],
            "lon": at[1] - self._last[1],
            "kind": self._kinds[outlet.kind],
            "operator": operator[0],
            "hours": self._hours.setdefault(outlet.hours_text, len(self._hours)),
            "sells": self._carriers_at(outlet, Confidence.UNCONFIRMED),
            "likely": self._carriers_at(outlet, Confidence.LIKELY),
            "confirmed": self._carriers_at(outlet, Confidence.CONFIRMED),
            "closed_until": outlet.closed_until or "",
            "sample": int(outlet.source == OwnSource.SAMPLE),
        }
        for language, column in zip(LANGUAGES, in_each_language("name"), strict=True):
            values[f"name_{language}"] = outlet.texts[column] or ""
        self._last = at
        separator = b"," if self.count else b""
        for name, value in values.items():
            self._files[name].write(separator + orjson.dumps(value))
        self._ids.write(outlet.public_id.encode())
        self.count += 1

    def written(self, terms: Mapping[str, Any]) -> Iterator[bytes]:
        """The object's text; it begins with these members."""
        operators = [
            {"slug": slug, "name": _known(names)}
            for slug, (_at, names) in self._operators.items()
        ]
        head = {
            "format": FORMAT,
            **terms,
            "count": self.count,
            "scale": SCALE,
            "id_length": PUBLIC_ID_LENGTH,
            "kinds": list(self._kinds),
            "carriers": list(self._carriers),
            "operators": operators,
            "hours": list(self._hours),
        }
        yield orjson.dumps(head)[:-1] + b',"columns":{"id":"'
        yield from _content(self._ids)
        yield b'"'
        for name, file in self._files.items():
            yield f',"{name}":['.encode()
            yield from _content(file)
            yield b"]"
        yield b"}}"

    def _carriers_at(self, outlet: PublishedOutlet, at_least: Confidence) -> int:
        return sum(
            self._carriers[offer.carrier]
            for offer in outlet.offers
            if offer.rank >= at_least.rank
        )


def _spool(folder: Path, files: ExitStack) -> IO[bytes]:
    return files.enter_context(TemporaryFile(dir=folder))


def _known(names: Sequence[str | None]) -> dict[str, str]:
    pairs = zip(LANGUAGES, names, strict=False)
    return {language: name for language, name in pairs if name}


def _content(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk
