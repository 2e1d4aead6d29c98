# SPDX-License-Identifier: MIT
"""The differences that stay, each with its reason, and which of them were needed."""
from compare import SHAPES, pattern
from recording import read


class Allowed:
    """Rows of `allowed.json`: `in` is a transcript, or `transcript: connection`; `here` pins what
    is said instead, `shape` what it looks like. A row is used once for each place that it names."""

    def __init__(self):
        self.rows = read("allowed")
        self._used = set()

    def _places(self, row):
        return row["in"] if isinstance(row["in"], list) else [row["in"]]

    def _matches(self, row, difference):
        return (row["kind"] == difference.kind and pattern(row["path"]).fullmatch(difference.path)
                and ("here" not in row or row["here"] == difference.here)
                and ("shape" not in row or SHAPES[row["shape"]](difference.here)))

    def covers(self, transcript, connection, difference):
        """True when a row is about it; every such row counts as used."""
        found = False
        for number, row in enumerate(self.rows):
            for place in self._places(row):
                here = place in (transcript, f"{transcript}: {connection}")
                if here and self._matches(row, difference):
                    self._used.add((number, place))
                    found = True
        return found

    def expected(self, transcript, connection):
        """Says whether an event has to come on that connection."""
        places = {transcript, f"{transcript}: {connection}"}
        gone = [pattern(row["path"]) for row in self.rows if row["kind"] == "missing"
                and not places.isdisjoint(self._places(row))]
        return lambda name: not any(one.fullmatch(f"event({name})") for one in gone)

    def unused(self):
        return [f"{place}: {row['path']} {row['kind']}" for number, row in enumerate(self.rows)
                for place in self._places(row) if (number, place) not in self._used]

    def unpinned(self):
        return [row for row in self.rows if row["kind"] in ("value", "type", "shape")
                and "here" not in row and "shape" not in row]

    def unreasoned(self):
        return [row for row in self.rows
                if not row.get("reason", "").endswith(".") or len(row["reason"].split()) < 4]
