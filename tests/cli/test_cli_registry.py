"""``numerals models register --to``: a registry elsewhere, spoken to over HTTP as Azure ML's is."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mlflow_server import MlflowServer
from numerals import load_bundle
from numerals.cli.main import app
from numerals.inference.store import SpaceStore, Store
from numerals.scoring import bundle_below
from numerals.training.track import Tracker
from support import another_model, another_space


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MlflowServer]:
    found = MlflowServer(tmp_path_factory.mktemp("mlflow"))
    yield found
    found.stop()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MLFLOW_TRACKING_URI", "AZUREML_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUMERALS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def models(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["models", *map(str, arguments)], env={"COLUMNS": "100"})


@pytest.mark.parametrize("way", ["address", "azureml"])
def test_a_model_goes_into_the_registry_and_comes_back_on_another_machine(server, home, tmp_path, monkeypatch, way):
    good = another_model(tmp_path / way, way, data={"name": "digits"})
    if way == "azureml":
        monkeypatch.setenv("AZUREML_TRACKING_URI", server.url)
    done = models("register", way, "--name", way, "--to", "azureml" if way == "azureml" else server.url)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"{good.version} is version 1 of {way} (run ")
    again = models("register", way, "--name", way, "--to", server.url)
    assert again.stdout == done.stdout  # a model is there once
    assert not (home / "mlflow.db").exists()
    shutil.rmtree(good.folder)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    monkeypatch.setenv("NUMERALS_HOME", str(tmp_path / "another-machine"))
    taken = models("promote", "1", "--name", way)
    assert taken.exit_code == 0, taken.stderr
    assert Store(tmp_path / "another-machine").champion().version == good.version
    third = tmp_path / "third-machine"
    monkeypatch.setenv("NUMERALS_HOME", str(third))
    assert models("promote", "champion", "--name", way).exit_code == 0
    assert Store(third).champion().version == good.version
    assert models("rollback", "--name", way).exit_code == 0
    assert Tracker.at(third, server.url, way).champion() is None


def test_what_is_registered_is_what_the_scoring_script_takes(server, home, tmp_path):
    """Its files lie in a folder of the version's folder, as an endpoint finds them."""
    from mlflow.tracking import MlflowClient

    good = another_model(tmp_path / "good", "endpoint")
    assert models("register", "good", "--name", "endpoint", "--to", server.url).exit_code == 0
    version = MlflowClient(tracking_uri=server.url, registry_uri=server.url).get_model_version("endpoint", "1")
    assert version.source.endswith("/artifacts/model")
    (tmp_path / "endpoint").mkdir()
    client = MlflowClient(tracking_uri=server.url)
    client.download_artifacts(version.run_id, "model", str(tmp_path / "endpoint"))
    assert bundle_below(tmp_path / "endpoint").sha256 == good.sha256 != load_bundle().sha256


def test_a_workspace_that_is_not_named_is_told_with_the_command_that_prints_it(home):
    done = models("register", "cnn", "--to", "azureml")
    assert done.exit_code == 1
    assert "set AZUREML_TRACKING_URI to what this prints: az ml workspace show" in done.stderr


def test_a_workspace_without_its_plugin_is_told(home, monkeypatch):
    monkeypatch.setenv("AZUREML_TRACKING_URI", "azureml://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/1")
    done = models("register", "cnn", "--to", "azureml")
    assert done.exit_code == 1
    assert "pip install 'numerals[track]' azureml-mlflow" in done.stderr


def test_a_space_is_registered_promoted_and_taken_back_under_its_own_name(home, tmp_path):
    worse = another_space(tmp_path / "models" / "vae", "vae", "new", blurred=True)
    digits = {"data": {"name": "digits"}}
    (worse.folder / "card.json").write_text(json.dumps(worse.card | digits))
    done = models("register", "models/vae")
    assert done.stdout.startswith(f"{worse.version} is version 1 of numerals-vae (run "), done.stderr
    refused = models("promote", "models/vae")
    assert refused.exit_code == 1
    assert "nats for a digit by its mean code" in refused.stdout
    assert "not promoted: worse by" in refused.stderr
    taken = models("promote", "1", "--name", "numerals-vae", "--force")
    assert taken.exit_code == 0, taken.stderr
    assert "take it back with: numerals models rollback --kind vae" in taken.stdout
    assert SpaceStore(home, "vae").current().version == worse.version
    assert Tracker.at(home, name="numerals-vae").champion().version == worse.version
    listed = json.loads(models("show", "--spaces", "--json").stdout)
    assert [row["version"] for row in listed if row["champion"] and row["kind"] == "vae"] == [worse.version]
    assert worse.version in models("show", "--spaces").stdout
    assert json.loads(models("show", "vae", "--json").stdout)["data"] == digits["data"]
    assert worse.sha256[:20] in models("show", "vae").stdout
    assert models("rollback", "--kind", "vae").exit_code == 0
    assert SpaceStore(home, "vae").champion() is None
    assert Tracker.at(home, name="numerals-vae").champion() is None
    assert models("rollback", "--kind", "cnn").exit_code == 2
