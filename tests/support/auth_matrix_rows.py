# SPDX-License-Identifier: MIT
"""The rows of the matrix of who may come in: pairs of all values that can meet, by a fixed seed,
and rows of their own for what a pair would hide. The recorder asks the official gateway each of
them, and the test wants each of them recorded.
"""
import itertools
import json
import random

from . import auth_matrix as matrix
from . import auth_matrix_marks as marks

VALUES = {
    # Each mode crossed with each bind; those that do not start are rows of their own.
    "config": [f"{auth}-{bind}" for auth in matrix.AUTHS for bind in matrix.BINDS
               if f"{auth}-{bind}" not in matrix.CLOSED],
    "way": ["local", "lan", "proxy"],
    "forwarded": ["none", "named", "chain"],
    "credential": ["right", "wrong", "missing", "misplaced", "device-token"],
    "identity": ["none", "alice", "mallory", "unproven"],
    "origin": ["none", "own", "allowed", "foreign"],
    "device": ["none", "unpaired", "paired", "revoked"],
    "client": ["cli", "backend", "control-ui", "tui", "webchat", "macos", "test", "node"],
    "protocol": ["4", "3", "3-4"],
}
CANDIDATES = 400  # rows that are looked at for the one that covers most


def possible(row):
    """Whether these values can meet, and tell something."""
    auth, _, bind = row.get("config", "-").partition("-")
    way, named = row.get("way"), row.get("identity", "none") != "none"
    checks = (
        way != "lan" or bind != "loopback",
        # What a proxy leaves out, and what others claim, has rows of its own.
        not way or "forwarded" not in row or (way == "proxy") == (row["forwarded"] != "none"),
        not named or auth in ("", "proxy", "strict"),
        not named or way in (None, "proxy"),
        not named or row.get("forwarded") != "none",
        row.get("credential") != "device-token" or row.get("device") not in ("none", "unpaired"),
        # Nobody could pair it.
        row.get("device") not in ("paired", "revoked") or auth != "strict",
        row.get("credential") != "device-token" or auth != "strict",
        auth not in ("none", "strict") or row.get("credential") not in ("right", "misplaced"),
        # A page has an origin; without one it is refused, whatever else.
        row.get("client") not in matrix.PAGES or row.get("origin", "own") != "none",
    )
    return all(checks)


def hiding(row):
    """The values for which the official gateway refuses the row before it looks at the others."""
    hidden = set()
    if row["protocol"] == "3" and row["client"] != "node":
        hidden.add("protocol")
    mine = row["origin"] == "own" and row["way"] == "proxy" and row["config"].endswith("loopback")
    if row["origin"] == "foreign" or mine:
        hidden.add("origin")
    return hidden


def pairs_of(row):
    """The pairs of values that the row tells of: where it is refused for one of them, those alone
    that have it."""
    hidden = hiding(row)
    return {pair for pair in itertools.combinations(sorted(row.items()), 2)
            if hidden <= {name for name, _ in pair}}


def wanted_pairs():
    wanted = set()
    for (one, ones), (two, twos) in itertools.combinations(sorted(VALUES.items()), 2):
        wanted |= {((one, a), (two, b)) for a in ones for b in twos if possible({one: a, two: b})}
    return wanted


def pairwise():
    """Rows in which each pair of values that can meet does so once at least."""
    chance = random.Random(20269)
    wanted = wanted_pairs()
    rows, idle = [], 0
    while wanted and idle < 50:
        best, covered = None, set()
        ordered = sorted(wanted)
        for _ in range(CANDIDATES):
            row = {name: chance.choice(values) for name, values in VALUES.items()}
            row.update(dict(chance.choice(ordered)))
            found = pairs_of(row) & wanted if possible(row) else set()
            if len(found) > len(covered):
                best, covered = row, found
        idle = 0 if best else idle + 1
        if best:
            rows.append(best)
            wanted -= covered
    assert not wanted, f"pairs that never meet: {sorted(wanted)}"
    return rows


def with_defaults(rows):
    base = {"way": "local", "forwarded": "none", "credential": "right", "identity": "none",
            "origin": "none", "device": "none", "client": "cli", "protocol": "4"}
    return [{**base, **row} for row in rows]


