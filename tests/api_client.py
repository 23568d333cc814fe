"""A client that knows openapi.json and nothing else of us: it calls operations by the names that the document gives them, and holds
every answer against what the document says of it. And the demo to call. Python's standard library is enough."""

import datetime
import json
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Demo:
    """A running `goodhours demo` on a port and in a folder of its own."""

    def __init__(self, binary):
        self.binary, self.folder = binary, tempfile.TemporaryDirectory(prefix="goodhours-api.")
        command = [binary, "demo", "--fast", "--listen", "127.0.0.1:0", "--data", self.folder.name]
        self.errors = tempfile.TemporaryFile("w+")
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        line = self.server.stdout.readline()
        if not line:
            raise SystemExit("the demo didn't start: " + self.said())
        self.ready = json.loads(line)
        self.url = self.ready["url"].rstrip("/")

    def said(self):
        """What the server wrote down of its troubles."""
        self.errors.seek(0)
        return "".join(line for line in self.errors if " WARN " not in line)

    def step(self, by=""):
        """Steps the clock by `+2h` and the like, or by nothing; gives the time."""
        command = [self.binary, "clock", *([by] if by else []), "--data", self.folder.name]
        told = subprocess.run(command, check=True, text=True, capture_output=True).stdout
        return datetime.datetime.strptime(told.strip(), "%Y-%m-%d %H:%M:%S %z")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()


class Refused(Exception):
    """An answer with a documented status that wasn't expected."""

    def __init__(self, name, status, problem):
        super().__init__(f"{name}: {status} {problem}")
        self.status, self.code = status, (problem or {}).get("code")


class Api:
    """Calls operations by their names."""

    def __init__(self, url):
        with urllib.request.urlopen(url + "/api/v1/openapi.json") as answer:
            self.document = json.load(answer)
        self.base = url + self.document["servers"][0]["url"]
        self.operations, self.called = {}, set()
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                assert operation["operationId"] not in self.operations, operation["operationId"]
                self.operations[operation["operationId"]] = (method.upper(), path, operation)

    def __call__(self, name, token=None, body=None, file=None, expect=None, **given):
        """Calls one; `given` are the parameters of its path and query. Gives the JSON, or bytes of another kind."""
        method, path, operation = self.operations[name]
        places = {one["name"]: one["in"] for one in operation.get("parameters", [])}
        assert set(given) <= set(places), f"{name} takes {set(places)}, not {set(given)}"
        quoted = {key: urllib.parse.quote(str(value), safe="") for key, value in given.items() if places[key] == "path"}
        query = {key: value for key, value in given.items() if places[key] == "query"}
        address = self.base + path.format(**quoted) + ("?" + urllib.parse.urlencode(query) if query else "")
        headers, data = {"accept": "application/json", "accept-language": "zh-CN"}, None
        if method == "POST":
            headers["idempotency-key"] = uuid.uuid4().hex
        if token:
            assert operation.get("security"), f"{name} asks for nobody's login"
            headers["authorization"] = "Bearer " + token
        if body is not None:
            self.fits(body, operation["requestBody"]["content"]["application/json"]["schema"], name + " request")
            data, headers["content-type"] = json.dumps(body).encode(), "application/json"
        if file is not None:
            assert "multipart/form-data" in operation["requestBody"]["content"], name
            data, headers["content-type"] = multipart(file), "multipart/form-data; boundary=xyz"
        status, kind, text = sent(urllib.request.Request(address, data=data, headers=headers, method=method))
        self.called.add(name)
        return self.held(name, operation, (status, kind, text), expect)

    def held(self, name, operation, answer, expect):
        """Holds an answer against the document."""
        status, kind, text = answer
        documented = operation["responses"]
        assert str(status) in documented, f"{name}: {status} is not documented: {text[:500]!r}"
        content = documented[str(status)].get("content", {})
        assert (kind in content) if content else not text, f"{name} {status}: {kind} is none of {list(content)}"
        found = json.loads(text) if kind.endswith("json") and text else text
        if content.get(kind, {}).get("schema"):
            self.fits(found, content[kind]["schema"], f"{name} {status}")
        if status != expect and (expect is not None or status >= 300):
            raise Refused(name, status, found)
        return found

    def fits(self, value, schema, where):
        """Raises when a value doesn't fit a schema of the document."""
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        for several in ("oneOf", "anyOf"):
            if several in schema:
                self.fits_one(value, schema[several], where)
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

    def fits_one(self, value, schemas, where):
        """Raises when a value fits none of several schemas."""
        troubles = []
        for one in schemas:
            try:
                return self.fits(value, one, where)
            except AssertionError as trouble:
                troubles.append(str(trouble))
        raise AssertionError(f"{where}: fits none of {troubles}")


def sent(request):
    """Status, media type and body of an answer."""
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get_content_type(), refused.read()


def multipart(file):
    """One file as a form sends it."""
    head = '--xyz\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: application/octet-stream\r\n\r\n'
    return head.encode() + file + b"\r\n--xyz--\r\n"
