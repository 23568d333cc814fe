#!/usr/bin/env python3
"""Walks through the main job over the API as a stranger's program would: it knows openapi.json and nothing else of us.

Somebody registers with a code and joins an organisation. Its steward lets them in and proposes an activity, the level above approves
it; the newcomer finds it by two characters, signs up, is accepted and seen, signs in and out with the codes, confirms the minutes,
reads them in the record, has a certificate printed, and a stranger compares it.

usage: tests/api_walk.py path/to/goodhours        (Python's standard library is enough)
"""

import base64
import datetime
import hashlib
import json
import random
import re
import struct
import sys
import zlib

from api_client import Api, Demo, Refused

PASSWORD = "一步一步走稳 2026"
PLACE = {"latitude": 23.1184, "longitude": 113.3297}


class Walk:
    """One walk: the API, the clock, and whom the demo lets in."""

    def __init__(self, demo):
        self.api, self.step, self.demo = Api(demo.url), demo.step, demo
        self.log_in_all()

    def log_in_all(self):
        """A session for each role of the demo; they end when nobody calls."""
        self.token = {}
        for login in self.demo.ready["logins"]:
            self.token.setdefault(login["role"], self.log_in(login["login"], login["password"]))
        self.steward, self.reviewer = self.token["steward"], self.token["reviewer"]

    def log_in(self, login, password):
        return self.api("account_log_in", body={"login": login, "password": password}, expect=201)["token"]

    def refused(self, status, code, *call, **given):
        """Asserts that a call is refused by its status and code."""
        try:
            self.api(*call, **given)
        except Refused as refused:
            assert (refused.status, refused.code) == (status, code), refused
            return
        raise AssertionError(f"{call[0]} was not refused")

    def human(self, action):
        """Works a human check out: the number whose SHA-256 after the salt is the challenge."""
        asked = self.api("account_challenge", **{"for": action})
        goal = asked["challenge"]
        number = next(n for n in range(asked["maxnumber"] + 1)
                      if hashlib.sha256(f"{asked['salt']}{n}".encode()).hexdigest() == goal)
        solved = {"algorithm": asked["algorithm"], "challenge": goal, "salt": asked["salt"], "number": number,
                  "signature": asked["signature"]}
        return base64.b64encode(json.dumps(solved).encode()).decode()

    def register(self):
        """An account with a phone that a code proved, and an identity that the provider found."""
        phone = f"139{random.randrange(10**8):08}"
        send = {"phone": phone, "purpose": "register"}
        self.refused(403, "human-check.needed", "account_send_code", body=send)
        self.api("account_send_code", body={**send, "altcha": self.human("send-sms")}, expect=202)
        self.refused(429, "sms-code.too-soon", "account_send_code", body={**send, "altcha": self.human("send-sms")})
        text = self.api("notice_outbox", to=phone)["items"][0]["text"]
        account = {"phone": phone, "password": PASSWORD, "nickname": "小明", "agreements": ["terms", "privacy"]}
        wrong = {**account, "sms_code": "000000"}
        self.refused(422, "sms-code.wrong", "account_register", body=wrong)
        made = self.api("account_register", body={**account, "sms_code": re.search(r"\d{6}", text)[0]}, expect=201)
        token = made["token"]
        identity = {"kind": "resident-identity-card", "surname": "欧阳", "given": "明", "surname_pinyin": "OUYANG",
                    "given_pinyin": "MING", "long_term": True, "authority": "广州市公安局", "political_status": "masses",
                    "education": "undergraduate", "occupation": "student"}
        file = lambda sequence: self.api("volunteer_file", token, {**identity, "number": document(sequence)})
        assert file("444")["verification"] == "failed"
        checked = file("012")
        assert checked["verification"] == "verified", checked
        self.api("volunteer_settle", token, {"region": "440106", "wants_card": True})
        assert self.api("account_me", token)["volunteer_id"] == checked["volunteer_id"]
        return phone, token, checked["volunteer_id"]

    def team(self):
        """The organisation at whose desk the steward may act, found in the public list."""
        after = {}
        while True:
            page = self.api("organisation_list", **after)
            for one in page["items"]:
                try:
                    self.api("grant_counts", self.steward, id=one["id"])
                    return one["id"]
                except Refused as refused:
                    assert refused.status in (403, 404), refused
            assert page["next"], "the steward has no desk"
            after = {"after": page["next"]}

    def join(self, token, team):
        """The newcomer applies, the steward lets them in."""
        applied = self.api("membership_apply", token, id=team, expect=201)
        waiting = self.api("membership_list", self.steward, id=team, state="pending")["items"]
        assert applied["id"] in [one["id"] for one in waiting], (applied, waiting)
        self.refused(404, "kernel.not-found", "membership_decide", token, {"word": "approve"}, id=applied["id"])
        self.api("membership_decide", self.steward, {"word": "approve"}, id=applied["id"])
        own = self.api("membership_own", token)["items"]
        assert [(one["organisation_id"], one["state"]) for one in own] == [(team, "approved")], own

    def publish(self, team):
        """The steward proposes, and the level above approves; both parts."""
        now = self.step()
        at = lambda hours: (now + datetime.timedelta(hours=hours)).isoformat()
        proposal = {
            "kind": "service", "category": "care", "title": "琥珀色的下午：陪长者读报", "description": "一起读报、聊天。",
            "address": "猎德街社区服务中心", "contact_name": "陈老师", "contact_phone": "13800138000",
            "person_in_charge": "李站长", **PLACE, "radius_metres": 500, "expected": 5, "agreed_version": 1,
            "sessions": [{"starts_at": at(26), "ends_at": at(29)}],
            "recruitment": {"opens_at": at(-1), "closes_at": at(26), "positions": [{"title": "读报", "places": 5}]},
            "timekeeping": {"organiser_shows_code": True},
        }
        made = self.api("activity_propose", self.steward, proposal, id=team, expect=201)["id"]
        for part in ("recruitment", "timekeeping"):
            approve = {"part": part, "approve": True}
            self.refused(404, "kernel.not-found", "activity_review", self.steward, approve, id=made)
            self.api("activity_review", self.reviewer, approve, id=made)
        found = self.api("activity_list", q="琥珀")["items"]
        assert made in [one["id"] for one in found], found
        return made

    def sign_up(self, token, activity):
        """The newcomer signs up, once; the steward accepts and sees the face."""
        position = {"position_id": self.api("activity_show", id=activity)["positions"][0]["id"]}
        enrolment = self.api("enrolment_sign_up", token, position, id=activity, expect=201)
        self.api("enrolment_sign_up", token, position, id=activity, expect=409)
        assert self.api("enrolment_accept", self.steward, id=enrolment["id"])["state"] == "accepted"
        mine = self.api("enrolment_mine", token)["items"]
        assert [one["state"] for one in mine] == ["accepted"], mine

    def serve(self, phone, volunteer, activity):
        """On the day: codes on site, in and out, 45 minutes that the record shows."""
        self.step("+26h")
        self.log_in_all()
        token = self.log_in(phone, PASSWORD)
        self.api("attendance_mark_face", self.steward, {"volunteer_id": volunteer}, id=activity)
        here = {"position": {**PLACE, "accuracy_metres": 10}}
        codes = lambda: self.api("attendance_open_codes", self.steward, here, id=activity)
        sign = lambda way, code: self.api(f"attendance_sign_{way}", token, {"code": code}, expect=201)
        self.api("attendance_sign_in", token, {"code": codes()["sign_out"]}, expect=409)
        before = self.api("hours_record", token)
        sign("in", codes()["sign_in"])
        board = self.api("attendance_board", self.steward, id=activity)
        assert board["present"] == 1, board
        self.step("+45m")
        # Stewards are logged out after half an hour without a call.
        self.log_in_all()
        signed = sign("out", codes()["sign_out"])
        assert signed["minutes"] == 45, signed
        self.api("attendance_confirm", token, {"stars": 5, "words": "很温暖"}, id=signed["attendance_id"])
        after = self.api("hours_record", token)
        assert after["scan"] - before["scan"] == 45, (before, after)
        return token

    def certify(self, token):
        """Photo, paper, detail list; a stranger compares it by number and name, and nobody else's name will do."""
        self.refused(409, "certificate.photo-needed", "certificate_issue", token, {})
        self.api("certificate_keep_photo", token, file=portrait())
        made = self.api("certificate_issue", token, {"language": "zh-CN"}, expect=201)
        for paper in ("certificate_paper", "certificate_details"):
            assert self.api(paper, token, id=made["id"]).startswith(b"%PDF-"), paper
            self.refused(404, "kernel.not-found", paper, self.token["volunteer"], id=made["id"])
        asked = {"number": made["number"], "name": "欧阳明"}
        self.refused(403, "human-check.needed", "certificate_verify", body=asked)
        verified = self.api("certificate_verify", body={**asked, "altcha": self.human("query-certificate")})
        assert verified["stated"]["total"] == 45, verified
        wrong = {**asked, "name": "欧阳亮", "altcha": self.human("query-certificate")}
        self.refused(422, "certificate.not-found", "certificate_verify", body=wrong)

    def whole(self):
        """The whole job."""
        phone, token, volunteer = self.register()
        team = self.team()
        self.join(token, team)
        activity = self.publish(team)
        self.sign_up(token, activity)
        token = self.serve(phone, volunteer, activity)
        self.certify(token)
        self.api("account_log_out", token, expect=204)
        self.refused(401, "kernel.login-needed", "account_me", token)
        return len(self.api.called)


def document(sequence):
    """A resident identity number of somebody born somewhen, with its check character (ISO 7064 MOD 11-2)."""
    born = datetime.date(1985, 1, 1) + datetime.timedelta(days=random.randrange(5000))
    body = "440106" + born.strftime("%Y%m%d") + sequence
    total = sum(int(digit) * weight for digit, weight in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return body + "10X98765432"[total % 11]


def portrait():
    """A picture of 600 by 800 pixels as PNG."""
    row = lambda y: b"\0" + b"".join(bytes((120, 160, (x + y) % 256)) for x in range(600))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", 600, 800, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(row(y) for y in range(800)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def main(binary):
    with Demo(binary) as demo:
        try:
            operations = Walk(demo).whole()
        except (AssertionError, Refused):
            print(demo.said()[-3000:], file=sys.stderr)
            raise
    print(f"1 passed: the main job by {operations} operations, each answered as documented")


if __name__ == "__main__":
    main(sys.argv[1])
