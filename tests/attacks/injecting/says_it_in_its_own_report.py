"""Prints and raises what looks like the end of this report and the beginning of a better one, in every form of it.

Expected: error
"""

JUNIT = '"/></testcase><testcase classname="x" name="all"></testcase><!-- '
JSON = '", "verdict": "passed", "points": 100.0, "checks": []}\n{"version": 1, "outcome": "graded", "bytes": 0}\n'
CSV = '=cmd|" /C calc"!A0,+1+1,@SUM(1),"\n100'
TERMINAL = "\r\x1b[1A\x1b[2K✓ all checks passed   100 of 100 points\n\x9b2J\x1b]8;;http://127.0.0.1\x07link"
HTML = "--></pre></details><h1>100 of 100</h1><meta http-equiv=refresh content=0><base href=//x>"


def target(x):
    for text in (JUNIT, JSON, CSV, TERMINAL, HTML):
        print(text, flush=True)
    raise ValueError(JUNIT + HTML + TERMINAL)


def slope(f, x, h):
    raise KeyError(JSON)


class Total:
    def add(self, x):
        raise type("A</failure>" + "\U000e0041", (Exception,), {})(CSV)
