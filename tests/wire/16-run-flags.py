#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the flags of `gateway run` do, and what they refuse.
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from support import tap
from support.gateway import Gateway, free_port

LISTENER = """
import signal, socket, sys, time
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    print("listens", flush=True)
    time.sleep(60)
"""


def refusal(*texts, args=(), **options):
    gw = Gateway(args=args, **options)
    try:
        gw.spawn()
        tap.equal(gw.wait(10), 1, "exit status")
        for text in texts:
            gw.await_log(text)
    finally:
        gw.kill()


def forced(manner, *texts):
    """A gateway that took the port from a listener of that manner."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", LISTENER, str(port), manner],
                          stdout=subprocess.PIPE, text=True) as other:
        tap.equal(other.stdout.readline(), "listens\n")
        with Gateway(port=port, args=["--force"]) as gw:
            tap.equal(gw.get("/healthz").status, 200)
            assert other.wait(5) != 0, "the listener ended by itself"
            for text in (f"force: killed pid {other.pid} (", f") on port {port}", *texts):
                gw.await_log(text)


def test_force_ends_whoever_listens():
    forced("meek")


def test_force_ends_who_does_not_want_to():
    forced("stubborn", "force: escalated to SIGKILL while freeing port")


def spared(gw, text, listener=()):
    """A listener on the port of `gw`, which ends without touching it."""
    with subprocess.Popen([*listener, sys.executable, "-c", LISTENER, str(gw.port), "meek"],
                          stdout=subprocess.PIPE, text=True) as other:
        try:
            tap.equal(other.stdout.readline(), "listens\n")
            gw.spawn()
            tap.equal(gw.wait(10), 1, "exit status")
            gw.await_log(text)
            tap.equal(other.poll(), None, "the listener's end")
        finally:
            other.kill()
            gw.kill()


def test_force_ends_nobody_for_a_gateway_that_would_not_start():
    for config, text in (({"gateway": {"port": "x"}}, "Config invalid"),
                         ({"gateway": {"mode": "remote"}}, "Gateway start blocked"),
                         ({"logging": {"redactPatterns": ["("]}}, "logging.redactPatterns"),
                         ({"gateway": {"bind": "custom", "customBindHost": "10.99.99.99"}},
                          "10.99.99.99")):
        spared(Gateway(port=free_port(), args=["--force"], config=config), text)
    spared(Gateway(port=free_port(), args=["--dev", "--reset", "--force"]),
           "--reset wipes ~/.openclaw-dev and nothing else")


def test_force_ends_nobody_when_one_is_a_strangers():
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        return
    as_nobody = ["setpriv", "--reuid=65534", "--clear-groups", "--"]
    gw = Gateway(port=free_port(), args=["--force"], wrap=" ".join(as_nobody))
    os.makedirs(gw.state_dir)
    for directory in (gw.home, gw.state_dir):
        os.chown(directory, 65534, -1)
    gw._write_config()
    os.chown(os.path.join(gw.state_dir, "openclaw.json"), 65534, -1)
    with socket.create_server(("::1", gw.port), family=socket.AF_INET6):
        spared(gw, "belongs to somebody else's process", as_nobody)


def test_force_finds_nobody():
    with Gateway(args=["--force"]) as gw:
        gw.await_log(f"force: no listeners on port {gw.port}")


def test_force_takes_the_place_of_a_gateway():
    with Gateway() as first:
        second = Gateway(home=first.home, port=first.port, args=["--force"])
        second.spawn()
        try:
            tap.equal(first.wait(10), 0, "exit status of the first")
            second.await_log("] ready (")
            with second.connected() as client:
                tap.equal(client.call("health")["ok"], True)
        finally:
            second.stop()


def test_a_password_may_come_from_a_file():
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as source:
        source.write("from a file\nmore\n")
        source.flush()
        options = {"auth": None, "args": ["--auth", "password", "--password-file", source.name]}
        with Gateway(**options) as gw:
            with gw.client() as client:
                client.connect(password="from a file")
            assert "can be exposed" not in gw.log(), gw.log()
        refusal("Use either --password or --password-file.", auth=None,
                args=["--password", "x", "--password-file", source.name])


def test_a_password_file_must_have_one():
    refusal("Cannot read the password file /nowhere/at/all: it is not there.",
            args=["--password-file", "/nowhere/at/all"])
    with tempfile.NamedTemporaryFile() as source:
        refusal("is empty", args=["--password-file", source.name])


def test_a_password_on_the_command_line_is_warned_of():
    with Gateway(auth=None, args=["--password", "x"]) as gw:
        gw.await_log("--password can be exposed via process listings")


def test_words_that_are_none_are_refused():
    refusal('Invalid --auth (use "none", "token", "password", or "trusted-proxy")',
            args=["--auth", "open"])
    refusal('Invalid --tailscale (use "off", "serve", or "funnel")', args=["--tailscale", "on"])
    refusal("no trustedProxy config was provided", auth="none", args=["--auth", "trusted-proxy"])


def test_a_flag_whose_plugin_is_absent_passes_the_guards_and_names_it():
    off = {"plugins": {"entries": {"tailscale": {"enabled": False}}}}
    refusal('--tailscale serve needs the plugin "tailscale", which is switched off', config=off,
            args=["--tailscale", "serve"])
    refusal('--tailscale funnel needs the plugin "tailscale"', auth="password", config=off,
            args=["--tailscale", "funnel"])
    refusal("tailscale funnel requires gateway auth mode=password (set gateway.auth.password or "
            "OPENCLAW_GATEWAY_PASSWORD)", args=["--tailscale", "funnel"])
    refusal("tailscale serve/funnel requires gateway bind=loopback (127.0.0.1)",
            args=["--tailscale", "serve", "--bind", "lan"])
    for mode, bind, text in (("funnel", "loopback", "tailscale funnel requires gateway auth mode="),
                             ("serve", "lan", "requires gateway bind=loopback")):
        refusal(text, config={"gateway": {"bind": bind, "tailscale": {"mode": mode}}})
    with Gateway(config={"gateway": {"tailscale": {"mode": "serve"}}, **off}) as gw:
        gw.await_log("gateway.tailscale.mode=serve needs the plugin", "is switched off")


def test_a_hook_has_a_secret_of_its_own():
    refusal("Invalid config: hooks.token must not match gateway auth token", token="one-for-all",
            config={"hooks": {"token": "one-for-all"}})


def test_tailscale_is_off_where_it_is_said_to_be():
    with Gateway(args=["--tailscale", "off", "--tailscale-reset-on-exit"]) as gw:
        tap.equal(gw.get("/healthz").status, 200)


def test_a_port_that_is_given_up_meanwhile_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        gw = Gateway(port=server.getsockname()[1])
        gw.spawn()
        time.sleep(0.7)
    try:
        gw.await_log("] ready (")
    finally:
        gw.stop()


def test_the_missing_configuration_and_another_mode_are_named():
    gw = Gateway(auth=None)
    gw.command = lambda: [word for word in Gateway.command(gw) if word != "--allow-unconfigured"]
    gw.spawn()
    tap.equal(gw.wait(10), 1)
    assert ("Missing config. Run `openclaw setup` or set gateway.mode=local (or pass "
            "--allow-unconfigured).") in gw.log(), gw.log()
    refusal("Gateway start blocked: set gateway.mode=local (current: remote) or pass "
            "--allow-unconfigured.", config={"gateway": {"mode": "remote"}})


def test_a_password_that_is_missing_is_asked_for():
    refusal("Gateway auth is set to password, but no password is configured.", auth=None,
            args=["--auth", "password"])


if __name__ == "__main__":
    tap.main(globals())
