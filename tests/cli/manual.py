#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# openclaw(1) and openclaw-gateway(8) name what the help of the commands names.
import os
import re

from support import tap
from command_line import Home


def source(name):
    with open(os.path.join(os.environ["OPENCLAW_SOURCE"], name), encoding="utf-8") as text:
        return text.read()


def page(name):
    return source(os.path.join("man", name))


def strings_of(name, table):
    """The strings of a table in a source file, in its order."""
    rows = re.search(rf"{table}[ =]*\{{(.*?)\}};", source(name), re.S).group(1)
    return re.findall(r'"([^"]*)"', rows)


def commands_of(text):
    section = re.search(r"^Commands:\n((?:  .*\n)+)", text, re.M)
    return re.findall(r"^  (\S+)", section.group(1), re.M) if section else []


def helps(home, words=()):
    """Each command with its help, the program's own first."""
    text = home.run(*words, "--help").out
    yield words, text
    for name in commands_of(text):
        yield from helps(home, (*words, name))


def options_of(text):
    return set(re.findall(r"^  (?:-\w, )?--([\w-]+)", text, re.M))


def test_each_option_stands_in_its_page(home):
    general = page("openclaw.1")
    missing = []
    for words, text in helps(home):
        run = words in (("gateway",), ("gateway", "run"))
        where = general + page("openclaw-gateway.8") if run else general
        missing += [" ".join(words) + " --" + option for option in sorted(options_of(text))
                    if not re.search(rf"Fl (\w Ns , )?(Fl )?-{option}\b(?!-)", where)]
    tap.equal(missing, [])


def test_each_command_stands_in_the_page(home):
    general = page("openclaw.1")
    missing = [" ".join(words) for words, _ in helps(home)
               if words and not re.search(rf"\b{words[-1]}\b", general)]
    tap.equal(missing, [])


def test_each_key_that_is_refused_stands_in_its_page(_home):
    keys = [key for key in strings_of("core/config/restricting.cpp", "kRestrictions")
            if re.fullmatch(r"(gateway|plugins)\.[\w.]+", key)]
    assert len(keys) >= 7, keys
    told = re.search(r"^\.Ss Configuration\n(.*?)^\.Bl", page("openclaw-gateway.8"), re.M | re.S)
    tap.equal([key for key in keys
               if not re.search(rf"^\.Li {re.escape(key)}\b", told.group(1), re.M)], [])


def test_each_header_that_is_given_once_stands_in_its_page(_home):
    names = strings_of("core/http/head.cpp", "kOnce")
    assert "host" in names, names
    told = re.search(r"neither a name nor an address(.*?)given twice", page("openclaw-protocol.7"),
                     re.S).group(1).lower()
    tap.equal([name for name in names if f".li {name}" not in told.replace(" ,", "")], [])


tap.main(globals(), Home)
