#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `plugins list`, `info` and `check`. The program looks beside itself, so a copy of it has plugins
# of its own.
import json
import os
import shutil
import subprocess
import tempfile

from command_line import Outcome
from support import tap
from support.gateway import binary

MUSIC = {"id": "music", "version": "2.1", "summary": "Plays music", "abi": {"major": 0, "minor": 1},
         "interfaces": ["oc.methods/1", "oc.tool/1"], "after": ["agent"],
         "configReads": ["logging"], "configSchema": {"type": "object"}}


class Tree:
    """A build tree of three plugins: one described, one without description, one with a broken
    one. None of them is a shared object, so whoever opens one fails."""

    def __enter__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="oc-cli-")
        self.path = self._directory.name
        self.plugins = os.path.join(self.path, "plugins")
        shutil.copy(binary(), os.path.join(self.path, "openclaw"))
        self.write("build.ninja", "")
        for name in ("music", "nameless", "torn"):
            self.write(f"plugins/{name}/{name}.so", "no code")
        self.write("plugins/music/music.json", json.dumps(MUSIC))
        self.write("plugins/torn/torn.json", '{"id":')
        return self

    def __exit__(self, *_error):
        self._directory.cleanup()

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def run(self, *arguments, program=None, cwd=None):
        env = {"PATH": "/usr/bin:/bin", "HOME": self.path}
        env.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        done = subprocess.run([program or os.path.join(self.path, "openclaw"), *arguments], env=env,
                              capture_output=True, text=True, timeout=10 * tap.FACTOR, check=False,
                              cwd=cwd)
        return Outcome(done.returncode, done.stdout, done.stderr)


def test_list_shows_every_plugin_on_a_line(tree):
    outcome = tree.run("plugins", "list")
    tap.equal((outcome.status, outcome.err), (0, ""))
    lines = outcome.out.splitlines()
    tap.equal(lines[:2], [f"Plugins in {tree.plugins}:", "  music     2.1  Plays music"])
    nameless, torn = (f"{tree.plugins}/{name}/{name}.json" for name in ("nameless", "torn"))
    tap.equal(lines[2], f"  nameless       (no description at {nameless})")
    assert lines[3].startswith(f"  torn           ({torn}: invalid JSON"), lines


def test_list_as_json_is_nothing_but_json(tree):
    listed = json.loads(tree.run("plugins", "list", "--json").out)
    tap.equal(listed["directory"], tree.plugins)
    tap.equal([plugin["id"] for plugin in listed["plugins"]], ["music", "nameless", "torn"])
    music = listed["plugins"][0]
    tap.equal(music.pop("file"), f"{tree.plugins}/music/music.so")
    tap.equal(music, {key: value for key, value in MUSIC.items() if key != "configSchema"})
    assert "error" in listed["plugins"][1]


def test_info_shows_what_the_description_says(tree):
    outcome = tree.run("plugins", "info", "music")
    tap.equal((outcome.status, outcome.err), (0, ""))
    for line in ("music 2.1", "Plays music", "Plugin interface: 0.1",
                 "Offers: oc.methods/1, oc.tool/1", "Starts after: agent",
                 "Reads of the configuration: logging"):
        assert line in outcome.out.splitlines(), f"no line {line!r} in\n{outcome.out}"
    tap.equal(json.loads(tree.run("plugins", "info", "music", "--json").out), MUSIC)


def test_info_of_an_unknown_plugin_suggests_the_nearest(tree):
    outcome = tree.run("plugins", "info", "musik")
    tap.equal((outcome.status, outcome.out, outcome.err),
              (1, "", f"No plugin 'musik' in {tree.plugins}\nDid you mean music?\n"))


def test_check_refuses_what_is_no_plugin(tree):
    outcome = tree.run("plugins", "check", f"{tree.plugins}/music/music.so")
    tap.equal((outcome.status, outcome.out), (1, ""))
    wanted = f"{tree.plugins}/music/music.so: is no shared object"
    assert outcome.err.startswith(wanted), outcome.err


def test_check_takes_the_plugins_of_this_build(tree):
    folder = os.path.join(os.path.dirname(binary()), "plugins")
    for file, cwd in ((f"{folder}/provider-echo.so", None), ("provider-echo.so", folder)):
        outcome = tree.run("plugins", "check", file, program=binary(), cwd=cwd)
        tap.equal((outcome.status, outcome.err), (0, ""))
        assert outcome.out.startswith("OK: provider-echo "), outcome.out


def test_a_tree_without_plugins_says_so(tree):
    shutil.rmtree(tree.plugins)
    tap.equal(tree.run("plugins", "list").out, f"No plugins in {tree.plugins}\n")
    tap.equal(tree.run("plugins", "list", "--json").status, 0)


tap.main(globals(), Tree)
