# SPDX-License-Identifier: MIT
"""What stood around each recording: the configuration of its server, its model, and those who did
something on other connections meanwhile."""
import json
import signal
import threading
import time

from recording import raw_key
from support import ws
from support.fake_openai import FakeOpenAI, delta, usage
from support.gateway import Gateway
from support.held_up import held_up

WORDS = ["Hello", " from", " the", " mock", " model."]
GAP_SECONDS = 0.2
LONG_GAP_SECONDS = 0.25


def streams(words, gap, count):
    """A provider's answer, word by word."""
    def answer(peer):
        peer.head()
        peer.send(delta(role="assistant"))
        for word in words:
            peer.send(delta(word))
            time.sleep(gap)
        peer.send(delta(finish="stop"), usage(123, count), "[DONE]")
    return answer


def hangs_after(words, gap):
    def answer(peer):
        peer.head()
        peer.send(delta(role="assistant"))
        for word in words:
            peer.send(delta(word))
            time.sleep(gap)
        peer.idle()
    return answer


def rejects(peer):
    peer.error(400, "mock provider says bad request", "Bad Request")


def answer_as_recorded(node, node_id):
    """The node of transcript 07: what it says to what it is asked, and of itself once it has been
    asked something that it does not answer."""
    def say(method, **params):
        node.request(method, params)

    try:
        while True:
            event = node.wait_event(lambda one: one["event"].startswith("node.invoke"), 60)
            ask = event["payload"]
            if event["event"] == "node.invoke.cancel":
                say("node.event", event="node.host.stats", payload={
                    "cpuCount": 8, "memoryTotalBytes": 100, "memoryFreeBytes": 50})
                continue
            params = json.loads(ask["paramsJSON"])
            if "hang" in params:
                continue
            answer = {"ok": True, "payloadJSON": '{"hello":"from node"}'}
            if "fail" in params:
                answer = {"ok": False, "error": {"code": "CAMERA_FAIL", "message": "no camera"}}
            say("node.invoke.result", id=ask["id"], nodeId=node_id, **answer)
    except (OSError, ws.Closed, ws.Timeout):
        pass


class Stage:
    """A gateway as the recording's was. `gateway` holds the arguments of its fixture."""
    gateway = {}

    def __init__(self):
        self.identities = None

    def start(self):
        self.server = Gateway(**self.gateway)
        self.server.__enter__()
        return self.server

    def stop(self):
        if self.server.process.returncode is None:
            self.server.stop()
        self.server.__exit__(None, None, None)

    def before(self, connections):
        """What had happened when the recording began."""

    def comes(self, connection):
        """What happens before a connection is opened."""

    def act(self, frame):
        """What happens while a recorded frame of the server is about to be waited for."""


class WithoutSecret(Stage):
    gateway = {"auth": "none"}


class WithPassword(Stage):
    """The recording's limiter: five failures, then twenty seconds, on loopback too."""
    gateway = {"auth": "password",
               "config": {"gateway": {"auth": {"rateLimit": {
                   "maxAttempts": 5, "windowMs": 60000, "lockoutMs": 20000,
                   "exemptLoopback": False}}}}}


class Starting(WithPassword):
    """A server that is not ready before the last connection comes."""

    def start(self):
        self._held = held_up(**self.gateway)
        self.server, self._holder = self._held.__enter__()
        return self.server

    def comes(self, connection):
        if connection["name"] == "last":
            self._holder.close()
            self.server.await_log("] ready (", times=2)

    def stop(self):
        self.server.stop()
        self._held.__exit__(None, None, None)


def mock_provider(url):
    """The provider of the recordings, as their servers had it."""
    return {"baseUrl": url, "apiKey": "sk-mock-0123456789", "api": "openai-completions",
            "models": [{"id": "mock-1", "name": "Mock One", "reasoning": False, "input": ["text"],
                        "cost": {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0},
                        "contextWindow": 128000, "maxTokens": 4096}]}


MODEL = {"defaults": {"model": {"primary": "mock/mock-1"}}}
RECORDED_CONFIG = {
    "gateway": {"http": {"endpoints": {"chatCompletions": {"enabled": True},
                                       "responses": {"enabled": True}}}},
    "agents": MODEL,
    "models": {"mode": "merge", "providers": {"mock": mock_provider("http://127.0.0.1:18951/v1")}},
    "hooks": {"enabled": True, "token": "hook-0123456789", "path": "/hooks",
              "mappings": [{"id": "gh", "match": {"path": "gh"}, "action": "agent", "name": "GH",
                            "messageTemplate": "PR {{title}} by {{user.login}}",
                            "wakeMode": "now", "deliver": False}]},
    "messages": {},
    "meta": {"migrations": {"modelPolicyAllowlist": True, "utilityModelSeparation": True},
             "lastTouchedVersion": "2026.9.6"},
}


class Configured(Stage):
    """The recording's configuration, as far as this build has what it configures."""
    gateway = {"config": RECORDED_CONFIG}


class Terminated(Stage):
    def act(self, frame):
        if frame.get("event") == "shutdown":
            self.server.send_signal(signal.SIGTERM)

    def stop(self):
        self.server.process.wait(10)
        super().stop()


class Restarted(Stage):
    def act(self, frame):
        if frame.get("event") == "shutdown":
            self.server.send_signal(signal.SIGUSR1)

    def stop(self):
        """Ends the process that came in the place of the old one, once it is there."""
        self.server.await_log("; restarting")
        while self.server.log().rfind("] ready (") < self.server.log().rfind("; restarting"):
            time.sleep(0.02)
        super().stop()


