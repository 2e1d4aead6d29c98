#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The files of TLS: given, replaced while clients stay, of no use, and near their end.
import fcntl
import hashlib
import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import termios
import time

from support import tap, tls
from support.certificate import Certificate
from support.gateway import Gateway, binary, free_port

WAIT = 12 * tap.FACTOR


class Given:
    """A gateway with a certificate of somebody else's making, in a directory of its own."""

    def __init__(self, days=365, **more):
        self.gateway = Gateway(tls=tls.context())
        self.directory = os.path.join(self.gateway.home, "tls")
        self.cert, self.key = tls.make(self.directory, days=days)
        self.gateway.config = tls.config(certPath=self.cert, keyPath=self.key, **more)

    def __enter__(self):
        self.gateway.__enter__()
        return self

    def __exit__(self, *error):
        return self.gateway.__exit__(*error)

    def replace(self, days=365):
        """Another certificate with its key in the places of these; its fingerprint."""
        cert, key = tls.make(self.directory, "next", days)
        shown = tls.fingerprint_of(cert)
        os.replace(key, self.key)
        os.replace(cert, self.cert)
        return shown

    def state(self):
        return self.gateway.get("/readyz").json()["tls"]


def await_that(check, what):
    deadline = time.monotonic() + WAIT
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_a_certificate_that_is_given_is_shown():
    with Given() as given:
        tap.equal(tls.shown(given.gateway.port), tls.fingerprint_of(given.cert))
        tap.equal(os.path.exists(os.path.join(given.gateway.state_dir, "gateway")), False)


def test_sighup_takes_new_files_and_clients_stay():
    with Given() as given, given.gateway.connected() as client:
        new = given.replace()
        given.gateway.send_signal(signal.SIGHUP)
        given.gateway.await_log("new certificate, sha256 " + new, seconds=5)
        tap.equal(tls.shown(given.gateway.port), new)
        tap.equal(given.state()["fingerprint"], new)
        assert client.call("health")["tls"]["fingerprint"] == new


@tap.timeout(30)
def test_new_files_are_found_without_a_signal():
    with Given() as given, given.gateway.connected() as client:
        new = given.replace()
        await_that(lambda: tls.shown(given.gateway.port) == new, "the old certificate is shown")
        assert client.call("health")


@tap.timeout(30)
def test_links_that_are_led_elsewhere_are_followed():
    given = Given()
    old, new = (os.path.join(given.directory, name) for name in ("archive1", "archive2"))
    for place in (old, new):
        tls.make(place)
    for part, path in (("cert", given.cert), ("key", given.key)):
        os.unlink(path)
        os.symlink(f"{old}/cert-{part}.pem", path)
    with given:
        for part, path in (("key", given.key), ("cert", given.cert)):
            os.symlink(f"{new}/cert-{part}.pem", path + ".new")
            os.replace(path + ".new", path)
        wanted = tls.fingerprint_of(f"{new}/cert-cert.pem")
        await_that(lambda: tls.shown(given.gateway.port) == wanted, "the old one is shown")


def received(port):
    """The fingerprints of the certificates that a new client is sent, in their order."""
    done = subprocess.run(["openssl", "s_client", "-showcerts", "-connect", f"127.0.0.1:{port}"],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False)
    found = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n",
                       done.stdout.decode(), re.DOTALL)
    return [hashlib.sha256(ssl.PEM_cert_to_DER_cert(one)).hexdigest() for one in found]


def test_a_chain_is_shown_whole_without_its_root_wherever_its_parts_stand():
    with tempfile.TemporaryDirectory() as place:
        root = Certificate(place, "root", is_authority=True)
        upper = Certificate(place, "upper", authority=root, is_authority=True)
        lower = Certificate(place, "lower", authority=upper, is_authority=True)
        leaf = Certificate(place, "leaf", authority=lower)
        for behind, beside in (([lower], [upper]), ([lower], [root, upper]), ([], [upper, lower]),
                               ([lower, upper], None)):
            paths = {"certPath": leaf.with_others("own", behind), "keyPath": leaf.key}
            if beside:
                paths["caPath"] = beside[0].with_others("others", beside[1:])
            with Gateway(config=tls.config(**paths), tls=tls.context()) as gw:
                tap.equal(received(gw.port),
                          [one.fingerprint for one in (leaf, lower, upper)], str(paths))


def test_bad_files_change_nothing_but_what_is_told():
    with Given() as given:
        before = tls.shown(given.gateway.port)
        with open(given.cert, encoding="ascii") as source:
            good = source.read()
        with open(given.cert, "w", encoding="ascii") as out:
            out.write("nonsense")
        given.gateway.send_signal(signal.SIGHUP)
        given.gateway.await_log("gateway.tls.certPath", given.cert, "holds no certificate")
        tap.equal(tls.shown(given.gateway.port), before)
        assert "of no use" in given.state()["warning"], given.state()
        assert given.cert not in str(given.state())
        with open(given.cert, "w", encoding="ascii") as out:
            out.write(good)
        given.gateway.send_signal(signal.SIGHUP)
        await_that(lambda: "warning" not in given.state(), "the warning stays")


