#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What is built has the boundary that the headers promise: headers that stand alone in every
# language, plugins that export one name and go when they are closed, a core with few libraries.
import ctypes
import glob
import os
import re
import shutil
import subprocess

from support import tap

SOURCE = os.environ["OPENCLAW_SOURCE"]
BUILD = os.environ["OPENCLAW_BUILD"]
SANITIZED = os.environ["OPENCLAW_SANITIZED"] == "1"
INCLUDE = os.path.join(SOURCE, "include")
LIBRARIES = {"libuv", "libwebsockets", "libcjson", "libcrypto", "libssl", "libsqlite3"}
RUNTIME = {"libstdc++", "libgcc_s", "libc", "libm", "libpthread", "libdl", "ld-linux-x86-64",
           "ld-linux-aarch64", "libasan", "libubsan", "libtsan"}


def headers(ending):
    found = glob.glob(os.path.join(INCLUDE, "openclaw", "**", "*" + ending), recursive=True)
    assert found, ending
    return sorted(os.path.relpath(path, INCLUDE) for path in found)


def compile_alone(compiler, standard, header):
    language = "c" if standard.startswith("c1") else "c++"
    if "++" in standard:
        language = "c++"
    result = subprocess.run(
        [compiler, f"-std={standard}", "-x", language, "-fsyntax-only", "-Wall", "-Wextra",
         "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror", "-I", INCLUDE, "-"],
        input=f"#include <{header}>\n#include <{header}>\n", text=True, capture_output=True,
        check=False)
    assert result.returncode == 0, f"{compiler} {standard} {header}:\n{result.stderr}"


def compilers(names):
    found = [name for name in names if shutil.which(name)]
    tap.equal(found, names, "compilers")
    return found


def plugins():
    found = glob.glob(os.path.join(BUILD, "plugins", "*", "*.so"))
    assert len(found) >= 3, found
    return found


def test_each_c_header_stands_alone_in_c_and_in_cpp():
    for header in headers(".h"):
        for compiler in compilers(["gcc", "clang"]):
            compile_alone(compiler, "c11", header)
        for compiler in compilers(["g++", "clang++"]):
            for standard in ("c++17", "c++20"):
                compile_alone(compiler, standard, header)


def test_each_cpp_header_stands_alone():
    for header in headers(".hpp"):
        for compiler in compilers(["g++", "clang++"]):
            for standard in ("c++17", "c++20"):
                compile_alone(compiler, standard, header)


def test_a_plugin_exports_its_entry_and_nothing_else():
    for path in plugins():
        table = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", path], text=True,
                               capture_output=True, check=True).stdout
        names = [line.split()[0] for line in table.splitlines()]
        tap.equal([name.split("@")[0] for name in names], ["oc_plugin_entry"], path)


def test_a_plugin_is_gone_when_it_is_closed():
    if SANITIZED:
        # The sanitizers' runtime stands in the program that loads such a plugin, which Python is
        # not.
        return
    for path in plugins():
        library = ctypes.CDLL(path, mode=os.RTLD_NOW | os.RTLD_LOCAL)
        assert path in open("/proc/self/maps", encoding="utf-8").read(), "it was never there"
        close = ctypes.CDLL(None).dlclose
        close.argtypes = [ctypes.c_void_p]
        tap.equal(close(library._handle), 0)
        assert path not in open("/proc/self/maps", encoding="utf-8").read(), f"{path} stays"


def test_the_program_links_few_libraries():
    dynamic = subprocess.run(["readelf", "-d", os.environ["OPENCLAW_BIN"]], text=True,
                             capture_output=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.+?)\.so", dynamic)
    assert "libuv" in needed and "libwebsockets" in needed, needed
    strangers = sorted(set(needed) - LIBRARIES - RUNTIME)
    tap.equal(strangers, [])


if __name__ == "__main__":
    tap.main(globals())
