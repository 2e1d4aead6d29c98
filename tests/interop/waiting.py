#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official node host and the official client wait at the door, or come with a setup code.
import base64
import contextlib
import json
import os
import signal
import subprocess
import tempfile

from cli_table import CALL_SECONDS, Cli
from sdk_client import Sdk
from support import tap
from support.forwarder import Forwarder
from support.gateway import Gateway, binary

AWAY = "203.0.113.9"
PAGE = "https://ui.example"
BEHIND = {"gateway": {"trustedProxies": ["127.0.0.1"],
                      "controlUi": {"allowedOrigins": [PAGE]}}}
LONG = CALL_SECONDS * tap.FACTOR


@contextlib.contextmanager
def node_run(cli, home, *words, **environment):
    """The official `node run`, from the beginning of a `with` to its end."""
    command = cli.command(["node", "run", "--display-name", "box", *words])
    with subprocess.Popen(command, env=cli.environment(home, **environment),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          start_new_session=True) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def openclaw(gateway, *words):
    """What our own command line prints."""
    environment = gateway.environment() | {"OPENCLAW_GATEWAY_PORT": str(gateway.port)}
    return subprocess.run([binary(), *words], env=environment, text=True, check=True, timeout=30,
                          capture_output=True).stdout


def token_of(answer):
    code = json.loads(answer)["setupCode"]
    return json.loads(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)))["bootstrapToken"]


def await_node(owner):
    """The device that comes in as a node."""
    def comes(frame):
        return frame["event"] == "presence" and any(
            row.get("mode") == "node" for row in frame["payload"]["presence"])
    rows = owner.wait_event(comes, LONG)["payload"]["presence"]
    device = next(row["deviceId"] for row in rows if row.get("mode") == "node")
    listed = owner.call("device.pair.list", {})["paired"]
    return next(row for row in listed if row["deviceId"] == device)


@tap.timeout(400)
def test_a_node_host_from_elsewhere_waits_and_goes_through_when_it_is_approved(cli):
    with Gateway(config=BEHIND) as gateway, Forwarder(gateway, AWAY) as proxy, \
            gateway.connected() as owner, tempfile.TemporaryDirectory(prefix="oc-node-") as home:
        words = ("--host", "127.0.0.1", "--port", str(proxy.port))
        with node_run(cli, home, *words, OPENCLAW_GATEWAY_TOKEN=gateway.token) as host:
            asked = owner.wait_event("device.pair.requested", LONG)["payload"]
            tap.equal((asked["clientId"], asked["remoteIp"]), ("node-host", AWAY))
            # It comes again, with the same request.
            gateway.await_log(f"(requestId: {asked['requestId']})", seconds=60, times=2)
            assert "Approved" in openclaw(gateway, "devices", "approve", asked["requestId"])
            row = await_node(owner)
            tap.equal((row["deviceId"], row["approvedVia"], row["roles"]),
                      (asked["deviceId"], "owner", ["node"]))
            tap.equal(host.poll(), None, "the same process")


@tap.timeout(400)
def test_a_node_host_with_a_setup_code_needs_no_approval(cli):
    with Gateway(config=BEHIND) as gateway, Forwarder(gateway, AWAY) as proxy, \
            gateway.connected() as owner, tempfile.TemporaryDirectory(prefix="oc-node-") as home:
        made = owner.call("device.pair.setupCode", {
            "publicUrl": f"ws://127.0.0.1:{proxy.port}", "bootstrapProfile": "node",
            "includeQr": False})
        with node_run(cli, home, "--pair", made["setupCode"]):
            row = await_node(owner)
            tap.equal((row["approvedVia"], row["roles"], row["scopes"]),
                      ("bootstrap", ["node"], []))
            done = owner.wait_event("device.pair.setup.completed")["payload"]
            tap.equal((done["setupId"], done["deviceId"], done["access"]),
                      (made["setupId"], row["deviceId"], "node"))


@tap.timeout(400)
def test_a_node_host_with_a_code_for_phones_waits_and_goes_through(cli):
    with Gateway(config=BEHIND) as gateway, Forwarder(gateway, AWAY) as proxy, \
            gateway.connected() as owner, tempfile.TemporaryDirectory(prefix="oc-node-") as home:
        code = openclaw(gateway, "qr", "--setup-code-only", "--url",
                        f"ws://127.0.0.1:{proxy.port}").strip()
        with node_run(cli, home, "--pair", code) as host:
            asked = owner.wait_event("device.pair.requested", LONG)["payload"]
            openclaw(gateway, "devices", "approve", "--latest")
            row = await_node(owner)
            tap.equal((row["deviceId"], row["approvedVia"], row["roles"]),
                      (asked["deviceId"], "owner", ["node"]))
            tap.equal(host.poll(), None, "the same process")


@tap.timeout(60)
def test_a_browser_waits_and_goes_through_when_it_is_approved(_cli):
    with Gateway(config=BEHIND) as gateway, \
            Forwarder(gateway, AWAY, [f"Origin: {PAGE}"]) as proxy, \
            gateway.connected() as owner, \
            Sdk(proxy, signed=True, clientName="openclaw-control-ui", mode="webchat",
                scopes=["operator.read"]) as sdk:
        error = sdk.said("connectError")
        tap.equal(error["details"]["code"], "PAIRING_REQUIRED")
        sdk.never("paused")
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        tap.equal(sdk.said("hello", 30)["auth"]["scopes"], ["operator.read"])


@tap.timeout(60)
def test_a_phone_hands_its_code_in_and_gets_both_tokens(_cli):
    with Gateway() as gateway, gateway.connected() as owner:
        made = openclaw(gateway, "qr", "--json", "--limited", "--url", "wss://gw.example.com")
        with Sdk(gateway, signed=True, token=None, bootstrapToken=token_of(made), role="node",
                 clientName="openclaw-ios", mode="node", platform="iOS 19.1",
                 deviceFamily="iPhone", scopes=[]) as sdk:
            auth = sdk.said("hello")["auth"]
            tap.equal((auth["method"], [row["role"] for row in auth["deviceTokens"]]),
                      ("bootstrap-token", ["operator"]))
            assert owner.wait_event("device.pair.setup.completed")


class Stock(Cli):
    """The official command line, as a fixture."""

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return False


if __name__ == "__main__":
    tap.main(globals(), lambda: Stock("stock"))
