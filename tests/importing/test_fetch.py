"""Asking a stand-in of Overpass that answers, stalls, refuses and breaks off."""

import json
from pathlib import Path

import pytest

from locator.importing.osm.fetch import FetchError, Overpass, fetch
from locator.importing.osm.query import overpass_query
from locator.importing.osm.rules import osm_rules
from tests.importing.files import THREE_OBJECTS_OVERPASS
from tests.importing.overpass_server import ERROR_PAGE, Answer, overpass

TIMED_OUT = json.dumps(
    {"elements": [], "remark": 'runtime error: Query timed out in "query" at line 3'}
)


class Asking:
    """Asks with pauses that take no time, and remembers them and what it was told."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "answer.json"
        self.pauses: list[float] = []
        self.told: list[str] = []
        self.sizes: list[int] = []

    def __call__(self, url: str, *, stall_s: float = 20, attempts: int = 3) -> str:
        fetch(
            "the query",
            self.path,
            Overpass(url, "tests", stall_s=stall_s, attempts=attempts),
            progress=self.sizes.append,
            told=self.told.append,
            sleep=self.pauses.append,
        )
        return self.path.read_text()


@pytest.fixture
def ask(tmp_path: Path) -> Asking:
    return Asking(tmp_path)


def test_the_query_goes_out_once_under_our_name_and_the_answer_is_kept(
    ask: Asking,
) -> None:
    with overpass(Answer()) as server:
        assert ask(server.url) == THREE_OBJECTS_OVERPASS
    assert server.requests == [("tests", "the query")]
    assert sum(ask.sizes) == len(THREE_OBJECTS_OVERPASS)
    assert ask.told == []


def test_a_compressed_answer_is_unpacked(ask: Asking) -> None:
    with overpass(Answer(gzipped=True)) as server:
        assert ask(server.url) == THREE_OBJECTS_OVERPASS


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (Answer(ERROR_PAGE, status=429), "HTTP 429"),
        (Answer(ERROR_PAGE, status=504), "HTTP 504 Error: runtime error"),
        (Answer(ERROR_PAGE), "a page instead of data: Error: runtime error: open64"),
        (Answer(TIMED_OUT), "Overpass stopped before the end"),
        (Answer(cut_at=200), "not JSON"),
        (Answer(gzipped=True, cut_at=100), "the answer broke off"),
        (Answer(cut_at=0), "not JSON"),
        (Answer("[]"), "JSON, but neither"),
    ],
    ids=["429", "504", "page", "remark", "cut", "cut gzip", "nothing", "another shape"],
)
def test_a_busy_server_is_asked_again(ask: Asking, first: Answer, told: str) -> None:
    with overpass(first, Answer()) as server:
        assert ask(server.url) == THREE_OBJECTS_OVERPASS
    assert len(server.requests) == 2
    assert told in ask.told[0]
    assert "Trying again in" in ask.told[0]


def test_a_server_that_says_nothing_is_asked_again(ask: Asking) -> None:
    with overpass(Answer(stalls=True), Answer()) as server:
        assert ask(server.url, stall_s=0.2) == THREE_OBJECTS_OVERPASS
    assert "silent for" in ask.told[0]


def test_pauses_grow_and_are_never_shorter_than_the_server_asks(ask: Asking) -> None:
    busy = Answer(status=429)
    later = Answer(status=429, headers={"Retry-After": "100"})
    with overpass(busy, later, busy, Answer()) as server:
        ask(server.url, attempts=4)
    assert 5 <= ask.pauses[0] <= 6.5
    assert ask.pauses[1] == 100
    assert 45 <= ask.pauses[2] <= 58.5


def test_it_gives_up_and_says_after_how_many_attempts(ask: Asking) -> None:
    with (
        overpass(Answer("", status=429)) as server,
        pytest.raises(FetchError, match=r"HTTP 429\. Gave up after 3 attempts"),
    ):
        ask(server.url)
    assert len(server.requests) == 3


def test_a_query_that_the_server_refuses_is_not_repeated(ask: Asking) -> None:
    page = "<p><strong>Error</strong>: line 1: parse error: Unknown type </p>"
    with (
        overpass(Answer(page, status=400)) as server,
        pytest.raises(FetchError, match="HTTP 400 Error: line 1: parse error"),
    ):
        ask(server.url)
    assert len(server.requests) == 1


def test_nobody_answering_is_said_with_the_address(ask: Asking) -> None:
    with overpass(Answer()) as server:
        pass
    with pytest.raises(FetchError, match=server.url):
        ask(server.url, attempts=1)


def test_a_file_is_no_server() -> None:
    with pytest.raises(FetchError, match="no address of an Overpass server"):
        Overpass("file:///etc/passwd", "tests")


def test_an_answer_without_end_is_refused(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locator.importing.osm.fetch.LARGEST_ANSWER_BYTES", 100)
    with (
        overpass(Answer()) as server,
        pytest.raises(FetchError, match="the answer is over"),
    ):
        ask(server.url)


def test_the_query_asks_for_what_the_rules_read() -> None:
    query = overpass_query(osm_rules(), country="KH", timeout_s=90)
    assert "[out:json][timeout:90];" in query
    assert 'area["ISO3166-1"="KH"]["admin_level"="2"]' in query
    assert '"amenity"~"(^|;) *(atm) *(;|$)",i' in query
    assert query.endswith("out center;\n")
    assert "marketplace" not in query
    with_places = overpass_query(osm_rules(), country="KH", timeout_s=90, places=True)
    assert "marketplace" in with_places
