#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the commands say when no gateway runs, or when something else has its port.
import contextlib
import json
import socket

from command_line import Home
from support import tap


def refusal(home):
    return (f"connect ECONNREFUSED 127.0.0.1:{home.port}\n"
            "No gateway runs there. Start it with: openclaw gateway run\n")


@contextlib.contextmanager
def squatter(answer=None):
    """A server on a free port that is no gateway; it says `answer`, or nothing at all."""
    import threading
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            with contextlib.suppress(OSError):
                peer, _ = listener.accept()
                with peer:
                    peer.recv(65536)
                    if answer:
                        peer.sendall(answer)
                    else:
                        peer.recv(65536)
        threading.Thread(target=serve, daemon=True).start()
        yield str(listener.getsockname()[1])


def test_call_health_and_agent_name_the_remedy_and_fail(home):
    for prefix, arguments in (("Gateway call failed: ", ("gateway", "call", "health")),
                              ("Gateway call failed: ", ("gateway", "call", "health", "--json")),
                              ("Gateway health failed: ", ("gateway", "health")),
                              ("Agent run failed: ", ("agent", "--message", "hi"))):
        outcome = home.run(*arguments)
        tap.equal((outcome.status, outcome.out), (1, ""), f"{arguments}")
        tap.equal(outcome.err, prefix + refusal(home), f"{arguments}")


def test_status_says_no_and_succeeds(home):
    outcome = home.run("gateway", "status")
    tap.equal((outcome.status, outcome.err), (0, ""))
    assert outcome.out.startswith(
        f"Gateway Status\n--------------\nRunning: No\nPort: {home.port}\nBind: loopback\n\n")
    for line in (f"Config (cli): {home.config_path} (not there)",
                 f"Gateway: bind=loopback (127.0.0.1), port={home.port} (OPENCLAW_GATEWAY_PORT)",
                 f"Probe target: ws://127.0.0.1:{home.port}", "Runtime: stopped",
                 "RPC probe: failed", f"  connect ECONNREFUSED 127.0.0.1:{home.port}"):
        assert line in outcome.out.splitlines(), f"no line {line!r} in\n{outcome.out}"
    assert "Listening" not in outcome.out


def test_status_as_json_is_nothing_but_json(home):
    outcome = home.run("gateway", "status", "--json")
    tap.equal((outcome.status, outcome.err), (0, ""))
    facts = json.loads(outcome.out)
    tap.equal((facts["running"], facts["rpc"]["ok"], facts["port"]["status"]),
              (False, False, "free"))
    tap.equal(facts["config"]["cli"], {"path": home.config_path, "exists": False, "valid": True})
    tap.equal(facts["service"]["runtime"]["status"], "stopped")
    tap.equal(facts["rpc"]["error"].splitlines()[0], f"connect ECONNREFUSED 127.0.0.1:{home.port}")


def test_status_that_requires_an_answer_fails_without_one(home):
    outcome = home.run("gateway", "status", "--require-rpc")
    tap.equal(outcome.status, 1)
    assert "Running: No" in outcome.out
    tap.equal(home.run("gateway", "status", "--require-rpc", "--no-probe").status, 1)


def test_status_without_probe_does_not_connect(home):
    with squatter() as port:
        outcome = home.run("gateway", "status", "--no-probe", OPENCLAW_GATEWAY_PORT=port)
        tap.equal(outcome.status, 0)
        assert "RPC probe: skipped" in outcome.out
        assert "Running: No" in outcome.out


def test_a_broken_configuration_is_named_with_line_and_column(home):
    problem = f"{home.config_path}: JSON5: invalid character 'j' at 2:4"
    home.write_config("{\n a:j}")
    outcome = home.run("gateway", "health")
    tap.equal((outcome.status, outcome.err), (1, f"Gateway health failed: {problem}\n"))
    outcome = home.run("gateway", "status")
    tap.equal(outcome.status, 0)
    assert f"Config problem: {problem}" in outcome.out, outcome.out
    cli = json.loads(home.run("gateway", "status", "--json").out)["config"]["cli"]
    tap.equal((cli["exists"], cli["valid"], cli["issues"][0]["message"]), (True, False, problem))
    home.write_config("{}")


def test_a_web_server_on_the_port_is_recognised(home):
    with squatter(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as port:
        outcome = home.run("gateway", "health", OPENCLAW_GATEWAY_PORT=port)
        tap.equal((outcome.status, outcome.err),
                  (1, f"Gateway health failed: 127.0.0.1:{port} is no gateway: it answers, but "
                      "not with a WebSocket\n"))


def test_a_silent_server_does_not_hold_a_command_beyond_its_timeout(home):
    with squatter() as port:
        outcome = home.run("gateway", "health", "--timeout", "300", OPENCLAW_GATEWAY_PORT=port)
        tap.equal((outcome.status, outcome.err),
                  (1, f"Gateway health failed: connect ETIMEDOUT 127.0.0.1:{port}\n"))


def test_status_names_whoever_else_has_the_port(home):
    with squatter() as port:
        outcome = home.run("gateway", "status", "--timeout", "300", OPENCLAW_GATEWAY_PORT=port)
        listening = next(line for line in outcome.out.splitlines() if "Listening" in line)
        assert listening.startswith(f"Listening: 127.0.0.1:{port} (python"), listening


def test_an_unknown_host_is_named(home):
    outcome = home.run("gateway", "health", "--url", "ws://no-such-host.invalid", "--token", "t",
                       OPENCLAW_ALLOW_INSECURE_PRIVATE_WS="1")
    tap.equal(outcome.status, 1)
    assert outcome.err.startswith(
        "Gateway health failed: cannot resolve no-such-host.invalid: "), outcome.err


tap.main(globals(), Home)
