# SPDX-License-Identifier: MIT
"""Certificates by the openssl command, and clients' sides of TLS."""
import hashlib
import os
import socket
import ssl
import subprocess


def context(**options):
    """A client's side that trusts whatever it is shown; `options` are attributes of it."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    for name, value in options.items():
        setattr(made, name, value)
    return made


def config(**tls):
    """The configuration of a gateway that speaks TLS."""
    return {"gateway": {"tls": {"enabled": True, **tls}}}


def openssl(*words, text=None):
    done = subprocess.run(["openssl", *words], input=text, capture_output=True, timeout=30,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(f"openssl {words[0]}: {done.stderr.decode()}")
    return done.stdout


def make(directory, name="cert", days=365):
    """A self-signed certificate and its key that end in so many days (negative: ago); their
    paths."""
    os.makedirs(directory, exist_ok=True)
    key, cert = (os.path.join(directory, f"{name}-{part}.pem") for part in ("key", "cert"))
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
    if days > 0:
        openssl("req", "-x509", "-key", key, "-days", str(days), "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", cert)
    else:
        _expired(directory, key, cert, days)
    os.chmod(key, 0o600)
    return cert, key


def _expired(directory, key, cert, days):
    """What `req -x509` of this version cannot: a certificate whose time is over."""
    ca = os.path.join(directory, "ca.cnf")
    with open(ca, "w", encoding="ascii") as out:
        out.write(f"[ca]\ndefault_ca=d\n[d]\ndatabase={directory}/index\n"
                  f"serial={directory}/serial\nnew_certs_dir={directory}\n"
                  "default_md=sha256\npolicy=p\n[p]\n"
                  "commonName=supplied\n")
    with open(os.path.join(directory, "index"), "w", encoding="ascii"):
        pass
    with open(os.path.join(directory, "serial"), "w", encoding="ascii") as out:
        out.write("01\n")
    request = cert + ".csr"
    openssl("req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", request)
    end = subprocess.run(["date", "-u", "-d", f"{days} days", "+%Y%m%d%H%M%SZ"], check=True,
                         capture_output=True).stdout.decode().strip()
    openssl("ca", "-batch", "-selfsign", "-config", ca, "-in", request, "-keyfile", key,
            "-startdate", "20200101000000Z", "-enddate", end, "-notext", "-out", cert)


def fingerprint_of(path):
    with open(path, encoding="ascii") as source:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(source.read())).hexdigest()


def shown(port, **options):
    """The fingerprint of the certificate that a new connection is shown."""
    with socket.create_connection(("127.0.0.1", port), 5) as plain:
        with context(**options).wrap_socket(plain) as connection:
            return hashlib.sha256(connection.getpeercert(True)).hexdigest()
