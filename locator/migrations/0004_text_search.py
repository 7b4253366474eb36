import django.db.models.deletion
from django.db import migrations, models

import locator.models.text


class Migration(migrations.Migration):
    dependencies = [("locator", "0003_listing_spatial")]

    operations = [
        migrations.CreateModel(
            name="OutletText",
            fields=[
                (
                    "outlet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="locator.outlet",
                    ),
                ),
                ("text", locator.models.text.FoldedTextField()),
            ],
        ),
        migrations.CreateModel(
            name="PlaceText",
            fields=[
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="locator.place",
                    ),
                ),
                ("text", locator.models.text.FoldedTextField()),
            ],
        ),
    ]
