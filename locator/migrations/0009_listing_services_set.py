from django.db import migrations

import locator.models.fields


class Migration(migrations.Migration):
    dependencies = [("locator", "0008_place_imported")]

    operations = [
        migrations.AlterField(
            model_name="listing",
            name="services",
            field=locator.models.fields.ChoiceSetField(
                blank=True,
                choices=[
                    ("airtime", "Top-up (airtime)"),
                    ("data_plan", "Data plan"),
                    ("plan_advice", "Advice on plans"),
                    ("sim_sale", "SIM sale"),
                    ("registration", "SIM registration"),
                    ("replacement", "SIM replacement"),
                    ("esim", "eSIM"),
                    ("fault_help", "Help with faults"),
                ],
                default=(),
            ),
        ),
    ]
