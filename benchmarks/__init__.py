"""What the figures in the README come from; ``python -m benchmarks`` runs them, in the repository's folder.

Machines differ and are never quiet, so nothing here is a figure on its own: competitors take turns in one run, ratios
are taken within each round, and a table gives medians with their quartiles, and processor time beside wall time.

Groups: ``startup`` what a command costs that is typed once; ``grading`` what one more submission costs in a warm
session; ``sandbox`` what shutting a worker in costs; ``rendering`` what a report costs, and its pictures; ``batch``
what a class costs; ``mixed`` the same where some crash or never end, beside others; ``peers`` what a submission costs
with a process for each, and with nbgrader.
"""

from grader.client.importing import without_numpy

without_numpy()
