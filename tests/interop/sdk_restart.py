#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The conversation, and the client, outlive the gateway's process.
import time

from sdk_client import SLOW, RequestFailed, Sdk, converse, text_of
from support import tap
from support.gateway import Gateway


def rows_of(sdk, session="main"):
    history = sdk.request("chat.history", {"sessionKey": session, "limit": 10})
    return [(row["role"], text_of(row)) for row in history["messages"]]


def test_the_conversation_is_still_there_after_kill_and_restart():
    with Gateway() as gateway:
        with Sdk(gateway) as sdk:
            sdk.said("hello")
            converse(sdk, "remember the milk", "k-keep")
            before = sdk.request("chat.history", {"sessionKey": "main"})
            gateway.kill()
            tap.equal(sdk.said("closed")["code"], 1006)
        gateway.restart()
        with Sdk(gateway) as sdk:
            sdk.said("hello")
            after = sdk.request("chat.history", {"sessionKey": "main"})
            tap.equal(after["messages"], before["messages"])
            tap.equal(after["sessionId"], before["sessionId"])
            tap.equal(rows_of(sdk), [("user", "remember the milk"),
                                     ("assistant", "remember the milk")])
            converse(sdk, "and the bread", "k-more")
            tap.equal(len(rows_of(sdk)), 4)


def test_it_comes_back_by_itself_after_a_restart():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        first = sdk.said("hello")
        gateway.stop()
        tap.equal(sdk.event("shutdown")["reason"], "gateway stopping")
        tap.equal(sdk.said("closed"), {"code": 1012, "reason": "service restart"})
        gateway.restart()
        second = sdk.said("hello", 30)
        assert first["server"]["bootId"] != second["server"]["bootId"], second["server"]
        tap.equal(converse(sdk, "back again", "k-back")[-1]["state"], "final")
        sdk.never("gap")
        sdk.never("paused")


@tap.timeout(60)
def test_it_asks_ever_more_seldom_while_the_gateway_is_down():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        gateway.stop()
        tap.equal(sdk.said("closed")["code"], 1012)
        tries = []
        for _ in range(3):
            assert "ECONNREFUSED" in sdk.said("connectError", 30)["message"]
            tries.append(time.monotonic())
        waits = [after - before for before, after in zip(tries, tries[1:])]
        assert waits[1] > 1.3 * waits[0], waits
        sdk.never("paused")
        gateway.restart()
        sdk.said("hello", 40)
        tap.equal(sdk.request("health")["ok"], True)


def test_a_restart_with_another_token_refuses_the_old_one():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        gateway.stop()
        gateway.token = "another-token"
        gateway.restart()
        details = sdk.said("paused", 40)
        tap.equal((details["code"], details["detailCode"]), (1008, "AUTH_TOKEN_MISMATCH"))
        assert "token mismatch" in details["reason"], details
        with Sdk(gateway) as other:
            other.said("hello")


def test_a_request_in_flight_fails_when_the_gateway_dies_and_its_key_is_good_again():
    order = {"sessionKey": "main", "message": "word " * 50, "idempotencyKey": "k-cut"}
    with Gateway(config=SLOW) as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        waiting = sdk.send("agent.wait", {"runId": "k-cut", "timeoutMs": 20_000})
        sdk.request("chat.send", order)
        sdk.event("chat", lambda payload: payload["state"] == "delta")
        gateway.kill()
        error = tap.raises(RequestFailed, sdk.result, waiting).error
        assert "1006" in error["message"], error
        gateway.restart()
        sdk.said("hello", 30)
        again = sdk.request("chat.send", order)
        tap.equal(again["runId"], "k-cut")
        assert again["status"] in ("started", "in_flight", "ok"), again
        waited = sdk.request("agent.wait", {"runId": "k-cut", "timeoutMs": 15_000})
        tap.equal(waited["status"], "ok")
        said = [text for role, text in rows_of(sdk) if role == "user"]
        tap.equal([text.strip() for text in said], [order["message"].strip()],
                  "the message counts once")


def test_a_client_that_was_there_first_waits_for_the_gateway():
    with Gateway() as gateway:
        gateway.stop()
        with Sdk(gateway) as sdk:
            assert "ECONNREFUSED" in sdk.said("connectError")["message"]
            gateway.restart()
            sdk.said("hello", 30)
            tap.equal(sdk.request("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals())
