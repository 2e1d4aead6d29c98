# SPDX-License-Identifier: MIT
"""A recorded value against the one that came: every difference, by its path."""
import collections
import functools
import re

from recording import read
from support.tap import FACTOR

Difference = collections.namedtuple("Difference", "path kind recorded here")

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SURFACE = re.compile(r"http://(127\.0\.0\.1|gw\.example\.com):\d+/__openclaw__/cap/[\w-]{24}")
SHAPES = {
    "ms": lambda v: isinstance(v, int) and v > 1_600_000_000_000,
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "delay": lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
    "count": lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
    "uuid": lambda v: isinstance(v, str) and UUID.fullmatch(v),
    "token": lambda v: isinstance(v, str) and re.fullmatch(r"[\w-]{43}", v),
    "hash": lambda v: isinstance(v, str) and re.fullmatch(r"hmac-sha256:v1:[\w-]{43}", v),
    "path": lambda v: isinstance(v, str) and v.startswith("/"),
    "text": lambda v: isinstance(v, str) and v,
    "surface": lambda v: isinstance(v, str) and SURFACE.fullmatch(v),
}
# What stands for one thing: wherever the recording says it again, the replay must say its own.
NAMES = {"uuid", "token", "hash", "surface"}
# How far a delay may be from the recorded one.
DELAY_MS = 1000 * FACTOR


@functools.lru_cache(maxsize=None)
def pattern(text):
    """`[]` any index, `*` one name, `**` anything."""
    parts = re.split(r"(\*\*|\*|\[\])", text)
    known = {"**": ".*", "*": r"[^.\[\]()]*", "[]": r"\[\d+\]"}
    return re.compile("".join(known.get(part) or re.escape(part) for part in parts))


def kind_of(value):
    names = {bool: "boolean", type(None): "null", str: "string", dict: "object", list: "array"}
    return names.get(type(value), "number")


class Comparer:
    def __init__(self, identities):
        self._identities = identities
        self._volatile = [(pattern(row["path"]), row["shape"]) for row in read("volatile")]
        self.found = []

    def note(self, path, kind, recorded=None, here=None):
        self.found.append(Difference(path, kind, recorded, here))

    def _shape(self, path):
        return next((shape for found, shape in self._volatile if found.fullmatch(path)), None)

    def values(self, path, recorded, here):
        shape = self._shape(path)
        if shape:
            return self._shaped(path, shape, recorded, here)
        if kind_of(recorded) != kind_of(here):
            return self.note(path, "type", recorded, here)
        if isinstance(recorded, dict):
            return self._members(path, recorded, here)
        if isinstance(recorded, list):
            return self._items(path, recorded, here)
        if self._identities.here(recorded) != here:
            self.note(path, "value", self._identities.here(recorded), here)
        return None

    def _shaped(self, path, shape, recorded, here):
        if recorded == here:
            return None
        right = SHAPES[shape]
        if recorded is None or not right(recorded):
            return self.note(path, "shape", recorded, here)
        if not right(here) or (shape == "delay" and abs(recorded - here) > DELAY_MS):
            return self.note(path, "value", recorded, here)
        if shape in NAMES and not self._identities.bind(recorded, here):
            return self.note(path, "value", self._identities.here(recorded), here)
        return None

    def _members(self, path, recorded, here):
        for key in recorded:
            if key not in here:
                self.note(f"{path}.{key}", "missing", recorded[key])
            else:
                self.values(f"{path}.{key}", recorded[key], here[key])
        for key in here:
            if key not in recorded:
                self.note(f"{path}.{key}", "extra", None, here[key])

    def _items(self, path, recorded, here):
        if path.endswith(("features.methods", "features.events", "features.capabilities",
                          "plugins.loaded")):
            return self._names(path, recorded, here)
        others = list(enumerate(here))
        for index, item in enumerate(recorded):
            mate = self._mate(index, item, others)
            if mate is None:
                self.note(f"{path}[{index}]", "missing", item)
            else:
                others.remove(mate)
                self.values(f"{path}[{index}]", item, mate[1])
        for index, item in others:
            self.note(f"{path}[{index}]", "extra", None, item)
        return None

    def _mate(self, index, item, others):
        """The row of the same device; in lists that name none the one at the same place."""
        owner = item.get("deviceId") if isinstance(item, dict) else None
        for other in others:
            its = other[1].get("deviceId") if isinstance(other[1], dict) else None
            if its == (owner and self._identities.here(owner)) and (owner or other[0] == index):
                return other
        return None

    def _names(self, path, recorded, here):
        """A list of names, whose order says nothing."""
        for name in sorted(set(recorded) - set(here)):
            self.note(f"{path}({name})", "missing", name)
        for name in sorted(set(here) - set(recorded)):
            self.note(f"{path}({name})", "extra", None, name)
