#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the tables of configuration keys into constant arrays: compile.py <table>... > <file>.cpp

A line of a table is `key, key: type`; what an object holds stands below it, indented by two spaces.
`*` is any key, `[]` an item, `@name:` a part that others use as `@name`, `...name` the keys of such
a part. Types, with `|` between alternatives: any, bool, null, a JSON literal, string, string(1..)
with the least length, string ~ "regex", int and number with 1..9 or >0, [type], {type} for an
object of any keys, object, and `object open` for one that may hold other keys as well.
"""
import json
import re
import sys

TOKEN = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|\.\.|-?\d+(?:\.\d+)?(?!\.\d)|@[\w-]+|[A-Za-z]+|[\[\]{}()|~>])')
PLAIN = {"any": "any", "null": "null", "bool": "boolean", "int": "integer", "number": "number"}


class Node:
    def __init__(self):
        self.rules = []
        self.object = self.open = self.array = False
        self.keys, self.other, self.item = {}, None, None
        self.parts = []  # names of parts: `@name` before, `...name` with its dots

    def add(self, node):
        """Lays another node's alternatives and members over this one's."""
        self.rules += [rule for rule in node.rules if rule not in self.rules]
        self.object |= node.object
        self.open |= node.open
        self.array |= node.array
        self.keys = {**node.keys, **self.keys}
        self.other = self.other or node.other
        self.item = self.item or node.item


class Type:
    """Reads one type; `inner` is the node that the lines below belong to."""

    def __init__(self, text, where):
        self.where = where
        self.tokens = TOKEN.findall(text)
        if "".join(text.split()) != "".join("".join(t.split()) for t in self.tokens):
            self.fail(text)
        self.inner = None

    def fail(self, what):
        raise SystemExit(f"{self.where}: cannot read: {what}")

    def next(self, *wanted):
        if not self.tokens or (wanted and self.tokens[0] not in wanted):
            return None
        return self.tokens.pop(0)

    def read(self, closer=None):
        node = Node()
        while True:
            self.alternative(node, self.next())
            if not self.next("|"):
                break
        if self.next(*([closer] if closer else [])) != closer:
            self.fail(" ".join(self.tokens))
        return node

    def alternative(self, node, word):
        if word == "[":
            node.array, node.item = True, self.read("]")
        elif word == "{":
            node.object, node.other = True, self.read("}")
        elif word == "object":
            node.object, node.open, self.inner = True, bool(self.next("open")), node
        elif word == "array":
            node.array, self.inner = True, node
        elif word and word[0] == "@":
            node.parts.append(word[1:])
        elif word == "string":
            node.rules.append(self.string())
        elif word in PLAIN:
            bounds = self.bounds() if word in ("int", "number") else (None, None)
            node.rules.append((PLAIN[word], *bounds, ""))
        else:
            value = json.loads(word or "null")
            text = isinstance(value, str)
            node.rules.append(("text" if text else "literal", None, None, value if text else word))

    def string(self):
        least = None
        if self.next("("):
            least = float(self.next())
            self.next("..")
            self.next(")")
        pattern = json.loads(self.next()) if self.next("~") else ""
        return ("string", least, None, pattern)

    def bounds(self):
        least = most = None
        if self.next(">"):
            least = ("above", float(self.next()))
        elif self.tokens and re.match(r"-?\d", self.tokens[0]):
            least = float(self.next())
        if self.next("..") and self.tokens and re.match(r"-?\d", self.tokens[0]):
            most = float(self.next())
        return least, most


def key_names(text):
    return [json.loads(name) if name[0] == '"' else name for name in text.split(", ")]


def read_table(path, root, parts):
    stack = [root]
    with open(path, encoding="utf-8") as table:
        for number, line in enumerate(table, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            depth = (len(line) - len(line.lstrip())) // 2
            del stack[depth + 1:]
            if text.startswith("..."):
                stack[-1].parts.append(text)
                continue
            names, kind = re.match(r'((?:"[^"]*"|[^":])+?): (.*)$', text).groups()
            reader = Type(kind, f"{path}:{number}")
            node = reader.read()
            for name in key_names(names):
                place(stack[-1], name, node, parts)
            stack.append(reader.inner or node)


def place(parent, name, node, parts):
    if name == "*":
        parent.other = node
    elif name == "[]":
        parent.item = node
    elif name[0] == "@":
        parts[name[1:]] = node
    else:
        parent.keys[name] = node


def resolve(node, parts, done):
    if node is None or id(node) in done:
        return
    done.add(id(node))
    for name in node.parts:
        part = parts[name.removeprefix("...")]
        resolve(part, parts, done)
        node.add(part)
    for inner in [*node.keys.values(), node.other, node.item]:
        resolve(inner, parts, done)


class Output:
    """Flat arrays; equal nodes, rules and texts are kept once."""

    def __init__(self):
        self.nodes, self.keys, self.rules = [], [], []
        self.known, self.texts, self.offsets = {}, b"", {}

    def text(self, value):
        if value not in self.offsets:
            self.offsets[value] = len(self.texts)
            self.texts += value.encode() + b"\0"
        return self.offsets[value]

    def rule(self, rule):
        kind, least, most, text = rule
        above = isinstance(least, tuple)
        least = least[1] if above else least
        numbers = ["kUnbounded" if n is None else repr(n) for n in (least, most)]
        return (f"{{{', '.join(numbers)}, {self.text(text)}, ConfigKind::{kind}, "
                f"{str(above).lower()}}}")

    def node(self, node):
        if node is None:
            return -1
        members = [(name, self.node(inner)) for name, inner in sorted(node.keys.items())]
        flags = ", ".join(str(flag).lower() for flag in (node.object, node.open, node.array))
        form = (tuple(members), tuple(map(self.rule, node.rules)), self.node(node.other),
                self.node(node.item), flags)
        if form not in self.known:
            self.known[form] = len(self.nodes)
            self.nodes.append(f"{{{len(self.keys)}, {len(members)}, {len(self.rules)}, "
                              f"{len(node.rules)}, {form[2]}, {form[3]}, {flags}}}")
            self.keys += [f"{{{self.text(name)}, {index}}}" for name, index in members]
            self.rules += form[1]
        return self.known[form]


def quoted(data):
    for start in range(0, len(data), 80):
        part = data[start:start + 80]
        yield '"' + "".join(f"\\{byte:03o}" if byte < 32 or byte > 126 or byte in b'"\\?'
                            else chr(byte) for byte in part) + '"'


def main(tables):
    root, parts = Node(), {}
    root.object = True
    for path in tables:
        read_table(path, root, parts)
    resolve(root, parts, set())
    out = Output()
    top = out.node(root)
    print('#include "core/config/keys.hpp"\nnamespace openclaw {\n'
          f"const std::uint32_t kConfigRoot = {top};")
    for kind, name, rows in (("ConfigKeyNode", "kConfigNodes", out.nodes),
                             ("ConfigKey", "kConfigKeys", out.keys),
                             ("ConfigRule", "kConfigRules", out.rules)):
        print(f"const {kind} {name}[] = {{\n" + ",\n".join(rows) + "};")
    print("const char kConfigTexts[] =\n" + "\n".join(quoted(out.texts)) + ";\n}")


main(sys.argv[1:])
