#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Dependencies point one way; core_layers.txt says which."""
import re

import tree
from support.tap import main

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
# Who may know a library: the name in its header or its calls, and the files.
LIBRARIES = (
    ("libuv", r"\buv_\w+|<uv\.h>", ("core/loop",)),
    ("libwebsockets", r"\blws_\w+|\bLWS_|<libwebsockets\.h>", ("core/net/server", "cli/ws_client")),
    ("SQLite", r"\bsqlite3_\w+|<sqlite3\.h>", ("core/store",)),
)


def under(folder, names=None):
    paths = [f for f in (tree.files() if names is None else names) if f.startswith(folder + "/")]
    return [f for f in paths if f.endswith(tree.C_FAMILY)]


def includes(path):
    """The quoted and bracketed includes of a file."""
    return [(kind, name) for kind, name in INCLUDE.findall(tree.read(path))]


def layers():
    """Each stem of core_layers.txt with the number of its layer, the lowest being 0."""
    lines = [line.split("#")[0].split() for line in
             tree.read("tests/style/core_layers.txt").splitlines()]
    return {stem: level for level, stems in enumerate(filter(None, lines)) for stem in stems}


def layer_of(path, table):
    """A file counts as the longest name in the table, of its folder and its own: net/server_socket
    as `server`, store/writer as `store`."""
    inside = path.split("/", 1)[1].rsplit(".", 1)[0]
    for stem in (inside.replace("/", "_"), inside.rsplit("/", 1)[-1]):
        while stem not in table and "_" in stem:
            stem = stem.rsplit("_", 1)[0]
        if stem in table:
            return table[stem]
    return None


def test_every_core_file_has_a_layer():
    table = layers()
    tree.none((f for f in under("core") if layer_of(f, table) is None),
              "name it in tests/style/core_layers.txt")


def test_core_includes_only_its_own_layer_and_lower_ones():
    table, found = layers(), []
    for path in under("core"):
        own = layer_of(path, table)
        for _, name in includes(path):
            level = layer_of(name, table) if name.startswith("core/") else None
            if None not in (own, level) and level > own:
                found.append(f"{path} includes {name}")
    tree.none(found, "against the direction of the layers")


def test_headers_of_core_include_each_other_in_no_circle():
    graph = {f: [n for _, n in includes(f) if n.startswith("core/")]
             for f in under("core") if f.endswith(".hpp")}
    done = set()

    def visit(path, above):
        if path in above:
            raise AssertionError(" -> ".join([*above[above.index(path):], path]))
        if path not in done:
            for name in graph.get(path, []):
                visit(name, [*above, path])
            done.add(path)

    for path in graph:
        visit(path, [])


def test_quoted_includes_name_their_folder():
    found = [f'{path} includes "{name}"' for folder in ("core", "cli", "include")
             for path in under(folder) for kind, name in includes(path)
             if kind == '"' and "/" not in name and name != "openclaw_build.h"]
    tree.none(found, 'write "core/loop.hpp", not "loop.hpp"')


def test_each_library_is_known_in_one_place():
    found = []
    for library, pattern, places in LIBRARIES:
        own = tuple(place + end for place in places for end in "._/")
        for path in under("core") + under("cli"):
            named = re.search(pattern, tree.read(path))
            if named and not path.startswith(own):
                found.append(f"{path}: {named.group()} ({library} belongs to {places[0]}.cpp)")
    tree.none(found, "another file wraps this library")


def test_core_includes_neither_cli_nor_plugins():
    tree.none((f"{path} includes {name}" for path in under("core") for _, name in includes(path)
               if name.startswith(("cli/", "plugins/", "tests/"))), "the core knows neither")


def test_cli_includes_no_plugin():
    tree.none((f"{path} includes {name}" for path in under("cli") for _, name in includes(path)
               if name.startswith(("plugins/", "tests/"))), "the command line speaks the wire")


def test_plugins_include_the_public_headers_and_their_own_folder():
    found = []
    for path in (f for f in under("plugins") if f.count("/") > 1):
        own = "/".join(path.split("/")[:2]) + "/"
        for kind, name in includes(path):
            foreign = name.startswith(("core/", "cli/", "tests/", "plugins/"))
            if (foreign and not name.startswith(own)) or name == "openclaw_build.h":
                found.append(f"{path} includes {name}")
            if kind == '"' and name.startswith("openclaw/"):
                found.append(f"{path}: <{name}> goes in angle brackets")
    tree.none(found, "a plugin sees <openclaw/...> and nothing else of the gateway")


def test_public_headers_include_no_private_ones():
    tree.none((f"{path} includes {name}" for path in under("include") for _, name in includes(path)
               if name.startswith(("core/", "cli/", "plugins/"))), "it would not be installed")


main(globals())
