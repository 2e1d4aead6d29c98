#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# hello-ok in full.
import base64
import hashlib
import os
import re
import time
import uuid

from support import tap
from support.gateway import Gateway
from support.rpc import ALL_SCOPES

ORDER = ["type", "protocol", "server", "features", "snapshot", "controlUiUrl", "controlUiTabs",
         "controlUiWidgetKinds", "controlUiLinkReaders", "pluginSurfaceUrls", "auth", "policy"]
REQUIRED = ["type", "protocol", "server", "features", "snapshot", "auth", "policy"]


def hello(gw, **options):
    with gw.connected(**options) as client:
        return client.hello


def test_the_members_come_in_the_order_of_the_product(gw):
    found = list(hello(gw))
    tap.equal(found, [name for name in ORDER if name in found])
    tap.equal([name for name in REQUIRED if name not in found], [])
    tap.equal((hello(gw)["type"], hello(gw)["protocol"]), ("hello-ok", 4))


def test_the_server_names_its_version_and_the_connection(gw):
    one, two = hello(gw)["server"], hello(gw)["server"]
    assert isinstance(one["version"], str) and one["version"], one
    assert one["connId"] != two["connId"], "connId is the connection's own"
    tap.equal(uuid.UUID(one["connId"]).version, 4)
    tap.equal(one.get("bootId"), two.get("bootId"), "bootId is the process's")


def test_the_applied_config_has_an_opaque_hash_that_outlives_a_restart():
    with Gateway() as first:
        found = hello(first)["snapshot"]["appliedConfigHash"]
        assert re.fullmatch(r"hmac-sha256:v1:[A-Za-z0-9_-]{43}", found), found
        path = os.path.join(first.state_dir, "openclaw.json")
        with open(path, "rb") as source:
            plain = base64.urlsafe_b64encode(hashlib.sha256(source.read()).digest()).decode()
        assert not plain.startswith(found.rsplit(":", 1)[1][:20]), "the hash is keyed"
        first.restart()
        tap.equal(hello(first)["snapshot"]["appliedConfigHash"], found, "the same file")
        first.config = {"plugins": {"entries": {}}}
        first.restart()
        assert hello(first)["snapshot"]["appliedConfigHash"] != found, "another file"


def test_the_boot_id_differs_after_a_restart():
    def boot_id():
        with Gateway() as gateway:
            return hello(gateway)["server"]["bootId"]
    assert boot_id() != boot_id()


def test_the_methods_are_those_that_exist(gw):
    methods = hello(gw)["features"]["methods"]
    tap.equal(len(methods), len(set(methods)), "no name twice")
    for name in ("health", "chat.send", "chat.history", "chat.startup", "chat.abort", "agent",
                 "agent.wait", "agents.list", "models.list", "sessions.list"):
        assert name in methods, name
    for name in ("connect", "sessions.get"):
        assert name not in methods, f"{name} is callable but not advertised"


def test_every_advertised_method_is_known(gw):
    with gw.connected() as client:
        for name in client.hello["features"]["methods"]:
            frame = client.response(client.request(name, []))
            message = frame.get("error", {}).get("message", "")
            assert "unknown method" not in message, frame


def test_the_events_that_the_server_sends_are_announced(gw):
    events = hello(gw)["features"]["events"]
    for name in ("connect.challenge", "agent", "chat", "presence", "tick", "shutdown", "health"):
        assert name in events, name


def test_the_capability_that_a_cli_wants_before_it_asks_for_models_is_there(gw):
    tap.equal(hello(gw)["features"]["capabilities"], ["published-model-catalog"])


def test_the_snapshot_is_complete(gw):
    snapshot = hello(gw)["snapshot"]
    tap.equal(snapshot["suspension"], {"phase": "accepting"})
    tap.equal(snapshot["health"]["ok"], True)
    for name in ("presence", "health"):
        assert isinstance(snapshot["stateVersion"][name], int), snapshot["stateVersion"]


def test_the_uptime_counts_milliseconds(gw):
    first = hello(gw)["snapshot"]["uptimeMs"]
    time.sleep(0.1)
    second = hello(gw)["snapshot"]["uptimeMs"]
    assert 100 <= second - first < 5000, (first, second)


def test_the_session_defaults_point_at_the_main_session(gw):
    found = hello(gw)["snapshot"]["sessionDefaults"]
    wanted = {"defaultAgentId": "main", "mainKey": "main", "mainSessionKey": "agent:main:main",
              "scope": "per-sender"}
    tap.equal({name: found.get(name) for name in wanted}, wanted)


def test_the_gateway_is_in_its_own_presence(gw):
    rows = [row for row in hello(gw)["snapshot"]["presence"] if row.get("reason") == "self"]
    tap.equal(len(rows), 1)
    tap.equal(rows[0]["mode"], "gateway")
    for name in ("host", "version", "platform", "text", "ts"):
        assert rows[0].get(name), (name, rows[0])


def test_only_an_admin_learns_the_paths(gw):
    admin = hello(gw)["snapshot"]
    tap.equal(admin["authMode"], "token")
    tap.equal(os.path.realpath(admin["stateDir"]), os.path.realpath(gw.state_dir))
    tap.equal(os.path.basename(admin["configPath"]), "openclaw.json")
    reader = hello(gw, scopes=["operator.read"])["snapshot"]
    tap.equal([name for name in ("authMode", "stateDir", "configPath") if name in reader], [])


def test_the_auth_block_repeats_what_was_granted(gw):
    auth = hello(gw)["auth"]
    tap.equal((auth["method"], auth["role"], auth["scopes"]), ("token", "operator", ALL_SCOPES))
    assert "deviceToken" not in auth, "no device, no device token"


def test_requested_scopes_are_echoed_unfiltered(gw):
    tap.equal(hello(gw, scopes=["operator.foo", "bar"])["auth"]["scopes"], ["operator.foo", "bar"])
    tap.equal(hello(gw, scopes=[])["auth"]["scopes"], [])


def test_the_role_is_operator_unless_said_otherwise(gw):
    tap.equal(hello(gw, role=None)["auth"]["role"], "operator")


def test_the_policy_carries_the_limits(gw):
    policy = hello(gw)["policy"]
    wanted = {"maxPayload": 26214400, "maxBufferedBytes": 52428800, "tickIntervalMs": 30000}
    tap.equal({name: policy.get(name) for name in wanted}, wanted)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