def protocols():
    for client in ("cli", "node", "probe"):
        for protocol in ("2", "3", "5", "3-4", "4-5", "3-5"):
            yield {"config": "token-loopback", "client": client, "protocol": protocol,
                   "device": "unpaired" if client == "node" else "none"}
    for client in ("viewer", "worker", "operator-node"):
        yield {"config": "token-loopback", "client": client}
    yield {"config": "token-loopback", "client": "cli", "protocol": "5", "credential": "wrong"}


def attributions():
    for config in ("token-loopback", "proxy-loopback", "none-loopback"):
        for forwarded in ("none", "loopback", "junk", "empty", "real-ip", "rfc7239", "proto",
                          "behind-loopback", "via", "tailscale"):
            yield {"config": config, "way": "proxy", "forwarded": forwarded,
                   "identity": "alice" if config.startswith("proxy") else "none"}
        yield {"config": config, "forwarded": "named", "client": "backend"}
    for config in ("token-lan", "proxy-lan"):
        yield {"config": config, "way": "proxy", "identity":
               "alice" if config.startswith("proxy") else "none"}
        yield {"config": config, "way": "lan", "forwarded": "named"}
        yield {"config": config, "way": "own", "forwarded": "named", "identity":
               "alice" if config.startswith("proxy") else "none"}
        yield {"config": config, "way": "lan", "forwarded": "tailscale"}


def identities():
    base = {"way": "proxy", "forwarded": "named", "credential": "missing"}
    for config in ("proxy-loopback", "strict-loopback", "proxy-lan"):
        for identity in ("alice", "mallory", "nobody", "unproven", "none"):
            for client in ("cli", "node"):
                yield {**base, "config": config, "identity": identity, "client": client,
                       "device": "unpaired"}
    for headers in ({"X-OpenClaw-Scopes": "operator.read"}, {"X-OpenClaw-Scopes": ""}):
        for client in ("cli", "control-ui"):
            for device in ("none", "paired"):
                yield {**base, "config": "proxy-loopback", "identity": "alice", "device": device,
                       "client": client, "headers": headers,
                       "origin": "allowed" if client == "control-ui" else "none"}
    yield {**base, "config": "proxy-loopback", "identity": "alice", "client": "cli",
           "device": "paired", "scopes": ["operator.admin"]}
    yield {**base, "config": "proxy-loopback", "identity": "alice", "client": "control-ui",
           "device": "paired", "origin": "allowed", "credential": "right-and-device-token"}
    # Programs of this machine, beside the proxy.
    for credential in ("right", "wrong", "misplaced", "missing"):
        for client, device in (("cli", "none"), ("cli", "unpaired"), ("backend", "none")):
            yield {"config": "proxy-loopback", "credential": credential, "client": client,
                   "device": device}
    yield {"config": "proxy-loopback", "identity": "alice", "credential": "missing"}
    yield {"config": "proxy-loopback", "identity": "alice", "credential": "missing",
           "device": "unpaired"}


def origins():
    for config in ("token-loopback", "none-loopback", "token-lan"):
        for client in ("cli", "control-ui"):
            for origin in ("null", "dev", "none"):
                yield {"config": config, "client": client, "origin": origin, "device": "unpaired"}
    for way, forwarded in (("local", "none"), ("proxy", "named")):
        for origin in ("own", "allowed"):
            for device in ("unpaired", "paired"):
                yield {"config": "none-loopback", "client": "control-ui", "way": way,
                       "forwarded": forwarded, "origin": origin, "device": device}
    for device in ("none", "unpaired"):
        yield {"config": "none-loopback", "client": "tui", "device": device}
    for way in ("local", "proxy"):
        for client in ("cli", "backend", "node"):
            yield {"config": "none-loopback", "client": client, "device": "unpaired", "way": way,
                   "forwarded": "named" if way == "proxy" else "none"}


