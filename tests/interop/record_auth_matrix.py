#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes tests/data/auth-matrix.json: which `connect` comes to what, as the official gateway has it.

  record_auth_matrix.py NODE PACKAGE OUTPUT [config...]

NODE runs PACKAGE, an unpacked npm package `openclaw` of the version in tests/interop/stock. The
rows are those of tests/support/auth_matrix_rows.py. Marks of our own in OUTPUT ("ours", "why") stay
with a row that stays as it is; "decision" follows from "why" (tests/support/auth_matrix_marks.py).
With names of configurations only their rows are recorded anew.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from support import auth_matrix as matrix  # noqa: E402
from support import auth_matrix_marks as marks  # noqa: E402
from support.auth_matrix_rows import all_rows, key  # noqa: E402
from support import httpc, netns  # noqa: E402
from support.gateway import free_port  # noqa: E402


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

    def refusal(self):
        """What comes of a start that is refused."""
        status = self.process.wait(300)
        with open(self.log.name, encoding="utf-8") as log:
            return matrix.refused_start(status, log.read())

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


def record(node, package, rows, known, only):
    for config in matrix.CONFIGS:
        mine = [row for row in rows if row["config"] == config]
        if only and config not in only:
            for row in mine:
                old = known.get(key(row), {})
                if "outcome" in old:
                    row["outcome"] = old["outcome"]
                row.update(marks.carried(old))
            continue
        official = Official(node, package, matrix.CONFIGS[config])
        if config in matrix.CLOSED:
            for row in mine:
                row["outcome"] = official.refusal()
            official.__exit__(None)
        else:
            with official:
                for row in mine:
                    row["outcome"] = matrix.run(row, official.port)
        for row in mine:
            row.update(marks.carried(known.get(key(row), {})))
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
