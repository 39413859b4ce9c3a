"""The tables of labelled digits; what people say of their drawings."""

import uuid
from typing import Any

from django.db import migrations, models

import numerals.server.store.models


def fill_confidence(apps: Any, schema_editor: Any) -> None:
    """Gives drawings of old the confidence of their least sure digit."""
    drawings = apps.get_model("store", "Drawing").objects
    for drawing in drawings.only("pk", "digits").iterator(chunk_size=200):
        least = min((digit["confidence"] for digit in drawing.digits), default=0.0)
        drawings.filter(pk=drawing.pk).update(confidence=least)


def key() -> Any:
    """The primary key of every table."""
    return models.UUIDField(db_column="_id", default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def digits(name: str, table: str) -> migrations.CreateModel:
    """The operation that makes one of the two tables."""
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", key()),
            ("source", models.CharField(max_length=64)),
            ("index", models.IntegerField()),
            ("label", models.SmallIntegerField()),
            ("image", models.BinaryField()),
        ],
        options={
            "db_table": table,
            "indexes": [models.Index(fields=["source", "index"], name=f"{table}_source_index")],
        },
    )


class Migration(migrations.Migration):
    """Creates and adds them."""

    dependencies = (("store", "0001_initial"),)
    operations = (
        digits("TrainDigit", "train"),
        digits("TestDigit", "test"),
        migrations.AlterField("Drawing", "id", key()),
        migrations.AddField("Drawing", "crops", models.BinaryField(null=True)),
        migrations.AddField("Drawing", "confidence", models.FloatField(default=0.0)),
        migrations.AddField("Drawing", "correction", models.TextField(null=True)),
        migrations.AddField("Drawing", "verdict", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddField("Drawing", "corrected", models.DateTimeField(null=True)),
        migrations.RunPython(fill_confidence, migrations.RunPython.noop),
        migrations.AlterField("Drawing", "created", models.DateTimeField(default=numerals.server.store.models.now)),
        migrations.AddIndex(
            "Drawing",
            models.Index(
                fields=["-created", "-id", "page", "verdict", "confidence", "text"], name="drawings_newest_first"
            ),
        ),
    )
