#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Which gateway a command speaks to, with which secret, and how it introduces itself.
from command_line import Home
from fake_gateway import FakeGateway, Refusal, plain_hello
from support import tap

TOKEN_IN_CONFIG = {"gateway": {"auth": {"token": "from-config"}}}


def connect_of(home, *arguments, config=None, **env):
    """The params of the `connect` that a command sends to a gateway on the configured port."""
    home.write_config({} if config is None else config)
    with FakeGateway() as gateway:
        env.setdefault("OPENCLAW_GATEWAY_PORT", str(gateway.port))
        words = [word.replace("URL", gateway.url) for word in arguments]
        env = {name: value and value.replace("URL", gateway.url) for name, value in env.items()}
        outcome = home.run(*words, **env)
        tap.equal(outcome.status, 0, outcome.err)
        return gateway.of("connect")[0]


def test_the_stock_command_line_introduces_itself_like_this(home):
    params = connect_of(home, "gateway", "health", "--token", "t")
    version = home.run("--version").out.strip()
    tap.equal(params, {
        "minProtocol": 4, "maxProtocol": 4, "role": "operator", "scopes": ["operator.read"],
        "client": {"id": "cli", "version": version, "platform": "linux", "mode": "cli"},
        "caps": [], "auth": {"token": "t"}})


def test_a_probe_says_so_and_speaks_protocol_3_too(home):
    params = connect_of(home, "gateway", "status", "--token", "t")
    tap.equal((params["client"]["mode"], params["minProtocol"], params["maxProtocol"]),
              ("probe", 3, 4))


def test_a_call_of_any_method_asks_for_all_scopes(home):
    scopes = connect_of(home, "gateway", "call", "x", "--token", "t")["scopes"]
    for scope in ("admin", "read", "write", "approvals", "pairing", "talk.secrets"):
        assert f"operator.{scope}" in scopes, scopes


def test_the_gateway_of_this_machine_is_given_the_secret_that_it_takes_itself(home):
    def token(*arguments, config=TOKEN_IN_CONFIG, **env):
        return connect_of(home, "gateway", "health", *arguments, config=config, **env)["auth"]
    tap.equal(token(), {"token": "from-config"})
    tap.equal(token(OPENCLAW_GATEWAY_TOKEN="from-env"), {"token": "from-config"})
    tap.equal(token(OPENCLAW_GATEWAY_TOKEN="from-env", config={}), {"token": "from-env"})
    tap.equal(token(OPENCLAW_GATEWAY_PASSWORD="from-env", config={}), {"password": "from-env"})
    tap.equal(token("--token", "flag", OPENCLAW_GATEWAY_TOKEN="from-env"), {"token": "flag"})
    tap.equal(token("--password", "flag"), {"password": "flag"})


def test_the_mode_of_the_configuration_picks_the_secret(home):
    def auth(mode):
        both = {"mode": mode, "token": "t", "password": "p"}
        return connect_of(home, "gateway", "health", config={"gateway": {"auth": both}}).get("auth")
    tap.equal(auth("token"), {"token": "t"})
    tap.equal(auth("password"), {"password": "p"})
    tap.equal(auth("none"), None)


def test_an_unresolved_reference_is_no_secret(home):
    config = {"gateway": {"auth": {"token": "${SECRET}"}}}
    tap.equal(connect_of(home, "gateway", "health", config=config).get("auth"), None)


def test_the_port_comes_from_the_environment_or_the_configuration(home):
    with FakeGateway() as gateway:
        home.write_config({"gateway": {"port": gateway.port, "auth": {"token": "t"}}})
        tap.equal(home.run("gateway", "health", OPENCLAW_GATEWAY_PORT=None).status, 0)
        tap.equal(home.run("gateway", "health").status, 1)
        tap.equal(len(gateway.of("connect")), 1)
    outcome = home.run("gateway", "health", OPENCLAW_GATEWAY_PORT="http")
    tap.equal((outcome.status, outcome.err),
              (1, "Gateway health failed: Invalid OPENCLAW_GATEWAY_PORT. Use a port number from 1 "
                  "to 65535, for example 18789.\n"))


def test_remote_mode_takes_url_and_token_of_the_remote(home):
    with FakeGateway() as gateway:
        remote = {"url": gateway.url, "token": "remote"}
        home.write_config({"gateway": {"mode": "remote", "remote": remote,
                                       "auth": {"token": "local"}}})
        tap.equal(home.run("gateway", "health").status, 0)
        tap.equal(gateway.of("connect")[0]["auth"], {"token": "remote"})


