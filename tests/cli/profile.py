#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `--profile`, `--dev` and `.env` files: where the program looks, and on which port.
import json
import os

from command_line import Home
from support import tap

FREE = {"OPENCLAW_STATE_DIR": None, "OPENCLAW_GATEWAY_PORT": None}


def config_file(home, *globals_, **env):
    outcome = home.run(*globals_, "config", "file", **{**FREE, **env})
    tap.equal((outcome.status, outcome.err), (0, ""), f"{globals_}")
    return outcome.out.strip()


def refused(home, *arguments):
    outcome = home.run(*arguments)
    tap.equal((outcome.status, outcome.out), (1, ""), f"{arguments}")
    return outcome.err


def url(home, *globals_, **env):
    """What `gateway status` says it would ask."""
    outcome = home.run(*globals_, "gateway", "status", "--no-probe", **{**FREE, **env})
    return next(line for line in outcome.out.splitlines() if "ws://" in line)


def test_a_profile_is_a_directory_of_its_own(home):
    tap.equal(config_file(home), "~/.openclaw/openclaw.json")
    for words in (["--profile", "work"], ["--profile=work"], ["--no-color", "--profile", "work"]):
        tap.equal(config_file(home, *words), "~/.openclaw-work/openclaw.json")
    for name in ("default", "Default"):
        tap.equal(config_file(home, "--profile", name), "~/.openclaw/openclaw.json")


def test_variables_that_are_set_count_before_the_profile(home):
    tap.equal(config_file(home, "--profile", "work", OPENCLAW_STATE_DIR="/srv/oc"),
              "/srv/oc/openclaw.json")
    tap.equal(config_file(home, "--profile", "work", OPENCLAW_CONFIG_PATH="/etc/oc.json"),
              "/etc/oc.json")


def test_dev_is_a_profile_with_a_port(home):
    tap.equal(config_file(home, "--dev"), "~/.openclaw-dev/openclaw.json")
    tap.equal(config_file(home, "--dev", "--profile", "dev"), "~/.openclaw-dev/openclaw.json")
    assert ":19001" in url(home, "--dev"), url(home, "--dev")
    assert ":7654" in url(home, "--dev", OPENCLAW_GATEWAY_PORT="7654")


def test_dev_behind_gateway_is_the_profile_too(home):
    for words in (["gateway", "--dev"], ["gateway", "run", "--port", "1", "--dev"]):
        tap.equal(refused(home, "--profile", "work", *words),
                  "Cannot combine --dev with --profile\n")


def test_names_that_are_none_are_refused(home):
    tap.equal(refused(home, "--dev", "--profile", "x", "config", "file"),
              "Cannot combine --dev with --profile\n")
    for words in (["--profile"], ["--profile="], ["--profile", "--dev", "config", "file"]):
        tap.equal(refused(home, *words), "--profile requires a value\n")
    for name in ("a/b", "..", "a b", "ü"):
        tap.equal(refused(home, "--profile", name, "config", "file"),
                  "Invalid --profile (use letters, numbers, \"_\", \"-\" only)\n")


def test_a_profile_stands_before_the_command(home):
    assert "unknown option '--profile'" in refused(home, "config", "file", "--profile", "x")


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def test_env_files_set_what_is_not_set(home):
    write(os.path.join(home.path, ".env"), "OPENCLAW_GATEWAY_PORT=7001\n")
    write(os.path.join(home.path, ".openclaw", ".env"),
          "export OPENCLAW_GATEWAY_PORT=7002 # second\nOPENCLAW_CONFIG_PATH='~/of-env.json'\n")
    assert ":7001" in url(home), "that of the working directory is first"
    assert ":7003" in url(home, OPENCLAW_GATEWAY_PORT="7003")
    tap.equal(config_file(home), "~/of-env.json")
    os.unlink(os.path.join(home.path, ".openclaw", ".env"))


def test_a_strangers_env_file_moves_nothing(home):
    write(os.path.join(home.path, ".env"),
          "OPENCLAW_STATE_DIR=/tmp/x\nOPENCLAW_CONFIG_PATH=/tmp/x.json\nLD_PRELOAD=/tmp/x.so\n"
          "HOME=/tmp\nOPENCLAW_HOME=/tmp\n")
    tap.equal(config_file(home), "~/.openclaw/openclaw.json")


def test_a_strangers_env_file_gives_secrets_and_nothing_that_libraries_read(home):
    names = ["OPENSSL_CONF", "http_proxy", "SSLKEYLOGFILE", "TMPDIR", "NOTIFY_SOCKET",
             "A_API_KEY", "BOT_TOKEN", "A_SECRET", "A_PASSWORD"]
    write(os.path.join(home.path, ".env"), "".join(f"{name}=given\n" for name in names))
    channels = {f"c{i}": {"x": "${%s}" % name} for i, name in enumerate(names)}
    home.write_config({"channels": channels})
    outcome = home.run("config", "get", "channels", "--json", TMPDIR=None)
    found = json.loads(outcome.out)
    tap.equal([name for i, name in enumerate(names) if found[f"c{i}"]["x"] == "given"],
              ["A_API_KEY", "BOT_TOKEN", "A_SECRET", "A_PASSWORD"])


tap.main(globals(), Home)
