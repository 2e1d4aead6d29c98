#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Certificates are checked, whoever asks.
import os
import shutil
import ssl
import subprocess
import tempfile

from support import tap
from support.fake_openai import answer_well
from support.gateway import merged
from world import World, text_of


class Certificate:
    """A certificate that signs itself, for a name, in a directory of its own."""

    def __init__(self, name="DNS:localhost,IP:127.0.0.1"):
        self.folder = tempfile.mkdtemp(prefix="oc-tls-")
        self.file = os.path.join(self.folder, "cert.pem")
        key = os.path.join(self.folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", self.file,
                        "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=" + name],
                       check=True, capture_output=True, timeout=20)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.file, key)

    def serve(self, connection):
        return self.context.wrap_socket(connection, server_side=True)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        shutil.rmtree(self.folder, ignore_errors=True)
        return False


def world(certificate, trusted=None):
    config = {"plugins": {"entries": {}}}
    if trusted:
        own = {"http-client": {"config": {"caFile": trusted}}}
        config = merged(config, {"plugins": {"entries": own}})
    return World(config=config, wrap=certificate.serve, scheme="https", retries=0)


def test_a_certificate_that_is_trusted_is_good():
    with Certificate() as certificate, world(certificate, certificate.file) as w:
        w.then(answer_well)
        final = w.ask(timeout=20)
        tap.equal((final["state"], text_of(final)), ("final", "Hello there"))
        assert "held the loop" not in w.gateway.log() or tap.FACTOR > 1, w.gateway.log()


def test_a_certificate_that_nobody_vouches_for_is_refused():
    with Certificate() as certificate, world(certificate) as w:
        message = w.fails(timeout=20)
        assert "certificate" in message, message
        tap.equal(w.fake.requests, [])
        assert "held the loop" not in w.gateway.log() or tap.FACTOR > 1, w.gateway.log()


def test_a_certificate_for_another_name_is_refused():
    with Certificate("DNS:example.org") as certificate:
        with world(certificate, certificate.file) as w:
            message = w.fails(timeout=20)
            assert "127.0.0.1" in message, message
            tap.equal(w.fake.requests, [])


def test_authorities_that_cannot_be_read_are_an_error():
    with Certificate() as certificate, world(certificate, "/no/such/file.pem") as w:
        message = w.fails(timeout=20)
        assert "/no/such/file.pem" in message, message


if __name__ == "__main__":
    tap.main(globals())
