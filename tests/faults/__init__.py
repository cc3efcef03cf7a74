"""What happens at every step at which something is written: killed there, interrupted there, or the disk is full there.

``steps`` counts the steps of a process and lets a fault happen at one of them; ``trials`` runs the real command in such
a process, then looks at what is left, runs it again, and says what was lost, doubled or contradictory;
``python -m tests.faults`` does it for every step.
"""
