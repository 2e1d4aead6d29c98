# SPDX-License-Identifier: MIT
"""The files that the style tests look at: what git tracks, or the whole tree of a tarball."""
import os
import subprocess

ROOT = os.environ.get("OPENCLAW_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCE_DIRS = ("core", "plugins", "cli", "include", "tests")
C_FAMILY = (".c", ".h", ".cpp", ".hpp")


def _walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders
                      if f not in (".git", "node_modules", "__pycache__", ".cache", ".ci-out")
                      and not os.path.exists(os.path.join(folder, f, "build.ninja"))]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def files():
    """Every file of the project, relative to ROOT, sorted."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        found = listed.stdout.decode().rstrip("\0").split("\0")
    else:
        found = list(_walk())
    return sorted(f for f in found if os.path.isfile(os.path.join(ROOT, f)))


def read(path):
    """The text; what is no UTF-8, as a fuzzer's corpus may be, stands as U+FFFD."""
    with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as stream:
        return stream.read()


def is_text(path):
    with open(os.path.join(ROOT, path), "rb") as stream:
        return b"\0" not in stream.read(8192)


def first_line(path):
    with open(os.path.join(ROOT, path), "rb") as stream:
        return stream.readline().decode("utf-8", "replace").rstrip("\n")


def is_data(path):
    """Recorded traffic, corpora and lock files: nobody wrote their words."""
    parts = path.split("/")
    return path.startswith("tests/data/") or "corpus" in parts or parts[-1] == "package-lock.json"


def c_files():
    """C and C++ in core, plugins, cli, include and tests."""
    return [f for f in files()
            if f.split("/")[0] in SOURCE_DIRS and f.endswith(C_FAMILY) and not is_data(f)]


def python_files():
    return [f for f in files()
            if not is_data(f) and (f.endswith(".py") or _shebang(f, "python"))]


def shell_files():
    return [f for f in files()
            if not is_data(f) and (f.endswith(".sh") or _shebang(f, "sh") or _shebang(f, "bash"))]


def _shebang(path, program):
    if "." in path.split("/")[-1].lstrip("."):
        return False
    words = first_line(path).replace("/", " ").split()
    return bool(words) and words[0] == "#!" and any(w.startswith(program) for w in words[1:])


def none(offences, rule):
    """Fails with the rule and all that breaks it."""
    offences = list(offences)
    if offences:
        raise AssertionError(rule + ":\n" + "\n".join(offences))
