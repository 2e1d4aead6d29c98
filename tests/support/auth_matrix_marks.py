# SPDX-License-Identifier: MIT
"""The marks of rows of tests/data/auth-matrix.json that come to something else here than with the
official gateway: `ours`, what they come to; `why`, in words; and `decision`, what that follows
from: the number of a decision of the project, or the page of the manual that lists it as a
deviation.
"""
import os
import re

NAMES = ("ours", "why", "decision")
PROTOCOL_PAGE = "openclaw-protocol(7)"
PAGE_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "man",
                         "openclaw-protocol.7")

# The decision for each reason; there are no others.
DECISIONS = {
    "A node waits for its approval as browsers do, and does not give up.": "6",
    "Every role may speak protocol 3, and a client that speaks 3 alone is told 3.": "2",
    "With no secret at all only programs and pages of this machine come in as they are.": "4",
    "What stands before a hop of the loopback anybody who called the proxy may have written.":
        PROTOCOL_PAGE,
    "Exit statuses are those of version 2026.3.": "1",
}
# How the page begins to tell of those that it is named for.
ON_THE_PAGE = {
    "What stands before a hop of the loopback anybody who called the proxy may have written.":
        "A hop of this machine in X-Forwarded-For ends what is believed of it;",
}


def carried(old):
    """The marks of a row as it was recorded before, for the row that it is now."""
    marks = {name: old[name] for name in ("ours", "why") if name in old}
    if "ours" in marks and marks.get("why") in DECISIONS:
        marks["decision"] = DECISIONS[marks["why"]]
    return marks


def deviations():
    """What the page lists under "Where this gateway differs", an item a text without its macros."""
    with open(PAGE_FILE, encoding="utf-8") as source:
        text = source.read()
    listed = text.partition("Where this gateway differs from the product, and why:\n")[2]
    items = listed.partition("\n.El\n")[0].split("\n.It\n")[1:]
    return [" ".join(re.sub(r"^\.\w\w ", "", item, flags=re.MULTILINE).split()) for item in items]
