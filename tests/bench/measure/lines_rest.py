# SPDX-License-Identifier: MIT
"""Figures of the server by itself: start, memory, idleness, size, and one CLI call."""
import glob
import json
import os
import statistics
import subprocess
import tempfile
import time

from support import proc

from .load import Load
from .servers import cores, pinned
from .table import Row

CLI_SECONDS = 20
SETTLE = 1.0  # seconds after the start before memory is read
MEGABYTE = 1e6


def megabytes(kilobytes):
    """The budgets are in MB, the kernel counts in kB of 1024 bytes."""
    return kilobytes * 1024 / MEGABYTE


def start(bench):
    """exec to the first 200 of /readyz, on an empty state directory and on a used one."""
    first, again, floors = [], [], []
    for _ in range(bench.repeats):
        with bench.gateway() as ours, bench.floor() as floor:
            first.append(ours.start_ms)
            floors.append(floor.start_ms)
            ours.restart()
            again.append(ours.start_ms)
    return [Row("exec to /readyz 200", statistics.median(first), statistics.median(floors), "ms",
                at_most=25, note=f"the first start; later ones {statistics.median(again):.1f} ms")]


def memory(bench):
    """RSS and private dirty memory with no client."""
    with bench.gateway() as ours, bench.floor() as floor:
        time.sleep(SETTLE)
        (rss, dirty), (floor_rss, floor_dirty) = (proc.memory_kb(one.pid) for one in (ours, floor))
        processes = len(proc.family(ours.pid))
    return [Row("memory idle, RSS", megabytes(rss), megabytes(floor_rss), "MB", at_most=10,
                note=f"{processes} process(es)"),
            Row("memory idle, private dirty", megabytes(dirty), megabytes(floor_dirty), "MB",
                at_most=4)]


def client_memory(bench):
    """What an authenticated client that does nothing costs."""
    clients = bench.idle_clients

    def each(server):
        with Load(bench.tool("load"), server, "idle", clients=1):
            before, _ = proc.memory_kb(server.pid)
        with Load(bench.tool("load"), server, "idle", clients=clients):
            time.sleep(SETTLE)
            after, _ = proc.memory_kb(server.pid)
        return (after - before) / clients

    with bench.gateway() as ours, bench.floor() as floor:
        return [Row("memory an idle client", each(ours), each(floor), "kB", at_most=12,
                    note=f"{clients} authenticated clients")]


def idle(bench):
    """Processor time and wake-ups of a server that nobody talks to."""
    def counters(server):
        return proc.cpu_seconds(server.pid), proc.wakeups(server.pid)

    with bench.gateway() as ours, bench.floor() as floor:
        time.sleep(SETTLE)
        before = [counters(one) for one in (ours, floor)]
        time.sleep(bench.idle_seconds)
        after = [counters(one) for one in (ours, floor)]
    cpu, floor_cpu = (100 * (b[0] - a[0]) / bench.idle_seconds for a, b in zip(before, after))
    wakes, floor_wakes = ((b[1] - a[1]) / bench.idle_seconds for a, b in zip(before, after))
    note = f"over {bench.idle_seconds} s"
    return [Row("idle CPU", cpu, floor_cpu, "%", at_most=0.05, note=note),
            Row("wake-ups a second, idle", wakes, floor_wakes, "", at_most=1, note=note)]


def cli(bench):
    """Time and memory of one call from the command line."""
    bench.need_gateway()
    times, peaks = [], []
    with bench.gateway() as ours:
        command = [bench.tool("stopwatch"), ours.binary, "gateway", "call", "health"]
        for _ in range(4 * bench.repeats):
            with pinned(cores()[1]):
                call = subprocess.run(command, env=ours.environment(), capture_output=True,
                                      text=True, check=True, timeout=CLI_SECONDS)
            found = json.loads(call.stdout)
            if found["status"] != 0:
                bench.fail(f"the CLI fails: {call.stderr[-300:]}")
            times.append(found["ms"])
            peaks.append(found["peak_kb"])
    return [Row("openclaw gateway call health", statistics.median(times), unit="ms", at_most=15),
            Row("openclaw gateway call, peak RSS", megabytes(max(peaks)), unit="MB", at_most=8)]


def size(bench):
    """The stripped binary with all plugins."""
    bench.need_gateway()
    plugins = glob.glob(os.path.join(bench.build, "plugins", "**", "*.so"), recursive=True)
    total = 0
    with tempfile.TemporaryDirectory(dir=bench.workdir) as stripped:
        for path in [os.path.join(bench.build, "openclaw")] + plugins:
            out = os.path.join(stripped, "out")
            subprocess.run(["strip", "-o", out, path], check=True)
            total += os.path.getsize(out)
    return [Row("stripped binary and plugins", total / MEGABYTE, unit="MB", at_most=6,
                note=f"{len(plugins)} plugins")]
