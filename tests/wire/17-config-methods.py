#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the gateway tells of its configuration: the file, its faults, and the schema of all keys.
import json
import os

from support import rpc, tap
from support.gateway import Gateway

HIDDEN = "__OPENCLAW_REDACTED__"
ECHO = "plugins.entries.provider-echo.config"


class ConfigGateway(Gateway):
    def __init__(self, **options):
        config = {"gateway": {"remote": {"password": "hunter-two"}},
                  "logging": {"level": "${LEVEL}"}}
        super().__init__(token="correct-horse", config=config, env={"LEVEL": "info"}, **options)

    @property
    def config_file(self):
        return os.path.join(self.state_dir, "openclaw.json")

    def written(self, text):
        with open(self.config_file, "w", encoding="utf-8") as out:
            out.write(text)


def test_the_file_is_told_without_its_secrets(gw):
    with gw.connected() as client:
        found = client.call("config.get")
        tap.equal((found["path"], found["exists"], found["valid"]), (gw.config_file, True, True))
        tap.equal(found["parsed"]["gateway"],
                  {"mode": "local", "auth": {"mode": "token", "token": HIDDEN},
                   "remote": {"password": HIDDEN}})
        tap.equal((found["parsed"]["logging"]["level"], found["resolved"]["logging"]["level"]),
                  ("${LEVEL}", "info"))
        for tree in ("sourceConfig", "runtimeConfig", "config"):
            tap.equal(found[tree], found["resolved"])
        tap.equal((found["raw"], found["issues"], found["legacyIssues"]), (None, [], []))
        for secret in ("hunter-two", gw.token):
            assert secret not in json.dumps(found), secret


def test_the_hash_follows_the_file():
    with ConfigGateway() as gw:
        with gw.client() as client:
            told = client.connect(token=gw.token)["snapshot"]["appliedConfigHash"]
            first = client.call("config.get")
            tap.equal((first["hash"], first["appliedConfigHash"]), (told, told))
            gw.written('{gateway: {mode: "local"}}')
            later = client.call("config.get")
            assert later["hash"] != told, later["hash"]
            tap.equal((later["configRevisionHash"], later["appliedConfigHash"]),
                      (later["hash"], told))


def test_a_text_without_secrets_is_shown_as_it_is():
    with ConfigGateway() as gw, gw.connected() as client:
        text = '{\n  // who comes here\n  gateway: {mode: "local"},\n}\n'
        gw.written(text)
        tap.equal(client.call("config.get")["raw"], text)
        gw.written('{\n // password: "correct-horse-battery"\n gateway: {mode: "local"}}')
        tap.equal(client.call("config.get")["raw"], None)


def test_a_broken_file_is_an_answer():
    with ConfigGateway() as gw, gw.connected() as client:
        gw.written("{\n a:j}")
        found = client.call("config.get")
        tap.equal((found["exists"], found["valid"], found["config"], found["raw"]),
                  (True, False, {}, None))
        tap.equal(found["issues"], [{"path": "", "message":
                  f"{gw.config_file}: JSON5: invalid character 'j' at 2:4"}])
        assert found["hash"] != found["appliedConfigHash"]
        gw.written('{gateway: {bind: "wide", bogus: 1}}')
        found = client.call("config.get")
        tap.equal((found["valid"], {issue["path"] for issue in found["issues"]}),
                  (False, {"gateway", "gateway.bind"}))
        assert "lan" in next(issue for issue in found["issues"]
                             if issue["path"] == "gateway.bind")["allowedValues"]


def test_a_file_that_is_gone_is_all_defaults():
    with ConfigGateway() as gw, gw.connected() as client:
        os.unlink(gw.config_file)
        found = client.call("config.get")
        tap.equal((found["exists"], found["valid"], found["raw"], found["resolved"]),
                  (False, True, None, {}))


