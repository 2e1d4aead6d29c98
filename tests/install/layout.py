#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What is installed, where, and that it works from there.
import glob
import json
import os
import re
import stat

from installed import BUILD, SOURCE, Installed, options_of, run
from support import tap

ALIASES = {"bin/oclaw": "openclaw",
           "share/bash-completion/completions/oclaw": "openclaw",
           "share/fish/vendor_completions.d/oclaw.fish": "openclaw.fish"}


def below(*folder):
    """The files below a folder of the tree, relative to it."""
    top = os.path.join(SOURCE, *folder)
    for path, _, names in os.walk(top):
        yield from (os.path.relpath(os.path.join(path, name), top) for name in names)


def plugin_ids():
    """A plugin's folder says its sources; parts that plugins share do not."""
    found = [path for path in glob.glob(os.path.join(SOURCE, "plugins", "*", "meson.build"))
             if says_its_sources(path)]
    assert len(found) >= 6, found
    return sorted(os.path.basename(os.path.dirname(path)) for path in found)


def says_its_sources(path):
    with open(path, encoding="utf-8") as source:
        return any(line.startswith("plugin_sources") for line in source)


def expected(libdir):
    """All that belongs below the prefix."""
    doc = "share/doc/openclaw/"
    files = {"bin/openclaw", f"{libdir}/pkgconfig/openclaw-plugin.pc",
             "lib/systemd/system/openclaw-gateway.service",
             "lib/systemd/user/openclaw-gateway.service", "lib/sysusers.d/openclaw.conf",
             "share/bash-completion/completions/openclaw",
             "share/zsh/site-functions/_openclaw",
             "share/fish/vendor_completions.d/openclaw.fish", doc + "LICENSE", doc + "README.md"}
    for name in plugin_ids():
        files |= {f"{libdir}/openclaw/plugins/{name}/{name}.{end}" for end in ("so", "json")}
        if os.path.exists(os.path.join(SOURCE, "plugins", name, "README.md")):
            files.add(f"{doc}plugins/{name}.md")
    files |= {f"include/openclaw/{name}" for name in below("include", "openclaw")}
    files |= {f"share/man/man{name[-1]}/{name}" for name in below("man") if name[-1].isdigit()}
    files |= {f"{doc}examples/plugin-template/{name}"
              for name in below("contrib", "plugin-template")}
    return sorted(files | set(ALIASES))


def found_below(top):
    return sorted(os.path.relpath(os.path.join(path, name), top)
                  for path, _, names in os.walk(top) for name in names)


def test_each_file_is_in_its_place_and_no_other_is_there(world):
    tap.equal(found_below(world.prefix), expected(world.options["libdir"]))
    tap.equal(os.path.relpath(world.prefix, world.root), world.options["prefix"].lstrip("/"))
    outside = [name for name in found_below(world.root)
               if not os.path.join(world.root, name).startswith(world.prefix + "/")]
    tap.equal(outside, [])


def test_other_names_are_links_within_their_folder(world):
    for path, target in ALIASES.items():
        tap.equal(os.readlink(os.path.join(world.prefix, path)), target)


def test_nobody_but_the_owner_may_write_and_all_may_read(world):
    for path, folders, names in os.walk(world.root):
        for name in folders + names:
            full = os.path.join(path, name)
            mode = stat.S_IMODE(os.lstat(full).st_mode)
            if os.path.islink(full):
                continue
            runs = os.path.isdir(full) or full.endswith(".so") or full == world.program
            tap.equal(oct(mode), oct(0o755 if runs else 0o644), full)


def test_no_file_names_a_place_that_is_only_here(world):
    places = [place.encode() for place in (BUILD, SOURCE, world.root)]
    for name in found_below(world.root):
        with open(os.path.join(world.root, name), "rb") as source:
            content = source.read()
        for place in places:
            assert place not in content, f"{name} names {place.decode()}"


def test_programs_search_no_library_in_a_place_of_their_own(world):
    for path in [world.program, *glob.glob(world.plugins + "/*/*.so")]:
        told = run("readelf", "-dW", path)
        assert "(NEEDED)" in told and "RPATH" not in told and "RUNPATH" not in told, told


