#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `config file`, `get`, `set`, `unset` and `validate`: what they print and how they exit.
import json
import os
import stat

from command_line import Home
from support import tap

HIDDEN = "__OPENCLAW_REDACTED__"
APPLY = "Restart the gateway to apply.\n"


def ok(home, *arguments, **env):
    outcome = home.run("config", *arguments, **env)
    tap.equal((outcome.status, outcome.err), (0, ""), f"{arguments}")
    return outcome.out


def refused(home, *arguments, **env):
    outcome = home.run("config", *arguments, **env)
    tap.equal((outcome.status, outcome.out), (1, ""), f"{arguments}")
    return outcome.err


def without_file(home):
    for name in os.listdir(home.state_dir):
        os.unlink(os.path.join(home.state_dir, name))


def stored(home):
    with open(home.config_path, encoding="utf-8") as source:
        config = json.load(source)
    assert config.pop("meta")["lastTouchedAt"].endswith("Z")
    return config


def test_file_prints_where_it_is_with_a_tilde(home):
    tap.equal(ok(home, "file"), "~/state/openclaw.json\n")
    tap.equal(ok(home, "file", OPENCLAW_CONFIG_PATH="/etc/oc.json"), "/etc/oc.json\n")


def test_set_writes_json5_or_text_and_says_so(home):
    without_file(home)
    tap.equal(ok(home, "set", "gateway.port", "19001"), f"Updated gateway.port. {APPLY}")
    ok(home, "set", "gateway.mode", "local")
    ok(home, "set", "gateway.controlUi.allowedOrigins", "['https://a.b', ]")
    ok(home, "set", "agents.list[0].id", "main")
    ok(home, "set", "agents.list[0].default", "true")
    ok(home, "set", "gateway.auth.token", "--", "-dash")
    tap.equal(stored(home), {
        "gateway": {"port": 19001, "mode": "local", "auth": {"token": "-dash"},
                    "controlUi": {"allowedOrigins": ["https://a.b"]}},
        "agents": {"list": [{"id": "main", "default": True}]}})
    tap.equal(stat.S_IMODE(os.stat(home.config_path).st_mode), 0o600)


def test_writing_makes_the_state_directory_private(home):
    os.chmod(home.state_dir, 0o755)
    ok(home, "set", "gateway.mode", "local")
    tap.equal(stat.S_IMODE(os.stat(home.state_dir).st_mode), 0o700)


def test_set_refuses_what_the_gateway_would_refuse_and_writes_nothing(home):
    without_file(home)
    tap.equal(refused(home, "set", "gateway.bind", "wide"),
              "Error: Config validation failed: gateway.bind: Invalid input (allowed: \"auto\", "
              "\"lan\", \"loopback\", \"custom\", \"tailnet\")\n")
    tap.equal(refused(home, "set", "gateway.port", "abc"),
              "Error: Config validation failed: gateway.port: Invalid input: expected number, "
              "received string\n")
    tap.equal(refused(home, "set", "bogus", "1"),
              "Error: Config validation failed: <root>: Unrecognized key: \"bogus\"\n")
    tap.equal(refused(home, "set", "plugins.entries.agent.config.model", "none"),
              "Error: Config validation failed: plugins.entries.agent.config: at /model: must "
              "match pattern \"^[^/]+/.+$\"\n")
    assert not os.path.exists(home.config_path)


def test_a_restriction_that_is_not_obeyed_is_neither_written_nor_valid(home):
    for key, value in (("plugins.deny", '["x"]'), ("gateway.roles", "{}"),
                       ("plugins.enabled", "false")):
        home.write_config({})
        outcome = home.run("config", "set", key, value)
        tap.equal(outcome.status, 1, key)
        assert "restricts access and is not supported by this build; " in outcome.err, outcome.err
        tap.equal(home.run("config", "get", key).status, 1, key)
    home.write_config({"plugins": {"deny": ["x"]}})
    outcome = home.run("config", "validate")
    tap.equal(outcome.status, 1)
    assert "plugins.deny: restricts access" in outcome.err + outcome.out, outcome