def test_a_remote_beside_the_own_gateway_never_gets_its_secret(home):
    with FakeGateway() as remote:
        home.write_config({"gateway": {"mode": "local", "remote": {
            "url": remote.url, "token": "of-remote"}}})
        home.run("gateway", "probe", OPENCLAW_GATEWAY_TOKEN="of-here")
        tokens = {params.get("auth", {}).get("token") for params in remote.of("connect")}
        tap.equal(tokens, {"of-remote"})


def test_an_address_by_hand_never_gets_a_saved_secret(home):
    home.write_config(TOKEN_IN_CONFIG)
    with FakeGateway() as gateway:
        outcome = home.run("gateway", "health", "--url", gateway.url, OPENCLAW_GATEWAY_TOKEN="e")
        tap.equal((outcome.status, outcome.err),
                  (1, "Gateway health failed: --url needs a secret beside it: pass --token or "
                      "--password.\nSaved credentials are not sent to an address given by hand.\n"))
        tap.equal(home.run("gateway", "health", OPENCLAW_GATEWAY_URL=gateway.url).status, 1)
        tap.equal(gateway.requests, [])
    params = connect_of(home, "gateway", "health", OPENCLAW_GATEWAY_URL="URL",
                        OPENCLAW_GATEWAY_TOKEN="from-env", config=TOKEN_IN_CONFIG)
    tap.equal(params["auth"], {"token": "from-env"})
    params = connect_of(home, "gateway", "health", "--url", "URL", "--token", "flag")
    tap.equal(params["auth"], {"token": "flag"})


def test_the_path_of_an_address_is_kept(home):
    with FakeGateway() as gateway:
        for path, asked in (("", "/"), ("/gw/ws?a=b", "/gw/ws?a=b")):
            outcome = home.run("gateway", "health", "--url", gateway.url + path, "--token", "t")
            tap.equal((outcome.status, gateway.peers[-1].path), (0, asked))


def test_remote_mode_that_names_no_place_is_refused(home):
    with FakeGateway() as gateway:
        home.write_config({"gateway": {"mode": "remote", "remote": {"token": "t"}}})
        outcome = home.run("gateway", "health", OPENCLAW_GATEWAY_PORT=str(gateway.port))
        home.write_config({})
    tap.equal((outcome.status, gateway.requests), (1, []))
    assert "neither gateway.remote.url nor gateway.remote.sshTarget is set" in outcome.err, outcome


def test_urls_that_are_none_are_refused(home):
    for url in ("http://h:1", "ws://", "wss://h:0", "ws://h:0", "ws://h:x", "ws://h:70000",
                "ws://a b:1", "ws://127.1:1", "ws://0x7f.1:1", "ws://2130706433:1",
                "ws://127.0.0.1.:1", "ws://0177.0.0.1:1", "ws://1.2.3.4.5:1", "ws://h;i:1",
                "ws://h.0x1:1"):
        outcome = home.run("gateway", "health", "--url", url, "--token", "t")
        tap.equal((outcome.status, outcome.err),
                  (1, f"Gateway health failed: Invalid gateway url '{url}'. Use ws://host:port or "
                      "wss://host:port, for example ws://127.0.0.1:18789.\n"))


def test_without_a_secret_it_connects_as_a_helper_does(home):
    params = connect_of(home, "gateway", "health")
    tap.equal((params["client"]["id"], params["client"]["mode"]), ("gateway-client", "backend"))
    assert "auth" not in params


def test_a_gateway_that_wants_a_device_is_tried_once_more_as_a_helper(home):
    def hello(params):
        if params["client"]["id"] == "cli":
            raise Refusal("NOT_PAIRED", "device identity required", "DEVICE_IDENTITY_REQUIRED")
        return plain_hello(params)
    with FakeGateway(hello=hello) as gateway:
        tap.equal(home.run("gateway", "health", "--url", gateway.url, "--token", "t").status, 0)
        tap.equal(len(gateway.of("connect")), 2)


def test_a_refused_secret_is_explained(home):
    def hello(_params):
        raise Refusal("INVALID_REQUEST", "unauthorized: gateway token mismatch (hint)",
                      "AUTH_TOKEN_MISMATCH")
    with FakeGateway(hello=hello) as gateway:
        outcome = home.run("gateway", "call", "x", "--url", gateway.url, "--token", "t")
        tap.equal((outcome.status, outcome.err),
                  (1, "Gateway call failed: unauthorized: gateway token mismatch (hint)\n"
                      "The token is not the one of the gateway at "
                      f"{gateway.url}.\nSent was --token.\n"))


tap.main(globals(), Home)
