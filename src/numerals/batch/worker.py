"""One warm reader, in a process of its own: names in, rows out."""

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from numerals.batch.job import BatchError, Done, Job, Row, Task

if TYPE_CHECKING:
    from concurrent.futures import Future

    from numerals.results import Reading


class Worker:
    """Reads with one model that stays loaded, on one core.

    Args:
        job: how to read.

    Raises:
        ModelError: the model cannot be run.
        ParameterError: an unknown parameter or a value out of range.
    """

    def __init__(self, job: Job) -> None:
        # As many workers run as there are cores, each on one thread; OpenCV reads this when it is loaded.
        os.environ["OPENCV_FOR_THREADS_NUM"] = "1"
        from numerals.inference.bundle import write_bundle
        from numerals.inference.page_model import load_page_model
        from numerals.reader import Reader

        self._job = job
        with tempfile.TemporaryDirectory(prefix="numerals-") as folder:
            bundle = write_bundle(Path(folder), job.model, dict(job.card))
            self._reader = Reader(bundle, page_model=load_page_model(threads=1), **job.parameters)
            self._reader.read_strokes([[(100.0, 50.0), (100.0, 250.0)]], 200.0, 300.0)  # loads the model into memory

    def __call__(self, task: Task) -> Done:
        """Reads the images of a task.

        Raises:
            BatchError: the store of the images does not answer.
        """
        from numerals.batch.sources import fetched

        started = time.perf_counter()
        rows = [self._row(name, data) for name, data in fetched(task.names, self._job.folder)]
        return Done(task.number, rows, time.perf_counter() - started)

    def _row(self, name: str, data: "Future[bytes]") -> Row:
        from numerals.errors import ImageError

        try:
            return self._told(name, self._reader.read(data.result()))
        except BatchError:
            raise
        except ImageError as error:
            said = str(error)
        except Exception as error:  # among 100,000 files some bring a library to its limits; the others are read
            said = f"{type(error).__name__}: {error}"
        empty = dict.fromkeys(("text", "count", "confidence", "width", "height"))
        row = {"file": name, **empty, "model": self._reader.name, "error": said}
        return row | {"digits": None} if self._job.digits else row

    def _told(self, name: str, reading: "Reading") -> Row:
        digits = [digit.to_dict() for digit in reading.digits]
        row = {
            "file": name,
            "text": reading.text,
            "count": len(digits),
            "confidence": min((digit["confidence"] for digit in digits), default=None),
            "width": reading.width,
            "height": reading.height,
            "model": reading.model,
            "error": None,
        }
        wanted = ("value", "confidence", "box", "line")
        return row | {"digits": [{key: one[key] for key in wanted} for one in digits]} if self._job.digits else row
