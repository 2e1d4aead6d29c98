# SPDX-License-Identifier: MIT
"""The transcripts of tests/data, and what stands for what between a recording and its replay."""
import base64
import hashlib
import json
import os

from support import device

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data",
                    "transcripts")
PORT = "18801"
LEAST = 16
# Reasons of closes end there.
CUT = 120


def read(name):
    with open(os.path.join(DATA, name + ".json"), encoding="utf-8") as source:
        return json.load(source)


SHARED = read("shared")


def whole(value):
    """A value with what several transcripts share put back in its place."""
    if isinstance(value, dict):
        if "$shared" in value:
            return whole(SHARED[value["$shared"]])
        return {key: whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return value


def connections(name):
    return whole(read(name))["connections"]


def raw_key(text):
    """The 32 bytes of a public key in either base64, or None."""
    try:
        plain = text.replace("-", "+").replace("_", "/")
        data = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return None
    return data if len(data) == 32 else None


class Identities:
    """A test key for every key of a recording, and every string that was another one then."""

    def __init__(self, port):
        self._keys = {}
        self._bound = {}
        self.port = str(port)

    def device(self, raw):
        if raw not in self._keys:
            own = device.Device(hashlib.sha256(b"replay " + raw).digest())
            self._keys[raw] = own
            self.bind(hashlib.sha256(raw).hexdigest(), own.id)
            self.bind(device.base64url(raw), own.public_key)
            self.bind(base64.b64encode(raw).decode(),
                      base64.b64encode(own.key.public).decode())
        return self._keys[raw]

    def stranger(self, recorded_id):
        """A device of which the recording has no more than its id."""
        own = device.Device(hashlib.sha256(recorded_id.encode()).digest())
        self.bind(recorded_id, own.id)
        return own

    def learn_keys(self, value):
        """Binds every device that a recording names by its public key."""
        if isinstance(value, dict):
            key = value.get("publicKey")
            if isinstance(key, str) and raw_key(key):
                self.device(raw_key(key))
            for item in value.values():
                self.learn_keys(item)
        elif isinstance(value, list):
            for item in value:
                self.learn_keys(item)

    def bind(self, recorded, here):
        """True when the recorded string stands for this one, from now on at the latest."""
        return self._bound.setdefault(recorded, here) == here

    def text(self, recorded):
        if recorded in self._bound:
            return self._bound[recorded]
        for known, here in self._bound.items():
            if len(known) >= LEAST and known in recorded:
                recorded = recorded.replace(known, here)
            elif len(recorded) == CUT and known[:LEAST] in recorded:
                begin = recorded.index(known[:LEAST])
                recorded = recorded[:begin] + here[:CUT - begin]
        return recorded

    def here(self, value):
        """A recorded value as it has to be said in this replay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.here(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.here(item) for item in value]
        return value

    def address(self, text):
        """An Origin or a Host with the port of this replay."""
        local = text.startswith(("http://127.0.0.1", "http://gw.", "gw."))
        return text.replace(":" + PORT, ":" + self.port) if local else text


def signed(identities, params, now_ms):
    """The parameters of a recorded `connect` with their device block signed anew."""
    block = params.get("device")
    raw = raw_key(block["publicKey"]) if block and "publicKey" in block else None
    if raw:
        identities.device(raw)
    params = identities.here(params)
    block = params.get("device")
    if not block:
        return params
    if "signedAt" in block:
        block["signedAt"] = now_ms + block["signedAt"]["$ms"]
    how = block.get("signature")
    if isinstance(how, dict):
        own = identities.device(raw)
        nonce = how.get("nonce", block.get("nonce", ""))
        text = own.payload(params, block.get("signedAt", 0), nonce, how["$sign"])
        block["signature"] = device.base64url(own.key.sign(text))
    return params
