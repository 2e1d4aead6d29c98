#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Secrets stay in the type that compares them in constant time."""
import re

import tree
from support.tap import main

REVEAL = re.compile(r"[.>]reveal\(\)")
# Where the text of a secret comes out, and what for. None of them compares it.
REVEALED = {
    "core/client/auth.cpp": "digested into the name of its generation",
    "core/client/local_open.cpp": "digested into a note of the first start",
    "core/device/devices.cpp": "told to its own device in hello",
    "core/device/methods.cpp": "told to its own device when it is rotated",
    "core/device/record.cpp": "written to the database",
    "core/device/setup_book.cpp": "digested, so that a new setup code is kept as its digest",
    "core/device/setup_code.cpp": "the digest, written to the database",
    "core/device/setup_methods.cpp": "told to whoever asked for a setup code",
    "core/device/upgrades.cpp": "told to its own device when it may do more",
    "core/log/settings.cpp": "given to what hides it in the log",
    "core/run_gateway.cpp": "written to the configuration by the first start",
    "core/settings.cpp": "the hooks' token, tried on the gateway's by matches()",
}
# Members that hold one, by file.
MEMBERS = (
    ("core/client/auth.hpp", "Secret secret_;"),
    ("core/settings.hpp", "Secret secret;"),
    ("core/settings.hpp", "Secret hooks_token;"),
    ("core/device/record.hpp", "Secret value;"),
    ("core/device/setup_code.hpp", "Secret digest;"),
    ("core/device/setup_book.hpp", "Secret token;"),
)


def core_files():
    return [f for f in tree.files() if f.startswith("core/") and f.endswith(tree.C_FAMILY)]


def test_secrets_come_out_where_it_is_known():
    found = {path for path in core_files() if REVEAL.search(tree.read(path))}
    tree.none(sorted(found - set(REVEALED)), "say in REVEALED what it needs the text for")
    tree.none(sorted(set(REVEALED) - found), "no secret comes out here")


def test_no_line_compares_what_came_out():
    compare = re.compile(r"[=!]=|<=>|\bcompare\(|\bmemcmp\(|\bstrcmp\(|\bfind\(|_with\(")
    tree.none((f"{path}:{number}: {line.strip()}" for path in REVEALED
               for number, line in enumerate(tree.read(path).split("\n"), 1)
               if REVEAL.search(line) and compare.search(line) and "sha256(" not in line),
              "compare it by matches()")


def test_the_members_that_hold_one_are_of_the_type():
    tree.none((f"{path}: {member}" for path, member in MEMBERS if member not in tree.read(path)),
              "hold it in a Secret")


main(globals())
