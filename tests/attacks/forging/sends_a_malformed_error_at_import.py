"""Sends a description of an exception that is none while its file is being loaded, before any check has begun.

Expected: error
Says: interfered with the grader's connection
"""

import time

from accomplice import forge, send

send(forge({"raised": 5}))
time.sleep(30)
