"""A real MLflow server for the tests: the REST API of runs, files and registry, as Azure ML has it too."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from support import free_port


class MlflowServer:
    """A server over a database of its own, run as the package's own server runs it.

    Args:
        folder: for the database and the files.
    """

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environ = {
            "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{folder / 'server.db'}",
            "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
            "_MLFLOW_SERVER_ARTIFACT_DESTINATION": str(folder / "files"),
            "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
            "MLFLOW_DISABLE_TELEMETRY": "true",
        }
        command = [sys.executable, "-m", "gunicorn", "mlflow.server:app", "--bind", f"127.0.0.1:{port}", "--threads=2"]
        self._log = (folder / "server.log").open("w")
        self._process = subprocess.Popen(command, env=os.environ | environ, stdout=self._log, stderr=self._log)
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((folder / "server.log").read_text()[-1000:])

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
