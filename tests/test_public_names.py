"""The public names, and what importing them costs."""

import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import numerals

HEAVY = ("numpy", "cv2", "PIL", "onnxruntime", "django", "torch", "sklearn")


def in_fresh_process(code: str) -> str:
    """Runs Python code in a process of its own; what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def sorting_key(name: str) -> tuple[int, str]:
    """Ruff's order of ``__all__``: CONSTANTS, then Classes, then functions."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def test_all_is_sorted_and_without_repeats():
    assert list(numerals.__all__) == sorted(set(numerals.__all__), key=sorting_key)


@pytest.mark.parametrize("name", numerals.__all__)
def test_every_public_name_resolves_and_has_a_docstring_of_its_own(name):
    value = getattr(numerals, name)
    if isinstance(value, type | types.FunctionType):
        assert value.__doc__
        assert value.__module__.startswith("numerals")
        assert value.__name__ == name


def test_dir_lists_every_public_name():
    assert set(numerals.__all__) <= set(dir(numerals))


def test_lazy_names_and_all_agree():
    assert {*numerals._HOMES, "champion", "read"} == set(numerals.__all__)


def test_every_error_is_public():
    from numerals import errors

    own = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert own <= set(numerals.__all__)
    assert all(issubclass(getattr(errors, name), errors.NumeralsError) for name in own)


def test_an_unknown_name_is_named_in_the_error():
    with pytest.raises(AttributeError, match="'numerals' has no attribute 'raed'"):
        _ = numerals.raed


def test_version_is_a_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", numerals.__version__)


def test_import_loads_nothing_heavy():
    code = f"import numerals, sys; print(*[name for name in {HEAVY} if name in sys.modules])"
    assert in_fresh_process(code) == ""


@pytest.mark.alone
def test_import_takes_less_than_a_third_of_a_second():
    code = "import time; start = time.perf_counter(); import numerals; print(time.perf_counter() - start)"
    assert min(float(in_fresh_process(code)) for _ in range(4)) < 0.3


def test_reading_an_image_loads_no_training_library_and_no_server():
    code = (
        "import sys, numpy, numerals\n"
        "page = numpy.full((80, 60), 230, numpy.uint8)\n"
        "page[15:65, 27:33] = 20\n"
        "print(numerals.read(page).text)\n"
        "print(*[name for name in ('torch', 'sklearn', 'django', 'numerals.server') if name in sys.modules])\n"
    )
    assert in_fresh_process(code) == "1"


def test_reading_an_image_leaves_nothing_in_the_home_and_no_temporary_file(tmp_path):
    """ONNX Runtime's telemetry would: an id of the machine, what it has yet to send, and a session's file."""
    code = "import numpy, numerals; print(numerals.read(numpy.full((80, 60), 230, numpy.uint8)).digits)"
    places = {"HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp")}
    for place in places.values():
        Path(place).mkdir()
    environ = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | places
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "()"
    assert {path.name for path in tmp_path.rglob("*")} == {"home", "tmp"}
