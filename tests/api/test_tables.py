import csv
import io

import pytest

from locator.geo.point import Point
from locator.search.form import OutletSearch
from locator.search.outlets import nearest
from tests import factories

OUTLETS = "/api/v1/outlets/"
NEAR = "11.5564,104.9282"

pytestmark = pytest.mark.django_db


def table(client, **query):
    response = client.get(OUTLETS, {"format": "csv", **query})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_has_all_outlets_whatever_a_page_holds(client):
    made = {factories.outlet().public_id for _ in range(130)}
    assert {row["id"] for row in table(client)} == made


def test_a_table_with_a_position_begins_with_the_nearest(client):
    for north_m in (300, 100, 5_000, 200):
        factories.outlet(name=str(north_m), north_m=north_m)
    rows = table(client, near=NEAR, radius="1000")
    assert [row["name"] for row in rows] == ["100", "200", "300"]
    assert rows[0]["distance_m"].startswith("100")


def test_a_table_has_what_a_page_has_to_the_millimetre(client):
    for number in range(12):
        factories.outlet(north_m=100 + number * 7.3)
    pages = client.get(OUTLETS, {"near": NEAR, "fields": "name", "limit": "100"})
    ids = [feature["id"] for feature in pages.json()["features"]]
    search = OutletSearch(near=Point.parse(NEAR), limit=100)
    for reach, metres in enumerate(nearest(search).values(), 1):
        rows = table(client, near=NEAR, radius=metres)
        assert [row["id"] for row in rows] == ids[:reach]


def test_a_table_says_whose_the_data_is_in_every_line(client):
    factories.outlet()
    [row] = table(client)
    assert "OpenStreetMap" in row["attribution"]
    assert row["collection_licence"] == "ODbL-1.0"


def test_excel_reads_the_names_and_offers_a_file(client):
    factories.outlet(name="ហាង", sells="smart")
    response = client.get(OUTLETS, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="outlets.csv"'
    text = b"".join(response.streaming_content)
    assert text.startswith(b"\xef\xbb\xbf")
    assert "ហាង" in text.decode()


def test_a_client_that_accepts_tables_gets_one(client):
    response = client.get(OUTLETS, headers={"Accept": "text/csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    list(response.streaming_content)


def test_names_come_in_the_language_asked_for_to_the_last_line(client):
    for _ in range(210):
        factories.outlet(name_en="Shop", name_zh_hans="商店")
    assert {row["name"] for row in table(client, lang="zh-hans")} == {"商店"}


def test_only_the_columns_asked_for_come(client):
    factories.outlet(street="63", phones=("+85512345678",))
    [row] = table(client, fields="name,address_parts,phones")
    wanted = "id latitude longitude name relation landmark floor street village commune"
    assert list(row) == [
        *wanted.split(),
        "phones",
        "attribution",
        "collection_licence",
    ]
    assert (row["street"], row["phones"]) == ("63", "tel:+85512345678")


@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_a_table_has_no_pages(client, name):
    response = client.get(OUTLETS, {"format": "csv", name: "5"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["parameter"] == name


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "-2+3", "+1", "＝1", " =1", "'=1"]
)
def test_no_cell_is_taken_for_a_formula(client, name):
    factories.outlet(name=name)
    [row] = table(client)
    assert row["name"] == f"'{name.strip()}"


def test_a_table_takes_few_queries_however_long_it_is(
    client, django_assert_max_num_queries
):
    for _ in range(60):
        factories.outlet(sells="smart")
    with django_assert_max_num_queries(8):
        assert len(table(client)) == 60
