"""Runs the notebooks and keeps what they show: ``python scripts/run_notebooks.py [NAME...]``.

They take the data that ``NUMERALS_LESSON_DATA`` names, else MNIST.
"""

import base64
import io
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image
from traitlets.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
COLOURS = 48
"""Colours of a kept picture: enough for these figures, and a third of the size."""


def run(path: Path, seconds: int = 600) -> Any:
    """The notebook with its outputs; an exception in a cell is raised.

    Args:
        path: of the notebook, in whose folder it runs.
        seconds: that a cell may take.
    """
    # On Debian with Python 3.11 a frozen debugger warns at every start.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    with tempfile.TemporaryDirectory() as folder:
        # Its sockets are files in a folder of our own, where others on this machine cannot listen.
        config = Config(KernelManager={"transport": "ipc", "ip": f"{folder}/kernel"})
        NotebookClient(notebook, config=config, timeout=seconds, resources=resources, record_timing=False).execute()
    return notebook


def tidy(notebook: Any) -> Any:
    """Makes what is kept small, and leaves out warnings and this machine's Python."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            for output in cell.outputs:
                if "image/png" in output.get("data", {}):
                    output.data.pop("image/jpeg", None)  # a Pillow image shows itself as both
                    output.data["image/png"] = smaller(output.data["image/png"])
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def smaller(png: str) -> str:
    """A picture in base64 with fewer colours."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    stream = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def main() -> None:
    """Runs the notebooks that are named, or all."""
    paths = [FOLDER / f"{Path(name).stem}.ipynb" for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb"))
    for path in paths:
        started = time.monotonic()
        nbformat.write(tidy(run(path)), path)
        print(f"{path.name}: {time.monotonic() - started:.0f} s, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
