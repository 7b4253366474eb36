from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("locator", "0022_import_row_is_kept")]

    operations = [
        migrations.RenameField("outletmerge", "moved_reports", "moved"),
        migrations.AlterField("outletmerge", "moved", models.JSONField(default=dict)),
    ]
