# SPDX-License-Identifier: MIT
"""Certificates for tests, made by the openssl program."""
import hashlib
import os
import ssl
import subprocess

NAMES = "IP:127.0.0.1,DNS:localhost"


class Certificate:
    """`<directory>/<name>.pem` and its key `<name>.key`. `key_of` is a certificate whose key it
    takes over, `authority` one that signs it; else it signs itself. `is_authority`: it may sign
    others."""

    def __init__(self, directory, name, names=NAMES, key_of=None, authority=None,
                 is_authority=False):
        self.path = os.path.join(directory, name + ".pem")
        self.key = key_of.key if key_of else os.path.join(directory, name + ".key")
        words = ["openssl", "req", "-x509", "-nodes", "-days", "30", "-subj", f"/CN={name}",
                 "-addext", f"subjectAltName={names}", "-out", self.path]
        if key_of:
            words += ["-key", self.key]
        else:
            words += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", self.key]
        if authority:
            words += ["-CA", authority.path, "-CAkey", authority.key]
        if authority and not is_authority:
            words += ["-addext", "basicConstraints=critical,CA:FALSE"]
        subprocess.run(words, check=True, capture_output=True)

    def with_others(self, name, others):
        """A file beside it that holds the certificate, and those behind it; its path."""
        path = os.path.join(os.path.dirname(self.path), name + ".chain")
        with open(path, "w", encoding="ascii") as out:
            for one in (self, *others):
                with open(one.path, encoding="ascii") as source:
                    out.write(source.read())
        return path

    @property
    def fingerprint(self):
        """As 64 lower-case hex digits."""
        with open(self.path, encoding="ascii") as source:
            return hashlib.sha256(ssl.PEM_cert_to_DER_cert(source.read())).hexdigest()

    @property
    def shown(self):
        """As OpenSSL prints it."""
        return ":".join(self.fingerprint[at:at + 2] for at in range(0, 64, 2)).upper()

    def server(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context
