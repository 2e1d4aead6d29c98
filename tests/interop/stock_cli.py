#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official command line, unmodified: every answer that it shows is this gateway's.
import json
import os
import subprocess
import tempfile

import cli_rows as seeds
from cli_table import Row, Table, node_host_is_paired, tests_of, write_config
from support import tap
from support.device import Device
from support.forwarder import Forwarder
from support.gateway import Gateway, binary
from support.sshd import Sshd, at_home


def connection_is_in_the_log(gateway, _seeded, answer):
    conn = json.loads(answer.stdout)["rpc"]["server"]["connId"]
    gateway.await_log(f"→ hello-ok client=cli mode=probe conn={conn[:8]}…{conn[-4:]}")


# What a probe is refused for want of a scope tells the same as what it is answered: who was asked.
ROWS = (
    Row("gateway call health", says=("{state}",), answered=("health",)),
    Row("gateway call status", says=('"pid": {pid}',), answered=("status",)),
    Row("gateway call system-presence", seed=seeds.somebody, says=("{device}",),
        answered=("system-presence",)),
    Row("gateway status", says=("Gateway version: 2026.9.6", "Connectivity probe: ok"),
        fails=False),
    Row("gateway status --json", says=('"connId": "', '"pid": {pid}'), fails=False,
        after=connection_is_in_the_log),
    Row("gateway status --require-rpc", says=("Gateway version: 2026.9.6", "Read probe: ok"),
        answered=("status",)),
    Row("gateway health", says=("Gateway Health\nOK (",), answered=("health",)),
    Row("gateway probe", says=("Reachable: yes", "limited - missing scope: operator.read"),
        refused=("status", "system-presence", "config.get")),
    Row("health", says=("{state}",), answered=("health",), waits=True),
    Row("status", says=("· reachable ",), answered=("health", "status"),
        refused=("system-presence",), fails=False, waits=True),
    Row("status --all", says=("· reachable ",), fails=False, waits=True,
        answered=("health", "status", "channels.status"), refused=("system-presence",)),
    Row("devices list", seed=seeds.waiting_device, says=("Pending (1)", "{request}"),
        answered=("device.pair.list",)),
    Row("devices approve {request}", seed=seeds.waiting_device, says=("Approved {device}",),
        answered=("device.pair.approve",), after=seeds.device_is_paired),
    Row("devices reject {request}", seed=seeds.waiting_device, says=("Rejected {device}",),
        answered=("device.pair.reject",), after=seeds.device_is_refused),
    Row("agent --agent main --message {mark}", says=("{mark}",), answered=("agent",),
        after=seeds.conversation_has_mark),
    Row("logs --limit 20", says=("listening on ws://127.0.0.1:{port}", "(PID {pid})"),
        answered=("logs.tail",), fails=False),
    Row("system presence", seed=seeds.somebody, says=("{device}",),
        answered=("system-presence",)),
    Row("system event --mode next-heartbeat --text {mark}", says=("ok\n",), answered=("wake",),
        after=seeds.event_is_queued),
    Row("channels status", says=("Gateway reachable.",), answered=("health", "channels.status"),
        fails=False, waits=True),
    Row("cron list", seed=seeds.job, says=("{name}",), answered=("cron.list",)),
    # It asks the gateway whose lock file it finds, and else shows what its own files have.
    Row("models list", says=("echo/echo",), answered=("models.list",), fails=False, shares=True),
)
globals().update(tests_of(ROWS))


@tap.timeout(600)
def test_its_node_host_is_paired_and_seen(table):
    tap.equal(node_host_is_paired(table.cli()), "2026.9.6")


@tap.timeout(600)
def test_behind_a_trusted_proxy_it_may_ask_for_health_alone(table):
    client = "203.0.113.9"
    trusting = {"gateway": {"trustedProxies": ["127.0.0.1"]}}
    with Gateway(config=trusting) as gateway, Forwarder(gateway, client) as proxy, \
            tempfile.TemporaryDirectory(prefix="oc-cli-") as home:
        def run(words, port):
            where = ["--url", f"ws://127.0.0.1:{port}", "--token", gateway.token]
            done = table.cli().run([*words.split(), *where], table.cli().environment(home))
            return done.status, done.text
        status, text = run("gateway call health", proxy.port)
        assert status == 0 and '"provider-echo"' in text, text
        assert gateway.state_dir not in text, text
        status, text = run("gateway call cron.list", proxy.port)
        assert status == 1 and "missing scope: operator.read" in text, text
        status, text = run("gateway probe", proxy.port)
        assert status == 0 and "Capability: connected-no-operator-scope" in text, text
        tap.equal(run("gateway call cron.list", gateway.port)[0], 0, "beside the proxy")
        Device().refused(proxy, scopes=["operator.read"])
        status, text = run("gateway call device.pair.list", gateway.port)
        assert f'"remoteIp": "{client}"' in text, text


def shape(value):
    """The members of an object, and of those in it; lists and leaves are taken as they are."""
    if not isinstance(value, dict):
        return None
    return {key: shape(one) for key, one in value.items()}


@tap.timeout(600)
def test_its_probe_through_ssh_and_ours_find_the_same(table):
    with tempfile.TemporaryDirectory(prefix="oc-ssh-") as folder, Sshd(folder) as sshd, \
            Gateway() as gateway:
        write_config(folder, gateway)
        os.mkdir(os.path.join(folder, ".ssh"), 0o700)
        with open(os.path.join(folder, ".ssh/known_hosts"), "w", encoding="utf-8") as out:
            out.write(sshd.known_line())
        words = ["gateway", "probe", "--json", "--timeout", "20000", "--token", gateway.token,
                 "--ssh", sshd.target, "--ssh-identity", sshd.client_key]
        environment = table.cli().environment(folder, USER=sshd.user)
        found = []
        for command in (table.cli().command(words), [binary(), *words]):
            done = subprocess.run(at_home(folder, command), env=environment, text=True, check=False,
                                  capture_output=True, timeout=180 * tap.FACTOR)
            tap.equal(done.returncode, 0, done.stderr)
            found.append(json.loads(done.stdout))
        theirs, ours = found
        tap.equal(list(ours), list(theirs))
        for part in ("network", "discovery"):
            tap.equal(list(ours[part]), list(theirs[part]))
        tap.equal(ours["primaryTargetId"], theirs["primaryTargetId"])
        tap.equal([one["id"] for one in ours["targets"]], [one["id"] for one in theirs["targets"]])
        for mine, other in zip(ours["targets"], theirs["targets"]):
            tap.equal(list(mine), list(other))
            for part in ("tunnel", "connect", "auth", "server"):
                tap.equal(shape(mine[part]), shape(other[part]), part)
        mine, other = ours["targets"][0]["tunnel"], theirs["targets"][0]["tunnel"]
        for key in ("kind", "target", "remotePort"):
            tap.equal(mine[key], other[key])


if __name__ == "__main__":
    tap.main(globals(), lambda: Table("stock", ROWS))