def test_pages_and_headers_are_those_of_the_tree(world):
    for folder, here in (("include/openclaw", "include/openclaw"), ("man", "share/man")):
        for name in below(folder):
            if folder == "man" and not name[-1].isdigit():
                continue
            place = f"man{name[-1]}/{name}" if folder == "man" else name
            run("cmp", os.path.join(SOURCE, folder, name), os.path.join(world.prefix, here, place))


def test_pkg_config_tells_where_the_tree_stands_now(world):
    def told(*what):
        return run("pkg-config", *what, "openclaw-plugin", env=world.env).strip()

    tap.equal(told("--modversion"), run(world.program, "--version").strip())
    tap.equal(os.path.realpath(told("--variable=plugindir")), os.path.realpath(world.plugins))
    flags = told("--cflags", "--keep-system-cflags").split()
    tap.equal([os.path.realpath(flag[2:]) for flag in flags],
              [os.path.realpath(os.path.join(world.prefix, "include"))])
    tap.equal(told("--libs"), "")


def test_completions_are_what_the_program_prints(world):
    for shell, path in (("bash", "bash-completion/completions/openclaw"),
                        ("zsh", "zsh/site-functions/_openclaw"),
                        ("fish", "fish/vendor_completions.d/openclaw.fish")):
        with open(os.path.join(world.prefix, "share", path), encoding="utf-8") as source:
            tap.equal(source.read(), run(world.program, "completion", shell), shell)


def test_the_gateway_finds_its_plugins_where_it_stands(world):
    with world.gateway() as gw, gw.connected() as client:
        health = client.call("health")["plugins"]
        tap.equal(sorted(health["loaded"]), plugin_ids())
        tap.equal(health["errors"], [])
    listed = json.loads(run(os.path.join(world.prefix, "bin", "oclaw"), "plugins", "list", "--json",
                            env={"HOME": world.folder}))["plugins"]
    tap.equal(sorted(os.path.realpath(plugin["file"]) for plugin in listed),
              sorted(os.path.realpath(path) for path in glob.glob(world.plugins + "/*/*.so")))


def test_a_program_by_itself_looks_where_it_was_configured_for(world):
    with open(world.program, "rb") as source:
        content = source.read()
    configured = world.options["prefix"], world.options["libdir"], "openclaw/plugins"
    assert os.path.join(*configured).encode() + b"\0" in content, configured


def test_what_was_installed_can_be_taken_away(world):
    other = Installed()
    with other:
        run("meson", "--internal", "uninstall", cwd=other.folder)
        tap.equal(found_below(other.root), [])


@tap.timeout(60)
def test_a_distribution_chooses_prefix_and_libdir(world):
    build = os.path.join(world.folder, "usr")
    run("meson", "setup", build, SOURCE, "--prefix=/usr", "--libdir=lib64", "-Dtests=disabled")
    options = options_of(build)
    tap.equal((options["prefix"], options["libdir"]), ("/usr", "lib64"))
    with open(os.path.join(build, "meson-info", "intro-install_plan.json"), encoding="utf-8") as f:
        plan = [entry["destination"] for group in json.load(f).values()
                for entry in group.values()]
    names = {re.sub(r"^(\{prefix\}|/usr)/", "", place.format(
        prefix="/usr", bindir="/usr/bin", libdir="/usr/lib64", includedir="/usr/include",
        datadir="/usr/share", mandir="/usr/share/man", libdir_shared="/usr/lib64"))
             for place in plan}
    wanted = set(expected("lib64"))
    missing = {name for name in wanted - names
               if not any(name.startswith(place + "/") for place in names)} - set(ALIASES)
    tap.equal(missing, set())
    with open(os.path.join(build, "contrib", "user.service"), encoding="utf-8") as unit:
        assert "ExecStart=/usr/bin/openclaw " in unit.read()
    with open(os.path.join(build, "contrib", "openclaw-plugin.pc"), encoding="utf-8") as pc:
        assert "prefix=${pcfiledir}/../..\n" in pc.read()


if __name__ == "__main__":
    tap.main(globals(), Installed)
