"""Other servers of the same rows: tipg and pygeoapi, each in a venv of its own."""

import os
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from bench.serving import Server, served

VENVS = Path(__file__).resolve().parent.parent / "var" / "bench"

# One flat table, as one would make it for them; what we read from nine.
TABLE = (
    "DROP SCHEMA IF EXISTS bench CASCADE",
    "CREATE SCHEMA bench",
    """
    CREATE TABLE bench.outlets AS
    SELECT o.id, o.public_id, o.name_en AS name, o.name_km, o.kind,
        operator.slug AS operator, o.landmark_en AS landmark, o.floor_en AS floor,
        o.street_en AS street, o.village_en AS village, o.commune_en AS commune,
        hours.text AS opening_hours, o.hours_note_en AS hours_note,
        o.payments, o.languages, o.closed_until, o.source, o.source_date, o.licence,
        o.verified_at, place.slug AS place, place.code AS place_code,
        (SELECT string_agg(carrier.slug || ':' || offer.confidence, ',')
         FROM locator_offer offer JOIN locator_carrier carrier
         ON carrier.id = offer.carrier_id WHERE offer.outlet_id = o.id) AS offers,
        (SELECT string_agg(phone.number, ',') FROM locator_outletphone phone
         WHERE phone.outlet_id = o.id) AS phones,
        ST_SetSRID(ST_MakePoint(o.longitude, o.latitude), 4326) AS geom
    FROM locator_outlet o
    LEFT JOIN locator_operator operator ON operator.id = o.operator_id
    LEFT JOIN locator_hours hours ON hours.id = o.hours_id
    LEFT JOIN locator_place place ON place.id = o.place_id
    """,
    "ALTER TABLE bench.outlets ADD PRIMARY KEY (id)",
    "ALTER TABLE bench.outlets ALTER COLUMN geom TYPE geometry(Point, 4326)",
    "CREATE INDEX ON bench.outlets USING gist (geom)",
    "ANALYZE bench.outlets",
)

_PYGEOAPI = """
server:
  bind: {{host: 127.0.0.1, port: 5000}}
  url: http://127.0.0.1
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  limits: {{default_items: 20, max_items: 100}}
  map: {{url: 'http://127.0.0.1/{{z}}/{{x}}/{{y}}.png', attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification:
    title: bench
    description: bench
    keywords: [bench]
    keywords_type: theme
    terms_of_service: none
    url: http://127.0.0.1
  license: {{name: ODbL, url: http://127.0.0.1}}
  provider: {{name: bench, url: http://127.0.0.1}}
  contact: {{name: bench}}
resources:
  outlets:
    type: collection
    title: outlets
    description: outlets
    keywords: [outlets]
    links: []
    extents:
      spatial: {{bbox: [102, 9, 108, 15], crs: http://www.opengis.net/def/crs/OGC/1.3/CRS84}}
    providers:
      - type: feature
        name: PostgreSQL
        data: {{host: {host}, dbname: topup, user: postgres, password: none,
                search_path: [bench, public]}}
        id_field: id
        table: outlets
        geom_field: geom
"""


class NotInstalledError(Exception):
    """The message is what pip said last."""


def installed(name: str, *packages: str) -> str:
    """The Python of the venv `name` with these packages, made where there is none."""
    folder = VENVS / name
    python = folder / "bin" / "python"
    mark = folder / ".installed"
    if not mark.exists():
        venv.create(folder, with_pip=True)
        pip = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *packages],
            capture_output=True,
            text=True,
        )
        if pip.returncode:
            raise NotInstalledError(pip.stderr.strip().splitlines()[-1])
        mark.touch()
    return str(python)


@contextmanager
def tipg(database_url: str) -> Iterator[Server]:
    python = installed("tipg", "tipg", "granian")
    environment = {
        "DATABASE_URL": f"postgresql://postgres@{quote(_host(database_url), '')}/topup",
        "TIPG_DB_SCHEMAS": '["bench"]',
    }
    with served(python, "asgi", "tipg.main:app", environment) as server:
        yield server


@contextmanager
def pygeoapi(database_url: str) -> Iterator[Server]:
    python = installed(
        "pygeoapi", "pygeoapi", "granian", "psycopg2-binary", "geoalchemy2"
    )
    config = VENVS / "pygeoapi" / "config.yml"
    document = VENVS / "pygeoapi" / "openapi.yml"
    config.write_text(_PYGEOAPI.format(host=_host(database_url)))
    environment = {
        "PYGEOAPI_CONFIG": str(config),
        "PYGEOAPI_OPENAPI": str(document),
    }
    program = Path(python).with_name("pygeoapi")
    subprocess.run(
        [program, "openapi", "generate", config, "--output-file", document],
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    with served(python, "wsgi", "pygeoapi.flask_app:APP", environment) as server:
        yield server


def _host(database_url: str) -> str:
    return parse_qs(urlsplit(database_url).query)["host"][0]
