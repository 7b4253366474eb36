from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("locator", "0007_fact_source_is_an_address")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="imported",
            field=models.JSONField(
                blank=True,
                default=dict,
                editable=False,
                verbose_name="last imported values",
            ),
        ),
    ]
