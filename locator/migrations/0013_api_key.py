from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("locator", "0012_clusters")]

    operations = [
        migrations.CreateModel(
            name="APIKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Whose key it is, and how to reach them.",
                        max_length=120,
                        verbose_name="name",
                    ),
                ),
                (
                    "prefix",
                    models.CharField(
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="begins with",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "a_minute",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: as many as the site's settings give to keys.",
                        null=True,
                        validators=[MinValueValidator(1), MaxValueValidator(100000)],
                        verbose_name="requests a minute",
                    ),
                ),
                (
                    "created_on",
                    models.DateField(auto_now_add=True, verbose_name="made"),
                ),
                (
                    "last_used_on",
                    models.DateField(
                        editable=False, null=True, verbose_name="last used"
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="revoked"
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "ordering": ["-id"],
            },
        ),
    ]
