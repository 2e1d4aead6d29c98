#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The small methods: health, agents.list, models.list, last-heartbeat.
from support import tap
from support.gateway import Gateway


def test_health_is_a_snapshot(gw):
    with gw.connected() as client:
        found = client.call("health")
        tap.equal((found["ok"], found["defaultAgentId"]), (True, "main"))
        assert isinstance(found["ts"], int) and isinstance(found["durationMs"], int), found
        for name in ("messaging", "agent", "provider-echo"):
            assert name in found["plugins"]["loaded"], found["plugins"]
        tap.equal(found["plugins"]["errors"], [])
        tap.equal([row["agentId"] for row in found["agents"]], ["main"])


def test_health_counts_the_sessions(gw):
    with gw.connected() as client:
        client.agent("count me", 10, sessionKey="agent:main:counted")
        found = client.call("health", {"probe": True})
        assert found["sessions"]["count"] >= 1, found["sessions"]
        assert "agent:main:counted" in [row["key"] for row in found["sessions"]["recent"]]


def test_there_is_one_agent_by_default(gw):
    with gw.connected() as client:
        found = client.call("agents.list", {})
        tap.equal((found["defaultId"], found["mainKey"], found["scope"]),
                  ("main", "main", "per-sender"))
        tap.equal([row["id"] for row in found["agents"]], ["main"])
        tap.equal(found["agents"][0]["model"]["primary"], "echo/echo")


def test_the_echo_model_is_listed(gw):
    with gw.connected() as client:
        rows = client.call("models.list", {})["models"]
        echo = [row for row in rows if (row["provider"], row["id"]) == ("echo", "echo")]
        tap.equal(len(echo), 1)
        assert echo[0]["name"] and echo[0]["available"] is True, echo


def test_many_requests_at_once_are_all_answered(gw):
    with gw.connected() as client:
        idents = [client.request("health") for _ in range(200)]
        for ident in idents:
            tap.equal(client.response(ident)["ok"], True)


def test_many_requests_that_wait_are_all_answered(gw):
    with gw.connected() as client:
        idents = [client.request("agent.wait", {"runId": "none", "timeoutMs": 200})
                  for _ in range(200)]
        for ident in idents:
            tap.equal(client.response(ident)["payload"]["status"], "timeout")


def test_a_session_whose_first_run_is_being_written_down_names_none(gw):
    with gw.connected() as client:
        for number in range(20):
            key = f"agent:main:new-{number}"
            client.request("chat.send", {"sessionKey": key, "message": "hello",
                                         "idempotencyKey": key})
            for row in client.call("sessions.list")["sessions"]:
                assert row.get("status", "running") in ("running", "done"), row
                assert row.get("lastRunId", key), row


def test_numbers_beyond_all_reason_end_the_list(gw):
    with gw.connected() as client:
        for offset in (1e300, 2 ** 63, 2 ** 53):
            for more in ({}, {"limit": 1}, {"activeMinutes": 1e300}):
                found = client.call("sessions.list", {"offset": offset, **more})
                tap.equal((found["sessions"], found["hasMore"]), ([], False))


if __name__ == "__main__":
    tap.main(globals(), Gateway)
