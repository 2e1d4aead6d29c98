#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Help of every level, and what happens to a command line that is wrong.
from command_line import Home
from support import tap

LEVELS = {(): ["gateway", "agent", "config", "logs", "plugins", "status", "health", "system",
                "cron", "devices", "nodes", "qr", "approvals", "channels", "models", "completion",
                "--profile", "--dev"],
          ("status",): ["--json", "--url", "--timeout"],
          ("health",): ["--json", "--url", "--timeout"],
          ("system",): ["presence", "event", "heartbeat"],
          ("system", "event"): ["--text", "--mode", "--json"],
          ("system", "heartbeat"): ["last", "enable", "disable"],
          ("cron",): ["list", "status"],
          ("cron", "list"): ["--all", "--json"],
          ("channels", "status"): ["--probe", "--json"],
          ("models", "list"): ["--json"],
          ("gateway",): ["run", "status", "health", "call", "--port"],
          ("gateway", "run"): ["--port", "--auth", "--token", "--password", "--allow-unconfigured",
                              "--ws-log", "--compact", "--tailscale", "--tailscale-reset-on-exit",
                              "--force", "--dev", "--reset", "--bind"],
          ("gateway", "status"): ["--json", "--require-rpc", "--no-probe", "--deep", "--timeout"],
          ("gateway", "health"): ["--json", "--url", "--token", "--password", "--timeout"],
          ("gateway", "probe"): ["--json", "--url", "--token", "--password", "--timeout", "--ssh"],
          ("gateway", "call"): ["--params", "--json", "--expect-final", "<method>"],
          ("agent",): ["--message", "--session-key", "--session-id", "--thinking", "--json"],
          ("config",): ["file", "get", "set", "unset", "validate"],
          ("config", "get"): ["--json", "<path>"],
          ("config", "set"): ["--strict-json", "<path> <value>"],
          ("config", "validate"): ["--json"],
          ("logs",): ["--limit", "--tail", "--follow", "--level", "--json", "--plain", "--url"],
          ("devices",): ["list", "approve", "reject", "remove", "rotate", "revoke", "clear"],
          ("devices", "list"): ["--json", "--url", "--token", "--password", "--timeout"],
          ("devices", "approve"): ["[<request>]", "--latest", "--json"],
          ("devices", "reject"): ["<request>", "--json"],
          ("devices", "remove"): ["<device>", "--json"],
          ("devices", "rotate"): ["--device", "--role", "--scope", "--json"],
          ("devices", "revoke"): ["--device", "--role", "--json"],
          ("devices", "clear"): ["--yes", "--pending", "--json"],
          ("nodes",): ["status", "list", "describe", "pending", "approve", "reject", "pair",
                       "remove", "rename", "invoke", "run", "canvas", "notify", "camera",
                       "location"],
          ("nodes", "list"): ["--connected", "--last-connected", "--json", "--url", "--token"],
          ("nodes", "status"): ["--connected", "--last-connected", "--json", "--timeout"],
          ("nodes", "approve"): ["<request>", "--json", "--timeout"],
          ("nodes", "pair"): ["list", "approve", "reject"],
          ("nodes", "rename"): ["--node", "--name", "--json"],
          ("nodes", "invoke"): ["--node", "--command", "--params", "--invoke-timeout",
                                "--idempotency-key", "--json", "--password"],
          ("nodes", "run"): ["[<command>...]", "--node", "--raw", "--cwd", "--env", "--agent",
                             "--security", "--ask", "--command-timeout", "--invoke-timeout",
                             "--needs-screen-recording"],
          ("nodes", "canvas"): ["present", "hide", "navigate", "eval", "snapshot", "a2ui"],
          ("nodes", "camera"): ["list", "snap"],
          ("nodes", "camera", "snap"): ["--facing", "--device-id", "--delay-ms", "--max-width"],
          ("nodes", "location", "get"): ["--max-age", "--accuracy", "--location-timeout"],
          ("nodes", "canvas", "present"): ["--target", "--x", "--y", "--width", "--height"],
          ("nodes", "canvas", "eval"): ["[<code>]", "--js"],
          ("nodes", "canvas", "snapshot"): ["--format", "--max-width", "--quality"],
          ("nodes", "canvas", "a2ui"): ["push", "reset"],
          ("nodes", "canvas", "a2ui", "push"): ["--jsonl", "--text", "--invoke-timeout"],
          ("qr",): ["--remote", "--url", "--public-url", "--token", "--password", "--limited",
                    "--voice-node", "--setup-code-only", "--no-ascii", "--json", "--timeout"],
          ("approvals",): ["get", "set", "allowlist"],
          ("approvals", "get"): ["--node", "--gateway", "--json", "--url", "--token", "--timeout"],
          ("approvals", "set"): ["--file", "--stdin", "--node", "--json"],
          ("approvals", "allowlist"): ["add", "remove"],
          ("approvals", "allowlist", "add"): ["<pattern>", "--agent", "--node", "--json"],
          ("approvals", "allowlist", "remove"): ["<pattern>", "--agent", "--node", "--json"],
          ("plugins",): ["list", "info", "check"],
          ("plugins", "list"): ["--json"],
          ("plugins", "info"): ["--json", "<id>"],
          ("plugins", "check"): ["<file.so>"]}


