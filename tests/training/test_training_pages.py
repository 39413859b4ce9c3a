"""Pages as the page reader's network sees them, kept in files."""

import numpy as np
import pytest

from numerals.data.pages import sample_page
from numerals.errors import DataError
from numerals.training.pages import HEIGHT, WIDTH, as_example, load_shard, make_shard, make_shards


def test_an_example_holds_ink_where_its_marks_are():
    rng = np.random.default_rng(5)
    for _ in range(20):
        ink, marks = as_example(sample_page(None, rng), rng)
        assert ink.shape == (HEIGHT, WIDTH)
        assert ink.dtype == np.uint8
        counted = marks[marks[:, 5] == 1]
        assert (counted[:, 1:3] >= 0).all()
        assert (counted[:, 3] <= WIDTH).all()
        assert (counted[:, 4] <= HEIGHT).all()
        assert (counted[:, 3:5] > counted[:, 1:3]).all()


def test_files_are_the_same_for_the_same_seed_and_are_made_once(tmp_path):
    said = []
    paths = make_shards(tmp_path, None, range(2), 1, lambda *counts: said.append(counts), size=6)
    assert said[0] == (0, 2)
    assert said[-1] == (2, 2)
    shard = load_shard(paths[1])
    again = make_shard(None, 1, 6)
    assert np.array_equal(shard.ink, again.ink)
    assert all(np.array_equal(a, b) for a, b in zip(shard.marks, again.marks, strict=True))
    before = [path.stat().st_mtime_ns for path in paths]
    assert make_shards(tmp_path, None, range(2), 1, size=6) == paths
    assert [path.stat().st_mtime_ns for path in paths] == before


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "pages-00000.npz"
    path.write_bytes(b"no pages")
    with pytest.raises(DataError, match="delete it"):
        load_shard(path)
