# SPDX-License-Identifier: MIT
"""What the gateway says, byte by byte, for the floor to say it too."""
import json

from support import rpc, ws

PATIENCE = 5.0


def _entered(server, kind):
    """A socket after its hello, with the texts of challenge and hello."""
    link = ws.WebSocket(server.port, timeout=PATIENCE)
    challenge = link.receive().data
    params = rpc.connect_params(client_id=kind, mode=kind, token=server.token)
    _send(link, "connect", "connect", params)
    return link, challenge, _response(link)


def _send(link, ident, method, params):
    link.send_text(json.dumps({"type": "req", "id": ident, "method": method, "params": params}))


def _response(link):
    while True:
        data = link.receive().data
        frame = json.loads(data)
        if frame["type"] == "res":
            if not frame["ok"]:
                raise RuntimeError(f"the gateway refuses: {data[:300]!r}")
            return data


def _event(link, name):
    while True:
        data = link.receive().data
        if json.loads(data).get("event") == name:
            return data


def texts(server, method):
    """The texts of a floor: challenge, hello, the reply to `method`, a presence event."""
    link, challenge, hello = _entered(server, "cli")
    with link:
        _send(link, "bench", method, {})
        reply = _response(link)
        newcomer, _, _ = _entered(server, "test")
        with newcomer:
            event = _event(link, "presence")
    return {"challenge": challenge, "hello": hello, "reply": reply, "event": event}


STAND_INS = {
    "challenge": b'{"type":"event","event":"connect.challenge","payload":{"nonce":"-"}}',
    "hello": b'{"type":"res","id":"connect","ok":true,"payload":{"type":"hello-ok"}}',
    "reply": b'{"type":"res","id":"bench","ok":true,"payload":{}}',
    "event": b'{"type":"event","event":"presence","payload":{"presence":[]},"seq":1}',
}
