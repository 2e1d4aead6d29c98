#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What a third party does: builds the template against the installed headers and nothing else, and
# loads what came of it.
import os
import shutil
import subprocess
import tempfile

from broken import gateway, plugins_of
from support import tap

SOURCE = os.environ["OPENCLAW_SOURCE"]
BUILD = os.environ["OPENCLAW_BUILD"]


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Installed:
    """The gateway installed below a folder of its own, and a copy of the template beside it."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="oc-install-")
        self.root = os.path.join(self._folder.name, "root")
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", self.root)
        self.template = os.path.join(self._folder.name, "mine")
        shutil.copytree(os.path.join(SOURCE, "contrib", "plugin-template"), self.template)
        found = run("find", self.root, "-name", "openclaw-plugin.pc").split()
        tap.equal(len(found), 1, "openclaw-plugin.pc")
        self.env = dict(os.environ, PKG_CONFIG_LIBDIR=os.path.dirname(found[0]),
                        PKG_CONFIG_SYSROOT_DIR=self.root)
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def serve(self, folder):
        """Loads what was built in `folder` and asks both for their greeting."""
        files = [os.path.join(folder, name) for name in ("hello-c.so", "hello-cpp.so")]
        with gateway(*files) as gw:
            tap.equal(plugins_of(gw)["errors"], [])
            with gw.connected() as client:
                tap.equal(client.call("hello-c.greet"), {"text": "Hello from C"})
                tap.equal(client.call("hello-cpp.greet"),
                          {"text": "Hello from C++", "number": 1})
                assert "hello-c.greet" in client.hello["features"]["methods"]
            gw.stop()
            assert "left behind" not in gw.log(), gw.log()


def test_make_builds_the_template_against_what_is_installed(installed):
    run("make", "-C", installed.template, env=installed.env)
    installed.serve(installed.template)
    for name in ("hello-c.so", "hello-cpp.so"):
        path = os.path.join(installed.template, name)
        said = run(os.environ["OPENCLAW_BIN"], "plugins", "check", path)
        assert "hello" in said, said


def test_meson_builds_the_template_against_what_is_installed(installed):
    build = os.path.join(installed.template, "build")
    run("meson", "setup", build, installed.template, env=installed.env)
    run("ninja", "-C", build, env=installed.env)
    installed.serve(build)


def test_the_place_for_plugins_is_told(installed):
    told = run("pkg-config", "--variable=plugindir", "openclaw-plugin", env=installed.env).strip()
    assert told.endswith("/openclaw/plugins"), told
    place = told if told.startswith(installed.root) else installed.root + told
    assert os.path.isfile(os.path.join(place, "agent", "agent.so")), place


if __name__ == "__main__":
    tap.main(globals(), Installed)
