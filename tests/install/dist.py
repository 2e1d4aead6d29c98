#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The tarball that `make dist` makes has all that a build of it needs.
import functools
import glob
import json
import os
import tarfile

from installed import BUILD, SOURCE, run
from support import tap


def is_checkout():
    return os.path.exists(os.path.join(SOURCE, ".git"))


@functools.cache
def packed():
    """The names in the tarball; of an unpacked one, what is in it."""
    if not is_checkout():
        return {os.path.relpath(os.path.join(path, name), SOURCE)
                for path, _, names in os.walk(SOURCE) for name in names}
    run("meson", "dist", "-C", BUILD, "--no-tests", "--allow-dirty", "--formats", "gztar")
    (path,) = glob.glob(os.path.join(BUILD, "meson-dist", "*.tar.gz"))
    with tarfile.open(path) as tar:
        return {name.split("/", 1)[1] for name in tar.getnames() if "/" in name}


def git(*words):
    """The names that git lists; it writes a zero byte after each."""
    listed = run("git", "-C", SOURCE, *words)
    return set(listed.rstrip("\0").split("\0"))


def not_yet_checked_in():
    if not is_checkout():
        return set()
    staged = git("diff", "-z", "--name-only", "--cached", "--no-renames", "--diff-filter=A", "HEAD")
    return staged | git("ls-files", "-z", "--others", "--exclude-standard")


def inside(path):
    return os.path.relpath(path, SOURCE)


def wanted():
    """What meson reads, compiles and installs, and the tests of the tree."""
    info = os.path.join(BUILD, "meson-info")
    with open(os.path.join(info, "intro-buildsystem_files.json"), encoding="utf-8") as source:
        files = {inside(path) for path in json.load(source)}
    with open(os.path.join(info, "intro-targets.json"), encoding="utf-8") as source:
        for target in json.load(source):
            for group in target["target_sources"]:
                files |= {inside(path) for path in group["sources"]}
    with open(os.path.join(info, "intro-tests.json"), encoding="utf-8") as source:
        for test in json.load(source):
            files |= {inside(word) for word in test["cmd"] if os.path.isfile(word)}
    return {path for path in files if not path.startswith("..") and not path.startswith(
        inside(BUILD) + "/")}


@tap.timeout(60)
def test_nothing_that_the_build_names_is_missing():
    names, files = packed(), wanted()
    assert len(files) > 300, len(files)
    tap.equal(files - names - not_yet_checked_in(), set())
    for path in ("LICENSE", "README.md", "Makefile", "contrib/install-deps", ".ci/run"):
        assert path in names, path


@tap.timeout(60)
def test_nothing_that_was_checked_in_is_left_out():
    if is_checkout():
        tap.equal(git("ls-tree", "-r", "-z", "--name-only", "HEAD") - packed(), set())


if __name__ == "__main__":
    tap.main(globals())
