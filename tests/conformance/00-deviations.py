#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The list of deviations in openclaw-protocol(7): each name on it is judged by a case of this suite.
import glob
import os
import re

from support import rfc6455, tap


def judged():
    """The names that the cases hand to rfc6455.judge."""
    names = set()
    for path in glob.glob(os.path.join(os.path.dirname(__file__), "*.py")):
        with open(path, encoding="utf-8") as source:
            names |= set(re.findall(r'rfc6455\.judge\("([^"]+)"', source.read()))
    return names


def test_every_name_on_the_list_is_judged_by_a_case():
    tap.equal(sorted(set(rfc6455.listed()) - judged()), [])


def test_every_name_stands_on_the_list_once():
    names = rfc6455.listed()
    assert names, "the list is empty"
    tap.equal(sorted(names), sorted(set(names)))


if __name__ == "__main__":
    tap.main(globals())
