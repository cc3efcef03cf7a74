"""Sends a description of an exception that is none while its file is being loaded, before any check has begun.

Expected: error
Says: interfered with the grader's connection
"""

import os

from accomplice import forge, send

send(forge({"raised": 5}))
os._exit(0)
