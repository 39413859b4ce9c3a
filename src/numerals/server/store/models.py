"""The tables: labelled digits to train and to test on, and the drawings with their predictions.

Keys are UUIDs, values that belong together are one JSON value, and there are no relations: so the same migrations
serve SQLite and MongoDB, and every client of either finds the three under these names.
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone


def now() -> datetime:
    """This moment to the millisecond, as document databases and JSON keep it; more digits would get lost there."""
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _key() -> "models.UUIDField[Any, uuid.UUID]":
    """A primary key; under this column's name MongoDB takes it for its own, instead of making a second one."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, db_column="_id")


class LabelledDigit(models.Model):
    """An image with its label; `numerals.data.database` fills and reads these tables.

    Attributes:
        source: fingerprint of the data set that it belongs to.
        index: its place in that part of the data set.
        label: 0 to 9.
        image: 28 rows of 28 bytes, ink 255 on 0.
    """

    id: "models.UUIDField[Any, uuid.UUID]" = _key()
    source: "models.CharField[Any, str]" = models.CharField(max_length=64)
    index: "models.IntegerField[Any, int]" = models.IntegerField()
    label: "models.SmallIntegerField[Any, int]" = models.SmallIntegerField()
    image: "models.BinaryField[Any, bytes]" = models.BinaryField()

    class Meta:
        """Shared by both tables; an index leads to a source's images in their order."""

        abstract = True


class TrainDigit(LabelledDigit):
    """One to train on."""

    class Meta:
        """Its table."""

        db_table = "train"
        indexes = (models.Index(fields=["source", "index"], name="train_source_index"),)


class TestDigit(LabelledDigit):
    """One for the reported figure only."""

    class Meta:
        """Its table."""

        db_table = "test"
        indexes = (models.Index(fields=["source", "index"], name="test_source_index"),)


class Drawing(models.Model):
    """A drawing, what was read from it, and what its writer says it is.

    Attributes:
        created: when it was kept, UTC.
        page: which page or program sent it.
        strokes: pen strokes, each a list of points ``[x, y, ...]`` in pixels of the canvas; null for an image.
        image: the canvas as PNG, JPEG or WebP; null for strokes.
        width, height: of the canvas in pixels.
        text: what was read, lines apart.
        digits: as `numerals.results.Digit.to_dict` writes them, with the ten probabilities of each.
        crops: the 28x28 bytes of each digit that the model saw, one after another; null in drawings of old.
        confidence: of the digit that the model was least sure of, 0 to 1.
        model: name and version of the model.
        correction: what it is, as a person said; null while nobody has.
        verdict: ``confirmed`` or ``corrected`` once somebody has, else empty.
        corrected: when.
    """

    id: "models.UUIDField[Any, uuid.UUID]" = _key()
    created: "models.DateTimeField[Any, datetime]" = models.DateTimeField(default=now)
    page: "models.CharField[Any, str]" = models.CharField(max_length=32, blank=True, default="")
    strokes = models.JSONField(null=True)
    image: "models.BinaryField[Any, bytes | None]" = models.BinaryField(null=True)
    width: "models.FloatField[Any, float]" = models.FloatField()
    height: "models.FloatField[Any, float]" = models.FloatField()
    text: "models.TextField[Any, str]" = models.TextField(blank=True)
    digits = models.JSONField()
    crops: "models.BinaryField[Any, bytes | None]" = models.BinaryField(null=True)
    confidence: "models.FloatField[Any, float]" = models.FloatField(default=0.0)
    model: "models.CharField[Any, str]" = models.CharField(max_length=100)
    correction: "models.TextField[Any, str | None]" = models.TextField(null=True)
    verdict: "models.CharField[Any, str]" = models.CharField(max_length=16, blank=True, default="")
    corrected: "models.DateTimeField[Any, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        """Its table; the index holds all that the History page filters by, so that looking costs no row."""

        db_table = "drawings"
        indexes = (
            models.Index(
                fields=["-created", "-id", "page", "verdict", "confidence", "text"], name="drawings_newest_first"
            ),
        )

    def __str__(self) -> str:
        """The key and what was read."""
        return f"{self.id}: {self.text!r}"