def refused(home, *arguments, **env):
    outcome = home.run(*arguments, **env)
    tap.equal((outcome.status, outcome.out), (1, ""), f"{arguments}")
    return outcome.err


def test_every_level_has_a_help_that_names_what_there_is(home):
    for words, names in LEVELS.items():
        outcome = home.run(*words, "--help")
        tap.equal((outcome.status, outcome.err), (0, ""), f"{words}")
        usage = " ".join(["Usage: openclaw", *words])
        assert outcome.out.startswith(usage + " [options]"), outcome.out
        for name in names:
            assert name in outcome.out, f"{words} does not name {name}:\n{outcome.out}"
        tap.equal(home.run(*words, "-h").out, outcome.out)


def test_no_line_of_help_is_wider_than_a_terminal(home):
    for words in LEVELS:
        for line in home.run(*words, "--help").out.splitlines():
            assert len(line) <= 80, line


def test_help_is_a_command_as_well(home):
    tap.equal(home.run("help", "gateway", "call").out, home.run("gateway", "call", "--help").out)
    tap.equal(home.run("help").out, home.run("--help").out)


def test_without_a_word_the_program_shows_its_help(home):
    tap.equal(home.run().out, home.run("--help").out)


def test_the_version_is_a_bare_number(home):
    outcome = home.run("--version")
    tap.equal((outcome.status, outcome.err), (0, ""))
    assert outcome.out.count(".") == 2 and outcome.out.replace(".", "").strip().isdigit(), outcome
    tap.equal(home.run("-V").out, outcome.out)


def test_an_unknown_command_suggests_the_nearest(home):
    tap.equal(refused(home, "gateways"),
              "error: unknown command 'gateways'\nDid you mean gateway?\n"
              "Run `openclaw --help` to see what there is.\n")
    tap.equal(refused(home, "gateway", "frobnicate"),
              "error: unknown command 'frobnicate'\n"
              "Run `openclaw gateway --help` to see what there is.\n")


def test_an_unknown_option_suggests_the_nearest(home):
    tap.equal(refused(home, "gateway", "call", "health", "--tokn=x"),
              "error: unknown option '--tokn'\nDid you mean --token?\n"
              "Run `openclaw gateway call --help` to see what there is.\n")
    assert refused(home, "gateway", "health", "-x").startswith("error: unknown option '-x'\n")


def test_an_option_of_another_command_is_refused(home):
    err = refused(home, "gateway", "--allow-unconfigured", "health")
    assert err.startswith("error: unknown option '--allow-unconfigured'\n"), err


def test_missing_and_superfluous_words_are_named(home):
    assert refused(home, "gateway", "call").startswith("error: missing argument <method>\n")
    assert refused(home, "gateway", "call", "a", "b").startswith("error: unexpected argument 'b'\n")
    assert refused(home, "gateway", "call", "x", "--params").startswith(
        "error: option '--params <json>' needs a value\n")
    assert refused(home, "gateway", "call", "x", "--json=1").startswith(
        "error: option '--json' takes no value\n")


def test_bad_values_are_refused_with_an_example(home):
    port = "Invalid --port. Use a port number from 1 to 65535, for example 18789.\n"
    for value in ("0", "65536", "x", "80x", "", "-1"):
        tap.equal(refused(home, "gateway", "run", f"--port={value}"), port, value)
    tap.equal(refused(home, "gateway", "--port", "x"), port)
    tap.equal(refused(home, "gateway", "--port", "x", "run"), port)
    tap.equal(refused(home, "gateway", "run", "--auth", "magic"),
              'Invalid --auth (use "none", "token", "password", or "trusted-proxy")\n')
    assert refused(home, "gateway", "health", "--timeout", "0").startswith(
        "Gateway health failed: Invalid --timeout. Use a whole number from 1 to ")


def test_params_must_be_a_json_object(home):
    tap.equal(refused(home, "gateway", "call", "x", "--params", "[1]"),
              "Gateway call failed: --params must be a JSON object, for example "
              "'{\"limit\":10}'\n")
    assert refused(home, "gateway", "call", "x", "--params", "{").startswith(
        "Gateway call failed: --params: invalid JSON at line 1 column 2: ")


def test_a_level_of_thinking_is_one_of_those_there_are(home):
    tap.equal(refused(home, "agent", "--message", "x", "--thinking", "nonsense"),
              'error: invalid --thinking "nonsense"; use one of: off minimal low medium high xhigh '
              "adaptive max\n")


def test_an_agent_needs_a_message(home):
    tap.equal(refused(home, "agent"),
              "error: what should the agent hear? Give it with --message <text>.\n")


def test_a_gateway_without_configuration_does_not_start(home):
    assert "Missing config." in refused(home, "gateway", "run")


tap.main(globals(), Home)
