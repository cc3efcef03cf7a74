"""Looks for inputs that a reader of ours neither reads nor refuses: ``python -m tests.fuzz --minutes 10``.

``targets`` names the readers, ``mutations`` changes inputs, ``hunt`` runs them, and ``found`` holds what was found and
mended: each file there is run again by the tests.
"""
