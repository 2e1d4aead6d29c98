#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the Tab key offers: as bash asks for it, and as it is written for zsh and fish.
import os
import re
import shlex
import subprocess

from command_line import Home
from support import tap

ASK = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_openclaw
((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"
exit 0
"""


class World(Home):
    def __enter__(self):
        home = super().__enter__()
        self.scripts = {}
        for shell in ("bash", "zsh", "fish"):
            outcome = self.run("completion", shell)
            tap.equal((outcome.status, outcome.err), (0, ""), shell)
            self.scripts[shell] = outcome.out
        self.bash = os.path.join(self.path, "completion.bash")
        with open(self.bash, "w", encoding="utf-8") as out:
            out.write(self.scripts["bash"])
        return home

    def offered(self, *words, cwd=None):
        """What bash offers for the last of the words."""
        done = subprocess.run(["bash", "--norc", "-c", ASK, "ask", self.bash, "openclaw", *words],
                              capture_output=True, text=True, check=False, timeout=10, cwd=cwd)
        tap.equal((done.returncode, done.stderr), (0, ""), f"{words}")
        return done.stdout.split()

    def levels(self, *path):
        """Every command with the rows of its help: path, commands, options."""
        rows = {"Commands": [], "Options": []}
        section = None
        for line in self.run(*path, "--help").out.splitlines():
            section = line[:-1] if line[:-1] in rows else (section if line.strip() else None)
            row = re.match(r"  (\S.*?)(?:  |$)", line)
            if section and row and not line.startswith("   "):
                rows[section].append(row[1])
        yield path, rows["Commands"], rows["Options"]
        for command in rows["Commands"]:
            yield from self.levels(*path, command)


def spellings(row):
    """`-m, --message <text>` is --message and -m."""
    return {word.rstrip(",") for word in row.split() if word.startswith("-")}


def test_each_level_offers_what_its_help_names(world):
    levels = list(world.levels())
    assert len(levels) > 15, levels
    for path, commands, options in levels:
        tap.equal(sorted(world.offered(*path, "-")),
                  sorted(name for row in options for name in spellings(row)), f"{path} options")
        if commands:
            tap.equal(world.offered(*path, ""), commands, f"{path} commands")


def test_a_beginning_narrows_what_is_offered(world):
    tap.equal(world.offered("gat"), ["gateway"])
    tap.equal(world.offered("gateway", "st"), ["status"])
    tap.equal(world.offered("gateway", "run", "--ws"), ["--ws-log"])
    tap.equal(world.offered("nonsense"), [])


def test_options_and_their_values_do_not_lose_the_command(world):
    tap.equal(world.offered("--profile", "gateway", "conf"), ["config"])
    tap.equal(world.offered("--dev", "gateway", "ru"), ["run"])
    tap.equal(world.offered("gateway", "--port", "1", "ru"), ["run"])
    tap.equal(world.offered("gateway", "--port", "=", "1", "ru"), ["run"])
    tap.equal(world.offered("agent", "-m", "config", "--session-k"), ["--session-key"])


def test_a_value_is_one_of_those_that_the_program_takes(world):
    for option in ("--bind", "--ws-log", "--auth", "--tailscale"):
        told = world.run("gateway", "run", option, "nonsense")
        tap.equal(told.status, 1)
        taken = re.findall(r'"([a-z-]+)"', told.err)
        assert len(taken) > 2, told.err
        tap.equal(world.offered("gateway", "run", option, ""), taken, option)
        tap.equal(world.offered("gateway", option, ""), taken, option)
    told = world.run("logs", "--level", "nonsense")
    tap.equal(sorted(world.offered("logs", "--level", "")),
              sorted(re.findall(r'"([a-z]+)"', told.err)))


def test_a_value_may_follow_an_equals_sign(world):
    tap.equal(world.offered("gateway", "run", "--bind", "=", "l"), ["loopback", "lan"])
    tap.equal(world.offered("gateway", "run", "--bind", "="),
              ["loopback", "lan", "tailnet", "auto", "custom"])


def test_what_nobody_can_know_is_left_to_the_user(world):
    tap.equal(world.offered("gateway", "run", "--port", ""), [])
    tap.equal(world.offered("gateway", "call", ""), [])


def test_files_are_offered_where_a_file_belongs(world):
    folder = os.path.join(world.path, "files")
    os.makedirs(folder)
    for name in ("secret.txt", "mine.so"):
        with open(os.path.join(folder, name), "w", encoding="utf-8"):
            pass
    tap.equal(world.offered("plugins", "check", "mi", cwd=folder), ["mine.so"])
    tap.equal(world.offered("gateway", "run", "--password-file", "sec", cwd=folder),
              ["secret.txt"])


def test_bash_completes_both_names_and_the_script_is_clean(world):
    said = subprocess.run(["bash", "--norc", "-c", 'source "$1"; complete -p openclaw oclaw', "ask",
                           world.bash], capture_output=True, text=True, check=True).stdout
    tap.equal(said, "complete -F _openclaw openclaw\ncomplete -F _openclaw oclaw\n")
    subprocess.run(["shellcheck", "--shell", "bash", "--severity", "warning", world.bash],
                   check=True)


def statements(script):
    """The script's lines as the words that a shell makes of them."""
    for line in script.replace("\\\n", " ").splitlines():
        yield shlex.split(line.replace("'\\''", "").replace("\\'", ""), comments=True)


def test_fish_is_told_each_command_and_option(world):
    told = [words for words in statements(world.scripts["fish"]) if words[:1] == ["complete"]]
    conditions = [words[4] for words in told if words[3:4] == ["-n"]]
    for path, commands, options in world.levels():
        here = f"__openclaw_at {' '.join(['openclaw', *path])}"
        mine = [words[5:] for words in told if words[3:5] == ["-n", here]]
        longs = {words[1] for words in mine if words[0] == "-l"}
        tap.equal(longs, {name[2:] for row in options for name in spellings(row)
                          if name.startswith("--")}, here)
        tap.equal([words[1] for words in mine if words[0] == "-a"], commands, here)
        for words in mine:
            if words[0] == "-l":
                row = next(row for row in options if f"--{words[1]}" in row.split())
                tap.equal("<" in row, "-x" in words or "-r" in words, f"{here} {words[1]}")
    tap.equal(len(set(conditions)), len(list(world.levels())))
    assert ["complete", "-c", "oclaw", "-w", "openclaw"] in told


def test_zsh_is_told_each_command_and_option(world):
    script = world.scripts["zsh"]
    assert script.startswith("#compdef openclaw oclaw\n"), script[:40]
    functions = dict(re.findall(r"^(_openclaw\w*)\(\) \{\n(.*?)^\}$", script, re.S | re.M))
    for path, commands, options in world.levels():
        body = functions.pop("_".join(["_openclaw", *path]))
        words = [word for line in statements(body) for word in line]
        said = set(re.findall(r"(?:^|\))(--?[\w-]+)[=+]?\[", "\n".join(words), re.M))
        tap.equal(said, {name for row in options for name in spellings(row)}, f"{path}")
        for command in commands:
            called = "_".join(["_openclaw", *path, command])
            assert f"{command}) {called} ;;" in body, f"{path}: {command}"
    tap.equal(functions, {})


def test_an_option_names_the_shell_as_well(world):
    for shell, script in world.scripts.items():
        tap.equal(world.run("completion", "--shell", shell).out, script)
    tap.equal(world.run("completion").out, world.scripts["zsh"])
    refused = world.run("completion", "--shell", "tcsh")
    tap.equal((refused.status, refused.err),
              (1, 'Invalid --shell (use "bash", "fish", or "zsh")\n'))


if __name__ == "__main__":
    tap.main(globals(), World)
