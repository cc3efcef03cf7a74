"""The trusted side: starts workers, asks them over the wire, holds them to their limits.

``spawn`` starts a warm process (and imports no torch, so that both sides can import it at the same time), ``process``
forks workers, ``remote`` asks and watches them, ``code`` is what a check sees of a submission or a solution.
"""
