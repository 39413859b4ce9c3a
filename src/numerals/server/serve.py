"""Starts the production server: ``numerals serve``, or ``python -m numerals.server.serve``.

gunicorn with threads serves; ``benchmarks/serving.py`` compares it with the others.
"""

import argparse
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

from numerals.data.mongo import why
from numerals.errors import NumeralsError
from numerals.server.configuration import Configuration, own_names
from numerals.server.watch import logs

_KEEPALIVE = 30  # seconds; an idle connection costs no thread
_BACKLOG = 256
_LOAD_FAILED = 4  # the exit code of a worker by which gunicorn stops instead of trying again


class ServeError(NumeralsError):
    """The server cannot start."""


def prepare() -> tuple[Configuration, str]:
    """Makes the folder of the embedded database, and the tables, if they are not there yet.

    Returns:
        The settings in use, and in words what is wrong with the database; empty if nothing is. That is no reason not
        to read digits: drawings are not kept until it is back, and ``/api/v1/health`` says degraded.

    Raises:
        ConfigurationError: an environment variable has a value that cannot be used.
        DatabaseAddressError: DATABASE_URL has.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "numerals.server.settings")
    django.setup()
    from django.conf import settings
    from django.db import Error

    from numerals.server.store import tables

    configuration: Configuration = settings.CONFIGURATION
    try:
        configuration.home.mkdir(parents=True, exist_ok=True)
        tables.migrate()
    except (OSError, Error) as error:
        return configuration, f"{configuration.database.shown}: {why(error)}"
    finally:
        tables.close()
    return configuration, ""


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    keep: bool | None = None,
    model: str | Path | None = None,
    workers: int | None = None,
) -> int:
    """Serves the page and the API until Ctrl-C.

    Args:
        host: address to listen at; 0.0.0.0 is all of this machine's.
        port: 0 takes a free one.
        keep: whether drawings are kept; by default what NUMERALS_KEEP says.
        model: a model's folder, version or kind; by default what NUMERALS_MODEL says, else the champion.
        workers: processes; by default what NUMERALS_WORKERS says.

    Returns:
        The exit code of the server, 0 after Ctrl-C.

    Raises:
        ServeError: the port is taken, or the host is not this machine's.
        ModelError: the model bundle is missing or damaged.
        ConfigurationError: an environment variable has a value that cannot be used.
    """
    # The environment is how settings reach Django, here and in the workers.
    if keep is not None:
        os.environ["NUMERALS_KEEP"] = "true" if keep else "false"
    if model is not None:
        os.environ["NUMERALS_MODEL"] = str(model)
    if workers is not None:
        os.environ["NUMERALS_WORKERS"] = str(workers)
    # Who is told to listen at a name is opened by that name.
    os.environ.setdefault("NUMERALS_ALLOWED_HOSTS", ",".join([*own_names(), host.lower()]))
    listener = _listen(host, port)
    configuration, trouble = prepare()
    if trouble:
        print(f"numerals: nothing is kept for now, {trouble}", file=sys.stderr)
    # A missing model is told here in one line; its session is made after the fork.
    configuration.store.resolve(configuration.model)
    shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
    address = f"http://{shown}:{listener.getsockname()[1]}"
    # Where the processes count together; nothing of it outlives the server.
    folder, process = tempfile.mkdtemp(prefix="numerals-metrics-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    try:
        return _run(listener, address, configuration)
    finally:
        # A worker that ends comes here too; one whose server was killed is the last who can tidy up.
        if os.getpid() == process or os.getppid() != process:
            shutil.rmtree(folder, ignore_errors=True)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, so that the port is known to be free before anything else starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServeError(_why_not(host, port, error)) from None
    listener.set_inheritable(True)
    return listener


def _why_not(host: str, port: int, error: Exception) -> str:
    other = port + 1 if 0 <= port < 65_535 else 8001
    if isinstance(error, OverflowError):
        return f"a port is a number from 0 to 65535, not {port}; choose one: --port 8001"
    if isinstance(error, socket.gaierror):
        return f"{host!r} is no address; choose one of this machine's: --host 127.0.0.1"
    if isinstance(error, PermissionError):
        return f"port {port} needs an administrator's rights; choose one above 1023: --port 8001"
    if "in use" in str(error):
        return f"port {port} is taken by another program; choose another: --port {other}"
    return f"cannot listen at {host}, port {port}: {error}; choose others: --host 127.0.0.1 --port {other}"


def _run(listener: socket.socket, address: str, configuration: Configuration) -> int:
    """Hands the listening socket to gunicorn and runs it."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped,unused-ignore]
    from prometheus_client.multiprocess import mark_process_dead  # not when a worker ends: stopping is to be quick

    options: dict[str, Any] = {
        "bind": f"fd://{listener.fileno()}",
        "worker_class": "numerals.server.worker.Worker",
        "workers": configuration.workers,
        "threads": configuration.threads,
        "keepalive": _KEEPALIVE,
        "graceful_timeout": 5,
        "loglevel": "error",
        "limit_request_line": 8190,
        "control_socket_disable": True,
        "proc_name": "numerals",
        "logconfig_dict": logs.configuration(configuration.log),
        "post_worker_init": lambda worker: _started(worker, address),
        # A process has ended: what it alone knew of the present no longer counts.
        "child_exit": lambda _, worker: mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
    }

    class Server(BaseApplication):  # type: ignore[misc,unused-ignore]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from numerals.server.wsgi import application

            return application

    try:
        Server().run()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


def _started(worker: Any, address: str) -> None:
    """In a fresh worker process: loads the model before the first request, and says that all is ready."""
    from numerals.server import engine, urls  # noqa: F401  (the addresses too are loaded before the first request)

    try:
        engine.get()
    except NumeralsError as error:
        print(f"numerals: {error}", file=sys.stderr, flush=True)
        sys.exit(_LOAD_FAILED)
    if worker.age == 1:  # not for a worker that replaces another
        print(f"Numerals is at {address}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Reads the command line's arguments and serves."""
    parser = argparse.ArgumentParser(prog="python -m numerals.server.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args(arguments)
    try:
        return serve(given.host, given.port)
    except NumeralsError as error:
        print(f"numerals: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0  # Ctrl-C before the server had started


if __name__ == "__main__":
    sys.exit(main())
