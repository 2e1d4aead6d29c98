#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# npm's aimock as the model provider: somebody else's idea of OpenAI's wire, and of its faults.
import contextlib
import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
import uuid

from sdk_client import node
from support import tap
from support.gateway import Gateway, free_port

KEY = "sk-aimock-0123456789"
TEXT = "The weather in Oslo is gr\u00e5 \u2601, as ever."
TOOL = {"name": "get_weather", "description": "Tells the weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}


def says(word, response, **more):
    return {"match": {"userMessage": word}, "response": response, **more}


FIXTURES = [
    says("use a tool", {"toolCalls": [{"name": "get_weather", "arguments": '{"city":"Oslo"}'}]}),
    says("be busy", {"error": {"message": "overloaded", "type": "overloaded_error"},
                     "status": 529}),
    says("be wrong", {"error": {"message": "no such model", "type": "invalid_request_error"},
                      "status": 400}),
    says("break off", {"content": TEXT * 20}, truncateAfterChunks=3),
    says("go away", {"content": TEXT * 200}, disconnectAfterMs=300),
    says("think", {"content": "Yes.", "reasoning": "Let me think."}),
    {"match": {}, "response": {"content": TEXT}},
]


class World:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="oc-aimock-")
        self.port = free_port()
        own = {"baseUrl": f"http://127.0.0.1:{self.port}/v1", "apiKey": KEY, "retries": 1,
               "idleTimeoutMs": 3000, "firstByteTimeoutMs": 5000}
        plugins = {"entries": {"agent": {"config": {"model": "openai/gpt-4o"}},
                               "provider-openai": {"config": own}},
                   "load": {"paths": [os.environ["OPENCLAW_ASKER"]]}}
        self.gateway = Gateway(config={"plugins": plugins})
        self.mock = None

    def __enter__(self):
        file = os.path.join(self.folder.name, "fixtures.json")
        with open(file, "w", encoding="utf-8") as out:
            json.dump({"fixtures": FIXTURES}, out)
        modules = os.environ["OPENCLAW_INTEROP_MODULES"]
        program = os.path.join(modules, "node_modules", "@copilotkit", "aimock", "dist", "cli.js")
        self.mock = subprocess.Popen(
            [node(), program, "-p", str(self.port), "-f", file, "-l", "5", "-c", "5",
             "--log-level", "warn"], env={**os.environ, "AIMOCK_API_KEYS": KEY})
        self._await_port()
        self.gateway.__enter__()
        return self

    def _await_port(self):
        deadline = time.monotonic() + 20 * tap.FACTOR
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("aimock did not start")

    def __exit__(self, *error):
        try:
            return self.gateway.__exit__(*error)
        finally:
            self.mock.kill()
            self.mock.wait()
            self.folder.cleanup()

    def dump(self):
        self.gateway.dump()

    def control(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            text = json.dumps(body) if body is not None else None
            connection.request(method, "/__aimock" + path, text,
                               {"Content-Type": "application/json",
                                "Authorization": "Bearer " + KEY})
            answer = connection.getresponse()
            data = answer.read()
            assert answer.status < 300, (path, answer.status, data)
            return json.loads(data) if data else None
        finally:
            connection.close()

    @contextlib.contextmanager
    def chaos(self, **rates):
        self.control("POST", "/chaos", rates)
        try:
            yield
        finally:
            self.control("DELETE", "/chaos")

    def asked(self):
        """The bodies that aimock was sent, latest last."""
        return [entry["body"] for entry in self.control("GET", "/journal")]


def turn(w, text="weather?"):
    """The events of a turn in a session of its own, and the one that ends it."""
    run = str(uuid.uuid4())
    with w.gateway.connected() as client:
        client.call("chat.send", {"sessionKey": "agent:main:" + run, "message": text,
                                  "idempotencyKey": run})
        final = client.wait_final(run, 20 * tap.FACTOR)["payload"]
        chats = [frame["payload"] for frame in client.frames if frame.get("event") == "chat"]
    assert w.gateway.get("/readyz").status == 200
    return [chat for chat in chats if chat["runId"] == run], final


def fails(w, text="weather?"):
    _, final = turn(w, text)
    tap.equal(final["state"], "error", final)
    return final["errorMessage"]


def complete(w, text, **more):
    with w.gateway.connected() as client:
        params = {"messages": [{"role": "user", "content": text}], **more}
        return client.call("asker.complete", params, 10 * tap.FACTOR)


def test_the_deltas_of_an_answer_make_it_up(w):
    chats, final = turn(w)
    deltas = [chat["deltaText"] for chat in chats if chat["state"] == "delta"]
    tap.equal((final["state"], "".join(deltas)), ("final", TEXT))
    tap.equal(final["message"]["content"], [{"type": "text", "text": TEXT}])


def test_the_request_is_one_that_it_understands(w):
    turn(w, "who am I?")
    found = w.asked()[-1]
    tap.equal((found["model"], found["stream"], found["stream_options"]),
              ("gpt-4o", True, {"include_usage": True}))
    tap.equal(found["messages"], [{"role": "user", "content": "who am I?"}])


def test_a_tool_call_arrives_whole(w):
    told = complete(w, "use a tool", tools=[TOOL])
    kind, _, name, arguments = told[0]
    tap.equal((kind, name, json.loads(arguments)), ("tool", "get_weather", {"city": "Oslo"}))
    tap.equal(told[-1][:2], ["done", "toolUse"])
    tap.equal(w.asked()[-1]["tools"], [{"type": "function", "function": TOOL}])


def test_usage_is_counted(w):
    done = complete(w, "weather?")[-1]
    tap.equal(done[:2], ["done", "stop"])
    assert int(done[2]) > 0 and int(done[3]) > 0, done


def test_thinking_is_told_apart(w):
    told = complete(w, "think")
    tap.equal("".join(word[1] for word in told if word[0] == "thinking"), "Let me think.")
    tap.equal("".join(word[1] for word in told if word[0] == "text"), "Yes.")


def test_its_refusals_are_told(w):
    assert fails(w, "be busy").startswith("openai: HTTP 529: overloaded"), "busy"
    tap.equal(fails(w, "be wrong"), "openai: HTTP 400: no such model")


def test_a_stream_that_it_cuts_is_an_error(w):
    for text in ("break off", "go away"):
        chats, final = turn(w, text)
        tap.equal(final["state"], "error", text)
        assert final["errorMessage"].startswith("openai: "), final
        assert any(chat["state"] == "delta" for chat in chats), text


def test_its_chaos_ends_in_errors(w):
    for rates, words in (({"dropRate": 1}, "HTTP 500"), ({"rateLimitRate": 1}, "HTTP 429"),
                         ({"disconnectRate": 1}, "openai: "), ({"malformedRate": 1}, "openai: ")):
        with w.chaos(**rates):
            message = fails(w)
            assert words in message, (rates, message)
        tap.equal(turn(w)[1]["state"], "final", rates)


@tap.timeout(60)
def test_half_of_the_time_is_often_enough_for_nothing_to_hang(w):
    with w.chaos(dropRate=0.3, malformedRate=0.1, disconnectRate=0.3):
        ends = [turn(w)[1]["state"] for _ in range(12)]
    assert set(ends) <= {"final", "error"}, ends
    tap.equal(turn(w)[1]["state"], "final")


def test_a_provider_of_the_configuration_alone_answers(w):
    mock = {"baseUrl": f"http://127.0.0.1:{w.port}/v1", "apiKey": "${MOCK_KEY}",
            "api": "openai-completions",
            "models": [{"id": "mock-1", "name": "Mock One", "reasoning": False, "input": ["text"],
                        "contextWindow": 128000, "maxTokens": 4096}]}
    config = {"models": {"mode": "merge", "providers": {"mock": mock}},
              "agents": {"defaults": {"model": {"primary": "mock/mock-1"}}}}
    with Gateway(config=config, env={"MOCK_KEY": KEY}) as gateway, gateway.connected() as client:
        client.call("chat.send", {"sessionKey": "main", "message": "x", "idempotencyKey": "m"})
        final = client.wait_final("m", 20 * tap.FACTOR)["payload"]
        tap.equal(final["message"]["content"], [{"type": "text", "text": TEXT}])
        row = client.call("models.list", {})["models"]
        tap.equal(row, [{"id": "mock-1", "name": "Mock One", "provider": "mock",
                         "contextWindow": 128000, "reasoning": False, "tags": ["default"],
                         "thinkingLevels": [{"id": "off", "label": "off"}],
                         "thinkingDefault": "off", "available": True}])
    tap.equal(w.asked()[-1]["model"], "mock-1")


def test_a_key_that_it_does_not_know_is_an_error(w):
    config = json.loads(json.dumps(w.gateway.config))
    config["plugins"]["entries"]["provider-openai"]["config"]["apiKey"] = "sk-wrong-0123456789"
    with Gateway(config=config) as gateway, gateway.connected() as client:
        client.call("chat.send", {"sessionKey": "main", "message": "x", "idempotencyKey": "k"})
        final = client.wait_final("k")["payload"]
        assert final["errorMessage"].startswith("openai: HTTP 401"), final
        assert "sk-wrong" not in gateway.log(), "the key is in the log"


if __name__ == "__main__":
    tap.main(globals(), World)
