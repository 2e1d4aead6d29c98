#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What is installed is pinned to the byte, no matter from which registry, and comes but once.
import json
import os
import re
import shutil
import subprocess
import tempfile

from support import tap

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.environ["OPENCLAW_INTEROP_MODULES"]
TOOLS = ("cat", "cp", "dirname", "flock", "ln", "mkdir", "rm", "sha256sum", "uname")


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as source:
        return json.load(source)


def setup(where, path):
    return subprocess.run([os.path.join(HERE, "setup"), where], env={"PATH": path}, text=True,
                          capture_output=True, timeout=60, check=False)


def path_without_npm(folder):
    for tool in TOOLS:
        os.symlink(shutil.which(tool), os.path.join(folder, tool))
    return folder


def test_every_package_is_one_version_with_a_checksum():
    for name, package in read("package-lock.json")["packages"].items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"]), (name, package["version"])
    manifest = read("package.json")
    for name, version in (manifest["dependencies"] | manifest["optionalDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), (name, version)


def test_the_lock_file_holds_no_addresses():
    with open(os.path.join(HERE, "package-lock.json"), encoding="utf-8") as source:
        text = source.read()
    assert "resolved" not in text and "://" not in text


def test_the_command_lines_are_pinned_in_the_same_way():
    for folder in ("stock", "old"):
        wanted = read(f"{folder}/package.json")["dependencies"]["openclaw"]
        packages = read(f"{folder}/package-lock.json")["packages"]
        tap.equal(packages["node_modules/openclaw"]["version"], wanted)
        for name, package in packages.items():
            inside = package.get("link") or package.get("inBundle") or "node_modules/" not in name
            assert inside or package["integrity"].startswith("sha512-"), name
            assert "://" not in package.get("resolved", ""), name


def test_nothing_needs_an_install_script():
    packages = read("package-lock.json")["packages"]
    tap.equal([name for name in packages if packages[name].get("hasInstallScript")], [])


def test_the_tests_run_on_the_node_from_npm():
    found = subprocess.run([os.path.join(MODULES, "node"), "--version"], text=True,
                           capture_output=True, timeout=20, check=True).stdout.strip()
    wanted = set(read("package.json")["optionalDependencies"].values())
    tap.equal({found.removeprefix("v")}, wanted)


def test_what_is_installed_is_left_alone():
    stamp = os.path.join(MODULES, ".stamp")
    before = os.stat(stamp).st_mtime_ns
    with tempfile.TemporaryDirectory(prefix="oc-interop-") as folder:
        done = setup(MODULES, path_without_npm(folder))
    tap.equal((done.returncode, done.stderr), (0, ""))
    tap.equal(os.stat(stamp).st_mtime_ns, before)


def test_a_machine_without_npm_is_told_so():
    with tempfile.TemporaryDirectory(prefix="oc-interop-") as folder:
        tools = os.path.join(folder, "bin")
        os.mkdir(tools)
        done = setup(os.path.join(folder, "modules"), path_without_npm(tools))
        tap.equal(done.returncode, 1)
        tap.equal(done.stderr, "interop: npm is missing; install it (Debian: "
                               "contrib/install-deps check)\n")


if __name__ == "__main__":
    tap.main(globals())
