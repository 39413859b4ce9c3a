"""Who loads whom, looked at in fresh processes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import numerals

TRAINING = ("torch", "sklearn", "onnx", "mlflow", "matplotlib", "umap", "numba", "numerals.models", "numerals.training")


def modules_after(code: str, home: Path) -> set[str]:
    """Names of all modules that a fresh process holds after running ``code``."""
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("NUMERALS_", "DJANGO_"))}
    environ |= {"NUMERALS_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environ, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["reader", "server.wsgi", "imaging.pipeline", "inference.store", "confidence.calibration", "evaluation.contest"],
)
def test_serving_and_reading_load_no_training_library(module, tmp_path):
    loaded = modules_after(f"import numerals.{module}", tmp_path)
    assert f"numerals.{module}" in loaded
    assert loaded.isdisjoint(TRAINING)


def test_what_the_page_explore_needs_loads_no_library_of_the_lab(tmp_path):
    loaded = modules_after("import numerals.explore.shelf, numerals.explore.saliency", tmp_path)
    assert loaded.isdisjoint({*TRAINING, "scipy", "PIL", "cv2", "numerals.explore.study"})


def test_a_reader_loads_no_server(tmp_path):
    loaded = modules_after("from numerals import Reader; Reader()", tmp_path)
    assert loaded.isdisjoint({"django", "ninja", "numerals.server", "typer", "numerals.cli"})


def test_batch_loads_no_cluster_and_no_tables_until_they_are_asked_for(tmp_path):
    loaded = modules_after("import numerals.batch.run", tmp_path)
    assert loaded.isdisjoint({*TRAINING, "ray", "pyarrow", "django", "numerals.server"})


def test_imaging_knows_no_model(tmp_path):
    loaded = modules_after("import numerals.imaging.pipeline, numerals.imaging.decode", tmp_path)
    assert loaded.isdisjoint({"onnxruntime", "numerals.inference", "numerals.reader"})


def test_inference_knows_no_image_file(tmp_path):
    loaded = modules_after("import numerals.inference.bundle", tmp_path)
    assert loaded.isdisjoint({"cv2", "PIL", "numerals.imaging", "numerals.reader"})


def test_the_command_line_starts_without_what_its_commands_need(tmp_path):
    loaded = modules_after("import numerals.cli.main", tmp_path)
    assert loaded.isdisjoint({"torch", "sklearn", "django", "onnxruntime", "cv2", "PIL"})


def test_opencv_is_told_the_limit_on_image_size_before_it_is_loaded(tmp_path):
    code = "import numerals.imaging, sys, os; assert 'cv2' not in sys.modules; import numerals.imaging.decode\n"
    code += "assert os.environ['OPENCV_IO_MAX_IMAGE_PIXELS'] == str(numerals.imaging.decode.MAX_PIXELS)"
    assert "cv2" in modules_after(code, tmp_path)


def test_no_two_shapes_of_the_api_share_a_name():
    """They would be one in its description, and half of the addresses would promise the wrong thing."""
    names: dict[str, str] = {}
    for path in sorted(Path(numerals.__file__).with_name("server").rglob("schemas*.py")):
        for name in re.findall(r"^class (\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert name not in names, f"{name} in {path.name} and {names.get(name)}"
            names[name] = path.name
    assert "Reading" in names
