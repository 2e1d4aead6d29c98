#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# nginx in front of the gateway, each configured as openclaw-proxy(7) prints it.
import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from support import netns, rpc, tap, ws
from support import tls as certificates
from support.device import Device
from support.gateway import Gateway, free_port

HOST, CLIENT = "10.9.0.1", "10.9.1.7"
PAGE = os.path.join(os.environ["OPENCLAW_SOURCE"], "man", "openclaw-proxy.7")
ALICE, READ = "alice@example.com", ["operator.read"]
BIGGEST = 26214400
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def printed(number, begins):
    """The literal text of the page that begins so, the first or the second of its kind."""
    with open(PAGE, encoding="utf-8") as source:
        blocks = re.findall(r"\.Bd -literal -offset indent\n(.*?)\.Ed\n", source.read(), re.S)
    return [block for block in blocks if block.startswith(begins)][number]


def as_json(text):
    """JSON5 of the page's kind, as an object."""
    text = re.sub(r"([{,]\s*)(\w+):", r'\1"\2":', text)
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", text))


def swapped(text, pairs):
    for old, new in pairs.items():
        assert old in text, f"the page has no {old!r}"
        text = text.replace(old, new)
    return text


class Nginx:
    """Runs the page's text, with this test's places in it."""

    def __init__(self, text, gateway_port):
        self.home = tempfile.mkdtemp(prefix="oc-nginx-")
        self.port = free_port()
        cert, key = certificates.make(self.home)
        places = {"listen 443 ssl": f"listen {HOST}:{self.port} ssl",
                  "/etc/ssl/gw.example.com.pem": cert, "/etc/ssl/gw.example.com.key": key,
                  "http://127.0.0.1:18789": f"http://127.0.0.1:{gateway_port}"}
        if "htpasswd" in text:
            users = self.write("users", f"{ALICE}:{{PLAIN}}open-sesame\nmallory:{{PLAIN}}m\n")
            places["/etc/nginx/openclaw.htpasswd"] = users
        own = "".join(f"  {kind}_temp_path {self.home}/{kind};\n" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        self.file = self.write("nginx.conf", (
            f"daemon off;\nuser root;\nworker_processes 1;\npid {self.home}/pid;\n"
            f"error_log {self.home}/errors;\nevents {{}}\n"
            f"http {{\n  access_log off;\n{own}{swapped(text, places)}}}\n"))

    def write(self, name, text):
        path = os.path.join(self.home, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def errors(self):
        with contextlib.suppress(OSError):
            with open(os.path.join(self.home, "errors"), encoding="utf-8") as source:
                return source.read()
        return ""

    def __enter__(self):
        self.process = subprocess.Popen([NGINX, "-c", self.file, "-p", self.home,
                                         "-e", os.path.join(self.home, "errors")])
        deadline = time.monotonic() + 10 * tap.FACTOR
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 1):
                return self
            time.sleep(0.02)
        raise AssertionError(f"nginx does not listen: {self.errors()}")

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)
        return False

    def options(self, user=None, password="open-sesame", **headers):
        fields = {"Host": "gw.example.com", **headers}
        if user:
            given = base64.b64encode(f"{user}:{password}".encode()).decode()
            fields["Authorization"] = f"Basic {given}"
        return {"host": HOST, "source": CLIENT, "tls": certificates.context(), "headers": fields,
                "timeout": 20}

    def client(self, user=None, **options):
        return rpc.Client(self.port, **self.options(user, **options))


@contextlib.contextmanager
def both(number):
    """The gateway and nginx of the page's first or second half."""
    config = as_json(printed(number, "{\n  gateway:"))
    auth = config["gateway"]["auth"]
    with Gateway(auth=auth["mode"], token=auth.get("token"), config=config) as gateway:
        with Nginx(printed(number, "map "), gateway.port) as nginx:
            yield gateway, nginx


