# SPDX-License-Identifier: MIT
"""The gateway, installed below a folder of its own."""
import fcntl
import json
import os
import shutil
import subprocess
import tempfile

from support.gateway import Gateway

SOURCE = os.environ["OPENCLAW_SOURCE"]
BUILD = os.environ["OPENCLAW_BUILD"]
UNLOAD = os.environ["OPENCLAW_UNLOAD"]


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def options_of(build):
    """The values of meson's options."""
    with open(os.path.join(build, "meson-info", "intro-buildoptions.json"), encoding="utf-8") as f:
        return {option["name"]: option["value"] for option in json.load(f)}


class Installed:
    """A context manager. `root` is the DESTDIR, `prefix` the prefix inside of it."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="oc-install-")
        self.folder = self._folder.name
        self.root = os.path.join(self.folder, "root")
        self.options = options_of(BUILD)
        self.prefix = self.root + self.options["prefix"]
        self.libdir = os.path.join(self.prefix, self.options["libdir"])
        self.plugins = os.path.join(self.libdir, "openclaw", "plugins")
        self.program = os.path.join(self.prefix, "bin", "openclaw")
        # Each install writes its list into the same file of the build directory.
        with open(os.path.join(BUILD, "install.lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            run("meson", "install", "-C", BUILD, "--no-rebuild", "--strip", "--quiet", "--destdir",
                self.root)
            logs = os.path.join(self.folder, "meson-logs")
            os.mkdir(logs)
            shutil.copy(os.path.join(BUILD, "meson-logs", "install-log.txt"), logs)
        self.env = dict(os.environ)
        self.env["PKG_CONFIG_LIBDIR"] = os.path.join(self.libdir, "pkgconfig")
        self.env.pop("PKG_CONFIG_PATH", None)
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def gateway(self, *files, entries=None):
        """The installed gateway, which loads these plugins besides its own."""
        return InstalledGateway(self.program, config={
            "plugins": {"load": {"paths": list(files)}, "entries": entries or {}}})


class InstalledGateway(Gateway):
    def __init__(self, program, **options):
        super().__init__(**options)
        self._program = program

    def command(self):
        words = super().command()
        return [self._program if word == os.environ["OPENCLAW_BIN"] else word for word in words]
