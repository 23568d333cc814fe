#!/usr/bin/env python3
"""Sends everything that openapi.json allows, and much that it doesn't, as nobody, a volunteer, a steward and the platform: no answer
may be a fault of ours, have a status, a media type or a shape that the document doesn't tell.

usage: tests/api_fuzz.py path/to/goodhours path/to/schemathesis [EXAMPLES]        (EXAMPLES for each operation and role, 8 by default)
"""

import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

from api_client import Api, Demo

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ROLES = (None, "volunteer", "steward", "platform")
# Whoever logs out is nobody for the rest of the run.
LEFT_OUT = "account_log_out"


def tokens(demo, api):
    """A session for each role of the demo."""
    found = {}
    for login in demo.ready["logins"]:
        body = {"login": login["login"], "password": login["password"]}
        found.setdefault(login["role"], api("account_log_in", body=body)["token"])
    return found


def known(api):
    """Settings with ids that exist, so that not every path leads to nothing."""
    activities = [one["id"] for one in api("activity_list")["items"]]
    organisations = [one["id"] for one in api("organisation_list")["items"]]
    text = ""
    for path, ids in (("activities", activities), ("organisations", organisations), ("hours/activities", activities)):
        text += f"[[operations]]\ninclude-path-regex = '^/{path}/\\{{id\\}}'\n"
        text += f"parameters = {{ \"path.id\" = {json.dumps(ids[:1][0])} }}\n\n"
    return text


def run(demo, tool, settings, role, token, examples):
    """One role; what the tool said when it found something, else nothing."""
    command = [pathlib.Path(tool).absolute(), "--config-file", settings, "run", demo.url + "/api/v1/openapi.json", "--checks", CHECKS, "--phases",
               "examples,coverage,fuzzing", "--max-examples", str(examples), "--continue-on-failure",
               "--generation-deterministic", "--no-shrink", "--suppress-health-check", "all", "--warnings", "off",
               "--no-color", "--request-timeout", "20", "--exclude-operation-id", LEFT_OUT]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    # The tool keeps notes where it runs, so it runs in the folder that goes away.
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=settings.parent)
    return "" if done.returncode == 0 else f"as {role or 'nobody'}:\n{done.stdout}"


def main(binary, tool, examples=8):
    with Demo(binary) as demo, tempfile.TemporaryDirectory() as folder:
        api = Api(demo.url)
        settings = pathlib.Path(folder, "schemathesis.toml")
        settings.write_text(known(api))
        token = tokens(demo, api)
        one = lambda role: run(demo, tool, settings, role, token.get(role), examples)
        with concurrent.futures.ThreadPoolExecutor(2) as two:
            found = list(two.map(one, ROLES))
        bad = [text for text in found if text]
        print("\n".join(bad), demo.said()[-3000:] if bad else "", sep="\n")
        print(f"{len(ROLES) - len(bad)} passed, {len(bad)} failed: roles at every operation")
        return len(bad)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3], *map(int, sys.argv[3:])))
