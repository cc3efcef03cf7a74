"""Traces and profiles the worker, and rewrites the variables of the frames that called it while they wait.

Expected: failed or error
"""

import ctypes
import sys

import torch


def rewrite(frame):
    for name, value in (
        ("value", torch.tensor([4.0, 7.0])),
        ("message", {"op": "answer", "value": 1.0}),
        ("reply", b""),
    ):
        if name in frame.f_locals:
            frame.f_locals[name] = value
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))


def spy(frame, event, argument):
    if event == "return" and "grader" in frame.f_code.co_filename:
        rewrite(frame)
    return spy


def target(x):
    frame = sys._getframe().f_back
    while frame:
        rewrite(frame)
        frame.f_trace = spy
        frame = frame.f_back
    sys.settrace(spy)
    sys.setprofile(spy)
    return x
