#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# avahi-daemon and D-Bus absent, stopped, restarted and hanging: the gateway goes on, says so once,
# and is announced again as soon as it can be.
import signal
import time

from support import tap
from support.announcing import announcing, await_found, await_state, mdns_of, slowest_answer
from support.lan import Lan

# A loop that waits for D-Bus waits 25 seconds.
PROMPT = 0.5 * tap.FACTOR
SOON = {"plugins": {"entries": {"mdns": {"config": {"checkSeconds": 1}}}}}


def lines(gw):
    return [line for line in gw.log().splitlines() if "bonjour:" in line]


def stops_in_time(gw):
    begin = time.monotonic()
    gw.stop()
    taken = time.monotonic() - begin
    assert taken < 2.5 * tap.FACTOR, taken


def test_without_a_bus_it_starts_and_finds_the_bus_that_comes(lan):
    host = lan["gwhost"]
    host.stop("avahi")
    host.stop("dbus")
    with host.inside(), announcing() as gw:
        tap.equal(await_state(gw, "waiting")["reason"], "D-Bus is not running")
        host.start_avahi()
        await_found(lan["client1"], gw.port, seconds=15)
        gw.await_log("bonjour: advertised gateway")
        tap.equal(len(lines(gw)), 2)


def test_without_avahi_it_waits_for_it(lan):
    host = lan["gwhost"]
    host.stop("avahi")
    with host.inside(), announcing() as gw:
        tap.equal(await_state(gw, "waiting")["reason"], "avahi-daemon is not running")
        host.start_avahi()
        await_found(lan["client1"], gw.port)
        await_state(gw, "announced")
        tap.equal(len(lines(gw)), 2)


def test_an_avahi_that_is_started_anew_announces_it_again(lan):
    host = lan["gwhost"]
    with host.inside(), announcing() as gw:
        await_state(gw, "announced")
        host.stop("avahi")
        await_state(gw, "waiting")
        host.start_avahi()
        await_state(gw, "announced")
        await_found(lan["client1"], gw.port)
        told = [line.split("bonjour: ")[1].split()[0] for line in lines(gw)]
        # Gone and not running are two reasons.
        assert told in (["advertised", "not", "advertised"],
                        ["advertised", "not", "not", "advertised"]), lines(gw)


def test_a_bus_that_is_started_anew_announces_it_again(lan):
    host = lan["gwhost"]
    with host.inside(), announcing() as gw:
        await_state(gw, "announced")
        host.stop("dbus")
        await_state(gw, "waiting")
        host.stop("avahi")
        host.start_avahi()
        await_state(gw, "announced", seconds=15)
        assert len(lines(gw)) <= 5, lines(gw)


@tap.timeout(40)
def test_neither_start_nor_loop_nor_stop_wait_for_one_that_hangs(lan):
    host = lan["gwhost"]
    for key in ("avahi", "dbus"):
        host.signal(key, signal.SIGSTOP)
        try:
            with host.inside(), announcing() as gw:
                assert slowest_answer(gw, 1.0) < PROMPT
                assert mdns_of(gw)["state"] != "announced"
                stops_in_time(gw)
        finally:
            host.signal(key, signal.SIGCONT)


@tap.timeout(40)
def test_one_that_hung_for_a_while_announces_it_when_it_goes_on(lan):
    host = lan["gwhost"]
    host.signal("avahi", signal.SIGSTOP)
    with host.inside(), announcing() as gw:
        waits = await_state(gw, "waiting")
        tap.equal(waits["reason"], "avahi-daemon or D-Bus gives no answer")
        host.signal("avahi", signal.SIGCONT)
        await_state(gw, "announced")
        await_found(lan["client1"], gw.port)


@tap.timeout(60)
def test_one_that_hangs_later_is_noticed_and_announced_again_when_it_goes_on(lan):
    host = lan["gwhost"]
    host.start_avahi()
    with host.inside(), announcing(more=SOON) as gw:
        await_state(gw, "announced")
        for key in ("avahi", "dbus"):
            told = len(lines(gw))
            host.signal(key, signal.SIGSTOP)
            try:
                waits = await_state(gw, "waiting")
                tap.equal(waits["reason"], "avahi-daemon or D-Bus gives no answer")
                assert slowest_answer(gw, 1.0) < PROMPT
            finally:
                host.signal(key, signal.SIGCONT)
            await_state(gw, "announced")
            await_found(lan["client1"], gw.port)
            tap.equal(len(lines(gw)), told + 2)


@tap.timeout(40)
def test_one_that_hangs_later_holds_up_neither_the_loop_nor_the_stop(lan):
    host = lan["gwhost"]
    host.start_avahi()
    for key in ("avahi", "dbus"):
        with host.inside(), announcing(more=SOON) as gw:
            await_state(gw, "announced")
            host.signal(key, signal.SIGSTOP)
            try:
                # It is asked after a second.
                assert slowest_answer(gw, 2.5) < PROMPT
                stops_in_time(gw)
            finally:
                host.signal(key, signal.SIGCONT)


tap.main(globals(), lambda: Lan("gwhost", "client1", avahi=["client1"]))
