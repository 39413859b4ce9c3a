"""Whether the database can be written to, known without making anybody wait for it.

While it is away nothing else asks it: one thread looks every second, makes the tables where they are missing, and
opens the door again when all is well.
"""

import concurrent.futures
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, transaction

from numerals.data.address import SQLITE
from numerals.data.mongo import why
from numerals.server.store import tables
from numerals.server.store.models import Drawing

_log = logging.getLogger(__name__)
_NOBODY = UUID(int=0)
_GONE = "the file of the database is gone"
_EVERY = 1.0  # seconds between two looks at a database that is away

_away = threading.Event()
_lock = threading.Lock()
_checker = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-check")
_check: concurrent.futures.Future[Error | None] | None = None


def is_away() -> bool:
    """Whether the last one who asked got no answer, and no look since then succeeded."""
    return _away.is_set()


def went_away(error: Error) -> None:
    """Tells that the database did not answer; from now on a thread looks for it."""
    with _lock:
        if _away.is_set():
            return
        _away.set()
        threading.Thread(target=_look_out, name="database-look-out", daemon=True).start()
    _log.error("nothing is kept until the database is back: %s", why(error))


@contextmanager
def asked() -> Iterator[None]:
    """Within, the database is asked something; nobody waits for one that is known to be away.

    Raises:
        django.db.Error: it is away, or becomes so.
    """
    if is_away():
        raise Error("the database is away")
    try:
        if not there():
            raise Error(_GONE)
        with tables.reported():
            yield
    except Error as error:
        went_away(error)
        raise


def _look_out() -> None:
    while _trouble(make_tables=True):
        time.sleep(_EVERY)
    _away.clear()
    _log.info("the database is back")


def reachable(timeout: float = 1.0) -> bool:
    """Whether the database answers and can be written to, known within ``timeout`` seconds.

    The question is asked on a thread of its own, since a database that is away may take long to say so. While
    an answer is out no second question is asked.
    """
    global _check
    if is_away():
        return False
    with _lock:
        if _check is None or _check.done():
            _check = _checker.submit(_trouble)
        check = _check
    try:
        trouble = check.result(timeout)
    except concurrent.futures.TimeoutError:
        trouble = Error(f"it does not answer within {timeout:g} s")
    if trouble:
        went_away(trouble)
    return trouble is None


def there() -> bool:
    """Whether the embedded database's file still exists; SQLite itself would write on into a deleted one."""
    address = settings.CONFIGURATION.database
    return address.scheme != SQLITE or Path(address.file).exists()


def _trouble(*, make_tables: bool = False) -> Error | None:
    """What is wrong with the database; None if nothing is."""
    try:
        if make_tables:
            tables.migrate()
        with tables.reported(), transaction.atomic():  # on SQLite this takes the lock of a writer
            Drawing.objects.filter(pk=_NOBODY).exists()  # one step in the index, however many drawings there are
        return None if there() else Error(_GONE)
    except Error as error:
        connection.close()
        return error