def test_strict_json_takes_no_plain_text(home):
    without_file(home)
    for flag in ("--strict-json", "--json"):
        err = refused(home, "set", "gateway.mode", "local", flag)
        assert err.startswith("Error: Failed to parse the value: JSON5: invalid character 'l'"), err
    ok(home, "set", "gateway.mode", "'local'", "--strict-json")
    tap.equal(stored(home), {"gateway": {"mode": "local"}})


def test_get_prints_scalars_plain_and_objects_as_json(home):
    home.write_config("{gateway: {port: 1, mode: 'local', auth: {mode: 'none'}}, // mine\n}")
    tap.equal(ok(home, "get", "gateway.port"), "1\n")
    tap.equal(ok(home, "get", "gateway.mode"), "local\n")
    tap.equal(ok(home, "get", "gateway.mode", "--json"), "\"local\"\n")
    tap.equal(ok(home, "get", "gateway.auth"), "{\n  \"mode\": \"none\"\n}\n")
    tap.equal(refused(home, "get", "nope.x"), "Config path not found: nope.x\n")
    assert refused(home, "get", "a..b").startswith("Invalid path: a..b\nA path is keys with dots")


def test_get_hides_secrets_wherever_they_come_from(home):
    home.write_config({"gateway": {"auth": {"token": "geheim", "password": "${PASS}"}},
                       "models": {"providers": {"x": {"apiKey": "geheim"}}}})
    out = ok(home, "get", "gateway", PASS="geheim")
    tap.equal(json.loads(out)["auth"], {"token": HIDDEN, "password": HIDDEN})
    tap.equal(json.loads(ok(home, "get", "gateway"))["auth"]["password"], "${PASS}")
    tap.equal(ok(home, "get", "gateway.auth.token"), HIDDEN + "\n")
    assert "geheim" not in ok(home, "get", "models")


def test_get_hides_what_stands_below_a_secret(home):
    home.write_config({"models": {"providers": {"lan": {
        "baseUrl": "http://10.0.0.1/v1", "models": [], "headers": {"x-key": "HDR-SECRET"}}}}})
    for path in ("models.providers.lan.headers.x-key", 'models.providers.lan.headers["x-key"]'):
        outcome = home.run("config", "get", path)
        tap.equal((outcome.status, outcome.out), (0, "__OPENCLAW_REDACTED__\n"), path)


def test_what_is_said_to_be_written_by_several_is_there(home):
    names = [f"K{number}" for number in range(12)]
    writers = {name: home.start("config", "set", f"env.vars.{name}", "v") for name in names}
    done = []
    for name, process in writers.items():
        process.communicate(timeout=20 * tap.FACTOR)
        if process.returncode == 0:
            done.append(name)
    assert done, "nobody had a turn"
    with open(home.config_path, encoding="utf-8") as source:
        tap.equal(sorted(json.load(source)["env"]["vars"]), sorted(done))


def test_a_hidden_secret_is_not_written_back(home):
    home.write_config({"gateway": {"auth": {"token": "geheim"}}})
    err = refused(home, "set", "gateway.auth", json.dumps({"token": HIDDEN}))
    assert err.startswith(f"Error: the value holds {HIDDEN}, which stands for a secret"), err


def test_unset_takes_away_and_says_so(home):
    home.write_config({"gateway": {"port": 1, "mode": "local"}})
    tap.equal(ok(home, "unset", "gateway.port"), f"Removed gateway.port. {APPLY}")
    tap.equal(stored(home), {"gateway": {"mode": "local"}})
    tap.equal(refused(home, "unset", "gateway.port"), "Config path not found: gateway.port\n")


