"""Which mistake was it? The bank of misconceptions is run on the very calls on which a submission failed.

A misconception is named only if it gives the student's own values wherever that function's checks failed, passes where
they passed, differs from the solution there, and is the only one of the bank that does; two at once are named where no
single one does all that, and exactly one pair. A false name is worse than none: where anything is in doubt, nothing is
said.

Read ``bank`` first, then ``trials``, ``pairs`` and ``merging``; ``values`` and ``names`` are theirs.
"""

from grader.diagnosis.bank import Bank
from grader.diagnosis.names import uses
from grader.diagnosis.trials import Observed, Rerun
from grader.diagnosis.values import same

__all__ = ["Bank", "Observed", "Rerun", "same", "uses"]
