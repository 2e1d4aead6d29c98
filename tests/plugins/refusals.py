#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A plugin that is wrong is refused with its file, what is wrong and what to do; the gateway goes on
# without it.
import glob
import os
import shutil
import tempfile

from broken import gateway, plugins_of, so
from support import tap

OWN = os.path.join(os.path.dirname(os.environ["OPENCLAW_BIN"]), "plugins")
SHIPPED = sorted(os.path.basename(path)[:-3] for path in glob.glob(OWN + "/*.so"))


def refused(path, *wanted, name=None, entries=None):
    """The plugin is refused with all of `wanted` in one message, and nothing else suffers."""
    name = name or os.path.basename(path).removesuffix(".so")
    with gateway(path, entries=entries) as gw:
        found = plugins_of(gw)
        tap.equal(sorted(found["loaded"]), SHIPPED)
        tap.equal([error["plugin"] for error in found["errors"]], [name])
        message = found["errors"][0]["message"]
        for text in wanted:
            assert text in message, f"missing {text!r} in {message!r}"
        gw.await_log(message)
        tap.equal(gw.get("/healthz").status, 200)
        gw.stop()


def test_a_good_one_is_loaded():
    with gateway("good") as gw:
        tap.equal(sorted(plugins_of(gw)["loaded"]), sorted(SHIPPED + ["good"]))
        tap.equal(plugins_of(gw)["errors"], [])
        with gw.connected() as client:
            tap.equal(client.call("good.ping"), {})
        tap.equal(gw.get("/good").status, 204)


def test_the_table_of_an_earlier_header_is_read_as_far_as_it_goes():
    with gateway("older-minor") as gw:
        assert "older-minor" in plugins_of(gw)["loaded"], plugins_of(gw)
        assert "was started" not in gw.log(), "its table ends before start"


def test_without_an_entry():
    refused("no-entry", so("no-entry"), "oc_plugin_entry", "OC_EXPORT")


def test_an_entry_that_gives_nothing():
    refused("null-table", so("null-table"), "returned no table", "return the plugin's")


def test_another_magic():
    refused("wrong-magic", so("wrong-magic"), "OC_PLUGIN_HEAD", "rebuild it")


def test_another_major_version():
    refused("other-major", so("other-major"), "interface 7.", "has 0.", "rebuild it")


def test_a_newer_minor_version():
    refused("newer-minor", so("newer-minor"), "interface 0.99", "newer", "than this gateway's 0.",
            "update the gateway")


def test_a_table_that_is_too_short():
    refused("short-table", so("short-table"), "16 bytes", "OC_PLUGIN_HEAD")


def test_an_id_that_is_none():
    refused("bad-id", so("bad-id"), "id must match", "mend it")


def test_an_id_that_is_not_the_name_of_the_file():
    refused("other-id", so("other-id"), '"somebody-else"', "somebody-else.so")


def test_no_version():
    refused("no-version", so("no-version"), "version or summary is missing", "set both")


def test_no_init():
    refused("no-init", so("no-init"), "no init function", "needs one")


def test_a_symbol_that_nobody_has():
    refused("undefined-symbol", so("undefined-symbol"), "oc_nobody_has_this", "rebuild it")


def test_init_that_fails():
    refused("init-fails", so("init-fails"), "init failed", "Operation not permitted",
            "plugins.entries.init-fails.enabled to false")


def test_start_that_fails():
    refused("start-fails", so("start-fails"), "start failed", "Permission denied",
            "plugins.entries.start-fails.enabled to false")


def test_an_exception_out_of_init():
    refused("throws-in-init", so("throws-in-init"), "init failed", "exception")


def test_a_schema_that_is_none():
    refused("bad-schema", so("bad-schema"), "configuration schema cannot be used",
            "plugins.entries.bad-schema.enabled to false")


def test_a_configuration_that_its_schema_refuses():
    refused("picky", "plugins.entries.picky.config", "key", "enabled to false")
    with gateway("picky", entries={"picky": {"config": {"key": 1}}}) as gw:
        assert "picky" in plugins_of(gw)["loaded"], plugins_of(gw)


