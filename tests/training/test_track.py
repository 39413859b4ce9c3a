"""Runs and registered models in a real MLflow database."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from numerals import ModelError
from numerals.inference.bundle import Bundle, load_bundle
from numerals.training.figures import confusion_figure, learning_figure
from numerals.training.track import Registered, Tracker, TrackingError
from support import another_model

EPOCHS = [{"epoch": i, "loss": 1 / i, "validation_accuracy": 1 - 0.1 / i} for i in range(1, 4)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database has its tables; making them takes a second or two."""
    home = tmp_path_factory.mktemp("empty")
    Tracker.at(home)
    return home


@pytest.fixture
def home(empty: Path, tmp_path: Path) -> Path:
    """A fresh home, in a folder whose name is no plain address."""
    fresh = tmp_path / "hé me 100%"
    fresh.mkdir()
    shutil.copy(empty / "mlflow.db", fresh)
    return fresh


@pytest.fixture
def tracker(home: Path) -> Tracker:
    return Tracker.at(home, name="own")  # the experiment "numerals" of the copied database has its files elsewhere


@pytest.fixture
def model(tmp_path: Path) -> Bundle:
    return another_model(tmp_path / "model", "model")


def test_a_run_has_parameters_metrics_by_epoch_files_and_figures(tracker, model, home, tmp_path):
    report = tmp_path / "report.html"
    report.write_text("<!doctype html>")
    run_id = tracker.log_run(model, EPOCHS, [report], command="numerals train cnn")
    run = tracker._client.get_run(run_id)
    assert run.info.status == "FINISHED"
    assert run.info.run_name == run.data.tags["version"] == model.version
    assert run.data.tags["sha256"] == model.sha256
    assert run.data.tags["command"] == "numerals train cnn"
    assert (run.data.params["epochs"], run.data.params["data.name"]) == (str(model.card["recipe"]["epochs"]), "mnist")
    assert run.data.metrics["test.accuracy"] == model.card["test"]["accuracy"]
    assert run.data.metrics["bytes"] == model.model_path.stat().st_size
    history = tracker._client.get_metric_history(run_id, "loss")
    assert [(point.step, point.value) for point in history] == [(1, 1.0), (2, 0.5), (3, 1 / 3)]
    files = {p.relative_to(home / "artifacts").as_posix() for p in home.glob("artifacts/**/*") if p.is_file()}
    names = {
        "model/model.onnx",
        "model/card.json",
        *(f"figures/{n}" for n in ("confusion.svg", "learning.svg", "report.html")),
    }
    assert {f"{run_id}/artifacts/{name}" for name in names} == files - {".lock"}


def test_a_run_of_a_damaged_model_is_not_logged(tracker, model):
    model.model_path.write_bytes(b"other")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        tracker.log_run(model)


def test_a_run_that_cannot_be_finished_is_marked_as_failed(tracker, model, tmp_path):
    with pytest.raises(TrackingError, match=r"tracking at sqlite:.* failed"):
        tracker.log_run(model, figures=[tmp_path / "missing.png"])
    (run,) = tracker._client.search_runs([tracker._experiment])
    assert run.info.status == "FAILED"
    assert tracker.register(model).run != run.info.run_id


def test_a_model_is_registered_once_by_its_hash_and_found_by_its_names(tracker, model, tmp_path):
    run = tracker.log_run(model)
    first = tracker.register(model)
    assert first == Registered("1", model.version, model.sha256, run)
    assert tracker.register(model) == tracker.register_run(run) == first
    second = tracker.register(another_model(tmp_path / "second", "second"))
    assert second.number == "2"
    assert tracker.versions() == [second, first]
    assert [tracker.find(text) for text in ("1", second.version, model.version[:7], "3", "champion")] == [
        first, second, first, None, None
    ]  # fmt: skip


def test_the_alias_moves_and_goes(tracker, model, tmp_path):
    first = tracker.register(model)
    second = tracker.register(another_model(tmp_path / "second", "second"))
    for version in (first, second, first):
        tracker.promote(version)
        assert tracker.champion() == tracker.find("champion") == version
    tracker.promote(None)
    assert tracker.champion() is None