def secrets():
    for config in ("token-loopback", "password-loopback"):
        for client in ("cli", "tui", "test", "webchat"):
            for credential in ("wrong", "missing", "wrong-misplaced"):
                yield {"config": config, "client": client, "credential": credential,
                       "device": "unpaired", "origin": "own" if client == "webchat" else "none"}
        for device in ("paired", "revoked"):
            for credential in ("device-token-as-token", "wrong-device-token", "missing",
                               "right-and-device-token"):
                yield {"config": config, "credential": credential, "device": device}
        for client in ("cli", "node", "tui"):
            for way, forwarded in (("local", "none"), ("proxy", "named")):
                yield {"config": config, "device": "revoked", "client": client, "way": way,
                       "forwarded": forwarded}
        yield {"config": config, "credential": "wrong", "client": "tui"}
        yield {"config": config, "credential": "wrong", "way": "proxy", "forwarded": "named"}
        yield {"config": config, "credential": "device-token", "device": "paired",
               "scopes": ["operator.admin"]}
        yield {"config": config, "credential": "right", "device": "paired",
               "scopes": ["operator.admin"]}


def probes():
    for config, ways in (("token-loopback", ("local", "proxy")), ("token-lan", ("lan", "proxy")),
                         ("proxy-lan", ("lan", "proxy")), ("proxy-loopback", ("local", "proxy"))):
        for way in ways:
            for credential in ("right", "wrong", "missing"):
                yield {"surface": "readyz", "config": config, "way": way, "credential": credential,
                       "forwarded": "named" if way == "proxy" else "none"}
        yield {"surface": "readyz", "config": config, "way": ways[0], "forwarded": "named"}
    for identity in ("alice", "mallory", "unproven"):
        for origin in ("none", "allowed", "foreign"):
            yield {"surface": "readyz", "config": "proxy-lan", "way": "proxy", "identity": identity,
                   "credential": "missing", "forwarded": "named", "origin": origin}


def limits():
    wrong, right = {"credential": "wrong"}, {"credential": "right"}
    far = {"config": "limited", "way": "proxy", "forwarded": "named"}
    other = {"far": "198.51.100.77"}
    yield {**far, "steps": [wrong, wrong, wrong, right, {**right, **other}, wrong]}
    yield {**far, "steps": [wrong, wrong, right, wrong, wrong, right]}
    yield {**far, "steps": [{"credential": "missing"}] * 4 + [right]}
    yield {"config": "limited", "steps": [wrong, wrong, wrong, wrong, right]}
    yield {"config": "limited", "origin": "dev", "steps": [wrong, wrong, wrong, right]}
    bad = {"credential": "wrong-device-token"}
    for way, forwarded in (("local", "none"), ("proxy", "named")):
        yield {"config": "limited", "way": way, "forwarded": forwarded, "device": "paired",
               "steps": [bad, bad, bad, {"credential": "device-token"}, right]}
    yield {"config": "limited-proxy", "way": "proxy", "forwarded": "named", "identity": "alice",
           "steps": [wrong, wrong, wrong, wrong]}
    yield {"config": "limited-proxy", "steps": [wrong, wrong, wrong, wrong, right]}


def told_of_by_refusals_alone():
    """Pairs that meet above only where somebody is refused as a proxy, before all else."""
    yield {"config": "token-loopback", "client": "backend", "credential": "misplaced"}


def starts():
    for config in matrix.CLOSED:
        yield {"surface": "start", "config": config}


def key(row):
    """What tells the row from others: all but its number and what came of it."""
    kept = {name: row[name] for name in row if name not in ("n", "outcome", *marks.NAMES)}
    return json.dumps(kept, sort_keys=True)


def all_rows():
    """Each row once; `n` is its number among those of its configuration."""
    special = itertools.chain(protocols(), attributions(), identities(), origins(), secrets(),
                              probes(), limits(), told_of_by_refusals_alone())
    found = {key(row): row for row in with_defaults(itertools.chain(pairwise(), special))}
    numbers = {config: itertools.count(1) for config in matrix.CONFIGS}
    rows = [{"n": next(numbers[row["config"]]), **row}
            for row in itertools.chain(found.values(), starts())]
    assert max(row["n"] for row in rows) <= matrix.MOST_ROWS, "rows share addresses"
    return rows
