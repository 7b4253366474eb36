"""Where snapshots lie: files named by what they hold, and one manifest naming them.

A file appears whole, by renaming, and a manifest after its files: a maker that is
killed at any moment leaves the last snapshot in place.
"""

import gzip
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from django.conf import settings

KEPT_S: Final = 86_400
"""For so long a file stays after the snapshot that named it was replaced."""

_MANIFEST: Final = "manifest.json"
_TEMPORARY: Final = ".making-"
_NAME: Final = re.compile(r"[0-9a-f]{64}\.(geojson|columns\.json)\.gz", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`form` is "geojson" or "columns"; `sha256` and `bytes` are of the gzip file."""

    form: str
    name: str
    media_type: str
    sha256: str
    bytes: int


def folder() -> Path:
    return Path(settings.SNAPSHOT_DIR)


def read_manifest() -> dict[str, Any] | None:
    """What the last `write_manifest` was given; None where there is no snapshot."""
    try:
        manifest: dict[str, Any] = orjson.loads((folder() / _MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    return manifest


def path_of(name: str) -> Path | None:
    """The file of this name, if it is one of a snapshot and still there."""
    path = folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def has_files_of(manifest: Mapping[str, Any]) -> bool:
    return all(path_of(file["name"]) for file in manifest["files"])


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Beside the snapshots, so that a file is renamed and not copied."""
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY, dir=folder()) as made:
        yield Path(made)


def keep_file(form: str, suffix: str, media_type: str, made: Path) -> StoredFile:
    """Give a gzip file that is written to its end its place and its name."""
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    kept = StoredFile(
        form=form,
        name=f"{digest}.{suffix}.gz",
        media_type=media_type,
        sha256=digest,
        bytes=made.stat().st_size,
    )
    made.chmod(0o644)
    made.replace(folder() / kept.name)
    return kept


def write_gzip(path: Path, pieces: Iterable[bytes]) -> None:
    """The same bytes for the same pieces, whenever and under whatever name."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as file,
    ):
        for piece in pieces:
            file.write(piece)


def write_manifest(
    values: Mapping[str, Any], files: Iterable[StoredFile], making: Path
) -> dict[str, Any]:
    """Offer these files from now on, and remove what no manifest named for a day.

    Returns what `read_manifest` will.
    """
    before = read_manifest()
    manifest = {**values, "files": [asdict(file) for file in files]}
    written = making / _MANIFEST
    with written.open("wb") as file:
        file.write(orjson.dumps(manifest))
        file.flush()
        os.fsync(file.fileno())
    written.chmod(0o644)
    written.replace(folder() / _MANIFEST)
    named = {file["name"] for file in manifest["files"]}
    for old in before["files"] if before else ():
        if old["name"] not in named:
            # Its day begins now.
            with suppress(FileNotFoundError):
                os.utime(folder() / old["name"])
    _remove_old(named, making)
    return manifest


def _remove_old(named: set[str], making: Path) -> None:
    old = time.time() - KEPT_S
    for path in folder().iterdir():
        if path.name in {*named, making.name, _MANIFEST}:
            continue
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= old:
                continue
            if path.name.startswith(_TEMPORARY):
                for left in path.iterdir():
                    left.unlink()
                path.rmdir()
            elif _NAME.fullmatch(path.name):
                path.unlink()
