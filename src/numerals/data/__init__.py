"""Labelled digits: by name, and synthetic pen strokes."""
