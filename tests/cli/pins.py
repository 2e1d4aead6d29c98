#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# wss://: whose certificate is believed, and what is said of one that is not.
import contextlib
import fcntl
import json
import os
import shutil
import socket
import stat
import time

from command_line import Home
from fake_gateway import FakeGateway
from support import tap, tls
from support.certificate import Certificate
from support.gateway import Gateway


class Pins(Home):
    """A home, and certificates in it: `first`, `renewed` with its key, `other` with another."""

    def __enter__(self):
        super().__enter__()
        self.first = Certificate(self.path, "first")
        self.renewed = Certificate(self.path, "renewed", key_of=self.first)
        self.other = Certificate(self.path, "other")
        return self

    @property
    def keys_file(self):
        return os.path.join(self.state_dir, "state", "tls-keys.json")

    def forget(self):
        if os.path.exists(self.keys_file):
            os.unlink(self.keys_file)

    def health(self, gateway, *words, **env):
        return self.run("gateway", "health", "--url", gateway.url, "--token", "t", *words, **env)

    @contextlib.contextmanager
    def configured(self, config):
        self.write_config(config)
        yield
        self.write_config({})


def refused(outcome, gateway, *texts):
    tap.equal((outcome.status, outcome.out), (1, ""))
    for text in texts:
        assert text in outcome.err, outcome.err
    tap.equal(gateway.requests, [], "something was sent")


