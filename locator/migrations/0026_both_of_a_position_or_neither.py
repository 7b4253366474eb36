from django.db import migrations, models
from django.db.models import Q

IN_RANGE = {
    "outlet": "outlet_coordinates_in_range",
    "missingshop": "missing_shop_coordinates_in_range",
    "report": "report_point_on_earth",
}
"""What these say was as strict already, for want of nulls or in other words."""


def in_range(name):
    return models.CheckConstraint(
        condition=Q(
            latitude__isnull=False,
            latitude__range=(-90, 90),
            longitude__isnull=False,
            longitude__range=(-180, 180),
        )
        | Q(latitude__isnull=True, longitude__isnull=True),
        name=name,
    )


def empty_half_positions(apps, schema_editor):
    places = apps.get_model("locator", "Place").objects.using(
        schema_editor.connection.alias
    )
    half = Q(latitude=None, longitude__isnull=False) | Q(
        latitude__isnull=False, longitude=None
    )
    places.filter(half).update(latitude=None, longitude=None)


class Migration(migrations.Migration):
    """Half a position is none: the check let a latitude without longitude through."""

    dependencies = [("locator", "0025_report_names_its_position_like_others")]

    operations = [
        migrations.RunPython(empty_half_positions, migrations.RunPython.noop),
        migrations.RemoveConstraint("place", "place_coordinates_in_range"),
        migrations.AddConstraint("place", in_range("place_coordinates_in_range")),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                operation
                for model, name in IN_RANGE.items()
                for operation in (
                    migrations.RemoveConstraint(model, name),
                    migrations.AddConstraint(model, in_range(name)),
                )
            ]
        ),
    ]
