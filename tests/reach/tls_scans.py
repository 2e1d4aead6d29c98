#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Scanners of others look for weaknesses of TLS, and find none, not even where TLS 1.2 is allowed.
import json
import os
import subprocess
import xml.etree.ElementTree

from support import tap, tls
from support.gateway import Gateway

# What follows from a certificate that nobody else vouches for, and from a scanner's own openssl,
# which may have left before its ticket comes.
OF_A_SELF_SIGNED_ONE = {"cert_chain_of_trust", "cert_validityPeriod", "cert_revocation"}
OF_THE_SCANNER = {"engine_problem", "scanTime", "sessionresumption_ticket"}
GOOD_CIPHERS = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
                "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                "ECDHE-ECDSA-CHACHA20-POLY1305"}


def gateway(lowest):
    return Gateway(config=tls.config(minVersion=lowest), tls=tls.context())


def sslscan(gw):
    done = subprocess.run(["sslscan", "--xml=-", "--show-sigs", f"127.0.0.1:{gw.port}"],
                          capture_output=True, timeout=60 * tap.FACTOR, check=True)
    return xml.etree.ElementTree.fromstring(done.stdout).find("ssltest")


def protocols(found):
    return {f"{one.get('type')}{one.get('version')}" for one in found.findall("protocol")
            if one.get("enabled") == "1"}


def ciphers(found, protocol):
    return {one.get("cipher") for one in found.findall("cipher")
            if one.get("sslversion") == protocol}


@tap.timeout(90)
def test_sslscan_finds_tls_1_3_alone():
    with gateway("TLSv1.3") as gw:
        found = sslscan(gw)
        tap.equal(protocols(found), {"tls1.3"})
        tap.equal({one.get("vulnerable") for one in found.findall("heartbleed")}, {"0"})
        offered = {one.get("cipher") for one in found.findall("cipher")}
        assert offered and offered <= GOOD_CIPHERS, offered
        tap.equal(gw.get("/healthz").status, 200)


@tap.timeout(90)
def test_sslscan_finds_good_ciphers_alone_where_tls_1_2_is_allowed():
    with gateway("TLSv1.2") as gw:
        found = sslscan(gw)
        tap.equal(protocols(found), {"tls1.2", "tls1.3"})
        tap.equal({one.get("vulnerable") for one in found.findall("heartbleed")}, {"0"})
        tap.equal(found.find("renegotiation").get("supported"), "0")
        for protocol in ("TLSv1.2", "TLSv1.3"):
            offered = ciphers(found, protocol)
            assert offered and offered <= GOOD_CIPHERS, (protocol, offered)
        sizes = {int(one.get("bits")) for one in found.findall("group")}
        assert sizes and min(sizes) >= 128, sizes


@tap.timeout(150)
def test_testssl_finds_no_weakness():
    with gateway("TLSv1.2") as gw:
        report = os.path.join(gw.home, "testssl.json")
        done = subprocess.run(
            ["testssl", "--quiet", "--color", "0", "--warnings", "off", "-n", "none",
             "--jsonfile", report, "-p", "-S", "-U", f"127.0.0.1:{gw.port}"],
            capture_output=True, text=True, timeout=140 * tap.FACTOR, check=False,
            cwd=gw.home, env={**os.environ, "TMPDIR": gw.home})
        with open(report, encoding="utf-8") as source:
            findings = json.load(source)
        assert len(findings) > 40, done.stdout[-2000:]
        known = OF_A_SELF_SIGNED_ONE | OF_THE_SCANNER
        weak = [one for one in findings
                if one["severity"] not in ("OK", "INFO") and one["id"] not in known]
        tap.equal(weak, [])
        tap.equal(gw.get("/healthz").status, 200)


tap.main(globals())
