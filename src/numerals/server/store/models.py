"""The tables."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone


def now() -> datetime:
    """This moment to the millisecond, as document databases and JSON keep it; more digits would get lost there."""
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Drawing(models.Model):
    """A drawing and what was read from it.

    Its key is a UUID and its digits are one JSON value, so that the same migrations serve a document database.

    Attributes:
        created: when it was kept, UTC.
        page: which page or program sent it.
        strokes: pen strokes, each a list of points ``[x, y, ...]`` in pixels of the canvas; null for an image.
        image: the canvas as PNG, JPEG or WebP; null for strokes.
        width, height: of the canvas in pixels.
        text: what was read, lines apart.
        digits: as `numerals.results.Digit.to_dict` writes them.
        model: name and version of the model.
    """

    id: "models.UUIDField[Any, uuid.UUID]" = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created: "models.DateTimeField[Any, datetime]" = models.DateTimeField(default=now, db_index=True)
    page: "models.CharField[Any, str]" = models.CharField(max_length=32, blank=True, default="")
    strokes = models.JSONField(null=True)
    image: "models.BinaryField[Any, bytes | None]" = models.BinaryField(null=True)
    width: "models.FloatField[Any, float]" = models.FloatField()
    height: "models.FloatField[Any, float]" = models.FloatField()
    text: "models.TextField[Any, str]" = models.TextField(blank=True)
    digits = models.JSONField()
    model: "models.CharField[Any, str]" = models.CharField(max_length=100)

    class Meta:
        """Its table's name."""

        db_table = "drawings"

    def __str__(self) -> str:
        """The key and what was read."""
        return f"{self.id}: {self.text!r}"