def test_a_key_of_another_certificate_keeps_the_old_pair():
    with Given() as given:
        before = tls.shown(given.gateway.port)
        _cert, key = tls.make(given.directory, "other")
        os.replace(key, given.key)
        given.gateway.send_signal(signal.SIGHUP)
        given.gateway.await_log("gateway.tls.keyPath", "is not that of the certificate")
        tap.equal(tls.shown(given.gateway.port), before)


def test_a_certificate_near_its_end_is_told_of():
    with Given(days=10) as given:
        given.gateway.await_log("the TLS certificate expires in 9 days", given.cert)
        assert "expires in 9 days" in given.state()["warning"]
        with given.gateway.connected() as client:
            assert "expires in 9 days" in client.call("status")["tls"]["warning"]
        done = subprocess.run([binary(), "gateway", "status", "--no-probe"], timeout=20,
                              env=given.gateway.environment(), capture_output=True, text=True,
                              check=False)
        assert "expires in 9 days" in done.stdout, done


def test_an_expired_certificate_serves_and_is_told_of():
    with Given(days=-2) as given:
        given.gateway.await_log("[tls]", "the TLS certificate has expired on")
        assert "has expired" in given.state()["warning"]
        given.replace()
        given.gateway.send_signal(signal.SIGHUP)
        await_that(lambda: "warning" not in given.state(), "the warning stays")


def refusal(config, files=None):
    """What a start says that must fail; `files` puts something into the home before."""
    gateway = Gateway(config=config)
    try:
        if files:
            files(gateway.home)
        gateway.port = free_port()
        gateway.spawn()
        tap.equal(gateway.wait(20 * tap.FACTOR), 1)
        return gateway.log()
    finally:
        gateway.kill()
        shutil.rmtree(gateway.home, ignore_errors=True)


def test_a_start_without_its_files_says_what_is_missing():
    said = refusal(tls.config(certPath="/nowhere/c.pem", keyPath="/nowhere/k.pem"))
    assert "gateway.tls.certPath: there is no file /nowhere/c.pem" in said, said
    said = refusal(tls.config(certPath="/nowhere/c.pem"))
    assert "gateway.tls.keyPath is missing" in said, said
    said = refusal(tls.config(autoGenerate=False))
    assert "gateway.tls.certPath: there is no file" in said, said
    assert "set the key to where it is, or set gateway.tls.autoGenerate to true" in said, said
    said = refusal(tls.config(minVersion="TLSv1.1"))
    assert "gateway.tls.minVersion" in said, said


def test_what_is_no_file_that_can_be_read_refuses_the_start_and_holds_nothing_up():
    with tempfile.TemporaryDirectory() as folder:
        cert, key = tls.make(folder)
        pipe, huge = os.path.join(folder, "pipe"), os.path.join(folder, "large.pem")
        os.mkfifo(pipe)
        with open(huge, "wb") as large:
            large.truncate(64 << 20)
        for path, why in ((pipe, "no regular file"), (folder, "no regular file"),
                          ("/dev/zero", "no regular file"), (huge, "larger than")):
            said = refusal(tls.config(certPath=path, keyPath=key))
            for text in ("gateway.tls.certPath: ", path, why,
                         "Set gateway.tls.certPath to a file that the gateway's user may read."):
                assert text in said, (path, said)
            said = refusal(tls.config(certPath=cert, keyPath=path))
            assert "gateway.tls.keyPath: " in said and why in said, said


def test_a_certificate_of_our_own_whose_key_is_gone_is_refused():
    def leave_certificate(home):
        place = os.path.join(home, "state", "gateway", "tls")
        cert, _key = tls.make(place)
        os.replace(cert, os.path.join(place, "gateway-cert.pem"))
    said = refusal(tls.config(), leave_certificate)
    assert "gateway.tls.keyPath: there is no file" in said and "gateway-key.pem" in said, said
    assert "Put it there, or move the certificate away to have both made." in said, said


def test_a_restart_that_would_find_bad_files_is_refused():
    with Given() as given:
        os.unlink(given.key)
        given.gateway.send_signal(signal.SIGUSR1)
        given.gateway.await_log("restart refused", "gateway.tls.keyPath")
        tap.equal(given.gateway.get("/healthz").status, 200)


def test_sighup_without_tls_is_logged_and_ends_nobody():
    with Gateway() as gw:
        gw.send_signal(signal.SIGHUP)
        gw.await_log("received SIGHUP; ignored")
        tap.equal(gw.get("/healthz").status, 200)


def test_a_terminal_that_is_closed_ends_the_gateway_that_runs_in_it():
    gw = Gateway()
    master, slave = os.openpty()
    gw.port = free_port()
    gw._write_config()
    process = subprocess.Popen(gw.command(), stdin=slave, stdout=slave, stderr=slave,
                               env=gw.environment(), start_new_session=True,
                               preexec_fn=lambda: _own_terminal(slave))
    try:
        os.close(slave)
        await_that(lambda: _is_ready(gw), "it does not get ready")
        os.close(master)
        tap.equal(process.wait(10 * tap.FACTOR), 0)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(gw.home, ignore_errors=True)


def _own_terminal(slave):
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


def _is_ready(gw):
    try:
        return gw.get("/readyz").status == 200
    except (OSError, AssertionError):
        return False


tap.main(globals())
