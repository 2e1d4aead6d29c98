#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The gateway in a tailnet: what it asks `tailscale` to do, and what it says when that comes to
# nothing.
import json
import os
import signal
import subprocess

from support import tap
from support.gateway import Gateway, binary, free_port
from support.tailnet import HOST, SERVE, Tailnet, alive, await_state, proxied, served, state

FUNNEL = {"gateway": {"tailscale": {"mode": "funnel"}}}


def cli_status(gw, *words):
    env = {**gw.environment(), "OPENCLAW_GATEWAY_PORT": str(gw.port)}
    done = subprocess.run([binary(), "gateway", "status", *words], env=env, timeout=20, check=True,
                          capture_output=True, text=True)
    return done.stdout


def test_serve_is_claimed_by_what_was_recorded_and_released_at_the_end():
    with Tailnet() as net, served(net) as gw:
        gw.await_log(f"serve enabled: https://{HOST}/ (WS via wss://{HOST})")
        port = net.port()
        assert port != gw.port, "a port of its own"
        tap.equal(net.last_attempt(), ["version", "status --json", "serve status --json",
                                f"serve --yes --bg=false {port}", "status --json"])
        tap.equal(state(gw), {"mode": "serve", "state": "active", "url": f"https://{HOST}/"})
        with gw.connected() as client:
            code = client.call("device.pair.setupCode", {"includeQr": False})
            tap.equal(code["gatewayUrl"], "wss://" + HOST, code)
        held = net.claim()
        tap.equal(held["group"], held["pid"], "its process group")
        gw.stop()
        tap.equal(net.routes(), {"Foreground": {}})
        assert not alive(held["pid"])


def test_a_funnel_is_claimed_with_a_password():
    with Tailnet() as net, served(net, FUNNEL, auth="password") as gw:
        gw.await_log(f"funnel enabled: https://{HOST}/")
        tap.equal(net.last_attempt()[3], f"funnel --yes --bg=false {net.port()}")
        assert net.held()["AllowFunnel"] == {HOST + ":443": True}
        tap.equal(state(gw)["mode"], "funnel")


def test_the_flag_does_it_without_a_configuration():
    with Tailnet() as net, served(net, {"gateway": {}}, args=["--tailscale", "serve"]) as gw:
        gw.await_log("serve enabled")
        tap.equal(state(gw)["mode"], "serve")


def test_nothing_is_run_and_nothing_is_said_while_it_is_off():
    off = {"gateway": {"tailscale": {"mode": "off"}}}
    for config, args in ((off, []), (SERVE, ["--tailscale", "off"])):
        with Tailnet() as net:
            with served(net, config, args=args) as gw:
                tap.equal(state(gw), None)
                gw.stop()
            tap.equal(net.calls(), [], args)


def test_the_program_sees_nothing_of_the_gateways():
    with Tailnet() as net, served(net, env={"OPENCLAW_GATEWAY_TOKEN": "x"}) as gw:
        gw.await_log("serve enabled")
        for call in net.calls():
            names = set(call["environment"]) - {"PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"}
            assert names <= {"PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LC_ALL"}, names
            # The three of its own, its log, and the directory it lists.
            assert len(call["descriptors"]) <= 5, call["descriptors"]


def test_it_is_shown_by_the_cli():
    with Tailnet() as net, served(net) as gw:
        gw.await_log("serve enabled")
        tap.equal(json.loads(cli_status(gw, "--json"))["tailscale"]["url"], f"https://{HOST}/")
        text = cli_status(gw)
        assert f"Tailscale: serve, active (https://{HOST}/)\n" in text, text
    with Tailnet() as net:
        net.set("login")
        with served(net) as gw:
            await_state(gw, net, "failed")
            text = cli_status(gw)
            assert "Tailscale: serve, failed\n  Tailscale is not connected" in text, text


def test_the_file_may_be_named():
    with Tailnet() as net:
        entry = {"tailscale": {"config": {"binary": net.program}}}
        with Gateway(config={**SERVE, "plugins": {"entries": entry}}) as gw:
            gw.await_log("serve enabled")


def test_a_route_of_an_older_release_is_taken_over():
    with Tailnet() as net:
        port = free_port()
        net.know("serve", proxied(f"http://127.0.0.1:{port}"))
        with served(net, port=port) as gw:
            gw.await_log("the route of an older release was taken over")
            gw.await_log("serve enabled")
            tap.equal(net.last_attempt()[2:4], ["serve status --json",
                                         "serve --yes --https=443 --set-path=/ off"])


