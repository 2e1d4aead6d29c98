#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What stands between the gateway and its tailnet: it is said in words, and tried again.
import os
import signal
import time

from support import tap
from support.tailnet import HOST, SERVE, Tailnet, alive, await_state, proxied, served, state


def test_a_daemon_that_comes_up_is_waited_for():
    with Tailnet() as net:
        net.set("boot")
        with served(net) as gw:
            gw.await_log("waiting for the local Tailscale daemon (Starting)")
            tap.equal(state(gw), {"mode": "serve", "state": "starting", "waitingFor":
                                  "waiting for the local Tailscale daemon (Starting)"})
            net.set("down")
            gw.await_log("waiting for the local Tailscale daemon (daemon not reachable)")
            net.unset("down")
            net.unset("boot")
            gw.await_log("serve enabled")


def test_who_is_not_logged_in_is_told_what_to_do():
    with Tailnet() as net:
        net.set("login")
        with served(net) as gw:
            gw.await_log("serve failed: Tailscale is not connected (NeedsLogin); run `tailscale "
                         "up`")
            net.unset("login")
            gw.await_log("serve enabled")


def test_a_program_that_is_not_there_is_named_once_and_the_gateway_is_ready():
    with Tailnet() as net:
        os.unlink(net.program)
        with served(net) as gw:
            found = await_state(gw, net, "failed")
            assert "the program tailscale is not there; install Tailscale" in found["error"], found
            time.sleep(1.5)
            tap.equal(gw.log().count("serve failed"), 1)
            tap.equal(gw.get("/readyz").status, 200)


def test_a_foreign_route_is_left_alone_and_told_with_the_remedy():
    for target, says in ((
            proxied("http://127.0.0.1:3000"),
            f"https://{HOST}/ -> http://127.0.0.1:3000. It was left as it is; when nobody needs "
            "it: tailscale serve --yes --https=443 --set-path=/ off"), (
            {"TCP": {"443": {"TCPForward": "127.0.0.1:22", "TerminateTLS": HOST}}},
            "port 443 -> 127.0.0.1:22. It was left as it is; when nobody needs it: "
            "tailscale serve --yes --tls-terminated-tcp=443 off"), (
            {"Foreground": {"s": proxied("http://127.0.0.1:3000")}},
            "held by another program that runs `tailscale serve`")):
        with Tailnet() as net:
            net.know("serve", target)
            with served(net) as gw:
                gw.await_log("serve failed: port 443 of Tailscale is taken: ", says)
                assert says in state(gw)["error"]
                tap.equal(net.routes(), target)
                net.know("serve", {})
                gw.await_log("serve enabled")


def test_a_port_that_is_taken_meanwhile_is_told_too():
    with Tailnet() as net:
        net.set("taken")
        with served(net) as gw:
            gw.await_log("serve failed: port 443 of Tailscale is taken by a route that is not the "
                         "gateway's, and was left as it is", "`tailscale serve status` shows it")
            net.unset("taken")
            gw.await_log("serve enabled")


def test_what_only_root_may_do_is_done_by_sudo():
    with Tailnet() as net:
        net.set("deny")
        with served(net) as gw:
            gw.await_log("serve enabled")
            calls = [(" ".join(one["words"]), one["root"]) for one in net.last_calls()]
            claim = f"serve --yes --bg=false {net.port()}"
            tap.equal(calls, [("version", False), ("status --json", False),
                              ("serve status --json", False), ("serve status --json", True),
                              (claim, False), (claim, True), ("status --json", False)])


def test_a_program_that_cannot_be_run_is_no_case_for_sudo():
    with Tailnet() as net:
        os.chmod(net.program, 0o600)
        entry = {"tailscale": {"config": {"binary": net.program}}}
        with served(net, {**SERVE, "plugins": {"entries": entry}}) as gw:
            gw.await_log("serve failed: the program", "cannot be run: Permission denied")
            tap.equal(net.calls(), [])


def test_a_route_that_is_held_stays_when_its_name_may_not_be_asked_for():
    with Tailnet() as net:
        net.set("deny-name")
        with served(net) as gw:
            gw.await_log("serve enabled")
            tap.equal(state(gw), {"mode": "serve", "state": "active"})
            tap.equal(net.last_attempt()[-2:], [f"serve --yes --bg=false {net.port()}",
                                                "status --json"])
            assert not any(one["root"] for one in net.calls()), net.calls()


def test_a_claim_that_outlives_a_killed_gateway_is_ended_by_the_next_life():
    with Tailnet() as net:
        net.start_by_a_shell()
        gw = served(net).start()
        gw.await_log("serve enabled")
        record = os.path.join(gw.state_dir, "state", "tailscale-claim.json")
        net.wait(lambda: os.path.exists(record) and os.path.getsize(record), "nothing is written")
        tap.equal(os.stat(record).st_mode & 0o777, 0o600)
        old = net.claim()["pid"]
        gw.kill()
        assert alive(old) and net.held()
        gw.start()
        gw.await_log("ends what a former life has left behind: process group", "--bg=false")
        gw.await_log("serve enabled", times=2)
        assert not alive(old) and net.claim()["pid"] != old
        gw.stop()
        gw.__exit__(None, None, None)


def test_a_claim_of_another_gateway_is_left_alone():
    with Tailnet() as net:
        with served(net) as other:
            other.await_log("serve enabled")
            with served(net) as gw:
                gw.await_log("serve failed: port 443 of Tailscale is taken: ", "another program")
                tap.equal(alive(net.claim()["pid"]), True)
                other.stop()
                gw.await_log("serve enabled")


def test_ends_are_seen_where_they_were_ignored_by_who_started_the_gateway():
    with Tailnet() as net, served(net, wrap="env --ignore-signal=CHLD") as gw:
        gw.await_log("serve enabled")


def test_a_sudo_that_asks_is_told_with_the_remedy():
    with Tailnet() as net:
        net.set("deny")
        net.set("sudo-asks")
        with served(net) as gw:
            gw.await_log("serve needs more rights than the gateway has", "Access denied",
                         "run `sudo tailscale set --operator=$USER` once")


def test_a_claim_that_is_lost_comes_back():
    with Tailnet() as net, served(net) as gw:
        gw.await_log("serve enabled")
        first = net.port()
        os.kill(net.claim()["pid"], signal.SIGKILL)
        net.know("serve", {})
        gw.await_log("serve failed: the route was lost: `tailscale serve --yes --bg=false",
                     "it is tried again")
        gw.await_log("serve enabled", times=2)
        tap.equal(net.port(), first, "the port of the front")
        tap.equal(state(gw)["state"], "active")


if __name__ == "__main__":
    tap.main(globals())
