#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# exec-approvals.json: clients and people read and write it, and no mistake makes it permissive.
import json
import os
import threading

from support import tap
from support.gateway import Gateway
from support.rpc import RpcError

OPEN = {"security": "full", "ask": "off", "askFallback": "deny", "autoAllowSkills": False}
CLOSED = dict(OPEN, security="deny")
CHANGED = "exec approvals changed since last load; re-run exec.approvals.get and retry"
REQUIRED = "exec approvals base hash required; re-run exec.approvals.get and retry"


def path(gw):
    return os.path.join(gw.state_dir, "exec-approvals.json")


def read(gw):
    with open(path(gw), encoding="utf-8") as source:
        return source.read()


def write(gw, text, mode=0o600):
    with open(path(gw), "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path(gw), mode)


def refused(client, params, method="exec.approvals.set"):
    try:
        raise AssertionError(client.call(method, params))
    except RpcError as error:
        return error


def policy(**members):
    return {"version": 1, **members}


def test_the_first_look_makes_a_private_file_that_changes_nothing(gw):
    with gw.connected() as client:
        found = client.call("exec.approvals.get", {})
    socket = os.path.join(gw.state_dir, "exec-approvals.sock")
    tap.equal(found, {"path": path(gw), "exists": True, "hash": found["hash"],
                      "file": {"version": 1, "socket": {"path": socket}, "defaults": {},
                               "agents": {}}, "resolvedDefaults": OPEN})
    assert len(found["hash"]) == 64, found
    tap.equal(os.stat(path(gw)).st_mode & 0o777, 0o600)
    tap.equal(len(json.loads(read(gw))["socket"]["token"]), 32)


def test_what_is_set_is_on_the_disk_and_is_what_is_read(gw):
    entry = {"pattern": "/usr/bin/git", "argPattern": "^status$", "lastUsedAt": 5}
    with gw.connected() as client:
        before = client.call("exec.approvals.get", {})
        agents = {"main": {"security": "allowlist", "ask": "on-miss", "allowlist": [entry]}}
        new = client.call("exec.approvals.set", {
            "file": policy(defaults={"askFallback": "full"}, agents=agents),
            "baseHash": before["hash"]})
        kept = json.loads(read(gw))
        tap.equal(client.call("exec.approvals.get", {}), new)
    assert new["hash"] != before["hash"]
    tap.equal(new["resolvedDefaults"], dict(OPEN, askFallback="full"))
    main = kept["agents"]["main"]
    tap.equal(len(main["allowlist"][0].pop("id")), 36)
    tap.equal(main, agents["main"])
    assert kept["socket"]["token"] and "token" not in new["file"]["socket"]
    tap.equal(os.stat(path(gw)).st_mode & 0o777, 0o600)
    tap.equal([name for name in os.listdir(gw.state_dir) if name.endswith(".tmp")], [])


def test_setting_needs_the_hash_of_what_is_there(gw):
    with gw.connected() as client:
        client.call("exec.approvals.get", {})
        tap.equal(refused(client, {"file": policy()}).error,
                  {"code": "INVALID_REQUEST", "message": REQUIRED})
        tap.equal(refused(client, {"file": policy(), "baseHash": "stale"}).error,
                  {"code": "INVALID_REQUEST", "message": CHANGED})


def test_of_several_that_set_at_once_one_wins(gw):
    results = []

    def one(number, base):
        with gw.connected() as client:
            params = {"file": policy(agents={f"a{number}": {"ask": "always"}}), "baseHash": base}
            frame = client.response(client.request("exec.approvals.set", params))
            results.append((number, frame))

    with gw.connected() as client:
        base = client.call("exec.approvals.get", {})["hash"]
        threads = [threading.Thread(target=one, args=(i, base)) for i in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = client.call("exec.approvals.get", {})["file"]["agents"]
    won = [number for number, frame in results if frame["ok"]]
    tap.equal([f"a{number}" for number in won], list(found))
    tap.equal({frame["error"]["message"] for _, frame in results if not frame["ok"]}, {CHANGED})


def test_words_that_do_not_exist_are_refused_with_their_place(gw):
    with gw.connected() as client:
        base = client.call("exec.approvals.get", {})["hash"]
        for file, text in (
                (policy(defaults={"security": "fulll"}),
                 'defaults.security must be "deny", "allowlist" or "full"'),
                (policy(agents={"x": {"ask": "never"}}),
                 'agents.x.ask must be "off", "on-miss" or "always"')):
            tap.equal(refused(client, {"file": file, "baseHash": base}).message,
                      "invalid exec.approvals.set params: file: " + text)
        tap.equal(client.call("exec.approvals.get", {})["hash"], base)


def test_a_file_edited_by_hand_counts_at_once(gw):
    with gw.connected() as client:
        before = client.call("exec.approvals.get", {})
        write(gw, json.dumps(policy(defaults={"security": " deny".strip(), "ask": "always"})))
        now = client.call("exec.approvals.get", {})
        tap.equal(now["resolvedDefaults"], dict(CLOSED, ask="always"))
        tap.equal(refused(client, {"file": policy(), "baseHash": before["hash"]}).message, CHANGED)
        assert "socket" not in json.loads(read(gw)), "it is left as its author wrote it"
        os.unlink(path(gw))
        tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], OPEN)


