"""The sandbox: what the kernel offers for it, layer by layer, and whether a worker can really be shut in."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.client import spawn
from grader.client.importing import without_numpy
from grader.doctor.findings import Finding
from grader.errors import GraderError
from grader.limits import Limits
from grader.sandbox import Abilities, abilities

if TYPE_CHECKING:
    from grader.client.process import Warm

OTHER_SYSTEMS = "Grade on Linux: WSL 2 on Windows, a virtual machine on a Mac."
_REPORT = "Please report this with the output of `grade doctor --format json`."
_SOURCE = """
import torch

def slope(x):
    (x * x).sum().backward()
    return x.grad
"""
_WORDS = {
    "AS": "memory", "CPU": "processor time", "FSIZE": "size of files", "NOFILE": "open files", "NPROC": "threads",
}  # fmt: skip
_NEEDED = {"AS", "CPU", "FSIZE", "NOFILE"}


@dataclass(frozen=True)
class Trial:
    """How it went when a worker was shut in and given a few lines to compute."""

    layers: tuple[str, ...] = ()
    ready: float = 0.0  # seconds until torch was loaded and the sandbox tested
    answer: float = 0.0  # seconds from a fork to the first answer
    error: str = ""
    hint: str = ""


def look() -> list[Finding]:
    """Return what there is of the sandbox."""
    found = abilities()  # before torch is loaded here: it forks
    if not found.linux:
        return [Finding("sandbox", "sandbox", "bad", "there is none on this system", OTHER_SYSTEMS)]
    return judged(found, try_it())


def try_it() -> Trial:
    """Start what grading starts, have its self-test run, and have a worker compute a gradient."""
    without_numpy()
    try:
        from grader.client.process import Warm
    except ImportError as error:
        return Trial(error=f"PyTorch cannot be loaded: {error}.", hint="pip install torch")
    started = time.monotonic()
    warm = Warm(spawn.start(("nn", "optimizer"), sandbox=True))
    try:
        warm.wait_ready()
        ready, begun = time.monotonic() - started, time.monotonic()
        layers, value = _ask(warm)
        answer = time.monotonic() - begun
        if value != [2.0, 4.0]:
            return Trial(
                layers, ready, answer, f"A worker computed {str(value)[:200]} in place of [2.0, 4.0].", _REPORT
            )
        return Trial(layers, ready, answer)
    except GraderError as error:
        return Trial(error=error.message, hint=error.hint or "")
    finally:
        warm.close()


def _ask(warm: Warm) -> tuple[tuple[str, ...], object]:
    """Return the layers that a worker is shut in by, and the gradient of x² at 1 and 2, as it computes it."""
    import torch

    from grader.client.code import Code, Conversation
    from grader.client.raised import StudentError, Unbegun
    from grader.client.remote import Remote
    from grader.results import Stopped

    remote = Remote(warm, Limits())
    remote.start()
    remote.begin_check()
    begin = {"op": "begin", "seed": 1, "source": _SOURCE, "filename": "trial.py", "mode": "", "removed": []}
    conversation = Conversation(remote, frozenset({"slope"}), first=begin | {"operations": [], "reason": ""})
    try:
        found = Code(conversation).slope(torch.tensor([1.0, 2.0], requires_grad=True))
    except (Stopped, StudentError, Unbegun) as error:
        return remote.layers, error
    finally:
        remote.stop()
    return remote.layers, found.tolist() if isinstance(found, torch.Tensor) else found


def judged(found: Abilities, trial: Trial) -> list[Finding]:
    """Return what the kernel offers and what came of the trial, and say which of it matters."""
    findings = [_landlock(found), _seccomp(found), _limits(found), _namespaces(found, trial), _cgroups(), _root(found)]
    if trial.error:
        findings.append(Finding("sandbox", "trial", "bad", trial.error, trial.hint or OTHER_SYSTEMS))
    else:
        text = f"a worker was shut in and computed: {trial.ready:.1f} s, then {trial.answer * 1000:.0f} ms"
        findings.append(Finding("sandbox", "trial", "good", text))
    return findings


def _landlock(found: Abilities) -> Finding:
    if not found.landlock:
        text = "missing: code can open no file at all, so what torch loads late cannot be loaded"
        return Finding("sandbox", "Landlock", "lacking", text, f"To get it: {found.landlock_hint}.")
    text = f"{found.landlock} ({', '.join(found.landlock_features)})"
    hint = f"There is more: {found.landlock_hint}." if found.landlock_hint else ""
    return Finding("sandbox", "Landlock", "good", text, hint)


def _seccomp(found: Abilities) -> Finding:
    if not found.seccomp_lack:
        return Finding("sandbox", "seccomp", "good", "system calls are filtered")
    hint = "It takes a kernel with CONFIG_SECCOMP_FILTER and the packages pyseccomp and libseccomp2."
    return Finding("sandbox", "seccomp", "bad", found.seccomp_lack, hint)


def _limits(found: Abilities) -> Finding:
    missing = [_WORDS[name] for name in sorted(_NEEDED - set(found.limits))]
    if missing:
        return Finding("sandbox", "limits", "bad", f"missing: {', '.join(missing)}", OTHER_SYSTEMS)
    known = [word for name, word in _WORDS.items() if name in found.limits]
    return Finding("sandbox", "limits", "good", ", ".join(known))


def _namespaces(found: Abilities, trial: Trial) -> Finding:
    """Say which namespaces workers have; without a trial, which ones can be had."""
    in_force = next((layer.split()[1:] for layer in trial.layers if layer.startswith("namespaces ")), [])
    offered = [name for name, reason in found.namespaces if not reason]
    names = [name for name in offered if name in in_force or (name == "user" and in_force)] if trial.layers else offered
    refused = [f"{name} ({reason})" for name, reason in found.namespaces if reason]
    unused = [name for name in offered if name not in names]
    text = ", ".join(names) or "none"
    if refused:
        text += f"; refused: {', '.join(refused)}"
    if unused:
        text += f"; not used: {', '.join(unused)}"
    if {"pid", "mount", "net"} <= set(names):
        return Finding("sandbox", "namespaces", "good", text)
    gain = "Grading is safe without them, but names of files can be seen and the scratch folder is on the disk."
    hint = f"{gain} To get them: {found.namespace_hint}." if found.namespace_hint else gain
    return Finding("sandbox", "namespaces", "lacking", text, hint)


def _cgroups(groups: Path = Path("/sys/fs/cgroup")) -> Finding:
    """Say that they are there or not; what they could bound is bounded by other layers."""
    version = "version 2" if (groups / "cgroup.controllers").is_file() else "version 1" if groups.is_dir() else "none"
    return Finding("sandbox", "cgroups", "good", f"{version}; not used, each worker has limits of its own")


def _root(found: Abilities) -> Finding:
    if os.geteuid() != 0:
        return Finding("sandbox", "privileges", "good", "an ordinary user, and workers lose what is left")
    if any(name == "user" and reason for name, reason in found.namespaces):
        text = "root becomes nobody in a worker; threads are not counted for want of a user namespace"
        return Finding("sandbox", "privileges", "lacking", text, "Grade as an ordinary user.")
    return Finding("sandbox", "privileges", "good", "root gives up all rights in a worker")
