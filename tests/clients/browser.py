"""As much of a browser as a login needs: cookies, redirects and forms. It fills in our real forms; it knows nothing else of us."""

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """One person at one browser."""

    def __init__(self, login, password):
        self.login, self.password = login, password
        jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(strict_domain=False))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay)
        self.forms = 0

    def go(self, url, until, form=None):
        """Follows redirects and fills in forms until an address begins with `until`; gives that address, or the last page's text."""
        for _ in range(20):
            if until and url.startswith(until):
                return url
            status, headers, text = self._get(url, form)
            form = None
            if status in (301, 302, 303, 307):
                url = urllib.parse.urljoin(url, headers["Location"])
                continue
            found = self._form(text)
            if not found or status != 200:
                return text
            action, form = found
            url = urllib.parse.urljoin(url, action)
            self.forms += 1
        raise SystemExit(f"no end of redirects at {url}")

    def _get(self, url, form):
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, data, {"Accept": "text/html,*/*"})
        origin = urllib.parse.urlsplit(url)
        if data is not None:
            request.add_header("Origin", f"{origin.scheme}://{origin.netloc}")
        try:
            answer = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as refused:
            answer = refused
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")

    def _form(self, text):
        """The form of the page that is to be filled in, with what this person enters."""
        for action, body in re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', text, re.S):
            fields = {
                html.unescape(name): html.unescape(value)
                for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', body)
            }
            if action == "/sessions":
                return action, fields | {"login": self.login, "password": self.password}
            if action == "/authorize/consents" and 'value="yes"' in body:
                return action, fields | {"agreed": "yes"}
            if action == "/end_session/confirmation":
                return action, fields
        return None