def test_what_an_included_file_sets_is_edited_there(home):
    home.write_config("{$include: './more.json5', gateway: {mode: 'local'}}")
    with open(os.path.join(home.state_dir, "more.json5"), "w", encoding="utf-8") as out:
        out.write("{gateway: {port: 7777}}")
    tap.equal(ok(home, "get", "gateway.port"), "7777\n")
    err = refused(home, "unset", "gateway.port")
    assert "included file" in err and "more.json5" in err, err
    ok(home, "set", "gateway.port", "8888")
    tap.equal(ok(home, "get", "gateway.port"), "8888\n")
    tap.equal(stored(home)["$include"], "./more.json5")


def test_validate_says_yes_or_names_every_place(home):
    home.write_config("{gateway: {mode: 'local'}}")
    tap.equal(ok(home, "validate"), "Config valid: ~/state/openclaw.json\n")
    tap.equal(json.loads(ok(home, "validate", "--json")),
              {"valid": True, "path": home.config_path})
    home.write_config("{gateway: {bogus: 1, mode: 'far'}}")
    err = refused(home, "validate")
    assert err.startswith("Config invalid: ~/state/openclaw.json\n  - gateway.mode: Invalid input "
                          "(allowed: \"local\", \"remote\")\n  - gateway: Unrecognized key: "
                          "\"bogus\"\n"), err
    outcome = home.run("config", "validate", "--json")
    tap.equal((outcome.status, outcome.err), (1, ""))
    tap.equal(json.loads(outcome.out), {
        "valid": False, "path": home.config_path,
        "issues": [{"path": "gateway.mode", "message": "Invalid input (allowed: \"local\", "
                    "\"remote\")", "allowedValues": ["local", "remote"]},
                   {"path": "gateway", "message": "Unrecognized key: \"bogus\""}]})


def test_validate_names_line_and_column_of_a_broken_text(home):
    home.write_config("{\n  gateway: }")
    err = refused(home, "validate")
    assert f"{home.config_path}: JSON5: invalid character '}}' at 2:12" in err, err


def test_validate_without_a_file_says_so(home):
    without_file(home)
    tap.equal(refused(home, "validate"), "Config file not found: ~/state/openclaw.json\n")


def test_validate_warns_of_what_is_missing(home):
    home.write_config("{gateway: {auth: {token: '${NOT_SET_ANYWHERE}'}}}")
    out = ok(home, "validate")
    assert "Warning: missing env var \"NOT_SET_ANYWHERE\" at gateway.auth.token" in out, out


def test_validate_says_what_a_start_would_refuse(home):
    home.write_config({"gateway": {"bind": "lan"}})
    out = ok(home, "validate")
    assert "Warning: a gateway started here would refuse it: Refusing to bind gateway to" in out
    home.write_config({"gateway": {"auth": {"token": "a", "password": "b"}}})
    assert "would refuse it: Both a gateway token and a password are set." in ok(home, "validate")
    home.write_config({"meta": {"lastTouchedVersion": "2999.1.1"}})
    assert "Warning: Config was last written by a newer OpenClaw (2999.1.1)" in ok(home, "validate")


def test_a_gateway_does_not_start_with_an_invalid_config(home):
    home.write_config("{gateway: {mode: 'local', bogus: 1}}")
    outcome = home.run("gateway", "run")
    tap.equal((outcome.status, outcome.out), (1, ""))
    tap.equal(outcome.err, "Config invalid\nFile: ~/state/openclaw.json\nProblem:\n"
              "  - gateway: Unrecognized key: \"bogus\"\n\nRun: openclaw config validate\n")
    tap.equal(home.run("gateway", "run", OPENCLAW_SERVICE_MARKER="openclaw").status, 78)


def test_a_config_that_is_read_only_is_not_written(home):
    without_file(home)
    for name in ("OPENCLAW_NIX_MODE", "OPENCLAW_CONFIG_READONLY"):
        err = refused(home, "set", "gateway.mode", "local", **{name: "1"})
        assert err.startswith("Error: ") and name in err, err
    assert not os.path.exists(home.config_path)


tap.main(globals(), Home)
