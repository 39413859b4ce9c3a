"""Tells Django of this app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The app of the kept drawings."""

    name = "numerals.server.store"
    label = "store"
