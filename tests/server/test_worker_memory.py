"""What the worker asks of the C library, each in a process of its own."""

import platform
import subprocess
import sys

import pytest

PICTURES = """
import sys
from pathlib import Path
from PIL import Image
from numerals.server.worker import _share_memory

def resident():
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1000

if sys.argv[1] == "shared":
    _share_memory()
before = resident()
for _ in range(3):
    picture = Image.new("RGBA", (5000, 5000), (1, 2, 3, 255))
    behind = [bytes(100_000) for _ in range(20)]
    del picture
print(resident() - before)
"""


def left_over(how: str) -> float:
    """MB that three pictures of 100 MB leave, with small things made after them."""
    told = subprocess.run([sys.executable, "-c", PICTURES, how], capture_output=True, text=True, check=True)
    return float(told.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the setting is glibc's")
def test_large_pictures_give_their_memory_back_though_something_small_lies_behind_them():
    assert left_over("shared") < 20
    assert left_over("as it is") > 80, "glibc gives it back by itself: the setting is not needed any more"