def get(nginx, path, user=None, **headers):
    """(status, headers, body) of a GET through nginx."""
    options = nginx.options(user, **headers)
    lines = [f"GET {path} HTTP/1.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in options["headers"].items()]
    with socket.create_connection((HOST, nginx.port), 10, (CLIENT, 0)) as plain:
        with options["tls"].wrap_socket(plain) as sock:
            sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            answer = b"".join(iter(lambda: sock.recv(65536), b""))
    head, _, body = answer.decode().partition("\r\n\r\n")
    status, *fields = head.split("\r\n")
    found = dict(field.lower().split(": ", 1) for field in fields)
    return int(status.split(" ")[1]), found, body


def test_the_secret_goes_through_nginx():
    with both(0) as (gateway, nginx):
        with nginx.client() as client:
            client.connect(token=gateway.token, scopes=READ)
            tap.equal((client.hello["auth"]["method"], client.hello["auth"]["scopes"]),
                      ("token", []))
        with nginx.client() as client:
            error, _, _ = client.refused(rpc.connect_params(token="wrong"))
            tap.equal(error["details"]["code"], "AUTH_TOKEN_MISMATCH")
        gateway.await_log("gateway token mismatch", f"remote=127.0.0.1 fwd={CLIENT}")
        bearer = {"Authorization": f"Bearer {gateway.token}"}
        assert '"uptimeMs"' in get(nginx, "/readyz", **bearer)[2]
        tap.equal(get(nginx, "/readyz")[2], '{"ready":true}')


def test_a_forged_address_is_overwritten():
    with both(0) as (gateway, nginx):
        forged = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "Forwarded": "for=::1"}
        with nginx.client(**forged) as client:
            client.refused(rpc.connect_params(token="wrong"))
        gateway.await_log("gateway token mismatch", f"fwd={CLIENT}")
        assert "fwd=127" not in gateway.log()


def test_a_device_behind_nginx_waits_for_its_approval_and_works():
    device = Device()
    with both(0) as (gateway, nginx), gateway.connected() as owner:
        auth = {"token": gateway.token}
        with nginx.client() as client:
            nonce = client.challenge()["payload"]["nonce"]
            frame = client.response(client.request(
                "connect", device.params(nonce, auth=auth, scopes=READ)))
            details = frame["error"]["details"]
            tap.equal((details["code"], details["reason"]), ("PAIRING_REQUIRED", "not-paired"))
        owner.call("device.pair.approve", {"requestId": details["requestId"]})
        with nginx.client() as client:
            nonce = client.challenge()["payload"]["nonce"]
            client.call("connect", device.params(nonce, auth=auth, scopes=READ))
            assert client.call("status", {})


def test_the_largest_frame_goes_through_and_one_byte_more_does_not():
    with both(0) as (gateway, nginx), nginx.client() as client:
        client.connect(token=gateway.token)
        empty = '{"type":"req","id":"big","method":"health","params":{"x":""}}'
        pad = "x" * (BIGGEST - len(empty))
        client.send(empty.replace('""', f'"{pad}"'))
        tap.equal(client.response("big")["id"], "big")
        client.send(empty.replace('""', f'"{pad}x"'))
        tap.equal(client.socket.wait_closed()[0], 1009)


def test_a_socket_outlives_a_new_configuration_of_nginx():
    with both(0) as (gateway, nginx), nginx.client() as client:
        client.connect(token=gateway.token)
        with open(nginx.file, "a", encoding="utf-8") as out:
            out.write("# touched\n")
        nginx.process.send_signal(signal.SIGHUP)
        with nginx.client() as other:
            other.connect(token=gateway.token)
        assert client.call("health", {})["ok"]


def test_the_user_is_named_by_nginx():
    with both(1) as (gateway, nginx):
        with nginx.client(ALICE, Origin="https://gw.example.com") as client:
            hello = client.connect(client_id="openclaw-control-ui", mode="webchat")
            tap.equal((hello["auth"]["method"], hello["auth"]["scopes"]), ("trusted-proxy", []))
        gateway.await_log(f'user "{ALICE}" by trusted-proxy', f"remote=127.0.0.1 fwd={CLIENT}")
        assert "open-sesame" not in gateway.log()
        assert '"uptimeMs"' in get(nginx, "/readyz", ALICE)[2]


