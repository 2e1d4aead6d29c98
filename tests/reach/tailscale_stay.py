#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A route that is to stay when the gateway has gone: it is looked at each 30 s, so what may become
# of it comes to six gateways side by side.
from support import tap
from support.tailnet import HOST, Tailnet, await_state, proxied, served, state

STAYS = {"gateway": {"tailscale": {"mode": "serve", "resetOnExit": False}}}
LOOK = "serve status --json"
LONG = 40  # until a look has come to something


class Watched:
    def __init__(self):
        self.running = {}

    def __enter__(self):
        for what in ("lost", "foreign", "funnel", "denied", "slow", "away"):
            net = Tailnet()
            if what == "denied":
                net.set("deny")
            self.running[what] = net, served(net, STAYS).start()
        for what, (net, gw) in self.running.items():
            gw.await_log("serve enabled")
            self.change(what, net, gw)
        return self

    @staticmethod
    def change(what, net, gw):
        if what == "lost":
            net.know("serve", {})
        elif what == "foreign":
            net.know("serve", proxied("http://127.0.0.1:3000"))
        elif what == "funnel":
            net.know("serve", {**net.routes(), "AllowFunnel": {HOST + ":443": True}})
        elif what == "slow":
            net.set("hang-once-serve")
        elif what == "away":
            net.set("down")

    def __exit__(self, *_):
        for net, gw in self.running.values():
            gw.__exit__(None, None, None)
            net.__exit__()
        return False


def leads_to(net, gw):
    tap.equal(net.routes()["Web"][HOST + ":443"]["Handlers"]["/"]["Proxy"],
              f"http://127.0.0.1:{gw.port}")


@tap.timeout(60)
def test_a_route_that_was_taken_away_is_said_and_claimed_again(all_of):
    net, gw = all_of.running["lost"]
    gw.await_log("serve failed: the route was lost: somebody has taken it away", seconds=LONG)
    gw.await_log("serve enabled", times=2)
    leads_to(net, gw)
    tap.equal(state(gw)["state"], "active")
    # Once before it was claimed, once when it was found lost, and once before it was claimed again.
    tap.equal(net.words().count(LOOK), 3)


@tap.timeout(60)
def test_a_route_that_somebody_else_has_put_there_is_said_and_left_alone(all_of):
    net, gw = all_of.running["foreign"]
    gw.await_log("serve failed: port 443 of Tailscale is taken: ", "http://127.0.0.1:3000",
                 seconds=LONG)
    found = await_state(gw, net, "failed")
    assert "when nobody needs it: tailscale serve" in found["error"], found
    tap.equal(net.routes(), proxied("http://127.0.0.1:3000"))
    with gw.connected() as client:
        error = tap.raises(Exception, client.call, "device.pair.setupCode", {"includeQr": False})
        assert "openclaw gateway status" in str(error), error
    net.know("serve", {})
    gw.await_log("serve enabled", times=2, seconds=10)
    leads_to(net, gw)


@tap.timeout(60)
def test_a_route_that_was_made_a_funnel_is_none_again(all_of):
    net, gw = all_of.running["funnel"]
    gw.await_log("serve failed: the route was changed: it is a Funnel now", seconds=LONG)
    gw.await_log("serve enabled", times=2)
    tap.equal(net.routes().get("AllowFunnel", {}), {})


@tap.timeout(60)
def test_it_is_looked_at_by_sudo_where_only_root_may(all_of):
    net, gw = all_of.running["denied"]
    looks = lambda: [one for one in net.calls() if " ".join(one["words"]) == LOOK and one["root"]]
    net.wait(lambda: len(looks()) >= 2, "it is not looked at", LONG)
    assert "serve failed" not in gw.log()


@tap.timeout(90)
def test_one_look_that_takes_too_long_is_no_loss(all_of):
    net, gw = all_of.running["slow"]
    net.wait(lambda: net.words().count(LOOK) >= 3, "it is not looked at again", 2 * LONG)
    assert "serve failed" not in gw.log()
    tap.equal(state(gw)["state"], "active")


@tap.timeout(60)
def test_a_daemon_that_has_gone_is_said_and_waited_for(all_of):
    net, gw = all_of.running["away"]
    gw.await_log("serve failed: whether the route is still there is not known: ", "failed to "
                 "connect to local tailscaled", seconds=LONG)
    gw.await_log("waiting for the local Tailscale daemon (daemon not reachable)")
    net.unset("down")
    gw.await_log("serve enabled", times=2)


if __name__ == "__main__":
    tap.main(globals(), Watched)
