#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A gateway that is not root and not Tailscale's operator: `sudo` takes the route for it, and ends
# what it has started. The stand-in for sudo makes root of whoever calls it, as the real one does.
import os
import time

from support import tap
from support.tailnet import Tailnet, alive, served, served_by_nobody, state


def user_of(pid):
    return os.stat(f"/proc/{pid}").st_uid


def kills(net):
    return [line for line in net.by_sudo() if line.startswith("-n kill")]


def held_by_root():
    """A tailnet, and a gateway in it whose route a program of root's holds."""
    net = Tailnet()
    net.set("deny")
    gw = served_by_nobody(net).start()
    gw.await_log("serve enabled")
    return net, gw


def test_the_route_is_taken_by_sudo_and_given_back_by_sudo():
    with Tailnet() as net:
        net.set("deny")
        with served_by_nobody(net) as gw:
            gw.await_log("serve enabled")
            held = net.claim()
            tap.equal((user_of(gw.pid), user_of(held["pid"])), (65534, 0))
            tap.equal(net.by_sudo(), [f"-n {net.program} serve status --json",
                                      f"-n {net.program} serve --yes --bg=false {net.port()}"])
            gw.stop()
            tap.equal(kills(net), [f"-n kill -15 -- -{held['group']}"])
            tap.equal(net.routes(), {"Foreground": {}})
            assert not alive(held["pid"])


def test_a_claim_of_roots_that_cannot_be_ended_holds_up_no_end_and_is_ended_by_the_next_life():
    net, gw = held_by_root()
    with net:
        old = net.claim()
        net.set("sudo-asks")
        begin = time.monotonic()
        gw.stop()
        assert time.monotonic() - begin < 5 * tap.FACTOR
        gw.await_log(f"(process {old['pid']}) could not be ended; it is another user's")
        tap.equal(kills(net), [f"-n kill -{one} -- -{old['group']}" for one in (15, 9)])
        assert alive(old["pid"])
        net.unset("sudo-asks")
        gw.start()
        gw.await_log("ends what a former life has left behind: process group", "--bg=false")
        gw.await_log("serve enabled", times=2)
        assert not alive(old["pid"])
        tap.equal(kills(net)[2:], [f"-n kill -15 -- -{old['group']}"])
        gw.stop()
        gw.__exit__(None, None, None)


@tap.timeout(40)
def test_what_was_left_behind_and_stays_is_said_with_the_command_that_ends_it():
    net, gw = held_by_root()
    with net:
        old = net.claim()
        net.set("sudo-asks")
        gw.stop()
        net.unset("deny")
        gw.start()
        gw.await_log("A former life of this gateway has left it behind", "and may not end it: "
                     f"sudo kill -- -{old['group']}", seconds=10)
        os.kill(old["pid"], 15)
        gw.await_log("serve enabled", times=2, seconds=10)
        gw.stop()
        gw.__exit__(None, None, None)


def test_sudo_is_tried_once_and_never_waits_for_a_password():
    with Tailnet() as net:
        net.set("deny")
        net.set("sudo-asks")
        with served_by_nobody(net) as gw:
            begin = time.monotonic()
            gw.await_log("serve failed: serve needs more rights than the gateway has (", "Access "
                         "denied", "and sudo does not give them without a password (sudo: a "
                         "password is required); run `sudo tailscale set --operator=$USER` once")
            assert time.monotonic() - begin < 4 * tap.FACTOR
            attempts = net.words().count("version")
            asked = net.by_sudo()
            tap.equal(set(asked), {f"-n {net.program} serve status --json"})
            assert len(asked) in (attempts, attempts - 1), (asked, net.words())
            assert "--operator" in state(gw)["error"], state(gw)
            # The operator is set: it goes on by itself, and without sudo.
            net.unset("deny")
            before = len(net.by_sudo())
            gw.await_log("serve enabled", seconds=10)
            assert len(net.by_sudo()) <= before + 1, net.by_sudo()
            tap.equal(user_of(net.claim()["pid"]), 65534)


def test_without_any_sudo_the_remedy_is_the_same():
    with Tailnet() as net:
        net.set("deny")
        os.unlink(os.path.join(net.directory, "sudo"))
        with served(net, env={"PATH": net.directory}) as gw:
            gw.await_log("serve needs more rights than the gateway has", "(it cannot be run); run "
                         "`sudo tailscale set --operator=$USER` once")


if __name__ == "__main__":
    tap.main(globals())
