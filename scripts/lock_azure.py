"""Pins what deploy/azure/score.py needs: requirements.txt is the lock, conda.yaml the same for Azure ML.

python scripts/lock_azure.py      # needs: pip install uv
"""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "deploy" / "azure"
PYTHON = "3.11"
_HEAD = """\
# The environment of the scoring script; made by scripts/lock_azure.py from requirements.txt, not by hand.
name: numerals-scoring
channels: [conda-forge]
dependencies:
  - python={python}
  - pip
  - pip:
"""


def pins(lock: str) -> list[str]:
    """The packages of a lock file, each with its version."""
    return [line.strip() for line in lock.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def conda(lock: str) -> str:
    """The conda environment with a lock's packages."""
    return _HEAD.format(python=PYTHON) + "".join(f'      - "{pin}"\n' for pin in pins(lock))


def main() -> None:
    """Resolves anew, for the Linux and the Python that Azure runs."""
    command = ["uv", "pip", "compile", "requirements.in", "--output-file", "requirements.txt", "--upgrade", "--quiet"]
    command += ["--constraints", "../../constraints.txt", "--python-version", PYTHON, "--python-platform", "linux"]
    command += ["--custom-compile-command", "python scripts/lock_azure.py"]
    subprocess.run(command, cwd=FOLDER, check=True)
    (FOLDER / "conda.yaml").write_text(conda((FOLDER / "requirements.txt").read_text()))


if __name__ == "__main__":
    main()
