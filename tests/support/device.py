# SPDX-License-Identifier: MIT
"""A device identity: an Ed25519 key, and `connect` parameters that are signed with it."""
import base64
import ctypes
import ctypes.util
import hashlib
import os
import time

from . import rpc

ED25519 = 1087
CRYPTO = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
for name in ("EVP_PKEY_new_raw_private_key", "EVP_MD_CTX_new"):
    getattr(CRYPTO, name).restype = ctypes.c_void_p


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """An Ed25519 key pair, made of 32 bytes."""

    def __init__(self, seed=None):
        seed = seed or os.urandom(32)
        self._key = ctypes.c_void_p(
            CRYPTO.EVP_PKEY_new_raw_private_key(ED25519, None, seed, len(seed)))
        size = ctypes.c_size_t(32)
        public = ctypes.create_string_buffer(size.value)
        if CRYPTO.EVP_PKEY_get_raw_public_key(self._key, public, ctypes.byref(size)) != 1:
            raise AssertionError("no public key")
        self.public = public.raw

    def sign(self, text):
        context = ctypes.c_void_p(CRYPTO.EVP_MD_CTX_new())
        signature = ctypes.create_string_buffer(64)
        size = ctypes.c_size_t(64)
        data = text.encode()
        try:
            CRYPTO.EVP_DigestSignInit(context, None, None, None, self._key)
            if CRYPTO.EVP_DigestSign(context, signature, ctypes.byref(size), data,
                                     ctypes.c_size_t(len(data))) != 1:
                raise AssertionError("cannot sign")
        finally:
            CRYPTO.EVP_MD_CTX_free(context)
        return signature.raw


def normal(text):
    """As platform and device family stand in the signed text."""
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in (text or "").strip())


def page(gateway):
    """The headers of a page of this machine: who comes from one is not paired in silence."""
    return {"Origin": f"http://127.0.0.1:{gateway.port}"}


class Device:
    """Signs what `rpc.connect_params` makes. `client` is laid over the client's own members."""

    def __init__(self, seed=None, **client):
        self.key = Key(seed)
        self.id = hashlib.sha256(self.key.public).hexdigest()
        self.public_key = base64url(self.key.public)
        self.client = client

    def payload(self, params, signed_at, nonce, version=3):
        client, auth = params["client"], params.get("auth", {})
        token = auth.get("token") or auth.get("deviceToken") or auth.get("bootstrapToken") or ""
        parts = [f"v{version}", self.id, client["id"], client["mode"],
                 params.get("role", "operator"), ",".join(params.get("scopes", [])),
                 str(signed_at), token, nonce.strip()]
        if version == 3:
            parts += [normal(client.get("platform")), normal(client.get("deviceFamily"))]
        return "|".join(parts)

    def params(self, nonce, version=3, auth=None, block=None, age_ms=0, **options):
        """The parameters of a `connect`; `block` is laid over the device block."""
        params = rpc.connect_params(**options)
        params["client"].update(self.client)
        if auth is not None:
            params["auth"] = auth
        signed_at = int(time.time() * 1000) - age_ms
        device = {"id": self.id, "publicKey": self.public_key, "signedAt": signed_at,
                  "nonce": nonce}
        device.update(block or {})
        device.setdefault("signature", base64url(self.key.sign(
            self.payload(params, device["signedAt"], device.get("nonce") or "", version))))
        params["device"] = {key: value for key, value in device.items() if value is not None}
        return params

    def connect(self, gateway, headers=None, host=None, **options):
        """A client behind its hello, by the gateway's secret unless `auth` says otherwise."""
        if "auth" not in options and gateway.auth in ("token", "password"):
            secret = getattr(gateway, gateway.auth)
            options["auth"] = {gateway.auth: secret}
        place = {"host": host} if host else {}
        client = gateway.client(headers=headers, **place)
        try:
            nonce = client.challenge()["payload"]["nonce"]
            client.hello = client.call("connect", self.params(nonce, **options))
        except BaseException:
            client.socket.abort()
            raise
        return client

    def asks(self, gateway, **options):
        """Waits for its approval, as one that comes from a page has to: the request's id."""
        error, _, _ = self.refused(gateway, headers=page(gateway), **options)
        return error["details"]["requestId"]

    def refused(self, gateway, headers=None, host=None, **options):
        """The (error, close code, close reason) of a `connect` that must fail."""
        if "auth" not in options and gateway.auth in ("token", "password"):
            options["auth"] = {gateway.auth: getattr(gateway, gateway.auth)}
        place = {"host": host} if host else {}
        with gateway.client(headers=headers, **place) as client:
            nonce = client.challenge()["payload"]["nonce"]
            frame = client.response(client.request("connect", self.params(nonce, **options)))
            if frame["ok"]:
                raise AssertionError(f"connected as {frame['payload']['auth']}")
            code, reason = client.socket.wait_closed()
            return frame["error"], code, reason
