"""torch-grader: exercises and grading for a deep-learning course.

Reading order, lowest layer first (a module imports only from the layers above it in this list):

0. ``errors`` what stops us; ``limits`` what code may use; ``language`` Chinese beside English; ``results`` verdicts
   and reports; ``compare`` is it the same, and if not, how does it differ; ``wire`` values to bytes and back;
   ``figures`` what a picture is made of
1. ``course`` finds the course and its exercises; ``sandbox`` shuts a process in
2. ``submission`` a student's file; ``worker`` runs it (untrusted side); ``client`` asks the worker (trusted side)
3. ``checks`` the pytest plugin; ``diagnosis`` which mistake it was; ``reproduction`` how to see it without us
4. ``runner`` grades submissions; ``background`` keeps all this in memory for the next command
5. ``late`` what lateness costs; ``attempts`` what has been handed in; ``render`` a report for eyes and machines;
   ``jupyter`` the command %check in a notebook; ``journal`` what has been graded
6. ``gradebook`` grades in nbgrader's database; ``batch`` many submissions; ``regrade`` them again; ``similar`` which
   are alike; ``dashboard`` a class at a glance; ``export`` grades for other programs; ``verify`` does an exercise hold
   together? ``release`` the students' copy; ``doctor`` what this machine can do
7. ``watch`` notices that a file was saved; ``cli`` the command ``grade``; ``entry`` where it begins

This file imports nothing: the worker reads it, and ``grade --help`` must be quick.
"""

__version__ = "0.1.0"
