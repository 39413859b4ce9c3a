"""Runs and registered models in MLflow; the only module that knows it. Serving needs none of this.

By default all lies under one home, in a database and a folder of files::

    HOME/mlflow.db       runs, parameters, metrics, the registry
    HOME/artifacts/      model.onnx, card.json and the figures of each run

The same calls speak to an MLflow server or to Azure ML. Models are logged as plain files, never with ``log_model``:
that needs each library's own format, pickles among them, and a server that knows MLflow 3's logged models.
"""

import logging
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numerals.errors import MissingExtraError, ModelError, NumeralsError
from numerals.inference.card import CARD_FILE, Carded
from numerals.inference.store import open_model
from numerals.training.figures import confusion_figure, learning_figure

REGISTERED = "numerals"
"""Default name of the registered model and of the experiment."""
CHAMPION = "champion"
"""Alias of the version in force."""
_FOLDER, _FIGURES = "model", "figures"  # of a run's artifacts
_DATABASES = ("sqlite", "postgresql", "mysql", "mssql")
_LONGEST = 500  # characters of a parameter; what the strictest servers take
_NOBODY = {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}  # what is said of an alias that nobody has
_PARAMETERS, _METRICS = 100, 1000  # that one call may bring


class TrackingError(NumeralsError):
    """The tracking database or server cannot be used."""


@dataclass(frozen=True)
class Registered:
    """A version in the registry.

    Attributes:
        number: that the registry counts: ``3``.
        version: of the bundle: ``cnn-1a2b3c4d``.
        sha256: of ``model.onnx``; of a space over the hashes of its graphs.
        run: in which the files lie.
    """

    number: str
    version: str
    sha256: str
    run: str


