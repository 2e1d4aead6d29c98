# SPDX-License-Identifier: MIT
"""The matrix of who may come in: what a row of tests/data/auth-matrix.json says, done to a gateway.

The recorder does it to the official one and writes down what comes of it; the test does it to ours.
Both run in a network of their own. There the client of each row has an address that no other row of
its configuration has, so that no row's failures count against another; only `own` is one for all.
"""
import http.client
import json

from . import rpc, ws
from .device import Device

LAN = "10.9.0.1"
NETWORK = (f"{LAN}/24",)
STRANGERS = ("10.9.1.0/24", "10.9.2.0/24")  # no interface has them; proxies are in the second
TOKEN, PASSWORD = "matrix-token-0123456789", "matrix-password-0123456789"
SCOPES = ["operator.read", "operator.write"]
PROOF = {"X-Proxy-Proof": "yes"}

CLIENTS = {  # id, mode, role, what else the client says of itself
    "cli": ("cli", "cli", "operator", {}),
    "backend": ("gateway-client", "backend", "operator", {}),
    "control-ui": ("openclaw-control-ui", "webchat", "operator", {"buildId": "dev"}),
    "tui": ("openclaw-tui", "ui", "operator", {}),
    "webchat": ("webchat-ui", "webchat", "operator", {}),
    "macos": ("openclaw-macos", "ui", "operator", {"platform": "macos 26.1"}),
    "test": ("test", "test", "operator", {}),
    "probe": ("openclaw-probe", "probe", "operator", {}),
    "node": ("node-host", "node", "node", {}),
    "operator-node": ("node-host", "node", "operator", {}),
    "viewer": ("cli", "cli", "viewer", {}),
    "worker": ("openclaw-worker", "worker", "worker", {}),
}
PAGES = ("control-ui", "webchat")

AUTHS = {
    "token": {"mode": "token", "token": TOKEN},
    "password": {"mode": "password", "password": PASSWORD},
    "none": {"mode": "none"},
    "proxy": {"mode": "trusted-proxy", "password": PASSWORD, "trustedProxy": {
        "userHeader": "X-Remote-User", "requiredHeaders": ["X-Proxy-Proof"],
        "allowUsers": ["alice@example.com"], "allowLoopback": True}},
    "strict": {"mode": "trusted-proxy", "trustedProxy": {"userHeader": "x-remote-user"}},
}
BINDS = {
    "loopback": {"bind": "loopback", "trustedProxies": ["127.0.0.2"]},
    "lan": {"bind": "lan", "trustedProxies": ["10.9.2.0/24", LAN]},
    "custom": {"bind": "custom", "customBindHost": LAN, "trustedProxies": ["10.9.2.0/24", LAN]},
}
LOCKOUT_MS, SLACK_MS = 300_000, 60_000  # gateway.auth.rateLimit.lockoutMs, and a row's time
_limit = {"rateLimit": {"maxAttempts": 3, "lockoutMs": LOCKOUT_MS}}
MOST_ROWS = 250  # of one configuration


def _config(auth, bind, limit=None):
    return {"gateway": {"mode": "local", "auth": {**AUTHS[auth], **(limit or {})}, **BINDS[bind],
                        "controlUi": {"allowedOrigins": ["https://ui.example"]}}}


CONFIGS = {f"{auth}-{bind}": _config(auth, bind) for auth in AUTHS for bind in BINDS}
CLOSED = ("none-lan", "none-custom")  # with these no gateway starts
CONFIGS.update({"limited": _config("token", "loopback", _limit),
                "limited-proxy": _config("proxy", "loopback", _limit)})


def secret_of(config):
    """What the owner would send: the members of `auth`."""
    auth = CONFIGS[config]["gateway"]["auth"]
    return {name: auth[name] for name in ("token", "password") if name in auth}


def auth_of(row, device_token):
    """The members of `auth` that the row's credential stands for."""
    right = secret_of(row["config"])
    name = next(iter(right), "token")
    other = "password" if name == "token" else "token"
    return {
        "right": right,
        "wrong": {name: "not-the-secret"},
        "missing": {},
        "misplaced": {other: right.get(name, "")},
        "wrong-misplaced": {other: "not-the-secret"},
        "device-token": {"deviceToken": device_token},
        "device-token-as-token": {"token": device_token},
        "wrong-device-token": {"deviceToken": "not-the-token"},
        "right-and-device-token": {**right, "deviceToken": device_token},
    }[row["credential"]]


class Place:
    """Where a row comes from: the addresses and the headers of its upgrade."""

    def __init__(self, row, port):
        number = row["n"]
        beyond = CONFIGS[row["config"]]["gateway"]["bind"] != "loopback" and row["way"] != "local"
        self.host = LAN if beyond else "127.0.0.1"
        self.source = {
            "local": f"127.0.1.{number}",
            "lan": f"10.9.1.{number}",
            "proxy": f"10.9.2.{number}" if beyond else "127.0.0.2",
            "own": LAN,
        }[row["way"]]
        far = row.get("far", f"203.0.113.{number}")
        self.headers = {name: text for name, text in {
            "X-Forwarded-For": {"named": far, "chain": f"192.0.2.1, {far}",
                                "behind-loopback": f"{far}, 127.0.0.1",
                                "loopback": "127.0.0.1", "junk": "junk",
                                "empty": ""}.get(row["forwarded"]),
            "X-Real-IP": far if row["forwarded"] == "real-ip" else None,
            "Forwarded": f"for={far}" if row["forwarded"] == "rfc7239" else None,
            "X-Forwarded-Proto": "https" if row["forwarded"] == "proto" else None,
            "Via": "1.1 somewhere" if row["forwarded"] == "via" else None,
            "Tailscale-User-Login": "alice" if row["forwarded"] == "tailscale" else None,
        }.items() if text is not None}
        self.headers.update({
            "none": {}, "alice": {"X-Remote-User": "alice@example.com", **PROOF},
            "mallory": {"X-Remote-User": "mallory@example.com", **PROOF},
            "nobody": {"X-Remote-User": " ", **PROOF},
            "unproven": {"X-Remote-User": "alice@example.com"},
        }[row.get("identity", "none")])
        self.headers.update(row.get("headers", {}))
        origin = {"own": f"http://{self.host}:{port}", "allowed": "https://ui.example",
                  "foreign": "https://evil.example", "null": "null",
                  "dev": "http://localhost:5173"}.get(row.get("origin"))
        if origin:
            self.headers["Origin"] = origin

    def options(self):
        return {"host": self.host, "source": self.source, "headers": self.headers}


