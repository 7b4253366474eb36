"""Against a stand-in on this machine that answers, stalls, breaks and limits."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.cache import cache

from locator.search.geocoding import Lookup, check_geocoder_url, find_addresses
from locator.search_index import write_index
from tests import factories

PHNOM_PENH = (11.5564, 104.9282)
BANGKOK = (13.7563, 100.5018)


class Geocoder:
    """What the stand-in does next, and what it was asked."""

    def __init__(self):
        self.mode = "answers"
        self.asked = []
        self.released = threading.Event()
        self.found = [("Street 63, Phnom Penh", PHNOM_PENH), ("Bangkok", BANGKOK)]


def body_for(path, found):
    if path.startswith("/api"):
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [point[1], point[0]]},
                    "properties": {"name": name},
                }
                for name, point in found
            ],
        }
    return [
        {"display_name": name, "lat": str(point[0]), "lon": str(point[1])}
        for name, point in found
    ]


def handler_of(geocoder):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            geocoder.asked.append((parts.path, parse_qs(parts.query)))
            match geocoder.mode:
                case "stalls":
                    geocoder.released.wait(10)
                case "breaks":
                    self._send(500, b"oops")
                case "rambles":
                    self._send(200, b"<html>")
                case "surprises":
                    self._send(200, b'{"places": [[]]}')
                case "limits":
                    self._send(429, b"slow down", {"Retry-After": "120"})
                case _:
                    told = body_for(parts.path, geocoder.found)
                    self._send(200, json.dumps(told).encode())

        def _send(self, code, body, headers=()):
            self.send_response(code)
            for name, value in dict(headers).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    return Handler


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture(params=["nominatim", "photon"])
def geocoder(request, settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    geocoder = Geocoder()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(geocoder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    settings.GEOCODER_URL = f"{request.param}+http://{host}"
    settings.GEOCODER_TIMEOUT_S = 0.3
    yield geocoder
    geocoder.released.set()
    server.shutdown()
    server.server_close()


def test_an_address_in_cambodia_is_found(geocoder, clock):
    lookup, found = find_addresses("street 63", "en")
    assert lookup is Lookup.ANSWERED
    assert [address.name for address in found] == ["Street 63, Phnom Penh"]
    assert (found[0].point.latitude, found[0].point.longitude) == PHNOM_PENH


def test_what_was_found_is_not_asked_for_again(geocoder, clock):
    first = find_addresses("street 63", "en")
    clock.shift(3600)
    assert find_addresses("Street  63", "en") == first
    assert len(geocoder.asked) == 1


def test_nothing_found_is_an_answer_too(geocoder, clock):
    geocoder.found = []
    assert find_addresses("nowhere", "en") == (Lookup.ANSWERED, [])
    clock.shift(5)
    find_addresses("nowhere", "en")
    assert len(geocoder.asked) == 1


def test_it_is_asked_once_a_second_at_most(geocoder, clock):
    find_addresses("street 63", "en")
    assert find_addresses("street 64", "en") == (Lookup.BUSY, [])
    assert len(geocoder.asked) == 1
    clock.shift(1.1)
    assert find_addresses("street 64", "en")[0] is Lookup.ANSWERED


@pytest.mark.parametrize("mode", ["stalls", "breaks", "rambles", "surprises"])
def test_one_that_fails_is_left_alone_for_half_a_minute(geocoder, clock, mode):
    geocoder.mode = mode
    assert find_addresses("street 63", "en") == (Lookup.UNAVAILABLE, [])
    clock.shift(20)
    assert find_addresses("street 63", "en") == (Lookup.UNAVAILABLE, [])
    assert len(geocoder.asked) == 1
    geocoder.released.set()
    geocoder.mode = "answers"
    clock.shift(11)
    assert find_addresses("street 63", "en")[0] is Lookup.ANSWERED


def test_one_that_limits_is_left_alone_for_as_long_as_it_says(geocoder, clock):
    geocoder.mode = "limits"
    assert find_addresses("street 63", "en") == (Lookup.UNAVAILABLE, [])
    geocoder.mode = "answers"
    clock.shift(110)
    assert find_addresses("street 63", "en")[0] is Lookup.UNAVAILABLE
    clock.shift(11)
    assert find_addresses("street 63", "en")[0] is Lookup.ANSWERED


def test_one_that_is_not_there_is_unavailable(settings, clock):
    settings.GEOCODER_URL = "nominatim+http://127.0.0.1:1"
    assert find_addresses("street 63", "en") == (Lookup.UNAVAILABLE, [])


def test_no_address_leaves_the_site_unless_a_geocoder_is_named():
    assert find_addresses("street 63", "en") == (Lookup.OFF, [])


@pytest.mark.parametrize(
    "address",
    [
        "https://nominatim.example",
        "nominatim+nominatim.example",
        "photon+ftp://photon.example",
        "google+https://maps.example",
        "nominatim+https://",
    ],
)
def test_an_address_of_no_geocoder_is_told_by_check_and_asks_nobody(settings, address):
    settings.GEOCODER_URL = address
    assert [error.id for error in check_geocoder_url()] == ["locator.E001"]
    assert find_addresses("Street 63", "en") == (Lookup.OFF, [])


def test_a_site_with_a_geocoder_and_one_without_pass_the_check(settings):
    for address in ("", "photon+https://photon.example/komoot"):
        settings.GEOCODER_URL = address
        assert check_geocoder_url() == []


def test_what_was_typed_is_no_key_of_the_cache(geocoder, clock, monkeypatch):
    keys = []
    monkeypatch.setattr(cache, "set", lambda key, *more: keys.append(key))
    find_addresses("street 63", "en")
    assert keys
    assert not any("63" in key.replace(":", " ").split() for key in keys)
    assert not any("street" in key for key in keys)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["answers", "breaks"])
def test_the_api_gives_local_places_whatever_the_geocoder_does(
    geocoder, clock, client, mode
):
    geocoder.mode = mode
    factories.place("street-63-market", name_en="Street 63 Market")
    write_index(None, place_ids=None)
    body = client.get("/api/v1/places/", {"q": "street 63", "address": "1"}).json()
    assert [place["slug"] for place in body["places"]] == ["street-63-market"]
    told = {"answers": "answered", "breaks": "unavailable"}
    assert body["address_lookup"] == told[mode]
    assert bool(body["addresses"]) is (mode == "answers")


@pytest.mark.django_db
def test_the_api_looks_up_nothing_unless_asked(geocoder, clock, client):
    body = client.get("/api/v1/places/", {"q": "street 63"}).json()
    assert "addresses" not in body
    assert geocoder.asked == []
