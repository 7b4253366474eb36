"""What mirrors follow, begun with every outlet that is public now."""

from django.db import migrations, models

FILL = """
INSERT INTO locator_outletchange (public_id, revision, is_deleted)
SELECT public_id, 0, %s FROM locator_outlet
WHERE status IN ('published', 'closed_until')
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FILL, [False])


class Migration(migrations.Migration):
    dependencies = [("locator", "0010_outlet_public_id_drawn_on_save")]

    operations = [
        migrations.CreateModel(
            name="OutletChange",
            fields=[
                (
                    "public_id",
                    models.CharField(max_length=6, primary_key=True, serialize=False),
                ),
                ("revision", models.BigIntegerField()),
                ("is_deleted", models.BooleanField(default=False)),
                ("digest", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["revision", "public_id"], name="outlet_change_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeEpoch",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=8)),
                ("cluster", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="change_epoch_is_one_row"
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
