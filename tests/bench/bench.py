#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the gateway against the floor, a bare libwebsockets server that says the same bytes,
under the same load on the same machine, and prints one table with the budgets. README.md beside
this file says what each line means."""
import argparse
import json
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from measure import capture, lines_disk, lines_load, lines_rest, table  # noqa: E402
from measure.servers import Floor, Gateway, cores  # noqa: E402

RPC_METHOD = "last-heartbeat"

LINES = {
    "start": lines_rest.start,
    "memory": lines_rest.memory,
    "client-memory": lines_rest.client_memory,
    "rpc-1": lines_load.rpc_one,
    "rpc-50": lines_load.rpc_many,
    "handshakes": lines_load.handshakes,
    "device-handshakes": lines_load.device_handshakes,
    "fanout": lines_load.fanout,
    "idle": lines_rest.idle,
    "cli": lines_rest.cli,
    "delta": lines_load.deltas,
    "attack": lines_load.attack,
    "disk": lines_disk.disk,
    "size": lines_rest.size,
}


class NoFigure(Exception):
    """This line cannot be measured; the text says why."""


class Bench:
    """What every line gets: how long to measure, and fresh servers."""

    def __init__(self, options, workdir):
        self.build = os.path.abspath(options.build)
        self.workdir = workdir
        self.calibrate = options.calibrate
        self.method = options.method
        quick = options.quick
        self.repeats = 3 if quick else 5
        self.seconds = 0.5 if quick else 1.2
        self.rounds = 10 if quick else 30      # events of a fan-out run
        self.runs = 2 if quick else 10         # agent runs
        self.attack_seconds = 3 if quick else 10
        self.idle_seconds = 5 if quick else 20
        self.idle_clients = 1000
        self.texts = capture.STAND_INS
        if not self.calibrate:
            with self.gateway() as ours:
                self.texts = capture.texts(ours, self.method)

    def gateway(self, echo_delay_ms=None, env=None):
        if self.calibrate:
            return self.floor()
        return Gateway(self.workdir, self.build, echo_delay_ms, env)

    def floor(self, trigger=None):
        return Floor(self.workdir, self.build, self.texts, trigger or '"mode":"test"')

    def tool(self, name):
        return os.path.join(self.build, "tests", "bench", name)

    def need_gateway(self):
        if self.calibrate:
            self.fail("the floor cannot do this")

    @staticmethod
    def fail(reason):
        raise NoFigure(reason)


def measure(bench, names):
    """The rows of these lines; a line that fails is a row that says so."""
    rows = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            rows += LINES[name](bench)
        except Exception as failure:  # the other lines still have their figures
            reason = " ".join(f"{failure or type(failure).__name__}".split())
            rows.append(table.Row(name, note=reason[:160]))
    return rows


def build_type(build):
    with open(os.path.join(build, "meson-info", "intro-buildoptions.json")) as source:
        options = {one["name"]: one["value"] for one in json.load(source)}
    return f"{options['buildtype']}, -O{options['optimization']}"


def heading(bench):
    server, load = cores()
    lines = [f"build: {build_type(bench.build)}; server on core {server}, load on core {load}; "
             f"load average {os.getloadavg()[0]:.1f}; median of {bench.repeats}; "
             f"{time.strftime('%Y-%m-%d %H:%M')}"]
    sizes = ", ".join(f"{name} {len(text)} B" for name, text in bench.texts.items())
    lines.append(f"the floor says the gateway's own texts: {sizes}")
    if bench.calibrate:
        lines = lines[:1] + ["calibration: `ours` is a second floor; a ratio off 1 is noise"]
    return "\n".join(lines)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build", help="build directory, optimised")
    parser.add_argument("--quick", action="store_true", help="about half a minute, more noise")
    parser.add_argument("--only", action="append", choices=LINES, metavar="LINE",
                        help="only this line; may be repeated: " + ", ".join(LINES))
    parser.add_argument("--method", default=RPC_METHOD, help="the method of the RPC lines")
    parser.add_argument("--workdir", help="where state directories go (default: the build)")
    parser.add_argument("--calibrate", action="store_true",
                        help="measure the floor against itself: how noisy is this machine?")
    return parser.parse_args()


def main():
    options = arguments()
    needed = [f"tests/bench/{name}" for name in ("floor", "load", "stopwatch")]
    needed += [] if options.calibrate else ["openclaw"]
    missing = [name for name in needed if not os.path.exists(os.path.join(options.build, name))]
    if missing:
        raise SystemExit(f"bench: {options.build} has no {', '.join(missing)}; build first: "
                         f"ninja -C {options.build} {' '.join(missing)}")
    workdir = tempfile.mkdtemp(prefix="bench-", dir=options.workdir or options.build)
    try:
        bench = Bench(options, workdir)
        rows = measure(bench, options.only or LINES)
        print(heading(bench) + "\n\n" + table.render(rows))
    except RuntimeError as failure:
        raise SystemExit(f"bench: {failure}") from None
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


if __name__ == "__main__":
    main()
