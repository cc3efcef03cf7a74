"""Answers every call with descriptions of exceptions that are none, so that the grader takes the fault for its own.

Expected: error
Says: interfered with the grader's connection
"""

from accomplice import forge, session_of_the_worker

TEXTS = [[name, ""] for name in ("kind", "name", "message")]
FRAMES = [["frames", ["list", [["tuple", ["x", 1]], ["tuple", []], 7]]]]
MALFORMED = [
    5,
    "passed",
    ["list", []],
    ["dict", [["kind", 1]]],
    ["dict", [*TEXTS, ["classes", ["list", []]], *FRAMES]],
    ["dict", [*TEXTS, ["classes", {}], *FRAMES]],
]
session = session_of_the_worker()
ordinary = session.reply


def malformed(message):
    if message["op"] in ("load", "begin"):
        return ordinary(message)
    session.request = message["id"]
    MALFORMED.append(MALFORMED.pop(0))
    return forge({"raised": MALFORMED[len(str(message)) % 6]})


session.reply = malformed
