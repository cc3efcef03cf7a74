"""Ends the process with exit status 0 as soon as it is imported, as if all had gone well.

Expected: error
Says: ended the whole Python process (exit status 0)
"""

import os

print("6 passed in 0.01s", flush=True)
os._exit(0)
