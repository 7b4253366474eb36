import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("locator", "0023_merge_moves")]

    operations = [
        migrations.AddField(
            "missingshop",
            "point_of",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="locator.place",
                verbose_name="position is that of",
            ),
        ),
        migrations.AlterField(
            "claim",
            "phone",
            models.CharField(
                blank=True,
                help_text=(
                    "Only to tell them how it went. It proves nothing: to confirm the"
                    " claim, call the shop's public number. It is deleted when you"
                    " decide."
                ),
                max_length=16,
                verbose_name="claimant's own number",
            ),
        ),
    ]
