"""Counts by cell of the map, begun with all index rows there are."""

from django.db import migrations, models

KEPT_ZOOMS = (3, 5, 7, 9, 11, 13)
TABLES = ("locator_cluster", "locator_clusterhours")

COUNT_CELLS = """
INSERT INTO locator_cluster
    (zoom, carrier_id, x, y, count, latitude_sum, longitude_sum, outlet_sum)
SELECT {zoom}, carrier_id, x, y, count(*),
    sum(north - 900000000), sum(east - 1800000000), sum(outlet_id)
FROM ({placed}) AS placed GROUP BY carrier_id, x, y
"""
COUNT_HOURS = """
INSERT INTO locator_clusterhours
    (zoom, carrier_id, closed_until, hours_id, x, y, count)
SELECT {zoom}, carrier_id, closed_until, hours_id, x, y, count(*)
FROM ({placed}) AS placed GROUP BY carrier_id, closed_until, hours_id, x, y
"""
PLACED = """
SELECT carrier_id, outlet_id, hours_id, north, east,
    coalesce({day}, 0) AS closed_until,
    east * {columns} / 3600000000 AS x,
    CASE WHEN north * {columns} / 3600000000 >= {rows} THEN {rows} - 1
        ELSE north * {columns} / 3600000000 END AS y
FROM (
    SELECT carrier_id, outlet_id, hours_id, closed_until,
        {north} AS north, {east} % 3600000000 AS east
    FROM locator_listing
) AS listing
"""


def cluster_rows(apps, schema_editor):
    """On SQLite: the key is the table, so that a write changes one tree, not two."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            [created] = cursor.fetchone()
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"{created} WITHOUT ROWID")


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        whole = "trunc({})::bigint"
        day = "closed_until - DATE '0001-01-01' + 1"
    else:
        whole = "CAST({} AS INTEGER)"
        day = "CAST(julianday(closed_until) - 1721424.5 AS INTEGER)"
    with schema_editor.connection.cursor() as cursor:
        for zoom in KEPT_ZOOMS:
            columns = 4 << zoom
            placed = PLACED.format(
                day=day,
                columns=columns,
                rows=columns // 2,
                north=whole.format("latitude * 10000000.0 + 900000000.5"),
                east=whole.format("longitude * 10000000.0 + 1800000000.5"),
            )
            for count in (COUNT_CELLS, COUNT_HOURS):
                cursor.execute(count.format(zoom=zoom, placed=placed))


class Migration(migrations.Migration):
    dependencies = [("locator", "0011_outlet_changes")]

    operations = [
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "zoom",
                        "carrier_id",
                        "x",
                        "y",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("zoom", models.SmallIntegerField()),
                ("carrier_id", models.IntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("count", models.IntegerField()),
                ("latitude_sum", models.BigIntegerField()),
                ("longitude_sum", models.BigIntegerField()),
                ("outlet_sum", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ClusterHours",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "zoom",
                        "carrier_id",
                        "closed_until",
                        "hours_id",
                        "x",
                        "y",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("zoom", models.SmallIntegerField()),
                ("carrier_id", models.IntegerField()),
                ("closed_until", models.IntegerField()),
                ("hours_id", models.IntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.RunPython(
            cluster_rows, migrations.RunPython.noop, elidable=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
