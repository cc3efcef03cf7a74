"""What is done before torch is imported on the trusted side. Imports nothing itself, so that it costs nothing."""

from __future__ import annotations

import warnings


def without_numpy() -> None:
    """Let the import of torch not warn that there is no NumPy: torch works without it, and so do we."""
    warnings.filterwarnings("ignore", "Failed to initialize NumPy")