def test_a_restart_in_place_releases_and_claims_anew():
    with Tailnet() as net, served(net) as gw:
        gw.await_log("serve enabled")
        old = net.claim()["pid"]
        gw.send_signal(signal.SIGUSR1)
        gw.await_log("serve enabled", times=2)
        assert not alive(old) and net.held()
        gw.stop()
        tap.equal(net.routes(), {"Foreground": {}})


def test_a_gateway_that_is_killed_leaves_no_route():
    with Tailnet() as net:
        gw = served(net).start()
        gw.await_log("serve enabled")
        gw.kill()
        net.await_no_route()


def test_a_route_that_is_to_stay_leads_to_the_gateways_own_port():
    config = {"gateway": {"tailscale": {"mode": "serve", "resetOnExit": False}}}
    with Tailnet() as net:
        gw = served(net, config).start()
        gw.await_log("serve enabled")
        tap.equal(net.last_attempt()[3], f"serve --bg --yes {gw.port}")
        gw.stop()
        assert "443" in net.routes()["TCP"]
        before = len(net.words())
        gw.start()
        gw.await_log("serve enabled", times=2)
        assert not any("--bg" in one for one in net.words()[before:]), "it was there already"
        gw.kill()


def test_a_route_that_is_to_stay_leads_to_the_gateways_tls():
    config = {"gateway": {"tailscale": {"mode": "serve", "resetOnExit": False},
                          "tls": {"enabled": True, "autoGenerate": True}}}
    with Tailnet() as net:
        gw = served(net, config).spawn()
        try:
            gw.await_log("serve enabled")
            stays = f"serve --bg --yes https+insecure://127.0.0.1:{gw.port}"
            tap.equal(net.last_attempt()[3], stays)
            gw.stop()
            # From a time in which the port spoke no TLS.
            net.know("serve", proxied(f"http://127.0.0.1:{gw.port}"))
            gw.spawn()
            gw.await_log("serve enabled", times=2)
            tap.equal(net.last_attempt()[3], stays)
            gw.stop()
        finally:
            gw.kill()
            gw.__exit__(None, None, None)


def test_the_flag_takes_the_route_back_at_the_end_whatever_the_file_says():
    config = {"gateway": {"tailscale": {"mode": "serve", "resetOnExit": False}}}
    with Tailnet() as net, served(net, config, args=["--tailscale-reset-on-exit"]) as gw:
        gw.await_log("serve enabled")
        net.await_route()
        gw.stop()
        tap.equal(net.routes(), {"Foreground": {}})


def test_a_funnel_of_somebody_else_is_preserved_where_that_is_asked_for():
    config = {"gateway": {"tailscale": {"mode": "serve", "preserveFunnel": True}}}
    with Tailnet() as net, served(net, config) as gw:
        gw.await_log("serve enabled")
        tap.equal(net.last_attempt()[1], "funnel status --json")
        gw.stop()
        net.know("serve", {**proxied(f"http://localhost:{gw.port}"),
                           "AllowFunnel": {HOST + ":443": True}})
        gw.start()
        gw.await_log("serve failed: a Tailscale Funnel that leads to port", "is preserved")
        assert "443" in net.routes()["TCP"]


def refused(text, **options):
    gw = Gateway(**options)
    gw.spawn()
    tap.equal(gw.wait(), 1)
    assert text in gw.log(), gw.log()
    gw.__exit__(None, None, None)


def test_what_it_must_not_go_with_is_refused():
    with Tailnet() as net:
        refused("tailscale funnel requires gateway auth mode=password", config=FUNNEL, env=net.env)
        refused("tailscale serve/funnel requires gateway bind=loopback (127.0.0.1)", env=net.env,
                config={"gateway": {"bind": "lan", "tailscale": {"mode": "serve"}}})
        refused("gateway.auth.mode=none cannot be used with gateway.tailscale.mode=serve",
                auth="none", config=SERVE, env=net.env)
        refused("is switched off", args=["--tailscale", "serve"], env=net.env,
                config={"plugins": {"entries": {"tailscale": {"enabled": False}}}})
        tap.equal(net.calls(), [])


if __name__ == "__main__":
    tap.main(globals())
