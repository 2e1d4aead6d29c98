#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official client SDK, unmodified, against the real gateway.
import time

from sdk_client import RequestFailed, Sdk
from support import tap
from support.gateway import Gateway

SLOW = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 40}}}}}


def text_of(message):
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def converse(sdk, text, key, session="main"):
    """Sends a message and returns the payloads of its chat events up to the end."""
    started = sdk.request("chat.send", {"sessionKey": session, "message": text,
                                        "idempotencyKey": key})
    tap.equal((started["runId"], started["status"]), (key, "started"))
    events = []
    while not events or events[-1]["state"] == "delta":
        events.append(sdk.event("chat", lambda payload: payload["runId"] == key
                                and payload["state"] != "status"))
    return events


def test_it_connects_with_a_token_and_reads_hello(gw):
    with Sdk(gw) as sdk:
        hello = sdk.said("hello")
        tap.equal((hello["type"], hello["protocol"]), ("hello-ok", 4))
        tap.equal(hello["auth"]["method"], "token")
        tap.equal(hello["auth"]["scopes"], ["operator.admin"])
        assert "chat.send" in hello["features"]["methods"], hello["features"]
        tap.equal(hello["policy"]["tickIntervalMs"], 30_000)


def test_a_wrong_token_is_the_clients_own_error(gw):
    with Sdk(gw, token="wrong") as sdk:
        error = sdk.said("connectError")
        assert error["message"].startswith("unauthorized: gateway token mismatch"), error
        tap.equal(error["details"]["code"], "AUTH_TOKEN_MISMATCH")
        sdk.never("hello")


def test_a_password_gateway_takes_the_password():
    with Gateway(auth="password") as gateway, \
            Sdk(gateway, token=None, password=gateway.password) as sdk:
        tap.equal(sdk.said("hello")["auth"]["method"], "password")


def test_a_gateway_without_auth_takes_the_backend_client():
    with Gateway(auth="none") as gateway, Sdk(gateway, token=None) as sdk:
        tap.equal(sdk.said("hello")["auth"]["method"], "none")
        tap.equal(sdk.request("health")["ok"], True)


def test_health_is_answered(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        health = sdk.request("health")
        tap.equal(health["ok"], True)
        assert abs(health["ts"] - time.time() * 1000) < 600_000, health


def test_events_arrive_without_gaps(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        assert sdk.event("health")["ok"] is True
        with Sdk(gw, clientName="test", mode="ui", clientDisplayName="second") as other:
            other.said("hello")
            rows = sdk.event("presence")["presence"]
            assert any(row.get("mode") == "ui" for row in rows), rows
        sdk.never("gap")


def test_a_message_streams_to_its_final():
    with Gateway(config=SLOW) as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        events = converse(sdk, "say one two three", "k-1")
        tap.equal([event["state"] for event in events[:-1]], ["delta"] * (len(events) - 1))
        assert len(events) >= 3, events
        texts = [text_of(event["message"]) for event in events[:-1]]
        for earlier, later in zip(texts, texts[1:]):
            assert later.startswith(earlier), texts
        tap.equal(events[-1]["state"], "final")
        tap.equal(text_of(events[-1]["message"]), "say one two three")
        sdk.never("gap")


def test_agent_answers_twice_and_can_be_waited_for(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        params = {"message": "hello agent", "sessionKey": "main", "idempotencyKey": "k-agent"}
        accepted = sdk.request("agent", params)
        tap.equal((accepted["status"], accepted["runId"]), ("accepted", "k-agent"))
        waited = sdk.request("agent.wait", {"runId": "k-agent", "timeoutMs": 10_000})
        tap.equal(waited["status"], "ok")
        params["idempotencyKey"] = "k-agent-2"
        final = sdk.request("agent", params, expectFinal=True)
        tap.equal((final["status"], final["runId"]), ("ok", "k-agent-2"))


def test_the_conversation_is_still_there_after_kill_and_restart():
    with Gateway() as gateway:
        with Sdk(gateway) as sdk:
            sdk.said("hello")
            converse(sdk, "remember the milk", "k-keep")
            gateway.kill()
            sdk.said("closed")
        gateway.restart()
        with Sdk(gateway) as sdk:
            sdk.said("hello")
            history = sdk.request("chat.history", {"sessionKey": "main", "limit": 10})
            rows = [(row["role"], text_of(row)) for row in history["messages"]]
            tap.equal(rows, [("user", "remember the milk"), ("assistant", "remember the milk")])


def test_it_comes_back_by_itself_after_a_restart():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        first = sdk.said("hello")
        gateway.stop()
        tap.equal(sdk.event("shutdown")["reason"], "gateway stopping")
        tap.equal(sdk.said("closed")["code"], 1012)
        gateway.restart()
        second = sdk.said("hello", 30)
        assert first["server"]["bootId"] != second["server"]["bootId"], second["server"]
        tap.equal(sdk.request("health")["ok"], True)


def test_a_run_can_be_aborted():
    with Gateway(config=SLOW) as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        sdk.request("chat.send", {"sessionKey": "main", "message": "word " * 200,
                                  "idempotencyKey": "k-long"})
        sdk.event("chat", lambda payload: payload["state"] == "delta")
        answer = sdk.request("chat.abort", {"sessionKey": "main", "runId": "k-long"})
        tap.equal((answer["aborted"], answer["runIds"]), (True, ["k-long"]))
        sdk.event("chat", lambda payload: payload["state"] == "aborted")


def test_errors_are_the_clients_own_class(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        error = tap.raises(RequestFailed, sdk.request, "no.such.method").error
        tap.equal((error["name"], error["gatewayCode"], error["message"]),
                  ("GatewayClientRequestError", "INVALID_REQUEST",
                   "unknown method: no.such.method"))
        error = tap.raises(RequestFailed, sdk.request, "chat.history", {"bogus": 1}).error
        assert error["message"].startswith("invalid chat.history params: "), error


def test_a_missing_scope_is_told(gw):
    with Sdk(gw, scopes=["operator.read"]) as sdk:
        sdk.said("hello")
        error = tap.raises(RequestFailed, sdk.request, "chat.send", {
            "sessionKey": "main", "message": "x", "idempotencyKey": "k-scope"}).error
        tap.equal((error["gatewayCode"], error["details"]["missingScope"]),
                  ("FORBIDDEN", "operator.write"))


if __name__ == "__main__":
    tap.main(globals(), Gateway)
