"""The bigram index of the search texts, by what the database can do."""

from django.db import migrations

TABLES = ("locator_placetext", "locator_outlettext")

# SQLite keeps the bigrams only, as words; `index_text` writes them.
CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE {table}_grams USING fts5("
    "pairs, content='', detail=none, columnsize=0, tokenize='ascii')"
)
DROP_SQLITE = "DROP TABLE {table}_grams"

# PostgreSQL computes them from the text.
CREATE_FUNCTION = """
CREATE FUNCTION locator_bigrams(whole text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array(
        SELECT DISTINCT substr(whole, start, 2)
        FROM generate_series(1, length(whole) - 1) AS start
    )
$$
"""
CREATE_POSTGRESQL = (
    "ALTER TABLE {table} ADD COLUMN grams text[]"
    " GENERATED ALWAYS AS (locator_bigrams(text)) STORED",
    "CREATE INDEX {table}_grams ON {table} USING gin (grams)",
)
DROP_POSTGRESQL = "ALTER TABLE {table} DROP COLUMN grams"


def create(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(CREATE_FUNCTION)
    statements = CREATE_POSTGRESQL if is_postgresql else (CREATE_SQLITE,)
    for table in TABLES:
        for statement in statements:
            schema_editor.execute(statement.format(table=table))


def drop(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    statement = DROP_POSTGRESQL if is_postgresql else DROP_SQLITE
    for table in TABLES:
        schema_editor.execute(statement.format(table=table))
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION locator_bigrams(text)")


class Migration(migrations.Migration):
    dependencies = [("locator", "0004_text_search")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
