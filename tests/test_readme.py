"""The examples of the README do what it says: Python, command line and HTTP."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from numerals.cli.main import app
from support import Server, missing

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
PYTHON = [code for language, code in BLOCKS if language == "python"]
SHELL = [line for language, code in BLOCKS if language == "sh" for line in code.splitlines()]
CURLS = [line for line in SHELL if line.startswith("curl ")]
LINES = ["0123456789", "19842026", "314159265"]
"""What stands on the README's picture."""
READS = [line for line in SHELL if line.startswith("numerals read")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the README's picture where the README has it."""
    target = tmp_path / "docs" / "images"
    target.mkdir(parents=True)
    (target / "page.png").write_bytes((ROOT / "docs/images/page.png").read_bytes())
    return tmp_path


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_python_example_prints_what_its_comments_say(code: str, folder: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == re.findall(r"^# (.+)$", code, re.MULTILINE)


@pytest.mark.parametrize("line", READS)
def test_read_example_of_the_command_line_runs(line: str, folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", *shlex.split(line)], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "0123456789" in ran.stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as the README's readers start it."""
    running = Server(tmp_path_factory.mktemp("home")).start()
    yield running
    running.stop()


@pytest.mark.parametrize("line", CURLS)
def test_example_over_http_is_answered(line: str, folder: Path, server: Server) -> None:
    if shutil.which("curl") is None:
        missing("curl is needed: apt-get install curl")
    assert "http://127.0.0.1:8000/" in line
    words = shlex.split(line.replace("http://127.0.0.1:8000", server.url))
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    answer = json.loads(ran.stdout)
    assert answer["model"].startswith("cnn-")
    if "classify" in line:
        assert (answer["text"], answer["value"]) == ("7", 7)
    else:
        assert answer["lines"] == LINES


def test_each_address_of_the_readme_that_reads_has_an_example() -> None:
    assert {line.rpartition("/api/v1/")[2].partition("?")[0].strip('"') for line in CURLS} == {"read", "classify"}


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("numerals ")])
def test_options_of_every_example_exist(line: str) -> None:
    words = shlex.split(line)
    command = [word for word in words[1:3] if word in {"read", "batch", "serve", "train", "evaluate", "photos"}]
    shown = CliRunner().invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    missing = [word for word in words if word.startswith("--") and word not in shown.stdout]
    assert not missing


def test_readme_starts_with_one_sentence_a_picture_and_the_two_commands() -> None:
    title, sentence, picture, commands = README.split("\n\n")[:4]
    assert title == "# Numerals"
    assert sentence.count(".") == 1
    assert (ROOT / re.findall(r"\]\((.+)\)", picture)[0]).is_file()
    assert "make run" in commands
    assert "make test" in commands
