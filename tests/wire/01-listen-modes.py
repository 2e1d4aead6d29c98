#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Each bind mode listens where it says and nowhere else; beyond the loopback never without a secret.
import os

from support import httpc, netns, rpc, sockets, tap
from support.gateway import Gateway

LAN = "192.0.2.2"
TAILNET = "100.101.102.103"
REFUSAL = "Refusing to bind gateway to {} without auth."
CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv", "/var/run/.containerenv")


def listens(*hosts, args=(), config=None, **options):
    """The gateway listens on exactly these addresses, and answers on each."""
    with Gateway(config={"gateway": config or {}}, args=args, **options) as gw:
        tap.equal(sockets.listening(gw.pid), {(host, gw.port) for host in hosts})
        for host in hosts:
            asked = "127.0.0.1" if host == "0.0.0.0" else host
            tap.equal(httpc.request(gw.port, "/healthz", host=asked).status, 200, host)
        return gw.log()


def refusal(*texts, args=(), config=None, **options):
    """It does not start, with exit status 1 and these texts, and listened nowhere."""
    gw = Gateway(config={"gateway": config} if config else {}, args=args, **options)
    try:
        gw.spawn()
        tap.equal(gw.wait(10), 1, "exit status")
        for text in texts:
            gw.await_log(text)
        assert "listening on" not in gw.log(), gw.log()
    finally:
        gw.kill()


def test_loopback_is_the_default():
    listens("127.0.0.1", "::1")
    listens("127.0.0.1", "::1", args=["--bind", "loopback"])


def test_auto_is_the_loopback_but_in_a_container_every_address():
    """Whose loopback nobody outside reaches. Where this runs may be one itself."""
    fly = {"FLY_MACHINE_ID": "a", "FLY_APP_NAME": "b"}
    listens("0.0.0.0", config={"bind": "auto"}, env=fly)
    refusal(REFUSAL.format("auto"), auth="none",
            config={"bind": "auto"}, env=fly)
    if not any(os.path.exists(mark) for mark in CONTAINER_MARKS):
        listens("127.0.0.1", "::1", config={"bind": "auto"})


def test_lan_is_every_ipv4_address():
    listens("0.0.0.0", args=["--bind", "lan"])
    listens("0.0.0.0", config={"bind": "lan"})


def test_the_flag_goes_before_the_configuration():
    listens("127.0.0.1", "::1", config={"bind": "lan"}, args=["--bind", "loopback"])


def test_tailnet_is_its_address_and_the_loopback():
    listens(TAILNET, "127.0.0.1", args=["--bind", "tailnet"])


def test_without_a_tailnet_it_is_the_loopback():
    netns.ip(f"addr del {TAILNET}/32 dev near")
    try:
        log = listens("127.0.0.1", "::1", config={"bind": "tailnet"})
        assert "found no tailnet address" in log, log
    finally:
        netns.ip(f"addr add {TAILNET}/32 dev near")


def test_custom_is_that_address_and_the_loopback():
    listens(LAN, "127.0.0.1", config={"bind": "custom", "customBindHost": LAN})
    listens(LAN, "127.0.0.1", config={"bind": LAN})
    listens("127.0.0.1", "::1", config={"bind": "custom", "customBindHost": "127.0.0.1"})


def test_custom_is_nothing_else():
    refusal("gateway bind=custom requested 192.0.2.9 but resolved 0.0.0.0; refusing fallback",
            config={"bind": "custom", "customBindHost": "192.0.2.9"})
    refusal("gateway.bind=custom requires gateway.customBindHost", config={"bind": "custom"})
    refusal("gateway.bind=custom requires a valid IPv4 customBindHost (got gate)",
            config={"bind": "custom", "customBindHost": "gate"})


def test_a_mode_that_is_none_is_refused():
    refusal('Invalid --bind (use "loopback", "lan", "tailnet", "auto", or "custom")',
            args=["--bind", "wide"])


def test_nothing_is_bound_beyond_the_loopback_without_a_secret():
    for mode, extra in (("lan", {}), ("tailnet", {}), ("custom", {"customBindHost": LAN})):
        refusal(REFUSAL.format(mode), "OPENCLAW_GATEWAY_TOKEN/OPENCLAW_GATEWAY_PASSWORD",
                config={"bind": mode, **extra}, auth="none")


def test_nothing_configured_is_no_secret():
    refusal(REFUSAL.format("lan"), auth=None, args=["--bind", "lan"])


def test_a_secret_of_the_command_line_is_one():
    listens("0.0.0.0", auth=None, args=["--bind", "lan", "--token", "t"])


def refused_page(gw, origin):
    with gw.client(headers={"Origin": origin}, host=LAN) as client:
        error = tap.raises(rpc.RpcError, client.connect, token="tok", mode="webchat",
                           client_id="openclaw-control-ui")
        return error.details["code"]


def test_pages_of_this_machine_pass_the_check_of_origins():
    with Gateway(args=["--bind", "lan"]) as gw:
        tap.equal(refused_page(gw, f"http://127.0.0.1:{gw.port}"),
                  "CONTROL_UI_DEVICE_IDENTITY_REQUIRED")
        tap.equal(refused_page(gw, "http://192.0.2.66"), "CONTROL_UI_ORIGIN_NOT_ALLOWED")


if __name__ == "__main__":
    netns.enter(f"{LAN}/24", f"{TAILNET}/32")
    tap.main(globals())
