"""The table of drawings."""

import uuid

from django.db import migrations, models

import numerals.server.store.models


class Migration(migrations.Migration):
    """Creates it."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Drawing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created", models.DateTimeField(db_index=True, default=numerals.server.store.models.now)),
                ("page", models.CharField(blank=True, default="", max_length=32)),
                ("strokes", models.JSONField(null=True)),
                ("image", models.BinaryField(null=True)),
                ("width", models.FloatField()),
                ("height", models.FloatField()),
                ("text", models.TextField(blank=True)),
                ("digits", models.JSONField()),
                ("model", models.CharField(max_length=100)),
            ],
            options={"db_table": "drawings"},
        ),
    )
