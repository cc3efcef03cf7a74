"""The student's side: ``warm`` waits and forks, ``session`` runs the code. What stands here, student code can read."""
