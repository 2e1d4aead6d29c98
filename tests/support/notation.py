# SPDX-License-Identifier: MIT
"""The notation of tests/data/params.txt: what a value must be, one that is, and those that are not
with what is said of them."""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|…|[A-Za-z_][\w-]*|-?\d+(?:\.\d+)?|.)')
NAMES = {"str": "string", "int": "integer", "num": "number", "bool": "boolean", "null": "null",
         "any": "any", "true": "true"}


@dataclass
class Node:
    """`kind` is a JSON type, or any, const, enum, union. `low` and `high` are bounds."""
    kind: str
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    value: object = None
    parts: list = field(default_factory=list)
    members: dict = field(default_factory=dict)
    required: list = field(default_factory=list)
    closed: bool = True


class Reader:
    def __init__(self, text):
        self._text = text
        self._at = 0

    def read(self):
        node = self._union()
        if self._peek():
            raise ValueError(f"left over: {self._text[self._at:][:60]}")
        return node

    def _peek(self):
        found = TOKEN.match(self._text, self._at)
        return found.group(1) if found else ""

    def _next(self, wanted=None):
        found = TOKEN.match(self._text, self._at)
        if not found or (wanted and found.group(1) != wanted):
            raise ValueError(f"no {wanted} at {self._text[self._at:][:60]}")
        self._at = found.end()
        return found.group(1)

    def _union(self):
        parts = [self._one()]
        while self._peek() == "|":
            self._next()
            parts.append(self._one())
        if len(parts) == 1:
            return parts[0]
        return Node("enum", parts=[part.value for part in parts])

    def _one(self):
        token = self._next()
        if token == "(":
            return self._choice()
        if token == "{":
            return self._object()
        if token == "[":
            return self._array()
        if token.startswith('"'):
            return Node("const", value=token[1:-1])
        if token in NAMES:
            return self._bounded(Node(NAMES[token]))
        return Node("const", value=float(token) if "." in token else int(token))

    def _choice(self):
        parts = [self._one()]
        while self._peek() == "|":
            self._next()
            parts.append(self._one())
        self._next(")")
        return Node("union", parts=parts)

    def _bounded(self, node):
        if self._peek() not in "({" or not self._peek():
            return node
        end = {"(": ")", "{": "}"}[self._next()]
        if end == ")" and "/" in self._text[self._at:].split(")")[0]:
            begin = self._text.index("/", self._at) + 1
            stop = self._text.index("/)", begin)
            node.pattern = self._text[begin:stop]
            limits, self._at = self._text[self._at:begin - 1], stop + 2
        else:
            stop = self._text.index(end, self._at)
            limits, self._at = self._text[self._at:stop], stop + 1
        self._limits(node, limits)
        return node

    @staticmethod
    def _limits(node, text):
        between = re.match(r"(\d+)\.\.(\d+)", text)
        least, most = re.search(r">=(-?\d+)", text), re.search(r"<=(-?\d+)", text)
        node.low = int(between[1]) if between else int(least[1]) if least else None
        node.high = int(between[2]) if between else int(most[1]) if most else None

    def _array(self):
        node = Node("array", parts=[self._union()])
        self._next("]")
        return self._bounded(node)

    def _object(self):
        node = Node("object")
        while self._peek() != "}":
            token = self._next()
            if token == "…":
                node.closed = False
            elif token == "[":
                self._next("*")
                self._next("]")
                self._next(":")
                node.parts = [self._union()]
            elif token != ",":
                self._member(node, token)
        self._next("}")
        return node

    def _member(self, node, name):
        if self._peek() == "?":
            self._next()
        else:
            node.required.append(name)
        self._next(":")
        node.members[name] = self._union()


def valid(node, whole=False):
    """A value that fits; `whole`: with every member that there may be."""
    plain = {"boolean": True, "null": None, "any": 1, "true": True, "number": 1.5}
    if node.kind in plain:
        return plain[node.kind]
    if node.kind == "string":
        return "a" * int(node.low or 1)
    if node.kind == "integer":
        return int(node.low or 0)
    if node.kind == "const":
        return node.value
    if node.kind in ("enum", "union"):
        return node.parts[0] if node.kind == "enum" else valid(node.parts[0], whole)
    if node.kind == "array":
        return [valid(node.parts[0], whole)] * int(node.low or 1)
    names = node.members if whole else node.required
    return {name: valid(node.members[name], whole) for name in names}


def wrong_value(node):
    """Values that do not fit, each with the texts about it."""
    if node.kind in ("string", "integer", "number", "boolean", "array", "object"):
        yield (5 if node.kind in ("string", "array", "object", "boolean") else "x",
               [f"must be {node.kind}"])
    if node.kind == "integer":
        yield (node.low or 0) + 0.5, ["must be integer"]
        if node.low is not None:
            yield node.low - 1, [f"must be >= {node.low}"]
        if node.high is not None:
            yield node.high + 1, [f"must be <= {node.high}"]
    if node.kind == "string" and node.pattern:
        yield "\n", [f'must match pattern "{node.pattern}"']
    elif node.kind == "string":
        yield from wrong_length(node, "a", "characters")
    if node.kind == "array":
        yield from (([valid(node.parts[0])] * len(value), texts)
                    for value, texts in wrong_length(node, "a", "items"))
    if node.kind == "const":
        yield "no such", ["must be equal to constant"]
    if node.kind == "enum":
        yield "no such", ["must be equal to one of the allowed values"]


def wrong_length(node, one, what):
    if node.low:
        yield one * (node.low - 1), [f"must not have fewer than {node.low} {what}"]
    if node.high is not None and node.high < 10000:
        yield one * (node.high + 1), [f"must not have more than {node.high} {what}"]


def wrong_choice(node):
    """What no part of a union takes, where each part has one text about it."""
    texts = {"boolean": "must be boolean", "null": "must be null"}
    told = []
    for part in node.parts:
        if part.kind == "const":
            told.append("must be equal to constant")
        elif part.kind in texts:
            told.append(texts[part.kind])
        else:
            return
    yield "no such", list(dict.fromkeys(told)) + ["must match a schema in anyOf"]


def problems(node, path=""):
    """(value, whole text) for everything that can be wrong with a value of this kind."""
    own = wrong_choice(node) if node.kind == "union" else wrong_value(node)
    for value, texts in own:
        if path:
            yield value, "; ".join(f"at {path}: {text}" for text in texts)
    if node.kind == "array":
        for value, text in problems(node.parts[0], path + "/0"):
            yield [value], text
    if node.kind == "object":
        yield from object_problems(node, path)


def object_problems(node, path):
    fits = valid(node)
    for name in node.required:
        rest = {key: value for key, value in fits.items() if key != name}
        yield rest, (f"at {path}: " if path else "") + f"must have required property '{name}'"
    if node.closed:
        where = path or "root"
        yield ({**valid(node, True), "noSuch": 1}, f"at {where}: unexpected property 'noSuch'")
    for name, member in node.members.items():
        for value, text in problems(member, f"{path}/{name}"):
            yield {**fits, name: value}, text


def table(text):
    """{name: node} of the lines of a file."""
    rows = (line.split(" = ", 1) for line in text.splitlines()
            if line.strip() and not line.startswith("#"))
    return {name: Reader(shape).read() for name, shape in rows}
