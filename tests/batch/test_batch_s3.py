"""Images in a bucket of a real S3 server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from numerals.batch import sources
from numerals.batch.job import BatchError
from numerals.batch.run import run
from numerals.errors import ImageFormatError, ImageTooLargeError
from numerals.imaging.decode import MAX_BYTES
from numerals.inference.bundle import load_bundle
from s3 import S3


@pytest.fixture
def bucket(scans: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """The images of ``scans`` below ``s3://scans/2026``."""
    server = S3()
    for name, value in server.environ.items():
        monkeypatch.setenv(name, value)
    for file in sorted(path for path in scans.rglob("*") if path.is_file()):
        server.put(f"2026/{file.relative_to(scans)}", file)
    sources._store.cache_clear()
    yield server
    sources._store.cache_clear()
    server.stop()


def test_a_bucket_gives_what_the_folder_gives(scans, bucket, tmp_path):
    here = run(str(scans), tmp_path / "here.jsonl", load_bundle(), workers=1)
    there = run("s3://scans/2026", tmp_path / "there.jsonl", load_bundle(), workers=1)
    assert (there.images, there.failed) == (here.images, here.failed) == (14, 2)

    def table(name: str, head: str) -> list[dict[str, object]]:
        lines = (tmp_path / name).read_text().splitlines()
        return [json.loads(line) | {"file": json.loads(line)["file"].removeprefix(head)} for line in lines]

    assert table("there.jsonl", "s3://scans/2026/") == table("here.jsonl", f"{scans}/")


def test_prefixes_patterns_and_objects_are_sources(bucket):
    assert len(sources.names("s3://scans")) == 14
    assert len(sources.names("s3://scans/2026/deep/")) == 7
    assert sources.names("s3://scans/2026/*/0[13].png") == [
        "s3://scans/2026/deep/01.png",
        "s3://scans/2026/deep/03.png",
    ]
    assert sources.names("s3://scans/2026/00.png") == ["s3://scans/2026/00.png"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("s3://nobody/2026", "cannot be listed"),
        ("s3://scans/2027", "cannot be listed"),
        ("s3://scans/2026/*.tiff", "no images in"),
        ("s3://", "names no bucket"),
        ("s3://*/2026", "names no bucket"),
    ],
)
def test_a_bucket_or_prefix_that_is_not_there_is_told(bucket, source, says):
    with pytest.raises(BatchError, match=says):
        sources.names(source)


def test_an_object_that_is_gone_or_too_large_is_a_bad_file(bucket, tmp_path):
    with pytest.raises(ImageFormatError, match=r"cannot read s3://scans/2026/gone\.png"):
        sources.fetch("s3://scans/2026/gone.png", "")
    (tmp_path / "large.png").write_bytes(bytes(MAX_BYTES + 1))
    bucket.put("large.png", tmp_path / "large.png")
    with pytest.raises(ImageTooLargeError):
        sources.fetch("s3://scans/large.png", "")


def test_a_store_that_goes_away_stops_the_run_and_spoils_no_row(bucket, tmp_path):
    """Else every image that is left would be listed as a bad one."""

    def leave(done: int, total: int) -> None:
        if done == 1:
            bucket.stop()

    with pytest.raises(BatchError, match="the same command goes on from here"):
        run("s3://scans/2026", tmp_path / "out.jsonl", load_bundle(), workers=1, step=leave)
    kept = [json.loads(part.read_text()) for part in (tmp_path / "out.jsonl.parts").glob("[0-9]*")]
    assert 1 <= len(kept) < 14
    assert all(row["error"] is None or "not a picture" in row["error"] for row in kept)