def test_a_forged_user_is_overwritten():
    with both(1) as (gateway, nginx):
        forged = {"X-Remote-User": "mallory", "X-Forwarded-For": "127.0.0.1"}
        with nginx.client(ALICE, **forged) as client:
            client.connect()
        gateway.await_log(f'user "{ALICE}" by trusted-proxy', f"fwd={CLIENT}")
        assert "mallory" not in gateway.log()


def test_who_is_no_user_of_nginx_stays_outside():
    with both(1) as (_gateway, nginx):
        forged = {"X-Remote-User": ALICE}
        for user, password in ((None, None), (ALICE, "wrong"), ("bob", "open-sesame")):
            error = tap.raises(ws.Refused, ws.WebSocket, nginx.port,
                               **nginx.options(user, password, **forged))
            tap.equal(error.status, 401, str(user))


def test_a_user_who_is_not_on_the_list_is_refused_and_named_in_the_log():
    with both(1) as (gateway, nginx):
        with nginx.client("mallory", password="m") as client:
            params = Device().params(client.challenge()["payload"]["nonce"])
            frame = client.response(client.request("connect", params))
            tap.equal(frame["error"]["details"]["authReason"], "trusted_proxy_user_not_allowed")
        gateway.await_log('reason=trusted_proxy_user_not_allowed user="mallory"', f"fwd={CLIENT}")


def test_a_user_for_whom_no_address_stands_is_refused():
    with both(1) as (gateway, _nginx):
        claims = {"X-Remote-User": ALICE, "X-Forwarded-Proto": "https"}
        error = tap.raises(ws.Refused, ws.WebSocket, gateway.port, headers=claims)
        tap.equal(error.status, 403)


def test_a_program_of_this_machine_can_name_a_user_as_nginx_does():
    """Of which openclaw-proxy(7) warns: allowLoopback is what lets it, and nginx as well."""
    claims = {"X-Remote-User": ALICE, "X-Forwarded-Proto": "https", "X-Forwarded-For": CLIENT}
    with both(1) as (gateway, _nginx):
        with gateway.client(headers=claims) as client:
            tap.equal(client.connect()["auth"]["method"], "trusted-proxy")
    config = as_json(printed(1, "{\n  gateway:"))
    del config["gateway"]["auth"]["trustedProxy"]["allowLoopback"]
    with Gateway(auth="trusted-proxy", config=config) as gateway:
        with Nginx(printed(1, "map "), gateway.port) as nginx:
            for client in (nginx.client(ALICE), gateway.client(headers=claims)):
                with client:
                    params = Device().params(client.challenge()["payload"]["nonce"])
                    frame = client.response(client.request("connect", params))
                    tap.equal(frame["error"]["details"]["authReason"],
                              "trusted_proxy_loopback_source")


def test_browsers_are_told_to_come_by_tls_alone():
    with both(1) as (_gateway, nginx):
        for path in ("/healthz", "/readyz", "/nowhere"):
            tap.equal(get(nginx, path, ALICE)[1].get("strict-transport-security"),
                      "max-age=31536000", path)
    with both(0) as (_gateway, nginx):
        assert "strict-transport-security" not in get(nginx, "/healthz")[1]


def test_the_page_of_caddy_names_the_header_that_the_configuration_has():
    header = as_json(printed(1, "{\n  gateway:"))["gateway"]["auth"]["trustedProxy"]["userHeader"]
    text = printed(1, "gw.example.com {")
    assert f"header_up {header} {{http.auth.user.id}}" in text, text
    assert "reverse_proxy 127.0.0.1:18789" in printed(0, "gw.example.com {")


if __name__ == "__main__":
    assert NGINX, "nginx is missing; install it (Debian: contrib/install-deps check)"
    netns.enter(f"{HOST}/24", others=("10.9.1.0/24",))
    tap.main(globals())
