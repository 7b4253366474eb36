from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("locator", "0009_listing_services_set")]

    operations = [
        # The default was Python's alone; SQLite would copy the whole table for it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="outlet",
                    name="public_id",
                    field=models.CharField(
                        editable=False,
                        max_length=6,
                        unique=True,
                        verbose_name="public id",
                    ),
                ),
            ]
        ),
    ]
