"""How long the code of one submission is waited for: less and less, once some of it has not come back."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.limits import Limits

ENOUGH_TIMEOUTS = 2  # after which a function that never came back is not run again
ENOUGH_ENDLESS = 2  # functions without end, after which the first timeout of any other that never came back is enough
LEAST = 0.2  # share of a limit that is left to everything: a limit is ten times what right code takes
LEAST_SECONDS = 0.5  # and where that is less than this: the first calls in a new process load what was not loaded yet
IDLE_CHECKS = 10  # so many times the idle time of a check may be waited for, all checks together


@dataclass
class Patience:
    """What a submission has cost without coming back, and what is left to the rest of it.

    A function that ran out of time is given a fifth of the limit when it is run again; one that was not heard of yet
    is given half of it for each that ran out of time, and never less than a fifth. One that came back before has the
    whole limit: what others do is not its fault.
    """

    timeouts: dict[str, int] = field(default_factory=dict)  # how often each function ran out of time
    endless: set[str] = field(default_factory=set)  # those of them that a loaded machine cannot have held up
    returned: set[str] = field(default_factory=set)  # functions that came back at least once
    idle: float = 0.0  # seconds of earlier checks in which nothing was computed

    def ran_out(self, where: str, *, certain: bool) -> None:
        """Note that a function ran out of time; ``certain`` unless it may have been the machine's doing."""
        self.timeouts[where] = self.timeouts.get(where, 0) + 1
        if certain:
            self.endless.add(where)

    def is_over(self, where: str) -> bool:
        """Say whether a function has been tried often enough."""
        enough = 1 if where in self.endless and len(self.endless) > ENOUGH_ENDLESS else ENOUGH_TIMEOUTS
        return where not in self.returned and self.timeouts.get(where, 0) >= enough

    def cpu_seconds(self, where: str, limits: Limits) -> float:
        """Return the processor time that a function may use when it is asked now."""
        return _part(limits.cpu_seconds, self._share(where))

    def idle_seconds(self, where: str, limits: Limits) -> float:
        """Return for how long a check may compute nothing while it asks a function."""
        used_up = self.idle > IDLE_CHECKS * limits.idle_seconds
        return _part(limits.idle_seconds, LEAST if used_up else self._share(where))

    def _share(self, where: str) -> float:
        if where in self.endless:
            return LEAST
        return 1.0 if where in self.returned else max(LEAST, 0.5 ** len(self.endless))


def _part(limit: float, share: float) -> float:
    return min(limit, max(LEAST_SECONDS, share * limit))
