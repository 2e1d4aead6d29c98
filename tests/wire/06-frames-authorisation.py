#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Role, scope and params: which of them is answered, in that order.
import json

from support import tap
from support.gateway import Gateway
from support.rpc import ALL_SCOPES

ADMIN = "operator.admin"


def missing(scope, code="FORBIDDEN"):
    return {"code": code, "message": f"missing scope: {scope}",
            "details": {"code": "MISSING_SCOPE", "missingScope": scope, "requiredScopes": [scope]}}


def error_of(client, method, params=None):
    return client.response(client.request(method, params)).get("error")


def test_an_unknown_method_is_named_to_an_admin(gw):
    with gw.connected() as client:
        tap.equal(error_of(client, "nope.method", {}),
                  {"code": "INVALID_REQUEST", "message": "unknown method: nope.method"})


def test_others_need_admin_for_an_unknown_method(gw):
    without = [scope for scope in ALL_SCOPES if scope != ADMIN]
    with gw.connected(scopes=without) as client:
        tap.equal(error_of(client, "nope.method", {}), missing(ADMIN))


def test_reading_does_not_allow_writing(gw):
    with gw.connected(scopes=["operator.read"]) as client:
        for method in ("chat.send", "chat.abort", "agent", "agent.wait"):
            tap.equal(error_of(client, method, {}), missing("operator.write"), method)
        for method in ("health", "sessions.list", "agents.list", "models.list"):
            tap.equal(error_of(client, method), None, method)


def test_writing_implies_reading(gw):
    with gw.connected(scopes=["operator.write"]) as client:
        for method in ("sessions.list", "models.list", "agents.list", "health"):
            tap.equal(error_of(client, method), None, method)


def test_admin_implies_everything(gw):
    with gw.connected(scopes=[ADMIN]) as client:
        tap.equal(error_of(client, "sessions.list"), None)
        tap.equal(error_of(client, "chat.abort", {"sessionKey": "agent:main:main"}), None)


def test_nothing_is_allowed_without_scopes(gw):
    with gw.connected(scopes=[]) as client:
        tap.equal(error_of(client, "status", {}), missing("operator.read"))
        tap.equal(error_of(client, "chat.history", {}), missing("operator.read"))


def test_health_is_open_to_all_who_are_in(gw):
    for protocol in ((4, 4), (3, 3)):
        with gw.connected(scopes=[], protocol=protocol) as client:
            tap.equal(client.call("health")["ok"], True)


def test_unknown_scopes_allow_nothing(gw):
    with gw.connected(scopes=["operator.foo", "operator", "operator.reader"]) as client:
        tap.equal(error_of(client, "status"), missing("operator.read"))


def test_the_session_scopes_open_the_session_methods_only(gw):
    with gw.connected(scopes=["operator.sessions.read"]) as client:
        tap.equal(error_of(client, "sessions.list"), None)
        tap.equal(error_of(client, "chat.history", {"sessionKey": "agent:main:main"}), None)
        tap.equal(error_of(client, "models.list"), missing("operator.read"))
        tap.equal(error_of(client, "chat.send", {}), missing("operator.write"))
    with gw.connected(scopes=["operator.sessions.write"]) as client:
        tap.equal(error_of(client, "sessions.list"), None)
        tap.equal(error_of(client, "chat.abort", {"sessionKey": "agent:main:main"}), None)


def test_a_client_of_protocol_3_gets_the_older_code(gw):
    with gw.connected(scopes=["operator.read"], protocol=(3, 3)) as client:
        tap.equal(error_of(client, "chat.send", {}), missing("operator.write", "INVALID_REQUEST"))


def test_the_scope_comes_before_the_params(gw):
    with gw.connected(scopes=["operator.read"]) as client:
        tap.equal(error_of(client, "chat.send", {"bogus": 1}), missing("operator.write"))


def test_starting_a_new_session_through_agent_needs_admin(gw):
    with gw.connected(scopes=["operator.write"]) as client:
        for text in ("/new", "/reset"):
            found = error_of(client, "agent", {"message": text, "idempotencyKey": "k" + text[1:]})
            tap.equal(found, missing(ADMIN), text)


def test_params_are_checked_against_the_schema(gw):
    rows = [
        ("chat.send", {"sessionKey": "agent:main:main", "message": "x"},
         "must have required property 'idempotencyKey'"),
        ("chat.send", {"sessionKey": "agent:main:main", "message": "x", "idempotencyKey": "e2",
                       "bogus": 1}, "at root: unexpected property 'bogus'"),
        ("chat.history", {}, "must have required property 'sessionKey'"),
        ("sessions.list", {"limit": -1}, "at /limit: must be >= 1"),
        ("agent.wait", {}, "must have required property 'runId'"),
        ("agent", {"message": "x"}, "must have required property 'idempotencyKey'"),
        ("chat.send", [], "must be object"),
    ]
    with gw.connected() as client:
        for method, params, text in rows:
            tap.equal(error_of(client, method, params),
                      {"code": "INVALID_REQUEST", "message": f"invalid {method} params: {text}"})


def test_health_takes_any_member(gw):
    with gw.connected() as client:
        tap.equal(client.call("health", {"bogus": 1})["ok"], True)


def test_status_tells_only_administrators_where_things_are(gw):
    with gw.connected() as admin, gw.connected(scopes=["operator.read"]) as reader:
        whole, part = admin.call("status")["sessions"], reader.call("status")["sessions"]
        assert whole["paths"] and whole["byAgent"][0]["path"] == whole["paths"][0], whole
        tap.equal((part["paths"], part["recent"]), ([], []))
        tap.equal(part["defaults"], {"model": None, "contextTokens": None})
        tap.equal((part["byAgent"][0]["path"], part["byAgent"][0]["recent"]), ("[redacted]", []))
        tap.equal(part["count"], whole["count"])


def test_health_tells_places_only_to_those_who_may_read(gw):
    with gw.connected() as writer:
        writer.call("chat.send", {"sessionKey": "agent:main:places", "message": "x",
                                  "idempotencyKey": "places"})
        writer.wait_event(lambda frame: frame["event"] == "chat"
                          and frame["payload"]["state"] == "final")
        whole = writer.call("health")
        assert whole["sessions"]["path"].startswith(gw.home), whole
        assert whole["agents"][0]["sessions"]["recent"], whole
        with gw.connected(scopes=[]) as nobody:
            event = nobody.wait_event("health", timeout=5 * tap.FACTOR)
            for told in (nobody.call("health"), nobody.hello["snapshot"]["health"],
                         event["payload"]):
                tap.equal(told["sessions"], {"path": "[redacted]", "recent": [],
                                             "count": whole["sessions"]["count"]})
                text = json.dumps(told)
                assert gw.home not in text and "agent:main:places" not in text, text
        with gw.connected(scopes=["operator.read"]) as reader:
            for told in (reader.call("health"), reader.hello["snapshot"]["health"]):
                tap.equal(told["sessions"]["path"], whole["sessions"]["path"])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