def test_what_is_downloaded_is_what_was_registered(tracker, model, home, tmp_path):
    version = tracker.register(model)
    fetched = tracker.fetch(version, tmp_path)
    assert (fetched.sha256, fetched.card) == (model.sha256, model.card)
    other = another_model(tmp_path / "other", "other")
    shutil.copytree(other.folder, home / "artifacts" / version.run / "artifacts" / "model", dirs_exist_ok=True)
    (tmp_path / "again").mkdir()
    with pytest.raises(ModelError, match="was registered with SHA-256"):
        tracker.fetch(version, tmp_path / "again")


def test_a_run_without_a_model_and_no_run_at_all_are_told(tracker):
    with pytest.raises(TrackingError, match="nobody"):
        tracker.register_run("nobody")


def test_two_databases_know_nothing_of_each_other(tracker, model, empty, tmp_path):
    elsewhere = tmp_path / "elsewhere.db"
    shutil.copy(empty / "mlflow.db", elsewhere)
    other = Tracker.at(tmp_path / "home", f"sqlite:///{elsewhere}", name="own")
    assert other.register(model).number == "1"
    assert tracker.versions() == []
    assert not (tmp_path / "home" / "mlflow.db").exists()
    assert list((tmp_path / "home" / "artifacts").glob("*/artifacts/model/model.onnx"))


@pytest.mark.parametrize("uri", ["mlruns", "./mlruns", "/tmp/mlruns", "file:///tmp/mlruns"])
def test_folders_are_refused(tmp_path, uri):
    with pytest.raises(TrackingError, match=r"sqlite:///runs\.db"):
        Tracker.at(tmp_path, uri)


def test_a_damaged_database_and_an_unknown_kind_of_server_are_told_in_one_line_without_passwords(tmp_path):
    (tmp_path / "mlflow.db").write_text("no database")
    with pytest.raises(TrackingError, match="not a database"):
        Tracker.at(tmp_path)
    with pytest.raises(TrackingError, match="tracking at nonsense://host failed") as caught:
        Tracker.at(tmp_path, "nonsense://me:secret@host")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_away_is_told_within_seconds(tmp_path):
    start = time.monotonic()
    with pytest.raises(TrackingError, match=r"http://127\.0\.0\.1:9"):
        Tracker.at(tmp_path, "http://127.0.0.1:9")
    assert time.monotonic() - start < 30


def _open(home: Path) -> None:
    Tracker.at(home)


def test_two_processes_may_make_the_database_at_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    jobs = [context.Process(target=_open, args=(tmp_path / "home",)) for _ in range(2)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert [job.exitcode for job in jobs] == [0, 0]


def test_nothing_is_printed_and_no_telemetry_is_asked_for(home):
    code = (
        "import sys; from pathlib import Path; from numerals.training.track import Tracker\n"
        "from numerals import load_bundle\n"
        "tracker = Tracker.at(Path(sys.argv[1])); tracker.promote(tracker.register(load_bundle()))\n"
        "from mlflow.telemetry.utils import is_telemetry_disabled\n"
        "assert is_telemetry_disabled()\n"
        "assert 'torch' not in sys.modules and 'sklearn' not in sys.modules"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, timeout=120, env=environ, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_figures_are_svg_that_a_browser_can_read():
    matrix = load_bundle().card["test"]["confusion_matrix"]
    for figure in (confusion_figure(matrix), learning_figure(EPOCHS), learning_figure([{"loss": float("nan")}] * 2)):
        root = ElementTree.fromstring(figure)
        assert root.tag.endswith("svg")
    cells = [e.text for e in ElementTree.fromstring(confusion_figure(matrix)).iter() if e.tag.endswith("text")]
    assert cells.count(str(matrix[1][1])) == 1
    assert learning_figure([]) == learning_figure(EPOCHS[:1]) == ""