def _options(row):
    ident, mode, role, more = CLIENTS[row["client"]]
    low, _, high = row["protocol"].partition("-")
    scopes = [] if role == "node" else row.get("scopes", SCOPES)
    return ({"client_id": ident, "mode": mode, "role": role, "scopes": scopes,
             "protocol": (int(low), int(high or low))}, more)


def _pair(row, port, device):
    """Has the owner's machine pair the device; its token. Some clients of this machine need no
    pairing here: their device is paired as that of a command line."""
    alike = row["client"] if row["client"] in ("node", "macos") else "cli"
    options, _ = _options({**row, "client": alike, "protocol": "4", "scopes": SCOPES})
    with rpc.Client(port, timeout=15, source=f"127.0.3.{row['n']}") as client:
        nonce = client.challenge()["payload"]["nonce"]
        hello = client.call("connect", device.params(nonce, auth=secret_of(row["config"]) or None,
                                                     **options))
        return hello["auth"]["deviceToken"]


def _revoke(row, port, device):
    options = {"client_id": "gateway-client", "mode": "backend"}
    with rpc.Client(port, timeout=15, source=f"127.0.4.{row['n']}") as owner:
        owner.connect(**options, **secret_of(row["config"]))
        role = CLIENTS[row["client"]][2]
        owner.call("device.token.revoke", {"deviceId": device.id, "role": role})


def _plain(value, device):
    """Without what differs from run to run."""
    text = json.dumps(value)
    if device:
        text = text.replace(device.id, "<device>")
    value = json.loads(text)
    if isinstance(value, dict) and isinstance(value.get("details"), dict):
        if "requestId" in value["details"]:
            value["details"]["requestId"] = "<request>"
    left = value.get("retryAfterMs", 0) if isinstance(value, dict) else 0
    if LOCKOUT_MS - SLACK_MS < left <= LOCKOUT_MS:
        value["retryAfterMs"] = "<ms>"
    return value


def _close_reason(reason):
    head, found, _ = reason.partition(" (requestId: ")
    return head + " (requestId: <request>)" if found else reason


def probe(row, port):
    """GET /readyz: its status, and whether it tells details, or the error's type."""
    place = Place(row, port)
    headers = dict(place.headers)
    secret = {"right": TOKEN if "token" in row["config"] else PASSWORD, "wrong": "not-the-secret"}
    if row["credential"] in secret:
        headers["Authorization"] = f"Bearer {secret[row['credential']]}"
    connection = http.client.HTTPConnection(place.host, port, timeout=15,
                                            source_address=(place.source, 0))
    connection.request("GET", "/readyz", headers=headers)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    if answer.status != 200:
        return {"http": answer.status, "type": body["error"]["type"]}
    return {"http": 200, "details": "uptimeMs" in body}


def connect(row, port):
    """A `connect` as the row describes it, and what comes of it."""
    options, more = _options(row)
    device, device_token = None, "never-issued"
    if row["device"] != "none":
        device = Device(**more)
        if row["device"] in ("paired", "revoked"):
            device_token = _pair(row, port, device)
        if row["device"] == "revoked":
            _revoke(row, port, device)
    auth = auth_of(row, device_token)
    try:
        client = rpc.Client(port, timeout=15, **Place(row, port).options())
    except ws.Refused as refusal:
        return {"http": refusal.status, "type": json.loads(refusal.body)["error"]["type"]}
    with client:
        nonce = client.challenge()["payload"]["nonce"]
        if device:
            params = device.params(nonce, auth=auth or None, **options)
        else:
            params = rpc.connect_params(**options, **({"auth": auth} if auth else {}))
            params["client"].update(more)
        return _outcome(client, params, device)


def _outcome(client, params, device):
    try:
        frame = client.response(client.request("connect", params))
    except ws.Closed as end:
        return {"close": [end.code, end.reason]}
    if not frame["ok"]:
        code, reason = client.socket.wait_closed()
        return {"error": _plain(frame["error"], device), "close": [code, _close_reason(reason)]}
    auth = frame["payload"]["auth"]
    return {"ok": frame["payload"]["protocol"], "method": auth["method"], "role": auth["role"],
            "scopes": auth["scopes"], "deviceToken": "deviceToken" in auth}


def refused_start(status, log):
    """What comes of a start that is refused: the exit status, and the line that says why."""
    says = [line[line.index("Refusing"):] for line in log.splitlines() if "Refusing to " in line]
    return {"exit": status, "says": says}


def run(row, port):
    """What comes of the row; for one of several steps, of each of them."""
    if "steps" in row:
        base = {name: value for name, value in row.items() if name != "steps"}
        return [connect({**base, **step}, port) for step in row["steps"]]
    return probe(row, port) if row.get("surface") == "readyz" else connect(row, port)
