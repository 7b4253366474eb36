"""The spatial index beside the search index rows, by what the database can do."""

from django.db import migrations

from locator.geo import postgis, sqlite

TABLE = "locator_listing"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgis.create_geography_sql(TABLE):
            schema_editor.execute(statement)
    else:
        schema_editor.execute(sqlite.create_tree_sql(TABLE))


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgis.drop_geography_sql(TABLE):
            schema_editor.execute(statement)
    else:
        schema_editor.execute(sqlite.drop_tree_sql(TABLE))


class Migration(migrations.Migration):
    dependencies = [("locator", "0002_listing_by_hours")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