class Tracker:
    """Runs and versions in one tracking database or server.

    Args:
        uri: ``sqlite:///...``, ``https://...``, ``azureml://...``; folders are refused, as MLflow gives them up.
        artifacts: folder for the files of runs where the database has none; servers have their own.
        name: of the registered model and of the experiment.

    Raises:
        MissingExtraError: MLflow is not installed.
        TrackingError: the database or server cannot be used.
    """

    def __init__(self, uri: str, artifacts: Path, name: str = REGISTERED) -> None:
        scheme = uri.partition("://")[0] if "://" in uri else ""
        if scheme in {"", "file"}:
            raise TrackingError(
                f"runs are not tracked in the folder {uri}; set MLFLOW_TRACKING_URI to a database such as "
                "sqlite:///runs.db or to the address of a server, or unset it"
            )
        if scheme == "azureml" and not find_spec("azureml"):
            raise MissingExtraError("Azure ML is spoken to by a plugin: pip install 'numerals[track]' azureml-mlflow")
        self.uri, self.name = uri, name
        self._artifacts = artifacts.resolve() if scheme.partition("+")[0] in _DATABASES else None
        with self._reported(), _alone(artifacts if scheme == "sqlite" else None):
            self._client = _client(uri)
            self._experiment = self._open_experiment()

    @classmethod
    def at(cls, home: Path, uri: str | None = None, name: str = REGISTERED) -> "Tracker":
        """The tracker of a home: at ``uri`` (what ``MLFLOW_TRACKING_URI`` says), else in the home's own database.

        Raises:
            MissingExtraError, TrackingError: as the class.
        """
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TrackingError(
                f"runs cannot be kept in {home}: {error}; NUMERALS_HOME names another folder"
            ) from error
        return cls(uri or f"sqlite:///{(home / 'mlflow.db').resolve()}", home / "artifacts", name)

    def log_run(
        self,
        bundle: Carded,
        epochs: Sequence[Mapping[str, float]] = (),
        figures: Iterable[Path] = (),
        command: str = "",
    ) -> str:
        """Logs a finished training: parameters, metrics by epoch and final ones, figures, card and ONNX file.

        Args:
            bundle: what came out; its card gives parameters and final metrics.
            epochs: one mapping an epoch, such as ``{"epoch": 1, "loss": 0.3, "validation_accuracy": 0.97}``.
            figures: further pictures or pages; the confusion matrix and the learning curve are drawn here.
            command: what the user typed; by default what the card says.

        Returns:
            The run's id.

        Raises:
            ModelError: the bundle is damaged.
            TrackingError: the database or server refused.
        """
        bundle.check()
        tags = _tags(bundle) | {"command": command or str(bundle.card.get("command", ""))}
        with self._reported():
            run = str(self._client.create_run(self._experiment, run_name=bundle.version, tags=tags).info.run_id)
            done = "FAILED"
            try:
                self._log_numbers(run, bundle, epochs)
                for file in (*bundle.files, bundle.folder / CARD_FILE):
                    self._client.log_artifact(run, str(file), _FOLDER)
                for figure in figures:
                    self._client.log_artifact(run, str(figure), _FIGURES)
                for name, drawing in _drawings(bundle, epochs).items():
                    self._client.log_text(run, drawing, f"{_FIGURES}/{name}")
                done = "FINISHED"
            finally:
                self._client.set_terminated(run, done)
        return run

    def register(self, bundle: Carded, run: str | None = None) -> Registered:
        """Makes a bundle a version of the registered model; one that is there already is left.

        Args:
            bundle: the model.
            run: whose files it is; None takes the run that logged these very bytes, or logs one.

        Raises:
            ModelError, TrackingError: as `log_run`.
        """
        known = next((one for one in self.versions() if one.sha256 == bundle.sha256), None)
        if known:
            return known
        run = run or self._run_of(bundle) or self.log_run(bundle)
        with self._reported():
            with suppress(self._refusal):  # it is there already
                self._client.create_registered_model(self.name)
            source = f"{self._client.get_run(run).info.artifact_uri}/{_FOLDER}"
            made = self._client.create_model_version(
                self.name, source=source, run_id=run, tags=_tags(bundle), description=bundle.version
            )
        return Registered(str(made.version), bundle.version, bundle.sha256, run)

    def register_run(self, run: str) -> Registered:
        """Registers what a run logged.

        Raises:
            TrackingError: there is no such run, or it logged no model.
            ModelError: its model is not the one its card tells of.
        """
        with tempfile.TemporaryDirectory() as folder:
            return self.register(self._download(run, Path(folder)), run)

    def versions(self) -> list[Registered]:
        """All registered versions, the newest first."""
        with self._reported():
            found = self._client.search_model_versions(f"name='{self.name}'", max_results=1000)
        rows = [_registered(one) for one in found]
        return sorted(rows, key=lambda one: -int(one.number))

    def find(self, text: str) -> Registered | None:
        """The version of this number, of this name or the beginning of one, or that has the alias ``champion``."""
        if text == CHAMPION:
            return self.champion()
        return next((one for one in self.versions() if text == one.number or one.version.startswith(text)), None)

    def champion(self) -> Registered | None:
        """The version that has the alias, if any."""
        with self._reported():
            try:
                return _registered(self._client.get_model_version_by_alias(self.name, CHAMPION))
            except self._refusal as error:
                if getattr(error, "error_code", "") in _NOBODY:
                    return None
                raise

    def promote(self, version: Registered | None) -> None:
        """Gives the alias ``champion`` to a version, or to none.

        Raises:
            TrackingError: the database or server refused.
        """
        with self._reported():
            if version:
                self._client.set_registered_model_alias(self.name, CHAMPION, version.number)
            elif self.champion():
                self._client.delete_registered_model_alias(self.name, CHAMPION)

    def fetch(self, version: Registered, folder: Path) -> Carded:
        """Downloads a version's files.

        Args:
            version: which.
            folder: an existing one.

        Raises:
            TrackingError: the files cannot be had.
            ModelError: they are not what was registered.
        """
        bundle = self._download(version.run, folder)
        if bundle.sha256 != version.sha256:
            raise ModelError(
                f"version {version.number} was registered with SHA-256 {version.sha256[:12]}..., but its file has "
                f"{bundle.sha256[:12]}...; register the model anew"
            )
        return bundle

    def _download(self, run: str, folder: Path) -> Carded:
        with self._reported():
            place = self._client.download_artifacts(run, _FOLDER, str(folder))
        return open_model(Path(place))

    def _run_of(self, bundle: Carded) -> str | None:
        """The newest finished run that logged these bytes."""
        with self._reported():
            runs = self._client.search_runs(
                [self._experiment], f"tags.sha256 = '{bundle.sha256}' and attributes.status = 'FINISHED'", max_results=1
            )
        return str(runs[0].info.run_id) if runs else None

    def _log_numbers(self, run: str, bundle: Carded, epochs: Sequence[Mapping[str, float]]) -> None:
        from mlflow.entities import Metric, Param

        now = int(time.time() * 1000)
        parameters = [Param(name, text[:_LONGEST]) for name, text in _parameters(bundle).items()]
        metrics = [Metric(name, value, now, 0) for name, value in _metrics(bundle).items()]
        for number, epoch in enumerate(epochs, 1):
            step = int(epoch.get("epoch", number))
            metrics += [Metric(name, float(value), now, step) for name, value in epoch.items() if name != "epoch"]
        for first in range(0, len(parameters), _PARAMETERS):
            self._client.log_batch(run, params=parameters[first : first + _PARAMETERS])
        for first in range(0, len(metrics), _METRICS):
            self._client.log_batch(run, metrics=metrics[first : first + _METRICS])

    def _open_experiment(self) -> str:
        found = self._client.get_experiment_by_name(self.name)
        if found:
            return str(found.experiment_id)
        place = self._artifacts.as_uri() if self._artifacts else None
        return str(self._client.create_experiment(self.name, artifact_location=place))

    @property
    def _refusal(self) -> type[Exception]:
        from mlflow.exceptions import MlflowException

        return MlflowException

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Turns what MLflow and its database raise into one line."""
        try:
            yield
        except (NumeralsError, KeyboardInterrupt):
            raise
        except Exception as error:
            told = _public(" ".join(str(error).split()))[:300] or type(error).__name__
            raise TrackingError(f"tracking at {_public(self.uri)} failed: {told}") from error


def _client(uri: str) -> Any:
    """MLflow's client, which says nothing on the screen and nothing to its makers."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        from mlflow.tracking import MlflowClient
    except ImportError as error:
        raise MissingExtraError(f"runs are tracked with MLflow ({error}): pip install 'numerals[track]'") from error
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # a server that is away is told within seconds, not minutes
}


