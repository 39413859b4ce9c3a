"""``numerals batch`` as the process that a user starts: forms of table, sources, kills and resumption."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from numerals import Reader
from numerals.batch import run as batch
from numerals.batch import sources
from numerals.cli.main import app
from numerals.inference.bundle import load_bundle
from support import another_model, family, gone, on_terminal

COMMAND = [sys.executable, "-m", "numerals", "batch"]
CLASSIC = ("--engine", "classic")
"""The quicker engine, for runs of which only matters how they end and go on."""


def invoke(*arguments: str | Path) -> Any:
    """Runs the command in this process; its workers are processes all the same."""
    return CliRunner().invoke(app, ["batch", *map(str, arguments)])


def rows(file: Path) -> list[dict[str, Any]]:
    """The table, whatever its form, with plain values."""
    if file.suffix == ".parquet":
        found: list[dict[str, Any]] = pyarrow.parquet.read_table(file).to_pylist()
        return found
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text().splitlines()]
    with file.open(newline="") as stream:
        return [{name: _value(name, text) for name, text in row.items()} for row in csv.DictReader(stream)]


def _value(name: str, text: str) -> Any:
    if name in {"file", "model"} or (name == "text" and text):
        return text
    if not text:
        return None
    return text if name == "error" else json.loads(text)


@pytest.fixture(scope="module")
def tables(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The same folder in the three forms."""
    place, found = tmp_path_factory.mktemp("tables"), {}
    for ending in (".parquet", ".csv", ".jsonl"):
        done = invoke(scans, "--out", place / f"out{ending}", "--digits")
        assert done.exit_code == 0, done.stderr
        found[ending] = rows(place / f"out{ending}")
    assert len(list(place.iterdir())) == 3  # nothing else is left
    return found


def test_every_image_has_the_row_that_a_reader_gives(scans, tables):
    reader, found = Reader(), tables[".jsonl"]
    names = sorted(str(path) for path in scans.rglob("*") if path.suffix in {".png", ".jpg"})
    assert [row["file"] for row in found] == names
    for row in found:
        if row["error"]:
            continue
        reading = reader.read(row["file"])
        assert (row["text"], row["width"], row["height"]) == (reading.text, reading.width, reading.height)
        assert row["count"] == len(reading.digits) == len(row["digits"]) > 0
        assert row["model"] == reading.model
        assert row["confidence"] == pytest.approx(min(digit.confidence for digit in reading.digits), abs=1e-6)
        assert [one["box"] for one in row["digits"]] == [digit.box.to_list() for digit in reading.digits]
        assert [one["value"] for one in row["digits"]] == [digit.value for digit in reading.digits]


def test_bad_files_are_listed_with_their_reason_and_stop_nothing(tables):
    bad = {Path(row["file"]).name: row for row in tables[".jsonl"] if row["error"]}
    assert set(bad) == {"bad.png", "empty.jpg"}
    assert "not a picture that can be read" in bad["bad.png"]["error"]
    assert "the file is empty" in bad["empty.jpg"]["error"]
    assert {row[name] for row in bad.values() for name in ("text", "count", "confidence", "width", "digits")} == {None}


def test_the_three_forms_hold_the_same(tables):
    assert tables[".csv"] == tables[".jsonl"] == tables[".parquet"]


def test_parquet_has_types(scans, tmp_path):
    assert invoke(scans / "00.png", "--out", tmp_path / "out.parquet").exit_code == 0
    schema = pyarrow.parquet.read_schema(tmp_path / "out.parquet")
    assert [(field.name, str(field.type)) for field in schema] == [
        ("file", "string"), ("text", "string"), ("count", "int32"), ("confidence", "double"), ("width", "int32"),
        ("height", "int32"), ("model", "string"), ("error", "string"),
    ]  # fmt: skip


def test_the_command_tells_what_it_did(scans, tmp_path):
    done = invoke(scans, "--out", tmp_path / "out.csv")
    told = done.stderr.splitlines()
    assert told[0].endswith("out.csv: 14 images")
    assert told[1] == "2 of those read now could not be read; the column error says why"
    assert "images a second" in told[2]


def test_progress_with_the_time_left_is_shown_on_a_terminal(scans, tmp_path):
    shown = on_terminal([*COMMAND, str(scans), "--out", str(tmp_path / "out.csv")])
    assert "14/14" in shown
    assert "0:00:" in shown


def names_of(source: str | Path) -> list[str]:
    return [Path(name).name for name in sources.names(str(source))]


