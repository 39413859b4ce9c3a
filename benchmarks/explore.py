"""Times ``numerals explore``, fast and whole: ``python benchmarks/explore.py [SOURCE] [--fast-only]``.

SOURCE is ``mnist`` unless another is given. Each report is made by a process of its own; printed are the seconds by the
clock, those of the processor (on a busy machine the better measure), the peak of the memory, and the seconds of each
step.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def row(name: str, source: str, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "numerals", "explore", "--data", source, "--out", folder, *options]
        environ = os.environ | {"NUMERALS_HOME": folder}  # so that nothing that was learnt before is shown too
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        if process.returncode:
            sys.exit(f"numerals explore {' '.join(options)} ended with {process.returncode}")
        steps = json.loads((Path(folder) / "statistics.json").read_text())["seconds"]
        size = (Path(folder) / "report.html").stat().st_size
    cpu = used.ru_utime + used.ru_stime
    print(f"{name:8}{wall:8.1f} s{cpu:10.1f} s{used.ru_maxrss / 1024:10.0f} MB{size / 1e6:12.1f} MB", flush=True)
    print("        " + ", ".join(f"{step} {seconds:.1f}" for step, seconds in steps.items()), flush=True)


def main() -> None:
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    source = words[0] if words else "mnist"
    print(f"{source}\n{'':8}{'clock':>10}{'processor':>12}{'memory':>13}{'report.html':>15}", flush=True)
    row("fast", source, "--fast")
    if "--fast-only" not in sys.argv:
        row("whole", source)


if __name__ == "__main__":
    main()