def test_a_broken_file_allows_nothing_and_the_log_says_what_to_do(gw):
    with gw.connected() as client:
        client.call("exec.approvals.get", {})
        whole = read(gw)
        write(gw, whole.replace('"version": 1,', '"version": 1,,'))
        gw.await_log(path(gw), "is broken: it is no JSON near line 2", "mend it",
                     "until then every command is refused")
        found = client.call("exec.approvals.get", {})
        tap.equal((found["resolvedDefaults"], found["file"]["agents"]), (CLOSED, {}))
        write(gw, json.dumps(policy(agents={"main": {"allowlist": [{"id": "x"}]}})))
        gw.await_log("agents.main.allowlist[0].pattern is missing")
        tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], CLOSED)
        write(gw, whole)
        gw.await_log(path(gw), "can be read again and counts")
        tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], OPEN)


def test_a_broken_file_is_replaced_by_whoever_has_seen_it(gw):
    with gw.connected() as client:
        write(gw, "nonsense")
        base = client.call("exec.approvals.get", {})["hash"]
        tap.equal(read(gw), "nonsense")
        client.call("exec.approvals.set", {"file": policy(), "baseHash": base})
        tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], OPEN)


def test_a_file_that_others_may_write_does_not_count(gw):
    with gw.connected() as client:
        write(gw, json.dumps(policy()), 0o666)
        gw.await_log("may be written by other users", "chmod 600")
        tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], CLOSED)
        write(gw, json.dumps(policy()), 0o644)
        tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], OPEN)
        tap.equal(os.stat(path(gw)).st_mode & 0o777, 0o600, "and is closed to those who read")


def test_a_pipe_or_a_folder_in_its_place_holds_nothing_up(gw):
    with gw.connected() as client:
        for make, clear in ((os.mkfifo, os.unlink), (os.mkdir, os.rmdir)):
            if os.path.exists(path(gw)):
                os.unlink(path(gw))
            make(path(gw))
            tap.equal(client.call("exec.approvals.get", {})["resolvedDefaults"], CLOSED)
            clear(path(gw))


def test_only_administrators_read_and_write_it(gw):
    with gw.connected(scopes=["operator.approvals", "operator.read"]) as client:
        for method in ("exec.approvals.get", "exec.approvals.set", "exec.approvals.node.get"):
            error = refused(client, {"nodeId": "n", "file": policy()}, method)
            tap.equal((error.code, error.message), ("FORBIDDEN", "missing scope: operator.admin"))


def test_the_document_of_a_node_that_is_not_there_says_so(gw):
    gone = {"code": "UNAVAILABLE", "message": "NOT_CONNECTED: node not connected", "details": {
        "nodeError": {"code": "NOT_CONNECTED", "message": "node not connected"},
        "nodeCommandDispatched": False}}
    with gw.connected() as client:
        for method, more in (("get", {}), ("set", {"file": policy()})):
            method = "exec.approvals.node." + method
            tap.equal(refused(client, {"nodeId": "nope", **more}, method).error, gone)
            tap.equal(refused(client, {"nodeId": "  ", **more}, method).error,
                      {"code": "INVALID_REQUEST", "message": "nodeId required"})
        for more in ({}, {"native": {}}, {"native": {}, "file": policy(), "baseHash": "x"}):
            error = refused(client, {"nodeId": "n", **more}, "exec.approvals.node.set")
            assert "either `file`, or `native` and `baseHash`" in error.message, error.message


@tap.timeout(60)
def test_what_was_acknowledged_survives_a_kill():
    for wait in (0.0, 0.01, 0.05):
        with Gateway() as gw:
            answered, stop = [0], threading.Event()

            def setting(client):
                number = 0
                base = client.call("exec.approvals.get", {})["hash"]
                while not stop.is_set():
                    number += 1
                    params = {"file": policy(agents={"main": {"allowlist": [
                        {"id": "x", "pattern": f"p{number}"}]}}), "baseHash": base}
                    base = client.call("exec.approvals.set", params)["hash"]
                    answered[0] = number

            def run(client):
                try:
                    setting(client)
                except Exception:  # its connection ends with the gateway
                    pass

            with gw.connected() as client:
                thread = threading.Thread(target=run, args=(client,))
                thread.start()
                while answered[0] < 5:
                    stop.wait(0.001)
                stop.wait(wait)
                gw.kill()
                stop.set()
                thread.join()
            kept = json.loads(read(gw))["agents"]["main"]["allowlist"][0]["pattern"]
            assert int(kept[1:]) in (answered[0], answered[0] + 1), (kept, answered)
            gw.start()
            with gw.connected() as client:
                shown = client.call("exec.approvals.get", {})["file"]["agents"]["main"]
                tap.equal(shown["allowlist"][0]["pattern"], kept)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