def test_patterns_lists_and_single_images_are_sources(scans, tmp_path):
    assert names_of(f"{scans}/deep/*.png") == [f"{number:02}.png" for number in range(1, 12, 2)]
    assert len(names_of(f"{scans}/**/*.png")) == 13
    assert names_of(scans / "00.png") == ["00.png"]
    listed = tmp_path / "names.txt"
    listed.write_text(f"{scans / '04.png'}\n\n{scans / 'deep' / '03.png'}\n{scans / '04.png'}\n{scans / 'gone.png'}\n")
    assert names_of(listed) == ["04.png", "03.png", "gone.png"]  # each once, in the list's order


def test_what_a_list_names_and_is_not_there_is_a_bad_file(scans, tmp_path, monkeypatch):
    monkeypatch.chdir(scans)
    (tmp_path / "names.txt").write_text("00.png\ngone.png\n")
    assert invoke(tmp_path / "names.txt", "--out", tmp_path / "out.jsonl").exit_code == 0
    good, gone = rows(tmp_path / "out.jsonl")
    assert (good["file"], good["error"]) == ("00.png", None)
    assert "gone.png: No such file or directory" in gone["error"]


@pytest.mark.parametrize(
    ("source", "target", "options", "code", "says"),
    [
        pytest.param("nowhere", "out.csv", [], 1, "there is nothing at nowhere", id="no source"),
        pytest.param("*.gone", "out.csv", [], 1, "no images in *.gone; taken are .bmp, .heic", id="empty pattern"),
        pytest.param("00.png", "out.xlsx", [], 1, "should end in .parquet, .csv, .jsonl", id="ending"),
        pytest.param("00.png", "no/out.csv/x.csv", [], 1, "x.csv cannot be written", id="target"),
        pytest.param("00.png", "out.csv", ["--blur", "99"], 2, "blur takes a whole number", id="knob"),
        pytest.param("00.png", "out.csv", ["--cluster", "mars"], 1, "a cluster is local, or", id="cluster"),
        pytest.param("00.png", "out.csv", ["--workers", "0"], 2, "--workers", id="workers"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_read(
    scans, tmp_path, monkeypatch, source, target, options, code, says
):
    monkeypatch.chdir(scans)
    (tmp_path / "no").touch()
    done = invoke(source, "--out", tmp_path / target, *options)
    assert done.exit_code == code
    assert says in done.stderr


def test_a_target_that_is_there_is_replaced_only_when_asked(scans, tmp_path):
    (tmp_path / "out.csv").write_text("precious")
    done = invoke(scans / "00.png", "--out", tmp_path / "out.csv")
    assert done.exit_code == 1
    assert "is there already; name another file, or replace it with --anew" in done.stderr
    assert (tmp_path / "out.csv").read_text() == "precious"
    assert invoke(scans / "00.png", "--out", tmp_path / "out.csv", "--anew").exit_code == 0
    assert len(rows(tmp_path / "out.csv")) == 1


@pytest.fixture(scope="module")
def many(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """320 images, links to twelve, so that a run takes a while."""
    place = tmp_path_factory.mktemp("many")
    pictures = sorted(path for path in scans.rglob("*.png") if path.name != "bad.png")
    for number in range(320):
        os.link(pictures[number % len(pictures)], place / f"{number:04}.png")
    return place


@pytest.fixture(scope="module")
def whole(many: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table of a run that nothing disturbed."""
    file = tmp_path_factory.mktemp("whole") / "out.jsonl"
    assert invoke(many, *CLASSIC, "--out", file).exit_code == 0
    return file


def begun(many: Path, target: Path, parts: int) -> "tuple[subprocess.Popen[bytes], list[int]]":
    """A run that has finished some parts, and its processes."""
    process = subprocess.Popen([*COMMAND, str(many), *CLASSIC, "--out", str(target)], stderr=subprocess.PIPE)
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if len(list(target.with_name(f"{target.name}.parts").glob("[0-9]*"))) >= parts:
            break
        time.sleep(0.005)
    assert process.poll() is None, "the run ended before it could be disturbed"
    return process, family(process.pid)


def test_a_killed_run_goes_on_and_loses_or_doubles_nothing(many, whole, tmp_path):
    target = tmp_path / "out.jsonl"
    kept: dict[Path, int] = {}
    for parts in (2, 7):  # killed twice
        process, processes = begun(many, target, parts)
        process.kill()
        process.communicate()
        assert gone(processes[1:]), "workers outlive their parent"
        assert not target.exists()
        for part, moment in kept.items():
            assert part.stat().st_mtime_ns == moment  # what was done is not done again
        kept = {part: part.stat().st_mtime_ns for part in (tmp_path / "out.jsonl.parts").glob("[0-9]*")}
        assert len(kept) >= parts
    done = invoke(many, *CLASSIC, "--out", target)
    assert done.exit_code == 0, done.stderr
    assert "of them had been read before the run was cut off" in done.stderr
    assert target.read_bytes() == whole.read_bytes()
    assert len({row["file"] for row in rows(target)}) == len(rows(target)) == 320
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(many, whole, tmp_path):
    target = tmp_path / "out.jsonl"
    process, processes = begun(many, target, 2)
    for pid in processes:  # as a terminal does
        os.kill(pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.decode().splitlines() == ["numerals: stopped; the same command goes on from here"]
    assert gone(processes[1:])
    assert invoke(many, *CLASSIC, "--out", target).exit_code == 0
    assert target.read_bytes() == whole.read_bytes()


def test_a_worker_that_dies_ends_the_run_with_a_word_and_the_parts_stay(many, whole, tmp_path):
    target = tmp_path / "out.jsonl"
    process, processes = begun(many, target, 2)
    workers = [pid for pid in processes[1:] if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(workers[0], signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.decode().startswith("numerals: a worker process died, perhaps for want of memory; the same command")
    assert invoke(many, *CLASSIC, "--out", target).exit_code == 0
    assert target.read_bytes() == whole.read_bytes()


def test_only_one_run_writes_to_a_target(many, tmp_path):
    process, _ = begun(many, tmp_path / "out.jsonl", 1)
    try:
        second = invoke(many, *CLASSIC, "--out", tmp_path / "out.jsonl")
        assert second.exit_code == 1
        assert "another run is writing" in second.stderr
    finally:
        process.kill()
        process.communicate()


def test_a_run_that_was_cut_off_is_not_mixed_with_another(many, scans, tmp_path, monkeypatch):
    target = tmp_path / "out.jsonl"
    process, _ = begun(many, target, 1)
    process.kill()
    process.communicate()
    other = another_model(tmp_path / "other", "other")
    for arguments, what in (
        ((scans, *CLASSIC), "source"),
        ((many, *CLASSIC, "--model", other.folder), "model"),
        ((many,), "options"),
        ((many, *CLASSIC, "--digits"), "digits"),
    ):
        done = invoke(*arguments, "--out", target)
        assert done.exit_code == 1
        assert f"holds an unfinished run with another {what}; finish it with its own command" in done.stderr
    monkeypatch.setattr(batch, "__version__", "9.9")
    assert "an unfinished run with another package" in invoke(many, *CLASSIC, "--out", target).stderr
    assert invoke(scans, "--out", target, "--anew").exit_code == 0
    assert len(rows(target)) == 14


def test_a_damaged_plan_is_told(scans, tmp_path):
    (tmp_path / "out.csv.parts").mkdir()
    (tmp_path / "out.csv.parts" / "plan.json").write_text("{")
    done = invoke(scans, "--out", tmp_path / "out.csv")
    assert done.exit_code == 1
    assert "plan.json cannot be read" in done.stderr
    assert "--anew" in done.stderr


def test_a_run_goes_on_from_another_folder_and_after_the_images_changed_their_number(scans, tmp_path, monkeypatch):
    """The list of the first start counts, and where it was started from."""
    place = tmp_path / "scans"
    shutil.copytree(scans, place)
    monkeypatch.chdir(tmp_path)

    def stop(done: int, total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.run("scans", Path("out.jsonl"), load_bundle(), workers=1, step=stop)
    (place / "zz.png").write_bytes((place / "00.png").read_bytes())
    found = batch.run("scans", Path("out.jsonl"), load_bundle(), workers=2)
    assert (found.images, len(rows(tmp_path / "out.jsonl"))) == (14, 14)
    assert 3 <= found.before < 14


def test_a_table_that_cannot_be_joined_leaves_its_parts(scans, tmp_path, monkeypatch):
    from numerals.batch.formats import JsonLines

    def broken(self: Any, parts: Any, file: Path) -> None:
        file.write_text("half a table")
        raise OSError("no space left on device")

    monkeypatch.setattr(JsonLines, "join", broken)
    done = invoke(scans, "--out", tmp_path / "out.jsonl")
    assert done.exit_code == 1
    assert "out.jsonl cannot be written: no space left on device; what is done stays in" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl.parts"]
    monkeypatch.undo()
    assert "14 of them had been read before" in invoke(scans, "--out", tmp_path / "out.jsonl").stderr
    assert len(rows(tmp_path / "out.jsonl")) == 14


def test_a_bucket_without_pyarrow_is_told(monkeypatch, scans, tmp_path):
    for name in ("pyarrow", "pyarrow.parquet", "pyarrow.fs"):
        monkeypatch.setitem(sys.modules, name, None)
    sources._store.cache_clear()
    done = invoke(scans, "--out", tmp_path / "out.parquet")
    assert done.exit_code == 1
    assert "pip install 'numerals[batch]'" in done.stderr
    assert "pip install 'numerals[batch]'" in invoke("s3://scans/x", "--out", tmp_path / "out.csv").stderr
