#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A token that is refused: which one was sent, which one would be right, and how to set it. Never
# the token itself.
from command_line import Home
from fake_gateway import FakeGateway, Refusal
from support import tap


def strict(params):
    if "auth" not in params:
        raise Refusal("INVALID_REQUEST", "unauthorized: gateway token missing",
                      "AUTH_TOKEN_MISSING")
    raise Refusal("INVALID_REQUEST", "unauthorized: gateway token mismatch", "AUTH_TOKEN_MISMATCH")


def refusal(home, gateway_config, *words, remote=False, **env):
    """What is said when a gateway takes nothing; `remote`: it is that of gateway.remote."""
    with FakeGateway(hello=strict) as gateway:
        config = {"gateway": gateway_config}
        if remote:
            config["gateway"] = gateway_config | {
                "mode": "remote", "remote": {"url": gateway.url} | gateway_config.get("remote", {})}
        home.write_config(config)
        env.setdefault("OPENCLAW_GATEWAY_PORT", str(gateway.port))
        outcome = home.run("gateway", "health", *words, **env)
    home.write_config({})
    tap.equal((outcome.status, outcome.out), (1, ""))
    assert "secret-" not in outcome.err, outcome.err
    return outcome.err


def holds(text, *lines):
    for line in lines:
        assert line in text.splitlines(), text


def test_in_remote_mode_the_token_of_the_own_gateway_is_not_sent_and_that_is_said(home):
    said = refusal(home, {"auth": {"token": "secret-a"}}, remote=True)
    holds(said, "No token and no password was sent: gateway.remote.token is not set.",
          "gateway.auth.token holds another one: that of this machine's own gateway.",
          "Set it to what the other gateway has as gateway.auth.token, or pass --token:",
          "  openclaw config set gateway.remote.token <token>")


def test_in_remote_mode_the_two_tokens_are_told_apart(home):
    said = refusal(home, {"auth": {"token": "secret-a"}, "remote": {"token": "secret-b"}},
                   remote=True)
    holds(said, "Sent was gateway.remote.token.",
          "gateway.auth.token holds another one: that of this machine's own gateway.",
          "Right is what the other gateway has as gateway.auth.token. Set it here:",
          "  openclaw config set gateway.remote.token <token>")
    said = refusal(home, {}, remote=True)
    holds(said, "No token and no password was sent: gateway.remote.token is not set.")
    same = refusal(home, {"auth": {"token": "secret-a"}, "remote": {"token": "secret-a"}},
                   remote=True)
    assert "holds another one" not in same, same


def test_the_environment_in_front_of_the_configuration_is_named(home):
    said = refusal(home, {"remote": {"token": "secret-b"}}, remote=True,
                   OPENCLAW_GATEWAY_TOKEN="secret-e")
    holds(said, "Sent was OPENCLAW_GATEWAY_TOKEN.",
          "gateway.remote.token holds another one; it comes behind and was not sent.")


def test_at_home_the_token_of_the_remote_is_no_help(home):
    said = refusal(home, {"remote": {"token": "secret-b"}})
    holds(said, "Sent was gateway.remote.token.",
          "It was sent because gateway.auth.token is not set. Set it:",
          "  openclaw config set gateway.auth.token <token>")
    said = refusal(home, {"auth": {"token": "secret-a"}, "remote": {"token": "secret-b"}})
    holds(said, "Sent was gateway.auth.token.",
          "gateway.remote.token holds another one: that for gateway.mode=remote.",
          "one was set. Restart it.")


def test_passwords_are_called_so(home):
    said = refusal(home, {"auth": {"mode": "password", "password": "secret-a"},
                          "remote": {"password": "secret-b"}}, remote=True)
    holds(said, "Sent was gateway.remote.password.",
          "  openclaw config set gateway.remote.password <password>")


def test_nothing_at_all_is_told_as_before(home):
    holds(refusal(home, {}), "Pass --token or --password, or set OPENCLAW_GATEWAY_TOKEN.")
    holds(refusal(home, {"auth": {"token": "secret-a"}}, "--token", "secret-f"),
          "Sent was --token.",
          "gateway.auth.token holds another one; it comes behind and was not sent.")


tap.main(globals(), Home)
