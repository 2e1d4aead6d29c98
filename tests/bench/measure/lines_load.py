# SPDX-License-Identifier: MIT
"""Figures under load. Each is the median of several runs, ours and the floor's in turn."""
from .load import figures, medians
from .servers import cores
from .table import Row

HANDSHAKES_AT_ONCE = 8
SUBSCRIBERS = 50
CONNECTS_A_SECOND = 2000
# They all come from one address, of which an ordinary gateway takes few at a time.
LET_IN = {"OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP": "4096"}
LEAST_HELLOS = 0.2  # of those who come, of whom half say hello
DELTA_TEXT = " ".join(f"word{i}" for i in range(40))


def in_turn(bench, mode, core=None, trigger=None, **options):
    """(our medians, the floor's medians) of one mode of the load generator."""
    ours_runs, floor_runs = [], []
    with bench.gateway() as ours, bench.floor(trigger) as floor:
        for _ in range(bench.repeats):
            ours_runs.append(figures(bench.tool("load"), ours, mode, core, **options))
            floor_runs.append(figures(bench.tool("load"), floor, mode, core, **options))
    return medians(ours_runs), medians(floor_runs)


def cpu_note(ours, floor, what="a message"):
    return f"server CPU {ours['cpu_us']:.1f} us {what}, floor {floor['cpu_us']:.1f} us"


def rpc_one(bench):
    """One client, on the core of the server: no core has to be woken."""
    ours, floor = in_turn(bench, "rpc", cores()[0], clients=1, seconds=bench.seconds,
                          method=bench.method)
    return [Row("RPC 1 client", ours["rate"], floor["rate"], "/s", ratio_at_least=0.7,
                note=f"{bench.method}, one core; {cpu_note(ours, floor)}")]


def rpc_many(bench):
    """Fifty clients, one request in flight each."""
    ours, floor = in_turn(bench, "rpc", clients=50, seconds=bench.seconds, method=bench.method)
    return [Row("RPC 50 clients", ours["rate"], floor["rate"], "/s", ratio_at_least=0.6,
                note=f"{bench.method}; {cpu_note(ours, floor)}"),
            Row("RPC 50 clients, p99", ours["p99_us"] / 1e3, floor["p99_us"] / 1e3, "ms",
                ratio_at_most=1.5, note=f"p50 {ours['p50_us'] / 1e3:.2f} ms, "
                                        f"floor {floor['p50_us'] / 1e3:.2f} ms")]


def handshakes(bench):
    """connect(2), upgrade, challenge, connect with a token, hello, close."""
    ours, floor = in_turn(bench, "handshakes", clients=HANDSHAKES_AT_ONCE, seconds=bench.seconds)
    return [Row("handshakes with token", ours["rate"], floor["rate"], "/s", ratio_at_least=0.6,
                note=f"hello of {len(bench.texts['hello'])} B; "
                     f"{cpu_note(ours, floor, 'a handshake')}")]


def device_handshakes(bench):
    """The same with a signature that has to be verified; the device is paired already."""
    ours, floor = in_turn(bench, "handshakes", clients=HANDSHAKES_AT_ONCE, seconds=bench.seconds,
                          device=1)
    return [Row("handshakes with device", ours["rate"], floor["rate"], "/s", ratio_at_least=0.3,
                note=f"Ed25519; {cpu_note(ours, floor, 'a handshake')}")]


def fanout(bench):
    """A tracked client comes in and everybody is told so by one `presence` event."""
    ours, floor = in_turn(bench, "fanout", trigger='"mode":"test"', clients=bench.idle_clients,
                          rounds=bench.rounds)
    return [Row(f"one event to {bench.idle_clients:,} clients", ours["rate"], floor["rate"], "/s",
                ratio_at_least=0.8,
                note=f"presence of {ours['bytes']:.0f} B (floor {floor['bytes']:.0f} B) after a "
                     f"newcomer's connect; {cpu_note(ours, floor, 'a delivery')}")]


def deltas(bench):
    """An agent run is told to fifty subscribers while it streams."""
    bench.need_gateway()
    # Slower than the pace of live text, so that each word is a delta.
    with bench.gateway(echo_delay_ms=100) as ours:
        found = figures(bench.tool("load"), ours, "deltas", clients=SUBSCRIBERS, rounds=bench.runs,
                        text=DELTA_TEXT)
    return [Row(f"streamed delta to {SUBSCRIBERS} clients, p99", found["spread_p99_us"] / 1e3,
                unit="ms", at_most=1,
                note=f"behind the first receipt, {found['deltas']:.0f} deltas; behind the event's "
                     f"own ts (1 ms steps) {found['stamp_p99_us'] / 1e3:.1f} ms")]


def attack(bench):
    """Clients who are in, while strangers connect; every other one of these never speaks."""
    bench.need_gateway()
    with bench.gateway(env=LET_IN) as ours:
        found = figures(bench.tool("load"), ours, "flood", clients=200, rate=CONNECTS_A_SECOND,
                        seconds=bench.attack_seconds)
    if found["lost"]:
        bench.fail(f"{found['lost']:.0f} events were lost")
    if found["hellos"] < LEAST_HELLOS * found["total"]:
        bench.fail(f"{found['hellos']:.0f} hellos of {found['total']:.0f} are no attack")
    return [Row("RPC under attack, p99", found["p99_us"] / 1e3, unit="ms", at_most=10,
                note=f"{found['rate']:,.0f} connects a second, {found['hellos']:,.0f} hellos; p50 "
                     f"{found['p50_us'] / 1e3:.2f} ms; {found['events']:.0f} events to 200 clients,"
                     " none lost")]