@contextmanager
def _alone(folder: Path | None) -> Iterator[None]:
    """Keeps other processes out: two that make the tables of a new database at once would both fail."""
    if folder is None:
        yield
        return
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tags(bundle: Carded) -> dict[str, str]:
    """By which a run or a version is found again."""
    card = bundle.card
    data = card.get("data") if isinstance(card.get("data"), dict) else {}
    tags = {"version": bundle.version, "sha256": bundle.sha256, "kind": bundle.name}
    return tags | {"commit": str(card.get("commit", "")), "data": str((data or {}).get("name", ""))}


def _parameters(bundle: Carded) -> dict[str, str]:
    """What was chosen before the training: recipe, data, software."""
    card = bundle.card
    parts = {"": card.get("recipe"), "data.": card.get("data"), "software.": card.get("software")}
    flat = {
        f"{prefix}{name}": str(value)
        for prefix, part in parts.items()
        if isinstance(part, dict)
        for name, value in part.items()
    }
    return {"kind": bundle.name, **flat}


def _metrics(bundle: Carded) -> dict[str, float]:
    """The final figures: all numbers of the card but those of the recipe."""
    card = bundle.card
    parts = {"": card, "validation.": card.get("validation"), "test.": card.get("test")}
    flat = {
        f"{prefix}{name}": float(value)
        for prefix, part in parts.items()
        if isinstance(part, dict)
        for name, value in part.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name != "format"
    }
    return flat | {"bytes": float(sum(file.stat().st_size for file in bundle.files))}


def _drawings(bundle: Carded, epochs: Sequence[Mapping[str, float]]) -> dict[str, str]:
    """Name and SVG of each figure that can be drawn."""
    test = bundle.card.get("test")
    matrix = test.get("confusion_matrix") if isinstance(test, dict) else None
    figures = {"confusion.svg": confusion_figure(matrix) if matrix else "", "learning.svg": learning_figure(epochs)}
    return {name: figure for name, figure in figures.items() if figure}


def _registered(one: Any) -> Registered:
    tags = one.tags or {}
    return Registered(str(one.version), tags.get("version", ""), tags.get("sha256", ""), str(one.run_id))


def _public(text: str) -> str:
    """The text, in its addresses no passwords."""
    return re.sub(r"//[^/@\s]+@", "//", text)
