"""The scoring script in Azure ML's own inference server, in the locked environment, with just what is uploaded."""

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pathspec
import pytest
import requests
import yaml
from lock_azure import conda, pins
from PIL import Image

from support import another_model, missing

PAGE = ["0123456789", "19842026", "314159265"]
"""What stands on docs/images/page.png."""


@pytest.fixture(scope="session")
def folder(root: Path) -> Path:
    return root / "deploy" / "azure"


@pytest.fixture(scope="session")
def environment(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with exactly the packages of the lock; they are not those of development, whose pydantic is newer."""
    place = tmp_path_factory.mktemp("azure") / "venv"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    command = [place / "bin" / "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    command += ["--requirement", folder / "requirements.txt"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    if done.returncode:
        missing(f"the packages of deploy/azure/requirements.txt cannot be installed: {done.stderr[-300:]}")
    return place


@pytest.fixture(scope="session")
def uploaded(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the repository that .amlignore lets through, in a folder of their own."""
    place = tmp_path_factory.mktemp("uploaded")
    ignored = pathspec.GitIgnoreSpec.from_lines((root / ".amlignore").read_text().splitlines())
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    names = [name for name in ignored.match_files(tracked.splitlines(), negate=True) if (root / name).is_file()]
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, place / name)
    return place


@dataclass
class Service:
    """Azure's inference server."""

    process: "subprocess.Popen[str]"
    url: str

    def post(self, body: Any) -> requests.Response:
        """Sends a value as JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        return requests.post(self.url, data=data, headers={"Content-Type": "application/json"}, timeout=30)


def start(environment: Path, uploaded: Path, model: Path, log: Path) -> Service:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        port, health = one.getsockname()[1], two.getsockname()[1]
    command = [environment / "bin" / "azmlinfsrv", "--entry_script", "deploy/azure/score.py", "--model_dir", model]
    environ = {"PATH": f"{environment / 'bin'}:{os.environ['PATH']}"}
    with log.open("w") as said:
        process = subprocess.Popen(
            [*map(str, command), "--port", str(port), "--health_port", str(health)],
            cwd=uploaded, env=environ, stdout=said, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
    service = Service(process, f"http://127.0.0.1:{port}/score")
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"http://127.0.0.1:{port}/", timeout=5).ok:
                return service
        except requests.RequestException:  # not yet, or busy
            time.sleep(0.2)
    stop(service)
    raise AssertionError(log.read_text()[-2000:])


def stop(service: Service) -> None:
    if service.process.poll() is None:
        os.killpg(service.process.pid, signal.SIGTERM)
    service.process.wait(20)


@pytest.fixture(scope="module")
def service(environment: Path, uploaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with the shipped model, as it was registered: in a folder of the model's folder."""
    place = tmp_path_factory.mktemp("service")
    shutil.copytree(uploaded / "src/numerals/assets/cnn", place / "registered" / "model")
    found = start(environment, uploaded, place / "registered", place / "log")
    yield found
    stop(found)


@pytest.mark.slow
def test_an_older_client_gets_the_digits_of_a_photo(service, root):
    """Word for word what such clients do."""
    with (root / "docs/images/page.png").open("rb") as file:
        image = base64.encodebytes(file.read()).decode("utf-8")
    response = requests.post(
        service.url, data=json.dumps(image), headers={"Content-Type": "application/json"}, timeout=30
    )
    digits = json.loads(response.text)
    assert "".join(map(str, digits)) == "".join(PAGE)


@pytest.mark.slow
def test_newer_clients_get_several_images_and_whole_readings(service, root, encode):
    image = base64.b64encode((root / "docs/images/page.png").read_bytes()).decode()
    blank = base64.b64encode(encode(Image.new("L", (80, 60), 255))).decode()
    digits = [int(digit) for digit in "".join(PAGE)]
    assert service.post({"image": image}).json() == digits
    assert service.post({"images": [image, blank]}).json() == [digits, []]
    full = service.post({"image": image, "full": True}).json()
    assert full["lines"] == PAGE
    assert full["model"].startswith("cnn-")
    assert len(full["digits"]) == len(digits)
    assert {"value", "confidence", "box", "line", "alternatives"} <= set(full["digits"][0])


