from django.db import migrations, models


class Migration(migrations.Migration):
    """A report's position is named as that of any other row."""

    dependencies = [("locator", "0024_a_shop_without_a_position")]

    operations = [
        migrations.AlterField(
            "report",
            "latitude",
            models.FloatField(blank=True, null=True, verbose_name="latitude"),
        ),
        migrations.AlterField(
            "report",
            "longitude",
            models.FloatField(blank=True, null=True, verbose_name="longitude"),
        ),
    ]
