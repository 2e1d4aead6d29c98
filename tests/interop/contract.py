# SPDX-License-Identifier: MIT
"""What the published schemas have against a value, less what a newer product has added."""
import json
import os

from support import tap

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.path.dirname(HERE), "data")
with open(os.path.join(HERE, "contract_patch.json"), encoding="utf-8") as source:
    PATCH = json.load(source)


def said(*files):
    """Every object in files of tests/data."""
    waiting = []
    for name in files:
        with open(os.path.join(DATA, name), encoding="utf-8") as recorded:
            waiting.append(json.load(recorded))
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def without_evidence():
    """The members of the patch that no recording has beside the named one."""
    for row in PATCH:
        where = row["evidence"]
        found = set()
        for value in said(where["file"], "transcripts/shared.json"):
            if where["beside"] in value:
                found |= set(value)
        yield from sorted(set(row["extra"]) - found)


class Judge:
    """Holds values against the schemas that the SDK exports; knows which rows of the patch it
    has needed."""

    def __init__(self, sdk):
        self._sdk = sdk
        self.needed = set()

    def agreed(self, schema, *values):
        """Fails with what the schema of that name has against the values."""
        assert values, f"nothing to judge by {schema}"
        found = [objection for objection in self._sdk.objections(schema, *values)
                 if not self._patched(schema, objection)]
        tap.equal(found, [], schema)

    def _patched(self, schema, objection):
        extra = set(objection.get("extra") or ())
        for number, row in enumerate(PATCH):
            if (row["schema"], row["at"]) == (schema, objection["at"]) and extra:
                known = extra & set(row["extra"])
                extra -= known
                self.needed.update((number, name) for name in known)
                if not extra:
                    return True
        return False

    def unneeded(self):
        return [f"{row['schema']}{row['at']}: {name}" for number, row in enumerate(PATCH)
                for name in row["extra"] if (number, name) not in self.needed]
