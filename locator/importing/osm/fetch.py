"""Asks an Overpass server, patiently: public ones are often busy."""

import email.message
import http.client
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError, ImportRefusedError
from locator.importing.osm.json_features import json_features

BLOCK_BYTES: Final = 64 * 1024
LARGEST_ANSWER_BYTES: Final = 512 * 1024 * 1024
MAX_REASON_LENGTH: Final = 300
BUSY: Final = frozenset({429, 500, 502, 503, 504})
FIRST_PAUSE_S: Final = 5.0
MAX_PAUSE_S: Final = 300.0

Progress = Callable[[int], object]
Told = Callable[[str], object]


class FetchError(ImportRefusedError):
    """The server gave no whole answer; the text says what to do."""


class _TryAgainError(Exception):
    """Another attempt may help, in `pause_s` seconds where the server says so."""

    def __init__(self, why: str, pause_s: float | None = None) -> None:
        super().__init__(why)
        self.pause_s = pause_s


@dataclass(frozen=True, slots=True)
class Overpass:
    """A server; `stall_s` is how long it may stay silent, also before it begins.

    Public servers ask for a User-Agent that says whom to write to.
    """

    url: str
    user_agent: str
    stall_s: float = 240
    attempts: int = 5

    def __post_init__(self) -> None:
        if urllib.parse.urlsplit(self.url).scheme not in ("http", "https"):
            raise FetchError(
                _("“%(url)s” is no address of an Overpass server.") % {"url": self.url}
            )


def fetch(
    query: str,
    path: Path,
    server: Overpass,
    *,
    progress: Progress = lambda size: None,
    told: Told = lambda why: None,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Write the server's whole answer to `path`, trying again where that may help.

    An answer that is cut or that stopped early is none. `progress` hears of bytes, as
    they lie in `path`, `told` why it waits. Raises FetchError; `path` then holds
    nothing whole.
    """
    for attempt in range(1, server.attempts + 1):
        try:
            _ask(query, path, server, progress)
            _require_whole(path)
            return
        except _TryAgainError as error:
            if attempt == server.attempts:
                raise FetchError(
                    _("%(server)s: %(why)s. Gave up after %(count)d attempts.")
                    % {"server": server.url, "why": error, "count": attempt}
                ) from error
            pause_s = _pause_s(attempt, error.pause_s)
            told(
                _("%(why)s. Trying again in %(seconds)d s.")
                % {"why": error, "seconds": pause_s}
            )
            sleep(pause_s)


def _pause_s(attempt: int, asked_for: float | None) -> float:
    """Tripled each time, and never quite the same as that of others who wait too."""
    growing = FIRST_PAUSE_S * 3.0 ** (attempt - 1) * random.uniform(1, 1.3)  # noqa: S311
    return min(max(growing, asked_for or 0), MAX_PAUSE_S)


def _ask(query: str, path: Path, server: Overpass, progress: Progress) -> None:
    request = urllib.request.Request(  # noqa: S310  # the scheme is checked above
        server.url,
        data=urllib.parse.urlencode({"data": query}).encode(),
        headers={"User-Agent": server.user_agent, "Accept-Encoding": "gzip"},
    )
    try:
        with (
            urllib.request.urlopen(request, timeout=server.stall_s) as answer,  # noqa: S310
            path.open("wb") as file,
        ):
            size = 0
            for block in _blocks(answer):
                size += len(block)
                if size > LARGEST_ANSWER_BYTES:
                    raise FetchError(
                        _("%(server)s: the answer is over %(limit)d MB.")
                        % {"server": server.url, "limit": LARGEST_ANSWER_BYTES >> 20}
                    )
                file.write(block)
                progress(len(block))
    except urllib.error.HTTPError as error:
        _refuse(error, server)
    except TimeoutError as error:
        raise _TryAgainError(
            _("silent for %(seconds)d s") % {"seconds": server.stall_s}
        ) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _TryAgainError(
                _("silent for %(seconds)d s") % {"seconds": server.stall_s}
            ) from error
        raise _TryAgainError(str(error.reason)) from error
    except (http.client.HTTPException, OSError, zlib.error) as error:
        if isinstance(error, OSError) and error.filename:
            raise FetchError(f"{path}: {error.strerror}") from error
        raise _TryAgainError(_("the answer broke off")) from error


def _blocks(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    packed = answer.headers.get("Content-Encoding", "").lower() == "gzip"
    unpacker = zlib.decompressobj(wbits=31) if packed else None
    while block := answer.read(BLOCK_BYTES):
        if unpacker is None:
            yield block
            continue
        while block:
            # In pieces: a small block may stand for very much.
            yield unpacker.decompress(block, BLOCK_BYTES)
            block = unpacker.unconsumed_tail
    if unpacker is not None and not unpacker.eof:
        raise http.client.IncompleteRead(b"")


def _refuse(error: urllib.error.HTTPError, server: Overpass) -> None:
    with error:
        try:
            said = _in_words(error.read(BLOCK_BYTES))
        except (http.client.HTTPException, OSError):
            said = ""
    why = " ".join(filter(None, (f"HTTP {error.code}", said)))
    if error.code in BUSY:
        raise _TryAgainError(why, _retry_after_s(error.headers)) from error
    raise FetchError(f"{server.url}: {why}") from error


def _retry_after_s(headers: email.message.Message) -> float | None:
    seconds = headers.get("Retry-After", "")
    return float(seconds) if re.fullmatch(r"\d{1,6}", seconds) else None


def _require_whole(path: Path) -> None:
    """Servers that give up while they answer do so with the code 200."""
    with path.open("rb") as file:
        head = file.read(BLOCK_BYTES)
    if head.lstrip().startswith(b"<"):
        raise _TryAgainError(
            _("a page instead of data: %(text)s") % {"text": _in_words(head)}
        )
    try:
        json_features(path)
    except BrokenFileError as error:
        raise _TryAgainError(str(error).removeprefix(f"{path.name}: ")) from error


def _in_words(page: bytes) -> str:
    """What an error page of Overpass says, without its title and thanks."""
    text = page.decode("utf-8", "replace")
    errors = re.findall(r"<p>(.*?)</p>", text, re.DOTALL)
    chosen = [error for error in errors if "rror" in error] or [text]
    return " ".join(strip_tags(" ".join(chosen)).split())[:MAX_REASON_LENGTH]
