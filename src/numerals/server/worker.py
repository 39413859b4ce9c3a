"""gunicorn's threaded worker, with two of its habits mended, and one of the C library's."""

import ctypes
import json
import signal
import socket
from typing import Any

from gunicorn import util  # type: ignore[import-untyped,unused-ignore]
from gunicorn.workers import base  # type: ignore[import-untyped,unused-ignore]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped,unused-ignore]


class Worker(ThreadWorker):  # type: ignore[misc,unused-ignore]
    """Answers in JSON also what is no proper HTTP, and stops at Ctrl-C even while a request is coming in."""

    def init_process(self) -> None:
        """Called in the fresh process."""
        # Such requests never reach the application; gunicorn would answer them with a page of HTML.
        util.write_error = _write_error
        _share_memory()
        super().init_process()

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Ends the process; requests that are being answered are finished first.

        gunicorn's own shuts the pool of threads down here, within the signal handler. If the signal comes while
        the main thread hands a request to that pool, both want the same lock and the process hangs. Leaving
        by SystemExit releases it, and Python ends the threads at exit.
        """
        # A terminal sends SIGINT to this process too, and the master SIGQUIT after it: one is enough. SIG_IGN would
        # not do: Python complains of a signal that has come already and whose handler is gone.
        for one in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(one, lambda *_: None)
        base.Worker.handle_quit(self, sig, frame)


_MALLOPT = {
    "M_ARENA_MAX": (-8, 1),
    "M_MMAP_THRESHOLD": (-3, 8_000_000),
    "M_TRIM_THRESHOLD": (-1, 64_000_000),
}
"""The numbers that glibc's malloc.h gives these settings, and what they are set to."""


def _share_memory() -> None:
    """Makes large pictures give their memory back to the system, before there is more than one thread.

    By default each thread of glibc's takes memory from a place of its own, which keeps what a large picture took
    once: 200 MB for each of the threads. So there is one place for all. And once a block of 16 MB, of which Pillow
    makes its pictures, has been given back, blocks of that size come from that place too, where a small thing that
    was put behind them keeps them all from being given back. So blocks above 8 MB stay outside it, as they are at
    first. Other C libraries have no such settings, or take them for nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for setting, value in _MALLOPT.values():
            mallopt(setting, value)


def _write_error(connection: socket.socket, status: int, reason: str, detail: str) -> None:
    body = json.dumps({"detail": detail or reason, "code": "http"}).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: application/json\r\n"
        f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.settimeout(5)
    connection.sendall(head.encode("latin-1", "replace") + body)
