"""Apache with mod_auth_openidc: a folder behind the login, as another platform puts it there. On loopback, in a folder of its own."""

import json
import os
import pathlib
import pwd
import socket
import subprocess
import sys
import tempfile
import time

from browser import Browser

CONFIG = """
ServerName 127.0.0.1
ServerRoot {root}
PidFile {root}/pid
ErrorLog {root}/error.log
LogLevel warn auth_openidc:info
Listen 127.0.0.1:{port}
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule alias_module {modules}/mod_alias.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
DocumentRoot {root}/site
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCPKCEMethod S256
OIDCScope "openid profile volunteer"
OIDCRedirectURI http://127.0.0.1:{port}/callback
OIDCCryptoPassphrase a-passphrase-of-this-try
OIDCUserInfoRefreshInterval 1
OIDCInfoHook iat access_token id_token userinfo refresh_token session
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main():
    ready = json.loads(sys.stdin.readline())
    client, port = ready["clients"][0], free_port()
    volunteer = next(login for login in ready["logins"] if login["role"] == "volunteer")
    with tempfile.TemporaryDirectory(prefix="goodhours-apache.") as folder:
        root = pathlib.Path(folder)
        (root / "site").mkdir()
        (root / "site" / "index.html").write_text("inside")
        user = ""
        if os.getuid() == 0:
            user = "User www-data\nGroup www-data"
            who = pwd.getpwnam("www-data")
            for path in [root, root / "site", root / "site" / "index.html"]:
                os.chown(path, who.pw_uid, who.pw_gid)
        config = CONFIG.format(root=root, port=port, user=user, modules="/usr/lib/apache2/modules", issuer=ready["url"].rstrip("/"), **{
            key: client[key] for key in ("client_id", "client_secret")})
        (root / "apache.conf").write_text(config)
        apache = subprocess.Popen(["/usr/sbin/apache2", "-X", "-f", str(root / "apache.conf")])
        try:
            visit(f"http://127.0.0.1:{port}", Browser(volunteer["login"], volunteer["password"]), apache)
        except BaseException:
            print((root / "error.log").read_text()[-4000:], file=sys.stderr)
            raise
        finally:
            apache.terminate()
            apache.wait()


def visit(site, person, apache):
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", int(site.rsplit(":", 1)[1]))) == 0:
                break
        assert apache.poll() is None, "Apache ended"
        time.sleep(0.1)
    inside = person.go(site + "/index.html", None)
    assert inside == "inside" and person.forms >= 1, (person.forms, inside[:500])
    session = json.loads(person.go(site + "/callback?info=json", None))
    assert session["userinfo"]["volunteer_number"], session
    before = session["access_token"]
    # It refreshes by itself when it is asked to, with the address that it was asked at.
    refreshed = person.go(f"{site}/callback?refresh={site}/index.html&access_token={before}", None)
    assert refreshed == "inside", refreshed[:500]
    assert json.loads(person.go(site + "/callback?info=json", None))["access_token"] != before, "nothing was refreshed"
    # Its own logout leads through ours and back; then the folder asks to log in again.
    forms = person.forms
    out = person.go(f"{site}/callback?logout={site}/", None)
    assert person.forms > forms, "after the logout the folder let somebody in: " + out[:300]


if __name__ == "__main__":
    main()
