"""A real S3 server for the tests, on this machine."""

from pathlib import Path

from moto.server import ThreadedMotoServer
from pyarrow.fs import S3FileSystem


class S3:
    """A server with one bucket, ``scans``."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.environ = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
        }
        self.store = S3FileSystem(
            endpoint_override=self.environ["AWS_ENDPOINT_URL"],
            access_key="tests",
            secret_key="tests",
            region="us-east-1",
            allow_bucket_creation=True,
        )
        self.store.create_dir("scans")

    def put(self, name: str, file: Path) -> None:
        """Puts a file into the bucket."""
        with self.store.open_output_stream(f"scans/{name}") as stream:
            stream.write(file.read_bytes())

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()
