#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts what a `meson test` left behind: count.py <build directory> <suite that must have run>...

Prints what failed, then one last line `<passed> <failed>`. Every case of a gtest or TAP program
counts singly. A skipped case counts as failed, and so do a test that failed without saying in
which case and a suite that ran nothing.
"""
import json
import os
import sys
import xml.etree.ElementTree as xml

GOOD = ("OK", "EXPECTEDFAIL")
LOG_LINES = 60


def cases(build):
    """The passed cases, and the names of the others, from the JUnit report."""
    passed, bad = 0, []
    for case in xml.parse(os.path.join(build, "meson-logs", "testlog.junit.xml")).iter("testcase"):
        why = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        if case.get("status") == "notrun":
            why.append("notrun")
        if why:
            bad.append(f"{why[0]}: {case.get('classname') or ''} {case.get('name')}")
        else:
            passed += 1
    return passed, bad


def quoted(text):
    """The end of what a test said, without what went well."""
    lines = [line for line in text.splitlines() if not line.startswith(("ok ", "[       OK"))]
    return "".join("\n    " + line for line in lines[-LOG_LINES:])


def tests(build):
    """The test programs that did not end well, and the suites that ran."""
    bad, suites = [], set()
    with open(os.path.join(build, "meson-logs", "testlog.json"), encoding="utf-8") as log:
        for test in map(json.loads, log):
            # openclaw:unit+threads / store
            suites.update(test["name"].split(" / ")[0].split(":")[-1].split("+"))
            if test["result"] not in GOOD:
                bad.append(f"{test['result'].lower()}: {test['name']}")
                bad[-1] += quoted(test.get("stdout", "") + test.get("stderr", ""))
    return bad, suites


def main(build, *wanted):
    try:
        passed, bad_cases = cases(build)
        bad_tests, suites = tests(build)
    except (OSError, ValueError, xml.ParseError) as error:
        print(f"no report of the tests: {error}")
        print("0 1")
        return
    missing = [f"suite {name} ran no test" for name in wanted if name not in suites]
    for line in bad_cases + bad_tests + missing:
        print(line)
    print(passed, max(len(bad_cases), len(bad_tests)) + len(missing))


main(*sys.argv[1:])