def test_a_disabled_one_is_not_even_opened():
    with gateway("no-entry", entries={"no-entry": {"enabled": False}}) as gw:
        tap.equal(plugins_of(gw)["errors"], [])


def test_a_method_that_another_plugin_serves():
    refused("takes-method", so("takes-method"), "chat.send", "already served", "rename it")


def test_a_method_that_the_core_serves():
    refused("takes-core-method", so("takes-core-method"), "health", "already served")


def test_a_route_that_is_taken():
    refused("takes-route", so("takes-route"), "GET /healthz", "already taken",
            "choose another path")


def test_a_method_without_a_scope():
    refused("no-scope", so("no-scope"), "no-scope.ping has no scope")


def test_a_method_whose_schema_is_none():
    refused("bad-params", so("bad-params"), "bad-params.ping", "schema cannot be used")


def test_a_service_without_functions():
    refused("no-functions", so("no-functions"), "oc.methods/1 has no table of functions")


def test_a_service_that_is_the_gateways_own():
    refused("takes-store", so("takes-store"), "oc.store/1 is the gateway's own")


def test_a_table_of_methods_that_is_none():
    for name in ("short-methods", "short-method", "no-methods"):
        refused(name, so(name), "oc_methods is too small or has no rows", "set size, row_size")


def test_a_table_of_routes_that_is_none():
    for name in ("short-route", "no-routes"):
        refused(name, so(name), "oc_http_routes is too small or has no rows", "set size, row_size")


def test_a_table_of_a_model_provider_that_is_none():
    for name in ("short-provider", "hollow-provider"):
        refused(name, so(name), "its oc.model-provider/1 lacks a member", "set size and all")


def test_many_at_once_are_refused_one_by_one():
    names = ["no-entry", "null-table", "other-major", "init-fails", "start-fails", "takes-method"]
    with gateway("good", *names) as gw:
        found = plugins_of(gw)
        tap.equal(sorted(found["loaded"]), sorted(SHIPPED + ["good"]))
        tap.equal(sorted(error["plugin"] for error in found["errors"]), sorted(names))


COPIES = tempfile.TemporaryDirectory(prefix="oc-plugins-")


def changed(name, change):
    """A copy of the good plugin, changed."""
    folder = tempfile.mkdtemp(dir=COPIES.name)
    path = os.path.join(folder, name + ".so")
    shutil.copy(so("good"), path)
    change(path)
    return path


def truncate(path):
    os.truncate(path, 1000)


def overwrite(path):
    with open(path, "w", encoding="utf-8") as out:
        out.write("#!/bin/sh\necho no code\n")


def test_a_file_that_is_no_code():
    path = changed("text", overwrite)
    refused(path, path, "is no shared object", "build or copy it again")


def test_half_a_file():
    path = changed("half", truncate)
    refused(path, path, "is cut off", "copy it again")


def other_machine(path):
    with open(path, "r+b") as out:
        out.seek(18)  # e_machine
        out.write(b"\xf3\x00")


def test_a_file_for_another_machine():
    path = changed("riscv", other_machine)
    refused(path, path, "another kind of machine", "rebuild it")


def test_a_file_that_everybody_can_write():
    path = changed("open", lambda path: os.chmod(path, 0o646))
    refused(path, path, "written by everybody", "chmod o-w")


def test_a_file_of_another_user():
    if os.geteuid() != 0:
        return
    path = changed("foreign", lambda path: os.chown(path, 12345, 0))
    refused(path, path, "another user (uid 12345)", "chown")


def test_two_of_one_name():
    path = changed("good", lambda path: None)
    with gateway("good", path) as gw:
        found = plugins_of(gw)
        assert "good" in found["loaded"], found
        message = found["errors"][0]["message"]
        for text in (path, so("good"), "already loaded", "remove one"):
            assert text in message, message


if __name__ == "__main__":
    tap.main(globals())