def test_who_holds_the_file_of_known_keys_does_not_hold_up_a_command(home):
    with FakeGateway(tls=home.first.server()) as gateway:
        os.makedirs(os.path.dirname(home.keys_file), mode=0o700, exist_ok=True)
        with open(home.keys_file + ".lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            start = time.monotonic()
            outcome = home.health(gateway, "--tls-fingerprint", home.first.fingerprint)
            tap.equal((outcome.status, outcome.err), (0, ""))
            assert time.monotonic() - start < 3 * tap.FACTOR
        assert not os.path.exists(home.keys_file)


def test_a_pinned_certificate_is_enough_however_the_pin_is_written(home):
    pin = home.first.fingerprint
    with FakeGateway(tls=home.first.server()) as gateway:
        for text in (pin, pin.upper(), home.first.shown, home.first.shown.lower(), f"sha256:{pin}",
                     f"SHA256:{home.first.shown}"):
            outcome = home.health(gateway, "--tls-fingerprint", text)
            tap.equal((outcome.status, outcome.err), (0, ""), text)


def test_a_certificate_that_signs_itself_is_never_believed_unasked(home):
    with FakeGateway(tls=home.first.server()) as gateway:
        for _ in range(2):
            refused(home.health(gateway), gateway,
                    f"the certificate of {gateway.url} is not to be trusted: self-signed",
                    home.first.fingerprint, "openclaw gateway status",
                    "--tls-fingerprint <fingerprint>",
                    "openclaw config set gateway.remote.tlsFingerprint <fingerprint>")


def test_an_authority_of_the_system_is_believed_for_the_names_in_the_certificate(home):
    authority = Certificate(home.path, "authority")
    signed = Certificate(home.path, "signed", authority=authority)
    elsewhere = Certificate(home.path, "elsewhere", names="DNS:gw.example,IP:192.0.2.1",
                            authority=authority)
    trust = {"SSL_CERT_FILE": authority.path, "SSL_CERT_DIR": "/nonexistent"}
    with FakeGateway(tls=signed.server()) as gateway:
        tap.equal(home.health(gateway, **trust).status, 0)
        by_name = f"wss://localhost:{gateway.port}"
        outcome = home.run("gateway", "health", "--url", by_name, "--token", "t", **trust)
        tap.equal((outcome.status, outcome.err), (0, ""))
    with FakeGateway(tls=signed.server()) as gateway:
        refused(home.health(gateway), gateway, "unable to get local issuer certificate")
    with FakeGateway(tls=elsewhere.server()) as gateway:
        refused(home.health(gateway, **trust), gateway, "IP address mismatch")
        by_name = f"wss://localhost:{gateway.port}"
        refused(home.run("gateway", "health", "--url", by_name, "--token", "t", **trust), gateway,
                "hostname mismatch")


def test_a_renewed_certificate_of_the_same_key_goes_on_working(home):
    home.forget()
    pin = ("--tls-fingerprint", home.first.fingerprint)
    with FakeGateway(tls=home.renewed.server()) as gateway:
        refused(home.health(gateway, *pin), gateway, "is not the pinned one")
    with FakeGateway(tls=home.first.server()) as gateway:
        tap.equal(home.health(gateway, *pin).status, 0)
    tap.equal(stat.S_IMODE(os.stat(home.keys_file).st_mode), 0o600)
    with FakeGateway(tls=home.renewed.server()) as gateway:
        tap.equal(home.health(gateway, *pin).status, 0)
        # What one pin has met is of no use to another.
        refused_pin = ("--tls-fingerprint", home.other.fingerprint)
        outcome = home.health(gateway, *refused_pin)
        tap.equal(outcome.status, 1)


def test_another_key_is_refused_with_both_fingerprints(home):
    home.forget()
    pin = ("--tls-fingerprint", home.first.fingerprint)
    with FakeGateway(tls=home.first.server()) as gateway:
        tap.equal(home.health(gateway, *pin).status, 0)
    with FakeGateway(tls=home.other.server()) as gateway:
        refused(home.health(gateway, *pin), gateway, f"pinned: {home.first.fingerprint}",
                f"seen:   {home.other.fingerprint}", "(--tls-fingerprint)",
                "If it is the same, pin it: --tls-fingerprint <fingerprint>")


def test_a_file_of_keys_that_is_broken_costs_the_memory_alone(home):
    os.makedirs(os.path.dirname(home.keys_file), exist_ok=True)
    for text in ("[]", "{", '{"x": 1}', ""):
        with open(home.keys_file, "w", encoding="utf-8") as out:
            out.write(text)
        with FakeGateway(tls=home.first.server()) as gateway:
            tap.equal(home.health(gateway, "--tls-fingerprint", home.first.fingerprint).status, 0)


def test_the_configured_pin_is_that_of_the_remote(home):
    def config(pin):
        return {"gateway": {"mode": "remote", "remote": {
            "url": gateway.url, "token": "t", "tlsFingerprint": pin}}}
    home.forget()
    with FakeGateway(tls=home.first.server()) as gateway:
        with home.configured(config(home.first.shown)):
            tap.equal(home.run("gateway", "health").status, 0)
            tap.equal(home.run("gateway", "call", "health", OPENCLAW_GATEWAY_URL=gateway.url,
                               OPENCLAW_GATEWAY_TOKEN="t").status, 0)
            # An address from the command line is another gateway until it is said otherwise.
            tap.equal(home.health(gateway).status, 1)
        with home.configured(config(home.other.shown)):
            outcome = home.run("gateway", "health")
            tap.equal(outcome.status, 1)
            assert "(gateway.remote.tlsFingerprint)" in outcome.err, outcome.err
            assert "openclaw config set gateway.remote.tlsFingerprint" in outcome.err, outcome.err


def test_the_own_gateway_is_known_by_its_certificate_file(home):
    folder = os.path.join(home.state_dir, "gateway", "tls")
    usual = os.path.join(folder, "gateway-cert.pem")
    own = {"gateway": {"auth": {"token": "t"}, "tls": {"enabled": True}}}
    with FakeGateway(tls=home.first.server()) as gateway, home.configured(own):
        port = {"OPENCLAW_GATEWAY_PORT": str(gateway.port)}
        outcome = home.run("gateway", "health", **port)
        refused(outcome, gateway, "gateway.tls.enabled is set, but its certificate cannot be read",
                usual, "openclaw gateway run")
        os.makedirs(folder)
        shutil.copy(home.other.path, usual)
        refused(home.run("gateway", "health", **port), gateway, "is not the pinned one", usual,
                "another program has the port")
        shutil.copy(home.first.path, usual)
        tap.equal(home.run("gateway", "health", **port).status, 0)
        own["gateway"]["tls"] |= {"certPath": home.first.path, "keyPath": home.first.key}
        os.unlink(usual)
        home.write_config(own)
        tap.equal(home.run("gateway", "health", **port).status, 0)
    with home.configured(own):
        err = home.run("gateway", "health").err
        assert "connect ECONNREFUSED" in err and "No gateway runs there." in err, err


def test_a_real_gateway_is_reached_at_home_and_from_elsewhere(home):
    with Gateway(config=tls.config(), tls=tls.context()) as gateway:
        at_home = {"OPENCLAW_STATE_DIR": gateway.state_dir,
                   "OPENCLAW_GATEWAY_PORT": str(gateway.port)}
        outcome = home.run("gateway", "health", **at_home)
        tap.equal((outcome.status, outcome.err), (0, ""))
        url = f"wss://127.0.0.1:{gateway.port}"
        elsewhere = ("gateway", "health", "--url", url, "--token", gateway.token)
        said = home.run(*elsewhere).err
        pin = said.split("fingerprint: ")[1].split()[0]
        tap.equal(pin, tls.shown(gateway.port))
        assert pin in home.run("gateway", "status", **at_home).out
        outcome = home.run(*elsewhere, "--tls-fingerprint", pin)
        tap.equal((outcome.status, outcome.err), (0, ""))
        found = json.loads(home.run("gateway", "probe", "--json", **at_home).out)
        tap.equal(found["network"]["localLoopbackUrl"], url)
        tap.equal([(one["url"], one["connect"]["ok"]) for one in found["targets"]], [(url, True)])


def test_a_pin_that_is_none_or_has_nothing_to_hold_to_is_refused(home):
    with FakeGateway() as gateway:
        refused(home.health(gateway, "--tls-fingerprint", "ab:cd"), gateway,
                "Invalid --tls-fingerprint: ab:cd", "64 hex digits")
        refused(home.health(gateway, "--tls-fingerprint", home.first.shown), gateway,
                "--tls-fingerprint requires a wss:// gateway url")


def test_who_speaks_no_tls_is_told_from_who_is_not_there(home):
    with Gateway() as gateway:
        outcome = home.run("gateway", "health", "--url", f"wss://127.0.0.1:{gateway.port}",
                           "--token", gateway.token)
        tap.equal((outcome.status, outcome.out), (1, ""))
        assert "no TLS comes about; if it speaks none, use ws://" in outcome.err, outcome.err
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        outcome = home.run("gateway", "health", "--url", f"wss://127.0.0.1:{port}", "--token", "t",
                           "--timeout", "300")
        tap.equal(outcome.status, 1)
        assert "connect ETIMEDOUT" in outcome.err, outcome.err
    outcome = home.run("gateway", "health", "--url", f"wss://127.0.0.1:{port}", "--token", "t")
    assert "connect ECONNREFUSED" in outcome.err, outcome.err


def test_a_public_host_is_not_spoken_to_in_plain_text(home):
    for host in ("203.0.113.5", "gw.example", "[2001:db8::1]"):
        outcome = home.run("gateway", "health", "--url", f"ws://{host}:1", "--token", "t")
        tap.equal((outcome.status, outcome.out), (1, ""))
        for text in ("SECURITY ERROR", "plaintext ws://", "Use wss://", "Source: --url",
                     "gateway.remote.sshTarget", "OPENCLAW_ALLOW_INSECURE_PRIVATE_WS=1"):
            assert text in outcome.err, outcome.err
    allowed = {"OPENCLAW_ALLOW_INSECURE_PRIVATE_WS": "1"}
    outcome = home.run("gateway", "health", "--url", "ws://gw.invalid:1", "--token", "t", **allowed)
    assert "cannot resolve gw.invalid" in outcome.err, outcome.err
    outcome = home.run("gateway", "health", "--url", "ws://203.0.113.5:1", "--token", "t",
                       **allowed)
    assert "SECURITY ERROR" in outcome.err, outcome.err


tap.main(globals(), Pins)
