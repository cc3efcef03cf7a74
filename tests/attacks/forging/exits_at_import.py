"""Ends the process with exit status 0 as soon as it is imported, as if all had gone well.

Expected: error
Says: ended the whole Python process (exit status 0)
"""

import os
import sys

print("6 passed in 0.01s")
sys.stdout.flush()
os._exit(0)
