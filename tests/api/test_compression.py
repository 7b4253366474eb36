"""Answers are compressed on the way, and caches keep the forms apart."""

import gzip

import brotli
import pytest

from tests import factories

OUTLETS = "/api/v1/outlets/"
GZIP = {"Accept-Encoding": "gzip"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outlets():
    for number in range(5):
        factories.outlet(north_m=number)


def test_a_client_that_unpacks_gets_less_to_carry(client):
    plain = client.get(OUTLETS)
    packed = client.get(OUTLETS, headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert int(packed["Content-Length"]) == len(packed.content)


def test_a_client_that_reads_brotli_gets_less_still(client):
    plain = client.get(OUTLETS)
    by_gzip = client.get(OUTLETS, headers=GZIP)
    packed = client.get(OUTLETS, headers={"Accept-Encoding": "gzip, br;q=0.9"})
    assert packed["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) < len(by_gzip.content)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, br;q=0", "gzip"),
        ("gzip; q=0.5, br; q=0.000", "gzip"),
        ("not-br, x-br, gzip", "gzip"),
        ("BR", "br"),
        ("gzip;q=0, br;q=0", None),
        ("identity", None),
    ],
)
def test_nobody_gets_a_coding_that_was_refused(client, accepted, coding):
    packed = client.get(OUTLETS, headers={"Accept-Encoding": accepted})
    assert packed.get("Content-Encoding") == coding


def test_a_page_that_hangs_on_a_cookie_has_no_length_to_guess_from(client):
    page = client.get("/admin/login/", headers={"Accept-Encoding": "gzip, br"})
    assert page["Content-Encoding"] == "gzip"


def test_a_table_is_compressed_as_it_is_streamed(client):
    plain = b"".join(client.get(OUTLETS, {"format": "csv"}))
    packed = client.get(OUTLETS, {"format": "csv"}, headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed)) == plain


def test_the_tag_is_weak_and_the_same_for_both_forms(client):
    plain = client.get(OUTLETS)["ETag"]
    packed = client.get(OUTLETS, headers=GZIP)["ETag"]
    assert packed == plain
    assert plain.startswith('W/"')


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_tag_of_one_form_is_good_for_the_other(client, encoding):
    etag = client.get(OUTLETS, headers=GZIP)["ETag"]
    asked = {"If-None-Match": etag, "Accept-Encoding": encoding}
    assert client.get(OUTLETS, headers=asked).status_code == 304


def varies_by(response):
    return {name.strip() for name in response["Vary"].split(",")}


def test_caches_keep_forms_apart_whatever_the_answer(client):
    etag = client.get(OUTLETS)["ETag"]
    answers = [
        client.get(OUTLETS),
        client.get(OUTLETS, headers=GZIP),
        client.get(OUTLETS, headers={"If-None-Match": etag}),
        client.get(OUTLETS, {"fields": "name", "limit": "1"}),
        client.head(OUTLETS),
    ]
    for response in answers:
        assert varies_by(response) == {"Accept", "Accept-Encoding"}
