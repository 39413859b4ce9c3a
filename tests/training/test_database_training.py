"""Where the digits lie makes no difference to what is learnt from them."""

import os
import subprocess
import sys

import numpy as np

from lab import WIDTHS, few
from numerals.data import database
from numerals.data.address import parse
from numerals.data.convert import convert
from numerals.data.forms import form_to_write
from numerals.data.sources import load
from numerals.models.zoo import make


def weights(dataset):
    estimator = make("cnn", widths=WIDTHS, epochs=2, batch=16, seed=3)
    estimator.fit(dataset.train.images, dataset.train.labels)
    return {name: value.numpy() for name, value in estimator.network_.state_dict().items()}


def test_a_cnn_trained_from_a_database_equals_the_one_trained_from_files(database_url, tmp_path):
    """Weight for weight, by the same seed."""
    command = "from numerals.server.serve import prepare; assert not prepare()[1]"
    environ = os.environ | {"DATABASE_URL": database_url, "NUMERALS_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", command], env=environ, check=True)
    convert(few(), tmp_path / "files", form_to_write(tmp_path / "files", "idx"))
    files = load(str(tmp_path / "files"))
    with database.opened(parse(database_url)) as tables:
        database.load(tables, files)
    one, other = weights(files), weights(load("db", own=parse(database_url)))
    assert one.keys() == other.keys()
    for name, value in one.items():
        np.testing.assert_array_equal(value, other[name], err_msg=name)