@pytest.mark.slow
def test_what_is_wrong_has_a_real_status(service, encode):
    wide = base64.b64encode(encode(Image.new("1", (20_000, 3_000)))).decode()
    text = base64.b64encode(b"no picture").decode()
    for body, status, code, says in (
        (b"nonsense", 400, "body", "no JSON"),
        ([1], 400, "body", "not a JSON list"),
        ({"picture": text}, 400, "body", "either image"),
        ("!", 400, "image_format", "base64"),
        (text, 400, "image_format", "not a picture"),
        ({"images": [text]}, 400, "image_format", "images[0]: "),
        (wide, 413, "image_too_large", "pixel"),
    ):
        answer = service.post(body)
        assert answer.status_code == status, answer.text
        assert answer.json()["code"] == code
        assert says in answer.json()["detail"]
    assert service.post(b"\xff\xfe").status_code in {400, 415}
    assert requests.put(service.url, timeout=30).status_code == 405


@pytest.mark.slow
def test_the_registered_model_reads_and_not_the_shipped_one(environment, uploaded, root, tmp_path):
    model = another_model(tmp_path / "model", "wrong", wrong=True)
    other = start(environment, uploaded, model.folder, tmp_path / "log")
    try:
        image = base64.b64encode((root / "docs/images/page.png").read_bytes()).decode()
        assert other.post({"image": image, "full": True}).json()["model"].startswith(model.version)
    finally:
        stop(other)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["empty", None])
def test_a_model_that_is_missing_ends_the_start_with_a_word(environment, uploaded, tmp_path, model):
    (tmp_path / "empty").mkdir()
    environ = {"AZUREML_MODEL_DIR": str(tmp_path / model)} if model else {}
    code = "import sys; sys.path.insert(0, 'deploy/azure'); import score; score.init()"
    done = subprocess.run(
        [environment / "bin" / "python", "-c", code],
        cwd=uploaded, env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert ("one model is expected in" if model else "AZUREML_MODEL_DIR is not set") in done.stderr


def test_conda_has_what_the_lock_has(folder):
    lock = (folder / "requirements.txt").read_text()
    assert (folder / "conda.yaml").read_text() == conda(lock), "run: python scripts/lock_azure.py"
    asked = pins((folder / "requirements.in").read_text())
    locked = {re.split("[=<>]", pin)[0].lower() for pin in pins(lock)}
    assert {re.split("[=<>]", pin)[0].lower() for pin in asked} <= locked


def test_the_script_needs_what_the_package_needs(folder, root):
    """Of the package's requirements those for reading, in the package's own words."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    known = {*project["dependencies"], *project["optional-dependencies"]["heic"]}
    own = set(pins((folder / "requirements.in").read_text()))
    assert {pin for pin in own - known if not pin.startswith("azureml-")} == set()


def test_what_is_uploaded_is_small_and_has_no_server(uploaded):
    assert {path.name for path in uploaded.iterdir()} == {"src", "deploy"}
    assert sum(path.stat().st_size for path in uploaded.rglob("*") if path.is_file()) < 20e6
    assert not (uploaded / "src/numerals/server").exists()


def test_the_files_for_azure_name_each_other(folder, root):
    environment, endpoint, deployment = (
        yaml.safe_load((folder / f"{name}.yaml").read_text()) for name in ("environment", "endpoint", "deployment")
    )
    code = folder / deployment["code_configuration"]["code"]
    assert (code / deployment["code_configuration"]["scoring_script"]).resolve() == folder / "score.py"
    assert deployment["endpoint_name"] == endpoint["name"]
    assert deployment["environment"] == "file:environment.yaml"
    assert (folder / environment["conda_file"]).is_file()
    limit = deployment["request_settings"]["max_concurrent_requests_per_instance"]
    assert limit == int(deployment["environment_variables"]["WORKER_COUNT"])
