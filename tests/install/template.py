#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What a third party does: builds the template against the installed headers and nothing else, and
# loads what came of it.
import os
import shutil
import subprocess

from installed import SOURCE, UNLOAD, Installed, run
from support import rpc, tap

PLUGINS = ("hello-c", "hello-cpp")
STRICT = "-O1 -Wall -Wextra -Wpedantic -Werror"
COMPILERS = {"gcc": "g++", "clang": "clang++"}


class World(Installed):
    def __enter__(self):
        super().__enter__()
        self.shipped = os.path.join(self.prefix, "share", "doc", "openclaw", "examples",
                                    "plugin-template")
        return self

    def copy(self, name):
        """The template as it was installed, in a folder to build in."""
        folder = os.path.join(self.folder, name)
        shutil.copytree(self.shipped, folder)
        return folder

    def strict(self, compiler, **more):
        return {**self.env, "CC": compiler, "CXX": COMPILERS[compiler], "CFLAGS": STRICT,
                "CXXFLAGS": STRICT, **more}

    def made(self, compiler):
        folder = os.path.join(self.folder, "make-" + compiler)
        if not os.path.isdir(folder):
            run("make", "-C", self.copy("make-" + compiler), env=self.strict(compiler))
        return folder


def files_of(folder):
    return [os.path.join(folder, name + ".so") for name in PLUGINS]


def greet(client, method, params, answer):
    """Calls it, and waits for the event that goes with the answer."""
    tap.equal(client.call(method, params), answer)
    event = client.wait_event(f"plugin.{method.split('.')[0]}.greeted")
    tap.equal(event["payload"], answer)


def serve(world, folder):
    """Loads what was built in `folder` and uses all that it offers, before and after a restart."""
    entries = {"hello-c": {"config": {"word": "Servus"}}}
    with world.gateway(*files_of(folder), entries=entries) as gw:
        with gw.connected() as client:
            health = client.call("health")["plugins"]
            tap.equal(health["errors"], [])
            assert set(PLUGINS) <= set(health["loaded"]), health
            assert "hello-c.greet" in client.hello["features"]["methods"]
            greet(client, "hello-c.greet", {}, {"text": "Servus from C", "number": 1})
            ada = {"name": "Ada"}
            greet(client, "hello-cpp.greet", ada, {"text": "Hello from C++", "times": 1})
            greet(client, "hello-cpp.greet", ada, {"text": "Hello from C++", "times": 2})
            error = tap.raises(rpc.RpcError, client.call, "hello-cpp.greet", {"name": 7}).error
            tap.equal(error["code"], "INVALID_REQUEST")
        gw.stop()
        gw.start()
        with gw.connected() as client:
            greet(client, "hello-c.greet", {}, {"text": "Servus from C", "number": 2})
        gw.stop()
        assert "left behind" not in gw.log(), gw.log()
    run(UNLOAD, *files_of(folder))


@tap.timeout(60)
def test_make_builds_the_template_with_gcc(world):
    serve(world, world.made("gcc"))


@tap.timeout(60)
def test_make_builds_the_template_with_clang(world):
    serve(world, world.made("clang"))


@tap.timeout(90)
def test_meson_builds_the_template_with_both(world):
    for compiler in COMPILERS:
        folder = world.copy("meson-" + compiler)
        build = os.path.join(folder, "build")
        run("meson", "setup", "--warnlevel=3", "--werror", build, folder,
            env=world.strict(compiler))
        run("ninja", "-C", build, env=world.env)
        serve(world, build)


def test_the_program_takes_what_was_built(world):
    for path in files_of(world.made("gcc")):
        assert "hello" in run(world.program, "plugins", "check", path)


def test_a_configuration_that_does_not_fit_is_refused_by_its_place(world):
    files = files_of(world.made("gcc"))
    for config, place in (({"word": "<b>"}, "plugins.entries.hello-c.config: at /word: "),
                          ({"wort": "Servus"}, "plugins.entries.hello-c.config: ")):
        with world.gateway(*files, entries={"hello-c": {"config": config}}) as gw:
            with gw.connected() as client:
                health = client.call("health")["plugins"]
                assert "hello-c" not in health["loaded"], health
                assert "hello-cpp" in health["loaded"], health
                assert place in str(health["errors"]), health["errors"]


@tap.timeout(40)
def test_an_installed_plugin_is_found_without_a_word(world):
    folder = world.made("gcc")
    run("make", "-C", folder, "install", env=world.strict("gcc"))
    for name in PLUGINS:
        assert os.path.isfile(os.path.join(world.plugins, name, name + ".so")), name
    with world.gateway() as gw, gw.connected() as client:
        greet(client, "hello-c.greet", {}, {"text": "Hello from C", "number": 1})
    for name in PLUGINS:
        shutil.rmtree(os.path.join(world.plugins, name))


def test_without_the_package_the_build_says_what_is_missing(world):
    folder = world.copy("nowhere")
    env = world.strict("gcc", PKG_CONFIG_LIBDIR="/nowhere")
    for command in (["make", "-C", folder], ["meson", "setup", folder + "/build", folder]):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode != 0, done.stdout
        assert "openclaw-plugin" in done.stdout + done.stderr, done.stderr


def test_without_an_installed_header_nothing_is_built(world):
    header = os.path.join(world.prefix, "include", "openclaw", "iface", "methods.h")
    os.rename(header, header + ".away")
    try:
        folder = world.copy("headless")
        done = subprocess.run(["make", "-k", "-C", folder], env=world.strict("gcc"),
                              capture_output=True, text=True, check=False)
        assert done.returncode != 0, done.stdout
        tap.equal([path for path in files_of(folder) if os.path.exists(path)], [])
        assert "openclaw/iface/methods.h: No such file" in done.stderr, done.stderr
    finally:
        os.rename(header + ".away", header)


def test_the_template_of_the_tree_is_the_one_that_is_installed(world):
    run("diff", "-r", os.path.join(SOURCE, "contrib", "plugin-template"), world.shipped)


if __name__ == "__main__":
    tap.main(globals(), World)
