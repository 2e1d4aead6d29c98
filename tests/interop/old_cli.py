#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official command line of 2026.3, unmodified, which speaks protocol 3.
import cli_rows as seeds
from cli_table import Row, Table, node_host_is_paired, tests_of
from support import tap

# What it needs no gateway for takes it most of its time: sources of plugins that it compiles.
QUIET = {"plugins": {"enabled": False}}

# This line comes with a device of its own, except when it probes: then it may do no more than ask
# for health, and calls a gateway that says so unreachable. Its own gateway is shown the same way.
ROWS = (
    Row("gateway call health", says=("{state}",), answered=("health",)),
    Row("gateway call status", says=('"pid": {pid}',), answered=("status",)),
    Row("gateway call system-presence", seed=seeds.somebody, says=("{device}",),
        answered=("system-presence",)),
    Row("gateway status", says=("RPC probe: ok",), answered=("status",), fails=False),
    Row("gateway status --require-rpc", says=("RPC probe: ok",), answered=("status",)),
    Row("gateway health", says=("Gateway Health\nOK (",), answered=("health",)),
    Row("gateway probe", says=("Reachable: yes", "limited - missing scope: operator.read"),
        answered=("health",), refused=("status", "system-presence", "config.get")),
    Row("health", says=("{state}",), answered=("health",)),
    Row("status", says=("unreachable (missing scope: operator.read)",), answered=("health",),
        refused=("status", "system-presence"), fails=False),
    Row("status --all", says=("unreachable (missing scope: operator.read)",), answered=("health",),
        refused=("status", "system-presence"), fails=False),
    Row("devices list", seed=seeds.waiting_device, says=("Pending (1)", "{request}"),
        answered=("device.pair.list",)),
    Row("devices approve {request}", seed=seeds.waiting_device, says=("Approved {device}",),
        answered=("device.pair.approve",), after=seeds.device_is_paired),
    Row("devices reject {request}", seed=seeds.waiting_device, says=("Rejected {device}",),
        answered=("device.pair.reject",), after=seeds.device_is_refused),
    Row("agent --agent main --message {mark}", says=("{mark}\n",), answered=("agent",),
        after=seeds.conversation_has_mark),
    Row("logs --limit 20 --plain", says=("listening on ws://127.0.0.1:{port}", "(PID {pid})"),
        answered=("logs.tail",)),
    Row("system presence", seed=seeds.somebody, says=("{device}",),
        answered=("system-presence",)),
    Row("system event --mode next-heartbeat --text {mark}", says=("ok\n",), answered=("wake",),
        after=seeds.event_is_queued),
    Row("channels status", says=("Gateway reachable.",), answered=("channels.status",),
        fails=False),
    Row("cron list", seed=seeds.job, says=("{name}",), answered=("cron.list",)),
    # This line's list of models is its own; it asks no gateway.
    Row("models list", says=("anthropic/claude-opus-4-6 ",), asks=False, fails=False),
)
globals().update(tests_of(ROWS))


@tap.timeout(600)
def test_its_node_host_is_paired_and_seen(table):
    tap.equal(node_host_is_paired(table.cli()), "2026.3.13")


if __name__ == "__main__":
    tap.main(globals(), lambda: Table("old", ROWS, config=QUIET))
