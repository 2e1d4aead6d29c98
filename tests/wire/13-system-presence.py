#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who is there, what the gateway says of itself, and the events that others tell it.
from support import rpc, tap
from support.device import Device
from support.gateway import Gateway

NODE = {"role": "node", "scopes": [],
        "client": {"id": "node-host", "version": "1", "platform": "linux", "mode": "node"}}
BEACON = "Node: kitchen (192.0.2.7) · app 1.2 · last input 4s ago · mode ui · reason periodic"


def rows(client):
    return client.call("system-presence")


def row_of(client, **wanted):
    found = [row for row in rows(client) if wanted.items() <= row.items()]
    tap.equal(len(found), 1, f"rows with {wanted}")
    return found[0]


def refusal(client, method, params):
    error = tap.raises(rpc.RpcError, client.call, method, params).error
    return error["code"], error["message"]


def test_the_gateway_comes_first(gw):
    with gw.connected() as client:
        first = rows(client)[0]
        tap.equal((first["mode"], first["reason"]), ("gateway", "self"))
        assert first["text"].startswith("Gateway: "), first


def test_a_tracked_client_is_there_and_its_row_stays_when_it_has_gone():
    with Gateway() as gw, gw.connected() as client:
        with gw.connected(client_id="openclaw-macos", mode="ui"):
            row = row_of(client, clientId="openclaw-macos")
            tap.equal((row["mode"], row["reason"], row["roles"]), ("ui", "connect", ["operator"]))
            since = row["ts"]
        client.wait_event(lambda frame: frame["event"] == "presence" and any(
            row["reason"] == "disconnect" for row in frame["payload"]["presence"]))
        gone = row_of(client, clientId="openclaw-macos")
        assert gone["ts"] >= since, gone
        tap.equal(gone, {**row, "reason": "disconnect", "ts": gone["ts"]})


def test_an_operator_is_there_once_for_each_connection_and_a_node_once():
    device = Device()
    with Gateway() as gw, gw.connected() as client:
        for _ in range(2):
            gw.connected(client_id="openclaw-macos", mode="ui").close()
            device.connect(gw, **NODE).close()
        client.wait_event(lambda frame: frame["event"] == "presence" and len(
            [row for row in frame["payload"]["presence"] if row["reason"] == "disconnect"]) == 3)
        tap.equal([row["mode"] for row in rows(client)].count("ui"), 2)
        tap.equal(row_of(client, mode="node")["deviceId"], device.id)
        with device.connect(gw, **NODE), device.connect(gw, **NODE) as other:
            tap.equal(row_of(client, mode="node")["reason"], "connect")
            other.close()
            tap.equal(row_of(client, mode="node")["reason"], "connect")


def test_a_beacon_tells_who_is_there_and_waits_for_nobody(gw):
    with gw.connected() as client:
        tap.equal(client.call("system-event", {"text": BEACON}), {"ok": True})
        event = client.wait_event("presence")
        assert isinstance(event["stateVersion"]["presence"], int), event
        row = row_of(client, host="kitchen")
        tap.equal({name: row[name] for name in ("ip", "version", "lastInputSeconds", "mode",
                                                "reason", "text")},
                  {"ip": "192.0.2.7", "version": "1.2", "lastInputSeconds": 4, "mode": "ui",
                   "reason": "periodic", "text": BEACON})
        client.call("system-event", {"text": BEACON.replace("periodic", "again")})
        tap.equal(row_of(client, host="kitchen")["reason"], "again")
        tap.equal(client.call("status")["queuedSystemEvents"], [])


def test_what_the_parameters_say_goes_first(gw):
    with gw.connected() as client:
        client.call("system-event", {"text": BEACON, "deviceId": "d-1", "host": "cellar",
                                     "lastInputSeconds": 90, "tags": ["a", "b"]})
        row = row_of(client, deviceId="d-1")
        tap.equal((row["host"], row["lastInputSeconds"], row["tags"]), ("cellar", 90, ["a", "b"]))


def test_two_hundred_are_kept():
    with Gateway() as gw, gw.connected() as client:
        for number in range(205):
            client.call("system-event", {"text": "Node: n", "deviceId": f"d-{number}"})
        known = [row.get("deviceId") for row in rows(client)]
        tap.equal(len(known), 201)
        assert "d-0" not in known and "d-4" not in known and "d-5" in known, known


def test_another_text_waits_for_the_main_session():
    with Gateway() as gw:
        with gw.connected() as client:
            tap.equal(client.call("system-event", {"text": "the door is open"}), {"ok": True})
            tap.equal(client.call("wake", {"mode": "next-heartbeat", "text": "and the window"}),
                      {"ok": True})
        gw.restart()
        with gw.connected() as client:
            tap.equal(client.call("status")["queuedSystemEvents"],
                      ["the door is open", "and the window"])


def test_the_latest_twenty_wait():
    with Gateway() as gw, gw.connected() as client:
        for number in range(25):
            client.call("wake", {"mode": "next-heartbeat", "text": f"event {number}"})
        tap.equal(client.call("status")["queuedSystemEvents"],
                  [f"event {number}" for number in range(5, 25)])


def test_status_tells_of_the_process_and_of_the_sessions(gw):
    with gw.connected() as client:
        client.agent("hello", 10)
        found = client.call("status", {"includeChannelSummary": False})
        tap.equal((found["pid"], found["channelSummary"]), (gw.pid, []))
        assert 1 << 20 < found["processMemory"]["rssBytes"] < 1 << 30, found
        sessions = found["sessions"]
        tap.equal((sessions["count"], sessions["recent"][0]["key"]), (1, "agent:main:main"))
        tap.equal(sessions["byAgent"][0]["count"], 1)
        assert found["runtimeVersion"] and found["uptimeMs"] > 0, found


def test_gateway_info_tells_where_it_listens(gw):
    with gw.connected() as client:
        found = client.call("gateway.info")
        tap.equal((found["port"], found["bind"], found["pid"], found["authMode"]),
                  (gw.port, "loopback", gw.pid, "token"))
        tap.equal((found["sessions"], found["channels"]), (1, []))
        tap.equal(found["uptimeMs"] // 1000, found["uptime"])


def test_there_are_no_channels(gw):
    with gw.connected() as client:
        found = client.call("channels.status", {"probe": False, "timeoutMs": 1000})
        tap.equal((found["channelOrder"], found["channels"]), ([], {}))


def test_what_cannot_be_meant_is_refused(gw):
    with gw.connected() as client:
        tap.equal(refusal(client, "system-event", {}),
                  ("INVALID_REQUEST",
                   "invalid system-event params: must have required property 'text'"))
        tap.equal(refusal(client, "wake", {"mode": "bogus", "text": "x"}),
                  ("INVALID_REQUEST", "invalid wake params: at /mode: must be equal to constant; "
                                      "at /mode: must match a schema in anyOf"))
        tap.equal(refusal(client, "set-heartbeats", {}),
                  ("INVALID_REQUEST", "invalid set-heartbeats params: enabled (boolean) required"))


if __name__ == "__main__":
    tap.main(globals(), Gateway)
