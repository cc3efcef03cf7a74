"""Closes its output, so that the grader is told of an end all the time, and then sleeps.

Expected: timeout
Says: without computing anything
Costs: 0.2
"""

import os
import time


class Total:
    def add(self, x):
        os.close(1)
        os.close(2)
        time.sleep(30)
