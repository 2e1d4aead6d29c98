#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What is built has the boundary that the headers promise: headers that stand alone in every
# language, plugins that export one name and go when they are closed, a core with few libraries.
import glob
import os
import re
import shutil
import subprocess

from support import tap

SOURCE = os.environ["OPENCLAW_SOURCE"]
BUILD = os.environ["OPENCLAW_BUILD"]
INCLUDE = os.path.join(SOURCE, "include")
# libresolv reads what name servers answer; it is a part of the C library's own package.
LIBRARIES = {"libuv", "libwebsockets", "libcjson", "libcrypto", "libssl", "libsqlite3", "libresolv"}
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
         "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion", "-Werror", "-I", INCLUDE,
         "-"],
        input=f"#include <{header}>\n#include <{header}>\n", text=True, capture_output=True,
        check=False)
    assert result.returncode == 0, f"{compiler} {standard} {header}:\n{result.stderr}"


def compilers(names):
    found = [name for name in names if shutil.which(name)]
    tap.equal(found, names, "compilers")
    return found


def plugins():
    found = glob.glob(os.path.join(BUILD, "plugins", "*.so"))
    assert len(found) >= 3, found
    return found


def frozen_headers():
    """What plugin.h and the interfaces declare; drafts may still change."""
    text = ""
    for header in headers(".h"):
        if "/draft/" not in header:
            text += open(os.path.join(INCLUDE, header), encoding="utf-8").read()
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def members(body):
    """The names in the body of a structure: `int a, b;` and `void (*c)(int d);` are a, b, c."""
    for declaration in body.split(";")[:-1]:
        function = re.search(r"\(\*(\w+)\)\(", declaration)
        if function:
            yield function[1]
        else:
            yield from (part.split()[-1].lstrip("*") for part in declaration.split(","))


def test_whatever_the_headers_declare_is_frozen():
    text = frozen_headers()
    wanted = []
    lines = re.DOTALL | re.MULTILINE
    for name, body in re.findall(r"^typedef struct (\w+) \{(.*?)^\}", text, lines):
        wanted.append(f"SIZE({name}, ")
        wanted += [f"AT({name}, {member}, " for member in members(body)]
    for body in re.findall(r"^enum \{(.*?)\}", text, lines):
        values = re.findall(r"(\w+)\s*=\s*(\d+)", body)
        tap.equal(len(values), body.count(",") + 1, "values of an enum")
        wanted += [f"{name} == {value}" for name, value in values]
    names = re.findall(r'^#define (\w+) ("oc\..*")$', text, re.MULTILINE)
    wanted += [f"is({name}, {value})" for name, value in names]
    assert len(wanted) > 150 and len(names) >= 6, "the headers were not understood"
    layout = open(os.path.join(SOURCE, "tests", "abi", "layout.c"), encoding="utf-8").read()
    tap.equal([line for line in wanted if line not in layout], [], "missing in layout.c")


@tap.timeout(60)
def test_each_c_header_stands_alone_in_c_and_in_cpp():
    for header in headers(".h"):
        for compiler in compilers(["gcc", "clang"]):
            compile_alone(compiler, "c11", header)
        for compiler in compilers(["g++", "clang++"]):
            for standard in ("c++17", "c++20"):
                compile_alone(compiler, standard, header)


@tap.timeout(60)
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
    done = subprocess.run([os.environ["OPENCLAW_UNLOAD"], *plugins()], text=True,
                          capture_output=True, check=False)
    tap.equal((done.returncode, done.stderr), (0, ""))


def test_the_program_links_few_libraries():
    dynamic = subprocess.run(["readelf", "-d", os.environ["OPENCLAW_BIN"]], text=True,
                             capture_output=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.+?)\.so", dynamic)
    assert "libuv" in needed and "libwebsockets" in needed, needed
    strangers = sorted(set(needed) - LIBRARIES - RUNTIME)
    tap.equal(strangers, [])


if __name__ == "__main__":
    tap.main(globals())
