#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# openclaw-plugin(3) and openclaw-iface(3) are enough to write a plugin: their examples work as they
# are printed, and nothing that the headers offer is left out.
import json
import os
import re

from installed import UNLOAD, Installed, run
from support import tap

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)


class World(Installed):
    def __enter__(self):
        super().__enter__()
        self.pages = {name: self.page(name) for name in ("openclaw-plugin", "openclaw-iface")}
        self.mine = os.path.join(self.folder, "mine")
        os.mkdir(self.mine)
        return self

    def page(self, name):
        path = os.path.join(self.prefix, "share", "man", "man3", name + ".3")
        with open(path, encoding="utf-8") as source:
            return source.read()

    def printed(self, after):
        """The first piece of code behind these words of the page."""
        text = self.pages["openclaw-plugin"].split(after, 1)[1]
        text = text.split(".Bd -literal\n", 1)[1].split("\n.Ed", 1)[0] + "\n"
        assert not re.search(r"\\(?!e)|^[.']", text, re.M), "roff would change it"
        return text.replace("\\e", "\\")

    def header(self, name):
        path = os.path.join(self.prefix, "include", "openclaw", name)
        with open(path, encoding="utf-8") as source:
            return COMMENT.sub("", source.read())

    def headers(self):
        top = os.path.join(self.prefix, "include", "openclaw")
        names = [os.path.relpath(os.path.join(folder, name), top)
                 for folder, _, files in os.walk(top) for name in files]
        return {name: self.header(name) for name in sorted(names)}

    def about(self, name):
        """What the pages say under the heading that has this name; as lists of words."""
        found = set()
        for page in self.pages.values():
            for part in re.split(r"^\.S[sh] ", page, flags=re.M)[1:]:
                if name in words(part.split("\n", 1)[0]):
                    found |= words(part)
        assert found, f"no page has a heading {name}"
        return found


def words(text):
    return set(re.findall(r"[\w:]+", text))


def members(body):
    """`int a, b;` and `void (*c)(int d);` are a, b, c."""
    for declaration in body.split(";")[:-1]:
        function = re.search(r"\(\*(\w+)\)\(", declaration)
        if function:
            yield function[1]
        else:
            yield from (part.split()[-1].lstrip("*") for part in declaration.split(","))


def test_each_structure_and_member_of_the_headers_is_described(world):
    seen, missing = 0, []
    for text in world.headers().values():
        for name, body in re.findall(r"^typedef struct (\w+) \{(.*?)^\}", text, re.S | re.M):
            told = world.about(name)
            for member in members(body):
                seen += 1
                missing += [f"{name}.{member}"] if member not in told else []
        for name in re.findall(r"^typedef struct \w+\s+(\w+);", text, re.M):
            world.about(name)
    tap.equal(missing, [])
    assert seen > 150, seen


def test_each_constant_and_macro_is_described(world):
    told, seen = words("\n".join(world.pages.values())), set()
    for name, text in world.headers().items():
        for body in re.findall(r"^enum \{(.*?)\}", text, re.S | re.M):
            seen |= set(re.findall(r"(\w+)\s*=", body))
        if name != "json.hpp":
            seen |= {macro for macro in re.findall(r"^#define (\w+)", text, re.M)
                     if not re.fullmatch(r"OPENCLAW_\w+_HP?P?", macro)}
    assert {"OC_HAS", "OC_STMT_MAY_CUT", "OC_PLUGIN", "OC_STORE"} <= seen, seen
    tap.equal(seen - told, set())


def test_each_interface_is_named_with_its_header(world):
    page = world.pages["openclaw-iface"]
    for name, text in world.headers().items():
        if name.startswith("iface/"):
            assert f".In openclaw/{name}\n" in page, name
            for interface in re.findall(r'"(oc\.[\w-]+/\d+)"', text):
                assert f".Li {interface} " in page, interface
    tap.equal(set(re.findall(r"^\.In (\S+)$", page, re.M)),
              {f"openclaw/{name}" for name in world.headers() if name.startswith("iface/")})


def test_each_class_of_the_coat_and_what_it_can_do_is_described(world):
    for header in ("plugin.hpp", "store.hpp"):
        for name, body in re.findall(r"^class (\w+) .*?\{\n(.*?)^\};", world.header(header),
                                     re.S | re.M):
            public = body.split(" private:")[0]
            told = world.about("oc::" + name)
            for function in set(re.findall(r"^  [\w\[][\w\[\]:<>*& ]* [*&]?(\w+)\(", public, re.M)):
                if function not in (name, "bool"):
                    assert function in told, f"oc::{name}::{function}"


def build(world):
    """Does what the page says, in a folder of its own."""
    for name, after in (("mirror.cpp", "all of\n.Pa mirror.cpp"), ("clock.c", "all of\n.Pa clock"),
                        ("plugin.map", "take this\n.Pa plugin.map")):
        with open(os.path.join(world.mine, name), "w", encoding="utf-8") as out:
            out.write(world.printed(after))
    path = os.path.dirname(world.program) + ":" + world.env["PATH"]
    return run("sh", "-eu", "-c", world.printed("built and looked at with"), cwd=world.mine,
               env={**world.env, "PATH": path, "HOME": world.folder})


def test_the_examples_are_built_as_the_page_says(world):
    said = build(world)
    assert "OK: mirror " in said and "OK: clock " in said, said


def test_the_examples_do_what_the_page_says(world):
    configuration = world.printed("or their directory, by")
    assert "/home/me/mirror.so" in configuration and "paths" in configuration, configuration
    with world.gateway(world.mine) as gw:
        with gw.connected() as client:
            tap.equal(client.call("health")["plugins"]["errors"], [])
            tap.equal(client.call("mirror", {"hello": 1}), {"hello": 1})
            first = client.wait_event("plugin.clock.tick")["payload"]
            assert client.wait_event("plugin.clock.tick")["payload"] - first >= 900
        command = re.search(r"^\.Li openclaw (gateway call mirror .*)$",
                            world.pages["openclaw-plugin"], re.M)[1]
        env = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)}
        said = run("sh", "-c", f'"{world.program}" {command}', env=env)
        tap.equal(json.loads(said[said.index("{"):]), {"hello": 1})
        gw.stop()
        assert "left behind" not in gw.log(), gw.log()
    run(UNLOAD, os.path.join(world.mine, "mirror.so"), os.path.join(world.mine, "clock.so"))


if __name__ == "__main__":
    tap.main(globals(), World)
