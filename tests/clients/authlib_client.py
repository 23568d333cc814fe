"""Authlib with joserfc and httpx: logs in, checks the ID token by the published keys, refreshes, hears of the logout."""

import http.server
import json
import sys
import threading
import urllib.parse

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet

from browser import Browser


class Ears(http.server.BaseHTTPRequestHandler):
    heard = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Ears.heard.append(urllib.parse.parse_qs(body)["logout_token"][0])
        Ears.told.set()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


Ears.told = threading.Event()


def connect(url, platform, backchannel, callback, after, algorithm):
    """Connects a platform of our own at the desk, as its steward does it by the API."""
    with httpx.Client(base_url=url + "/api/v1") as api:
        session = api.post("/sessions", json={"login": platform["login"], "password": platform["password"]}).raise_for_status()
        api.headers["Authorization"] = "Bearer " + session.json()["token"]
        made = api.post("/platform/clients", json={
            "name": "试用平台", "redirect_uris": [callback], "logout_uris": [after], "backchannel_uri": backchannel,
            "scopes": ["profile", "volunteer"], "algorithm": algorithm,
        }).raise_for_status().json()
        secret = api.post(f"/platform/clients/{made['id']}/secrets", json={}).raise_for_status().json()
        return secret["client_id"], secret["client_secret"]


def one(url, logins, algorithm):
    ears = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ears)
    threading.Thread(target=ears.serve_forever, daemon=True).start()
    port = ears.server_address[1]
    callback, after = f"http://127.0.0.1:{port}/callback", f"http://127.0.0.1:{port}/after"
    platform = next(login for login in logins if login["role"] == "platform")
    volunteer = next(login for login in logins if login["role"] == "volunteer")
    client_id, secret = connect(url, platform, f"http://127.0.0.1:{port}/out", callback, after, algorithm)
    found = httpx.get(url + "/.well-known/openid-configuration").raise_for_status().json()
    keys = KeySet.import_key_set(httpx.get(found["jwks_uri"]).raise_for_status().json())

    client = OAuth2Client(client_id, secret, scope="openid profile volunteer", redirect_uri=callback,
                          code_challenge_method="S256", token_endpoint=found["token_endpoint"])
    verifier = "authlib-" + "v" * 60
    asked, state = client.create_authorization_url(found["authorization_endpoint"], code_verifier=verifier, nonce="n-1")
    person = Browser(volunteer["login"], volunteer["password"])
    back = person.go(asked, callback)
    assert person.forms == 2, f"{person.forms} forms: a login and a consent were expected"
    token = client.fetch_token(found["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state)

    checked = jwt.decode(token["id_token"], keys, algorithms=[algorithm])
    registry = jwt.JWTClaimsRegistry(iss={"essential": True, "value": found["issuer"]}, aud={"essential": True, "value": client_id},
                                     nonce={"essential": True, "value": "n-1"}, exp={"essential": True})
    registry.validate(checked.claims)
    me = client.get(found["userinfo_endpoint"]).raise_for_status().json()
    assert me["sub"] == checked.claims["sub"] and me["volunteer_confirmed_minutes"] >= 0, me
    assert "phone_number" not in me, "what wasn't agreed to was told"
    before = token["refresh_token"]
    token = client.refresh_token(found["token_endpoint"])
    assert token["refresh_token"] != before

    out = found["end_session_endpoint"] + "?" + urllib.parse.urlencode(
        {"id_token_hint": token["id_token"], "post_logout_redirect_uri": after})
    assert person.go(out, after) == after
    assert Ears.told.wait(20), "nobody told the platform of the logout"
    told = jwt.decode(Ears.heard[-1], keys, algorithms=[algorithm]).claims
    assert (told["sid"], told["sub"], told["aud"]) == (checked.claims["sid"], me["sub"], client_id), told
    assert client.get(found["userinfo_endpoint"]).status_code == 401, "a token outlived the session"
    Ears.told.clear()
    ears.shutdown()


if __name__ == "__main__":
    ready = json.loads(sys.stdin.readline())
    for algorithm in ("RS256", "ES256"):
        one(ready["url"].rstrip("/"), ready["logins"], algorithm)
