"""Independent clients against a real demo server: each logs in at our forms, refreshes and logs out.
usage: run.py BINARY PYTHON   (PYTHON has Authlib; openid-client lies in node_modules beside this; Apache is the system's)"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from api_client import Demo  # noqa: E402
from browser import Browser  # noqa: E402


def openid_client(ready):
    """Runs the Node client; its browser is here."""
    client = ready["clients"][0]
    volunteer = next(login for login in ready["logins"] if login["role"] == "volunteer")
    redirect_uri, after = "http://127.0.0.1:5173/callback", "http://127.0.0.1:5173/"
    person = Browser(volunteer["login"], volunteer["password"])
    node = subprocess.Popen(["node", str(HERE / "openid_client.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(value):
        node.stdin.write(json.dumps(value) + "\n")
        node.stdin.flush()

    say({"issuer": ready["url"].rstrip("/"), "redirect_uri": redirect_uri, "after": after} | {
        key: client[key] for key in ("client_id", "client_secret")})
    done = False
    for line in node.stdout:
        told = json.loads(line)
        done = told.get("done", False)
        if not done:
            say({"at": person.go(told["go"], "http://127.0.0.1:5173/")})
    assert node.wait() == 0 and done, "openid-client failed"


def others(ready, python, script):
    subprocess.run([python, str(HERE / script)], input=json.dumps(ready) + "\n", text=True, check=True, timeout=300)


def main():
    binary, python = sys.argv[1:3]
    tries = [
        ("openid-client", lambda ready: openid_client(ready)),
        ("Authlib", lambda ready: others(ready, python, "authlib_client.py")),
        ("mod_auth_openidc", lambda ready: others(ready, sys.executable, "apache.py")),
    ]
    failed = 0
    with Demo(binary) as demo:
        for name, attempt in tries:
            try:
                attempt(demo.ready | {"url": demo.url})
                print(f"{name}: ok", flush=True)
            except (AssertionError, subprocess.SubprocessError) as error:
                failed += 1
                print(f"{name}: {error!r}\n{demo.said()[-3000:]}", flush=True)
    print(f"{len(tries) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
