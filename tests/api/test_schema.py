"""The document of the API is true: what it says is asked, and answered as it says."""

import json
import re
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import quote

import hypothesis
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from schemathesis import checks

from tests import factories
from tests.guides.shipped import load_shipped

SCHEMA = "/api/v1/schema/"
MAX_EXAMPLES = 12
CONFORMANCE = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


checks.load_all_checks()
DOCUMENT = SchemaGenerator().get_schema(request=None, public=True)
OPERATIONS = {
    path: told["get"]
    for path, told in sorted(DOCUMENT["paths"].items())
    if "get" in told
}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once for all tests here, none of which writes."""
    folder = str(tmp_path_factory.mktemp("snapshots"))
    with (
        django_db_blocker.unblock(),
        override_settings(SNAPSHOT_DIR=folder),
        transaction.atomic(),
    ):
        fill()
        yield
        transaction.set_rollback(True)


def fill():
    load_shipped()
    factories.place("phnom-penh", latitude=11.5564, longitude=104.9282)
    factories.outlet(
        sells="smart",
        hours="Mo-Su 08:00-20:00; PH off",
        phones=("+85512345678",),
        operator=factories.operator("wing"),
        payments=("cash",),
        landmark="Phsar Thmei",
        landmark_relation="near",
    )
    call_command("make_snapshot", verbosity=0)


@cache
def site():
    return get_wsgi_application()


def application(environ, start_response):
    """The site, made when it is first asked: only then is there a static folder."""
    return site()(environ, start_response)


document = schemathesis.openapi.from_dict(DOCUMENT)
document.app = application


@pytest.fixture
def connected():
    """Requests that are served for real would close the test's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("rows", "connected")
@document.parametrize()
@hypothesis.settings(max_examples=MAX_EXAMPLES, derandomize=True)
def test_every_answer_is_as_the_document_says(case):
    # Its WSGI client unpacks nothing.
    plain = {"Accept-Encoding": "identity"}
    case.call_and_validate(checks=CONFORMANCE, headers=plain)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", OPERATIONS)
def test_who_has_an_answer_is_told_so_as_the_document_says(client, path):
    address, query = example(client, path)
    given = client.get(address, query)
    given.getvalue()
    known = {"If-None-Match": given["ETag"]}
    again = client.get(address, query, headers=known)
    assert again.status_code == 304
    assert "304" in OPERATIONS[path]["responses"]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", OPERATIONS)
def test_the_examples_of_a_route_run_together(client, path):
    address, query = example(client, path)
    response = client.get(address, query)
    response.getvalue()
    assert response.status_code == 200


def example(client, path):
    """The address with the examples of the document as it is served, and the query."""
    document = json.loads(client.get("/api/v1/schema/").content)
    examples = {"path": {}, "query": {}}
    for parameter in document["paths"][path]["get"]["parameters"]:
        if "example" in parameter:
            examples[parameter["in"]][parameter["name"]] = parameter["example"]
    return path.format(**examples["path"]), examples["query"]


def hostile(real_data: Path):
    known = json.loads((real_data / "naughty-strings.json").read_text())
    numbers = ["nan", "NaN,NaN", "inf", "-inf,1", "1e309", "1e309,1e309", "9" * 5000]
    return [*known, *numbers, "11,104", "x" * 3000]


def fits_an_address(text: str) -> bool:
    return "/" not in text and text not in {"", ".", ".."}


def names_in_query(path: str):
    parameters = OPERATIONS.get(path, {}).get("parameters", [{"name": "lang"}])
    return [p["name"] for p in parameters if p.get("in") != "path"]


def expected_of(path: str) -> set[int]:
    """Status codes; in an address that names nothing, a parameter leads to 404."""
    expected = {200, 400} | ({404} if "{" in path else set())
    return expected | ({503} if path == "/api/v1/snapshot/" else set())


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", [*OPERATIONS, SCHEMA])
def test_each_parameter_answers_or_refuses_each_hostile_text(rf, path, real_data):
    # Straight to the resource, past the middleware: there are thousands of pairs.
    plain = re.sub(r"\{\w+\}", "nothing", path)
    resource, args, kwargs = resolve(plain)
    expected = expected_of(path)
    for name, text in product(names_in_query(path), hostile(real_data)):
        response = resource(rf.get(plain, {name: text}), *args, **kwargs)
        assert response.status_code in expected, {name: text}


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("path", [*OPERATIONS, SCHEMA])
def test_hostile_text_is_answered_or_refused_and_never_breaks(client, path, real_data):
    names = names_in_query(path)
    plain = re.sub(r"\{\w+\}", "nothing", path)
    for number, text in enumerate(hostile(real_data)):
        queries = []
        if number % 4 == 0:
            queries.append({names[number // 4 % len(names)]: text})
        if number % 20 == 0:
            everywhere = dict.fromkeys(names, text)
            queries += [everywhere, {names[0]: [text, text]}, {text: "1"}]
        for query in queries:
            response = client.get(plain, query)
            assert response.status_code in expected_of(path), query
        if plain != path and fits_an_address(text):
            before, _name, after = re.split(r"\{(\w+)\}", path)
            response = client.get(f"{before}{quote(text)}{after}")
            assert response.status_code in {400, 404}, text


@pytest.mark.parametrize("accepted", ["application/json", "application/yaml", "*/*"])
def test_the_document_comes_under_the_names_that_clients_know(client, accepted):
    response = client.get(SCHEMA, headers={"Accept": accepted})
    assert response.status_code == 200
    assert accepted in {response["Content-Type"].partition(";")[0], "*/*"}
