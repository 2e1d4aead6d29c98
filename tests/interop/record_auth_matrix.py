#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes tests/data/auth-matrix.json: which `connect` comes to what, as the official gateway has it.

  record_auth_matrix.py NODE PACKAGE OUTPUT [config...]

NODE runs PACKAGE, an unpacked npm package `openclaw` of the version in tests/interop/stock. Rows
are made here: pairs of all values that can meet, by a fixed seed, and rows of their own for what a
pair would hide. Marks of our own in OUTPUT ("ours", "why") stay with a row that stays as it is.
With names of configurations only their rows are recorded anew.
"""
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from support import auth_matrix as matrix  # noqa: E402
from support import httpc, netns  # noqa: E402
from support.gateway import free_port  # noqa: E402

VALUES = {
    "config": [name for name in matrix.CONFIGS if not name.startswith("limited")],
    "way": ["local", "lan", "proxy"],
    "forwarded": ["none", "named", "chain"],
    "credential": ["right", "wrong", "missing", "misplaced", "device-token"],
    "identity": ["none", "alice", "mallory", "unproven"],
    "origin": ["none", "own", "allowed", "foreign"],
    "device": ["none", "unpaired", "paired", "revoked"],
    "client": ["cli", "backend", "control-ui", "tui", "webchat", "macos", "test", "node"],
}
CANDIDATES = 400  # rows that are looked at for the one that covers most


def possible(row):
    """Whether these values can meet, and tell something."""
    config = row.get("config", "")
    by_proxy = config.startswith(("proxy", "strict"))
    checks = (
        row.get("way") != "lan" or not config.endswith("loopback"),
        # What a proxy leaves out, and what others claim, has rows of its own.
        "way" not in row or "forwarded" not in row or
        (row["way"] == "proxy") == (row["forwarded"] != "none"),
        row.get("identity", "none") == "none" or not config or by_proxy,
        row.get("identity", "none") == "none" or row.get("way", "proxy") == "proxy",
        row.get("identity", "none") == "none" or row.get("forwarded") != "none",
        row.get("credential") != "device-token" or row.get("device") not in ("none", "unpaired"),
        row.get("device") not in ("paired", "revoked") or not config.startswith("strict"),
        not config.startswith(("none", "strict")) or row.get("credential") not in
        ("right", "misplaced"),
        # A page has an origin; without one it is refused, whatever else.
        row.get("client") not in matrix.PAGES or row.get("origin", "own") != "none",
    )
    return all(checks)


def pairs_of(row):
    return {pair for pair in itertools.combinations(sorted(row.items()), 2)}


def pairwise():
    """Rows in which each pair of values that can meet does so once at least."""
    chance = random.Random(20269)
    wanted = set()
    for (one, ones), (two, twos) in itertools.combinations(sorted(VALUES.items()), 2):
        wanted |= {((one, a), (two, b)) for a in ones for b in twos if possible({one: a, two: b})}
    rows, idle = [], 0
    while wanted and idle < 20:
        best, covered = None, set()
        for _ in range(CANDIDATES):
            row = {name: chance.choice(values) for name, values in VALUES.items()}
            if wanted:
                row.update(dict(chance.choice(sorted(wanted))))
            found = pairs_of(row) & wanted if possible(row) else set()
            if len(found) > len(covered):
                best, covered = row, found
        idle = 0 if best else idle + 1
        if best:
            rows.append(best)
            wanted -= covered
    if wanted:
        print(f"pairs that never meet: {sorted(wanted)}", file=sys.stderr)
    return rows


def with_defaults(rows):
    base = {"way": "local", "forwarded": "none", "credential": "right", "identity": "none",
            "origin": "none", "device": "none", "client": "cli"}
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


def all_rows():
    special = itertools.chain(protocols(), attributions(), identities(), origins(), secrets(),
                              probes(), limits())
    seen, rows = set(), []
    for row in with_defaults(itertools.chain(pairwise(), special)):
        text = json.dumps(row, sort_keys=True)
        if text not in seen:
            seen.add(text)
            rows.append({"n": len(rows) + 1, **row})
    return rows


class Official:
    """The official gateway with one of the configurations."""

    def __init__(self, node, package, config):
        self.home = tempfile.mkdtemp(prefix="oc-official-")
        self.port = free_port()
        os.makedirs(os.path.join(self.home, ".openclaw"), mode=0o700)
        path = os.path.join(self.home, ".openclaw", "openclaw.json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump(config, out)
        env = {"HOME": self.home, "PATH": os.path.dirname(node) + ":/usr/bin:/bin",
               "OPENCLAW_DISABLE_BONJOUR": "1", "TMPDIR": self.home}
        self.log = open(os.path.join(self.home, "log"), "wb")
        self.process = subprocess.Popen(
            [node, os.path.join(package, "openclaw.mjs"), "gateway", "run", "--port",
             str(self.port)], env=env, stdout=self.log, stderr=self.log, cwd=self.home)

    def __enter__(self):
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpc.request(self.port, "/readyz").status == 200:
                    return self
            except (OSError, AssertionError):
                pass
            time.sleep(0.3)
        self.__exit__()
        raise SystemExit(f"the official gateway did not start; see {self.home}/log")

    def __exit__(self, *error):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        if error and error[0] is None:
            shutil.rmtree(self.home, ignore_errors=True)


def key(row):
    kept = {name: row[name] for name in row if name not in ("n", "outcome", "ours", "why")}
    return json.dumps(kept, sort_keys=True)


def record(node, package, rows, known, only):
    for config in matrix.CONFIGS:
        mine = [row for row in rows if row["config"] == config]
        if only and config not in only:
            for row in mine:
                row.update({name: known[key(row)][name] for name in ("outcome", "ours", "why")
                            if name in known.get(key(row), {})})
            continue
        with Official(node, package, matrix.CONFIGS[config]) as official:
            for row in mine:
                row["outcome"] = matrix.run(row, official.port)
                old = known.get(key(row), {})
                row.update({name: old[name] for name in ("ours", "why") if name in old})
                print(json.dumps(row), flush=True)


def main():
    node, package, output, *only = sys.argv[1:]
    known = {}
    if os.path.exists(output):
        with open(output, encoding="utf-8") as source:
            known = {key(row): row for row in json.load(source)["rows"]}
    rows = all_rows()
    record(node, package, rows, known, only)
    with open(os.path.join(package, "package.json"), encoding="utf-8") as source:
        version = json.load(source)["version"]
    lines = ",\n".join(json.dumps(row) for row in rows)
    with open(output, "w", encoding="utf-8") as out:
        out.write(f'{{"recorded_from": "openclaw {version}", "rows": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    netns.enter(*matrix.NETWORK, others=matrix.STRANGERS)
    main()
