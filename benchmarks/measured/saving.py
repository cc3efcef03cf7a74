"""Saves a file under ``grade watch`` and waits for the result: ``-m benchmarks.measured.saving COURSE EXERCISE``.

For each line that comes in, one save; a line of JSON with its times goes out. What is measured is the whole way: the
file is renamed into place, noticed, checked, and the report has been printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.processes import children_of
from benchmarks.workplace import grade
from grader.course import find_course

TICKS = os.sysconf("SC_CLK_TCK")


def main(course: str, name: str) -> None:
    """Serve until there is no more input."""
    path = find_course(Path(course)).find(name).stub_path
    source = path.read_text(encoding="utf-8")
    process = subprocess.Popen(
        grade("watch", name, "-q", "-C", course), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        wait_for_result(process)
        print(json.dumps({"ready": True}), flush=True)
        for number, _ in enumerate(sys.stdin):
            time.sleep(0.3)  # nobody saves twice at once; whatever followed the last result is over
            temporary = path.with_name(f".{path.name}.new")
            temporary.write_text(f"{source}\n# {number}\n", encoding="utf-8")
            cpu, started = cpu_of_all(process.pid), time.perf_counter()
            temporary.replace(path)
            wait_for_result(process)
            wall = time.perf_counter() - started
            time.sleep(0.1)  # the processes that have ended are waited for, and counted
            print(json.dumps({"wall": wall, "cpu": cpu_of_all(process.pid) - cpu}), flush=True)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def wait_for_result(process: subprocess.Popen[bytes]) -> None:
    """Read until the line that says how many checks passed."""
    assert process.stdout is not None
    for line in process.stdout:
        if b"checks passed" in line:
            return
    raise RuntimeError("grade watch ended by itself")


def cpu_of_all(pid: int) -> float:
    """Return the processor seconds of a process, of those it has started, and of those of them that have ended."""
    found, todo = 0, [pid]
    while todo:
        each = todo.pop()
        try:
            fields = Path(f"/proc/{each}/stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        found += sum(int(field) for field in fields[11:15])
        todo += children_of(each)
    return found / TICKS


if __name__ == "__main__":
    main(*sys.argv[1:])