def test_what_a_plugin_refuses_is_an_issue():
    with ConfigGateway() as gw, gw.connected() as client:
        gw.written(json.dumps({"plugins": {"entries": {"provider-echo": {
            "config": {"delayMs": "soon"}}}}}))
        found = client.call("config.get")
        tap.equal([issue["path"] for issue in found["issues"]], [ECHO])


def schema_at(schema, path):
    for key in path.split("."):
        schema = schema["properties"][key]
    return schema


def test_the_schema_has_the_keys_and_those_of_the_plugins(gw):
    with gw.connected() as client:
        found = client.call("config.schema")
        schema = found["schema"]
        tap.equal((schema["title"], schema["type"], schema["additionalProperties"]),
                  ("OpenClawConfig", "object", False))
        tap.equal(schema_at(schema, "gateway.port"),
                  {"type": "integer", "minimum": 1, "maximum": 65535})
        tap.equal(set(schema_at(schema, "gateway.bind")["enum"]),
                  {"auto", "lan", "loopback", "custom", "tailnet"})
        assert "delayMs" in schema_at(schema, ECHO)["properties"], schema_at(schema, ECHO)
        assert found["generatedAt"].endswith("Z") and found["version"]


def test_hints_name_the_keys_and_their_secrets(gw):
    with gw.connected() as client:
        hints = client.call("config.schema")["uiHints"]
        tap.equal(hints["gateway.customBindHost"], {"label": "Custom Bind Host", "advanced": False})
        tap.equal(hints["gateway.auth.token"],
                  {"label": "Token", "sensitive": True, "advanced": False})
        tap.equal(hints["gateway.controlUi"]["label"], "Control UI")
        tap.equal(hints["talk"]["advanced"], True)
        assert "channels.telegram.accounts.*.botToken" in hints


def test_the_schema_of_one_place_can_be_looked_up(gw):
    with gw.connected() as client:
        found = client.call("config.schema.lookup", {"path": "gateway.port"})
        tap.equal(found["schema"], {"type": "integer", "minimum": 1, "maximum": 65535})
        tap.equal((found["path"], found["hintPath"], found["children"], found["reloadKind"]),
                  ("gateway.port", "gateway.port", [], "restart"))
        found = client.call("config.schema.lookup", {"path": "gateway.auth"})
        assert "properties" not in found["schema"], found["schema"]
        children = {child["key"]: child for child in found["children"]}
        tap.equal((children["rateLimit"]["hasChildren"], children["mode"]["hasChildren"],
                   children["mode"]["path"]), (True, False, "gateway.auth.mode"))
        assert children["token"]["hint"]["sensitive"] is True
        found = client.call("config.schema.lookup", {"path": ECHO})
        assert "delayMs" in {child["key"] for child in found["children"]}, found


def test_items_and_any_keys_have_places_too(gw):
    with gw.connected() as client:
        for path in ("gateway.trustedProxies[]", "gateway.trustedProxies[3]",
                     "channels.telegram.accounts.*.botToken", "plugins.entries.any-name.enabled"):
            assert client.call("config.schema.lookup", {"path": path})["path"] == path


def test_a_place_that_is_not_there_is_refused(gw):
    with gw.connected() as client:
        for path in ("bogus", "gateway.bogus", "gateway.port.deeper", ".", "[]", "__proto__"):
            error = tap.raises(rpc.RpcError, client.call, "config.schema.lookup",
                               {"path": path}).error
            tap.equal((error["code"], error["message"]),
                      ("INVALID_REQUEST", "config schema path not found"), path)
        error = tap.raises(rpc.RpcError, client.call, "config.schema.lookup",
                           {"path": "a b"}).error
        assert error["message"].startswith("invalid config.schema.lookup params: at /path: "), error


def test_they_need_the_right_to_read(gw):
    with gw.connected(scopes=["operator.pairing"]) as client:
        for method in ("config.get", "config.schema"):
            tap.equal(tap.raises(rpc.RpcError, client.call, method).error["code"], "FORBIDDEN")


if __name__ == "__main__":
    tap.main(globals(), ConfigGateway)
