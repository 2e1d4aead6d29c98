#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# TLS costs nothing while it is off: what the gateway asks of the kernel, with it and without.
import json
import os
import signal
import tempfile
import time

from support import tap, tls
from support.gateway import Gateway

IDLE_SECONDS = 5


def asked(**options):
    """The calls of a gateway that starts, serves a client and is idle for a while."""
    with tempfile.NamedTemporaryFile(suffix=".strace") as out:
        wrap = f"strace -f -qq -e trace=%file,socketpair -o {out.name}"
        with Gateway(wrap=wrap, **options) as gw:
            with gw.connected(timeout=20) as client:
                assert client.call("health")["ok"]
                time.sleep(IDLE_SECONDS)
            # strace keeps signals to itself: the gateway is asked directly.
            with open(os.path.join(gw.state_dir, ".gateway.lock"), encoding="utf-8") as lock:
                os.kill(json.load(lock)["pid"], signal.SIGTERM)
            gw.wait()
        with open(out.name, encoding="utf-8", errors="replace") as source:
            return source.read().splitlines()


def count(calls, word):
    return sum(word in call for call in calls)


@tap.timeout(90)
def test_without_tls_openssl_sleeps_no_file_is_looked_at_and_no_pair_of_sockets_made():
    off, on = asked(), asked(config=tls.config(), tls=tls.context())
    # A certificate is read for a context, then looked at every two seconds.
    tap.equal(count(off, "/gateway/tls"), 0)
    assert count(on, "/gateway/tls/gateway-cert.pem") >= 4, on
    # OpenSSL reads its own configuration when the first context is made.
    assert count(on, "/openssl.cnf") > 0, on
    tap.equal(count(off, "/openssl.cnf"), 0)
    # Each connection has one that leads from TLS to the server.
    assert count(on, "socketpair(") > count(off, "socketpair("), "no relay was made"
    tap.equal(count(off, "socketpair("), 0)


def test_without_tls_nothing_is_told_of_it_and_no_files_are_made():
    with Gateway() as gw:
        with gw.connected() as client:
            tap.equal("tls" in client.call("health"), False)
        tap.equal("tls" in gw.get("/readyz").json(), False)
        tap.equal("[tls]" in gw.log(), False)
        tap.equal(os.path.exists(os.path.join(gw.state_dir, "gateway")), False)


tap.main(globals())
