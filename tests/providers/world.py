# SPDX-License-Identifier: MIT
"""A gateway whose model is a fake provider's, with the plugin `asker` beside it."""
import os
import uuid

from support.fake_openai import FakeOpenAI
from support.gateway import Gateway, merged

SESSION = "agent:main:main"
KEY = "sk-test-0123456789abcdef"
ASKER = os.environ.get("OPENCLAW_ASKER")


def openai_config(url, **settings):
    own = {"baseUrl": url, "apiKey": KEY, "models": [{"id": "gpt-test", "name": "Test"}]}
    entries = {"agent": {"config": {"model": "openai/gpt-test"}},
               "provider-openai": {"config": {**own, **settings}}}
    plugins = {"entries": entries}
    if ASKER:
        plugins["load"] = {"paths": [ASKER]}
    return {"plugins": plugins}


class World:
    """`settings` are the provider's; None drops one. `config` is laid over the gateway's."""

    def __init__(self, env=None, config=None, wrap=None, scheme="http", **settings):
        self.fake = FakeOpenAI(wrap) if wrap else FakeOpenAI()
        own = openai_config(self.fake.url(scheme), **settings)
        kept = own["plugins"]["entries"]["provider-openai"]["config"]
        own["plugins"]["entries"]["provider-openai"]["config"] = {
            name: value for name, value in kept.items() if value is not None}
        self.gateway = Gateway(config=merged(own, config or {}), env=env)

    def __enter__(self):
        self.fake.__enter__()
        try:
            self.gateway.__enter__()
        except BaseException:
            self.fake.__exit__()
            raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            return self.gateway.__exit__(kind, error, trace)
        finally:
            self.fake.__exit__()

    def dump(self):
        self.gateway.dump()

    def then(self, *handlers):
        """What the provider does next; what came before is forgotten."""
        self.fake.forget()
        self.fake.then(*handlers)

    def ask(self, text="hello", timeout=15.0, session=None, **options):
        """One turn in a session of its own: the chat event that ends it."""
        with self.gateway.connected(**options) as client:
            run = send(client, text, session)
            return client.wait_final(run, timeout)["payload"]

    def fails(self, *handlers, timeout=15.0):
        """The message of a turn that must end in an error, with the gateway well after it."""
        self.then(*handlers)
        final = self.ask(timeout=timeout)
        assert final["state"] == "error", final
        assert self.gateway.get("/readyz").status == 200
        return final["errorMessage"]

    def says(self, *handlers, timeout=15.0):
        """The text of a turn that must end well."""
        self.then(*handlers)
        final = self.ask(timeout=timeout)
        assert final["state"] == "final", final
        return text_of(final)


def send(client, text="hello", session=None):
    run = str(uuid.uuid4())
    key = session or "agent:main:" + run
    client.call("chat.send", {"sessionKey": key, "message": text, "idempotencyKey": run})
    return run


def text_of(payload):
    return "".join(block["text"] for block in payload["message"]["content"])
