"""Removes what a run has left behind that was killed while it wrote."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

ABANDONED_AFTER = 3600.0  # seconds: nobody writes one of our files for so long


def sweep(folder: Path, pattern: str) -> None:
    """Remove temporary files and folders of this name pattern that nobody can be writing any more."""
    for path in folder.glob(pattern):
        try:
            if time.time() - path.stat().st_mtime < ABANDONED_AFTER:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError:  # somebody else was quicker, or it is not ours to remove
            continue
