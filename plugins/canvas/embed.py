#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The pages in web/ as constant arrays: embed.py <web> <output> <depfile>."""
import os
import sys

HEAD = """// SPDX-License-Identifier: MIT
#include "plugins/canvas/assets.hpp"

namespace canvas {
namespace {

struct Asset {
  std::string_view name;
  std::string_view text;
};

"""
TAIL = """
}  // namespace

std::optional<std::string_view> find_asset(std::string_view name) {
  for (const Asset& asset : kAssets) {
    if (asset.name == name) return asset.text;
  }
  return std::nullopt;
}

std::string_view bridge_script() { return kBridge; }
std::string_view starter_page() { return kStarter; }

}  // namespace canvas
"""


def literal(data):
    """The bytes as a string literal, a line each."""
    lines = []
    for line in data.splitlines(keepends=True):
        text = "".join(chr(c) if 32 <= c < 127 and chr(c) not in '"\\?' else f"\\{c:03o}"
                       for c in line)
        lines.append(f'    "{text}"')
    return "\n".join(lines)


def constant(name, data):
    return f"constexpr std::string_view {name} =\n{literal(data)};\n"


def main(web, output, depfile):
    read = []

    def content(path):
        read.append(path)
        with open(path, "rb") as source:
            return source.read()

    pages = []
    for folder, folders, names in os.walk(os.path.join(web, "a2ui")):
        folders.sort()
        read.append(folder)
        for name in sorted(names):
            path = os.path.join(folder, name)
            pages.append((os.path.relpath(path, os.path.join(web, "a2ui")), content(path)))
    bridge = content(os.path.join(web, "bridge.js"))
    if b"</script" in bridge.lower() or b"<!--" in bridge:
        sys.exit("bridge.js would end the element that it is put into")
    rows = "".join(f'    {{"{name}",\n{literal(data)}}},\n' for name, data in pages)
    with open(output, "w", encoding="ascii") as out:
        out.write(HEAD)
        out.write(f"constexpr Asset kAssets[] = {{\n{rows}}};\n")
        out.write(constant("kBridge", b"<script>\n" + bridge + b"</script>\n"))
        out.write(constant("kStarter", content(os.path.join(web, "starter.html"))))
        out.write(TAIL)
    with open(depfile, "w", encoding="utf-8") as out:
        out.write(output + ": " + " ".join(path.replace(" ", "\\ ") for path in read) + "\n")


main(*sys.argv[1:])
