#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official command line over TLS: it knows this machine's gateway by its certificate file, and
# another's by the fingerprint in its configuration.
import json
import os
import tempfile

from cli_table import Cli
from support import tap, tls
from support.gateway import Gateway


class World:
    """A gateway that speaks TLS, and the command line."""

    def __enter__(self):
        self.cli = Cli("stock")
        self.gateway = Gateway(config=tls.config(), tls=tls.context()).__enter__()
        return self

    def __exit__(self, *error):
        return self.gateway.__exit__(*error)

    def beside(self, *words):
        """What it answers in the gateway's own state directory."""
        return self.cli.run(words, self.cli.environment(
            self.gateway.home, OPENCLAW_STATE_DIR=self.gateway.state_dir,
            OPENCLAW_GATEWAY_PORT=str(self.gateway.port)))

    def from_afar(self, pin, *words):
        """What it answers in remote mode, with that fingerprint in its configuration."""
        remote = {"url": f"wss://127.0.0.1:{self.gateway.port}", "token": self.gateway.token,
                  "tlsFingerprint": pin}
        with tempfile.TemporaryDirectory(prefix="oc-cli-") as home:
            os.makedirs(os.path.join(home, ".openclaw"), mode=0o700)
            with open(os.path.join(home, ".openclaw", "openclaw.json"), "w",
                      encoding="ascii") as out:
                json.dump({"gateway": {"mode": "remote", "remote": remote}}, out)
            return self.cli.run(words, self.cli.environment(home))


@tap.timeout(300)
def test_beside_the_gateway_its_certificate_file_is_trusted(world):
    answer = world.beside("gateway", "call", "health")
    tap.equal(answer.status, 0, answer.text)
    assert tls.shown(world.gateway.port) in answer.stdout, answer.text


@tap.timeout(300)
def test_from_afar_the_fingerprint_lets_it_in(world):
    answer = world.from_afar(tls.shown(world.gateway.port), "gateway", "call", "status")
    tap.equal(answer.status, 0, answer.text)
    assert f'"pid": {world.gateway.pid}' in answer.stdout, answer.text


@tap.timeout(300)
def test_another_fingerprint_keeps_it_out(world):
    answer = world.from_afar("ab" * 32, "gateway", "call", "status")
    tap.equal(answer.status, 1, answer.text)
    assert "fingerprint mismatch" in answer.text, answer.text


tap.main(globals(), World)