class Joined(Configured):
    """Somebody else's device is let in while the recorded one looks on."""

    def act(self, frame):
        if frame.get("event") == "device.pair.resolved":
            self.joins(frame["payload"]["deviceId"])

    def joins(self, recorded_id):
        own = self.identities.stranger(recorded_id)
        own.connect(self.server).close()


class Pairing(Joined):
    """The other devices of transcript 06: a node and one more are let in at once, one has to ask
    and comes again when it may."""
    gateway = {}

    def before(self, connections):
        self._rows = {}
        self._asked = {}
        self._clients = {}
        self._offers = {}
        self._collect([frame.get("in") for frame in connections[0]["frames"]])

    def _collect(self, value):
        if isinstance(value, dict):
            if "publicKey" in value and "clientId" in value:
                self._rows.setdefault(value["deviceId"], value)
            if "requiredApproveScopes" in value:
                self._offers.setdefault(value["nodeId"], value)
            for item in value.values():
                self._collect(item)
        elif isinstance(value, list):
            for item in value:
                self._collect(item)

    def _device(self, row):
        return self.identities.device(raw_key(row["publicKey"]))

    def _surface(self, ident):
        """What the recorded node offers, and what it claims besides."""
        row = self._offers.get(ident)
        if not row:
            return {}
        surface = {key: row[key] for key in ("caps", "permissions") if key in row}
        return {**surface, "commands": row["commands"] + ["canvas.eval", "foo.bar"]}

    def _options(self, row):
        client = {"id": row["clientId"], "version": "2026.9.6", "platform": row["platform"],
                  "mode": row["clientMode"]}
        client.update({key: row[key] for key in ("displayName", "deviceFamily") if key in row})
        return {"role": row["role"], "scopes": row["scopes"], "client": client}

    def _comes(self, ident):
        row = self._rows[ident]
        device = self._device(row)
        client = device.connect(self.server, **self._options(row), **self._surface(ident))
        self._clients[ident] = client
        if row["role"] == "node":
            threading.Thread(target=answer_as_recorded, args=(client, device.id),
                             daemon=True).start()

    def act(self, frame):
        payload = frame.get("payload")
        event = frame.get("event")
        if event == "device.pair.requested":
            self._asked[payload["deviceId"]] = payload["requestId"]
            headers = {"Origin": f"http://127.0.0.1:{self.server.port}"}
            self._device(payload).refused(self.server, headers=headers, **self._options(payload))
        elif event == "device.pair.resolved" and payload["decision"] == "approved":
            ident = payload["deviceId"]
            if ident not in self._rows:
                self.joins(ident)
            elif ident not in self._asked:
                self._comes(ident)
        elif event == "presence":
            here = {row.get("deviceId") for row in payload["presence"]
                    if row["reason"] == "connect"}
            for ident in here & set(self._asked) - set(self._clients):
                self._comes(ident)

    def stop(self):
        for client in self._clients.values():
            client.socket.abort()
        super().stop()


class Chat(Stage):
    """A provider `mock` with one model; `earlier` is the turn that its session had had."""
    handlers = ()

    def start(self):
        self.fake = FakeOpenAI()
        self.fake.__enter__()
        quick = {"entries": {"provider-openai": {"config": {"retries": 0}}}}
        self.gateway = {"config": {
            "models": {"providers": {"mock": mock_provider(self.fake.url())}},
            "agents": MODEL, "plugins": quick}}
        return super().start()

    def before(self, connections):
        """The turn before: its message and its run are those of the recorded history."""
        frames = connections[0]["frames"]
        history = [frame["in"]["payload"]["messages"] for frame in frames
                   if "messages" in (frame.get("in", {}).get("payload") or {})][-1]
        key = next(frame["out"]["params"]["sessionKey"] for frame in frames
                   if frame.get("out", {}).get("method") == "chat.send")
        run = history[0]["idempotencyKey"].removesuffix(":user")
        self.fake.then(*self.handlers)
        client = self.server.connected(scopes=["operator.write"])
        client.call("chat.send", {"sessionKey": key, "message": history[0]["content"],
                                  "idempotencyKey": run})
        client.wait_final(run)
        client.close()

    def stop(self):
        super().stop()
        self.fake.__exit__()


class Streamed(Chat):
    handlers = (rejects, streams(WORDS, GAP_SECONDS, 9))


class Failed(Chat):
    handlers = (streams(WORDS, 0, 9), rejects)


class Aborted(Chat):
    handlers = (streams(WORDS, 0, 9),
                hangs_after(["w0"] + [f" w{n}" for n in range(1, 9)], LONG_GAP_SECONDS))


STAGES = {
    "01-connect-paired-cli": Stage,
    "02-connect-failures": Stage,
    "03-pairing-origin-scope": Stage,
    "04-rate-limit": Stage,
    "05-sdk-client-hello": Configured,
    "06-operator-pairing-session": Pairing,
    "10-chat-stream": Streamed,
    "10-chat-err": Failed,
    "10-chat-abort": Aborted,
    "15-shutdown-sigterm": Terminated,
    "22-errors-and-limits": Configured,
    "23-idle-95s-tick-ping-health": Stage,
    "24-auth-none": WithoutSecret,
    "24-auth-password": WithPassword,
    "25-startup-connects": Starting,
    "26-v3-node": Stage,
    "27-restart-observer": Restarted,
    "27-token-rotation": Joined,
}
