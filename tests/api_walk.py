#!/usr/bin/env python3
"""Walks through the main job over the API as a stranger's program would: it knows openapi.json and nothing else of us.

A steward proposes an activity and the level above approves it; a volunteer finds it by two characters and signs up; the steward
accepts and shows codes; the volunteer signs in and out with them, confirms the minutes and reads them in the record. Every answer
must have a documented status and fit the documented schema.

usage: tests/api_walk.py path/to/goodhours        (Python's standard library is enough)
"""

import datetime
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Api:
    """Calls what the document lists, and holds every answer against it."""

    def __init__(self, url):
        self.base = url.rstrip("/") + "/api/v1"
        with urllib.request.urlopen(self.base + "/openapi.json") as answer:
            self.document = json.load(answer)
        self.calls = 0

    def __call__(self, method, template, token=None, body=None, query=None, expect=None, **ids):
        operation = self.document["paths"][template][method.lower()]
        path = template.format(**{name: urllib.parse.quote(str(value), safe="") for name, value in ids.items()})
        address = self.base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"accept": "application/json"}
        if token:
            headers["authorization"] = "Bearer " + token
        if method == "POST":
            headers["idempotency-key"] = uuid.uuid4().hex
        data = None
        if body is not None:
            data, headers["content-type"] = json.dumps(body).encode(), "application/json"
            self.fits(body, operation["requestBody"]["content"]["application/json"]["schema"], template + " request")
        request = urllib.request.Request(address, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            status, text = refused.code, refused.read()
        self.calls += 1
        documented = operation["responses"]
        assert str(status) in documented, f"{method} {template}: {status} is not documented: {text.decode()}"
        content = documented[str(status)].get("content", {})
        found = json.loads(text) if text else None
        for kind in content.values():
            self.fits(found, kind["schema"], f"{method} {template} {status}")
        assert status == expect or (expect is None and status < 300), f"{method} {template}: {status} {text.decode()}"
        return found

    def fits(self, value, schema, where):
        """Raises when a value doesn't fit a schema of the document."""
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        for several in ("oneOf", "anyOf"):
            if several in schema:
                troubles = []
                for one in schema[several]:
                    try:
                        return self.fits(value, one, where)
                    except AssertionError as trouble:
                        troubles.append(str(trouble))
                raise AssertionError(f"{where}: fits none of {troubles}")
        for part in schema.get("allOf", []):
            self.fits(value, part, where)
        kinds = schema.get("type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        known = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        matches = any(number if kind in ("integer", "number") else isinstance(value, known[kind]) for kind in kinds)
        assert not kinds or matches, f"{where}: {value!r} is not {kinds}"
        assert value in schema.get("enum", [value]), f"{where}: {value!r} is not one of {schema.get('enum')}"
        if isinstance(value, dict):
            missing = set(schema.get("required", [])) - set(value)
            assert not missing, f"{where}: without {missing}"
            for name, part in schema.get("properties", {}).items():
                if name in value:
                    self.fits(value[name], part, f"{where}.{name}")
        if isinstance(value, list) and "items" in schema:
            for one in value:
                self.fits(one, schema["items"], where + "[]")


def walk(ready, step):
    """The main job; `step` moves the simulated clock."""
    api = Api(ready["url"])
    token = {}
    for login in ready["logins"]:
        session = api("POST", "/sessions", body={"login": login["login"], "password": login["password"]})
        token.setdefault(login["role"], session["token"])
    volunteer, steward, reviewer = token["volunteer"], token["steward"], token["reviewer"]

    # Whose desk the steward may look at, and with whom the volunteer belongs.
    belongs = api("GET", "/me/memberships", volunteer)["items"]
    homes = [one["organisation_id"] for one in belongs if one["state"] == "approved"]
    team = next(home for home in homes if is_open(api, steward, home))

    # A steward proposes, and the level above approves.
    now = step("")
    at = lambda hours: (now + datetime.timedelta(hours=hours)).isoformat()
    proposal = {
        "kind": "service", "category": "care", "title": "琥珀色的下午：陪长者读报", "description": "一起读报、聊天。",
        "address": "猎德街社区服务中心", "contact_name": "陈老师", "contact_phone": "13800138000", "person_in_charge": "李站长",
        "latitude": 23.1184, "longitude": 113.3297, "radius_metres": 500, "expected": 5, "agreed_version": 1,
        "sessions": [{"starts_at": at(26), "ends_at": at(29)}],
        "recruitment": {"opens_at": at(-1), "closes_at": at(26), "positions": [{"title": "读报", "places": 5}]},
        "timekeeping": {"organiser_shows_code": True},
    }
    made = api("POST", "/organisations/{id}/activities", steward, proposal, id=team)["id"]
    for part in ("recruitment", "timekeeping"):
        api("POST", "/activities/{id}/reviews", reviewer, {"part": part, "approve": True}, id=made)

    # The volunteer finds it by two characters and signs up, once.
    found = api("GET", "/activities", query={"q": "琥珀"})["items"]
    assert [one["id"] for one in found] == [made], found
    position = api("GET", "/activities/{id}", id=made)["positions"][0]["id"]
    enrolment = api("POST", "/activities/{id}/enrolments", volunteer, {"position_id": position}, id=made)
    api("POST", "/activities/{id}/enrolments", volunteer, {"position_id": position}, id=made, expect=409)

    # The steward accepts, and on the day opens the codes on site.
    assert api("POST", "/enrolments/{id}/acceptance", steward, id=enrolment["id"])["state"] == "accepted"
    before = api("GET", "/me/hours", volunteer)
    step("+26h")
    here = {"position": {"latitude": 23.1184, "longitude": 113.3297, "accuracy_metres": 10}}
    codes = lambda: api("POST", "/activities/{id}/code-openings", steward, here, id=made)

    # The volunteer signs in and out, confirms and reads.
    api("POST", "/sign-ins", volunteer, {"code": codes()["sign_out"]}, expect=409)
    api("POST", "/sign-ins", volunteer, {"code": codes()["sign_in"]})
    step("+45m")
    signed = api("POST", "/sign-outs", volunteer, {"code": codes()["sign_out"]})
    assert signed["minutes"] == 45, signed
    api("POST", "/attendances/{id}/confirmation", volunteer, {"stars": 5, "words": "很温暖"}, id=signed["attendance_id"])
    after = api("GET", "/me/hours", volunteer)
    assert after["scan"] - before["scan"] == 45, (before, after)
    return api.calls


def is_open(api, steward, organisation):
    """Whether the steward may look at the organisation's desk; others don't exist for them."""
    try:
        api("GET", "/organisations/{id}/desk", steward, id=organisation)
        return True
    except AssertionError as refused:
        assert "404" in str(refused) or "403" in str(refused), refused
        return False


def main(binary):
    with tempfile.TemporaryDirectory() as data:
        command = [binary, "demo", "--fast", "--listen", "127.0.0.1:0", "--data", data]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            ready = json.loads(server.stdout.readline())

            def step(by):
                """Steps the clock by `+2h` and the like, or by nothing; gives the time."""
                told = subprocess.run([binary, "clock", *([by] if by else []), "--data", data], check=True, text=True,
                                      capture_output=True).stdout
                return datetime.datetime.strptime(told.strip(), "%Y-%m-%d %H:%M:%S %z")

            calls = walk(ready, step)
        finally:
            server.terminate()
            server.wait()
    print(f"1 passed: the main job in {calls} calls, each as documented")


if __name__ == "__main__":
    main(sys.argv[1])
