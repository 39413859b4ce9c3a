"""What can go wrong, one tree.

::

    NumeralsError
    ├── ImageError            the bytes are no picture that can be read
    │   ├── ImageFormatError      wrong or damaged file
    │   └── ImageTooLargeError    too many pixels or bytes
    ├── ParameterError        a knob's name or value is off
    ├── DataError             labelled data is missing, damaged or of the wrong shape
    ├── ModelError            a model bundle is missing, damaged or of another format
    ├── StrokeError           pen strokes that are none
    └── MissingExtraError     an optional part of the package is not installed

Each message says what was expected, what came and what to do next.
"""


class NumeralsError(Exception):
    """Base of all errors that this package raises on purpose."""


class ImageError(NumeralsError):
    """An image cannot be read."""


class ImageFormatError(ImageError):
    """The file is empty, truncated, animated or of a format that is not read."""


class ImageTooLargeError(ImageError):
    """The image has more bytes or pixels than the limit."""


class ParameterError(NumeralsError, ValueError):
    """An unknown parameter, or a value out of its range."""


class DataError(NumeralsError):
    """Labelled data is missing, damaged or of the wrong shape."""


class ModelError(NumeralsError):
    """A model bundle is missing, damaged or of another format."""


class StrokeError(NumeralsError, ValueError):
    """Pen strokes are empty, not numbers, or too many."""


class MissingExtraError(NumeralsError, ImportError):
    """An optional part of the package is needed and not installed."""
