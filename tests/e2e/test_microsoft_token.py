"""contrib/providers/microsoft-token against a token endpoint of our own, on loopback: what it asks,
what it prints, what it keeps, and what it says when Microsoft refuses."""
import http.server
import json
import os
import stat
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

import pytest

COMMAND = Path(__file__).resolve().parents[2] / "contrib/providers/microsoft-token"


class Endpoint(http.server.ThreadingHTTPServer):
    """Answers by its script, in order, and remembers what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script, self.asked = [], []
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, dict(urllib.parse.parse_qsl(body))))
        code, said = self.server.script.pop(0)
        said = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint():
    server = Endpoint()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def file(tmp_path, endpoint):
    path = tmp_path / "microsoft.json"
    path.write_text(json.dumps({"token_url": f"{endpoint.url}/t/oauth2/v2.0/token", "client": "app",
                                "access": "old", "until": 0, "refresh": "R1"}))
    return path


def run(*words, **env):
    return subprocess.run([COMMAND, *map(str, words)], capture_output=True, text=True, timeout=60,
                          env={"PATH": os.environ["PATH"], **env}, check=False)


def new(n, **more):
    return 200, {"access_token": f"A{n}", "expires_in": 3600, **more}


def test_a_token_is_renewed_when_due_and_only_then(endpoint, file):
    endpoint.script = [new(2, refresh_token="R2")]
    assert run(file).stdout == "A2\n"
    path, form = endpoint.asked[0]
    assert path == "/t/oauth2/v2.0/token"
    assert form["grant_type"] == "refresh_token" and form["refresh_token"] == "R1"
    assert form["client_id"] == "app" and "IMAP.AccessAsUser.All" in form["scope"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run(file).stdout == "A2\n" and len(endpoint.asked) == 1
    # what came with it is used the next time; one that comes without a new permission keeps it
    kept = json.loads(file.read_text())
    file.write_text(json.dumps(kept | {"until": int(time.time()) + 100}))
    endpoint.script = [new(3)]
    assert run(file).stdout == "A3\n"
    assert endpoint.asked[1][1]["refresh_token"] == "R2"
    assert json.loads(file.read_text())["refresh"] == "R2"
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_two_that_ask_at_once_renew_once(endpoint, file):
    endpoint.script = [new(2, refresh_token="R2")]
    both = [subprocess.Popen([COMMAND, file], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [p.communicate(timeout=60)[0] for p in both] == ["A2\n"] * 4
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("answer,words", [
    ((400, {"error": "invalid_grant", "error_description": "AADSTS700082: expired\r\nTrace: 1"}),
     "AADSTS700082: expired. No mail is sent or read until a person logs in anew"),
    ((503, "busy"), "HTTP 503"),
    ((200, "<html>"), "no answer from 127.0.0.1"),
    ((200, {"access_token": "A2"}), "lacks expires_in"),
    ((200, []), "no object"),
])
def test_a_refusal_is_told_and_the_permission_stays(endpoint, file, answer, words):
    before = file.read_text()
    endpoint.script = [answer]
    done = run(file)
    assert done.returncode == 1 and done.stdout == "" and words in done.stderr
    assert "R1" not in done.stderr and file.read_text() == before


def test_nothing_goes_over_a_line_that_others_read(file):
    file.write_text(file.read_text().replace("127.0.0.1", "mail.example"))
    done = run(file)
    assert done.returncode == 1 and "is not https" in done.stderr


@pytest.mark.parametrize("text", ["", "{}", "[]", "password"])
def test_a_file_of_somebody_else(file, text):
    file.write_text(text)
    assert "holds no permission" in run(file).stderr


def test_without_a_file_the_way_is_told(tmp_path):
    done = run(tmp_path / "none")
    assert done.returncode == 1 and "microsoft-token login" in done.stderr
    assert run().returncode == 64


def test_a_person_logs_in_once(endpoint, tmp_path):
    path = tmp_path / "microsoft.json"
    endpoint.script = [
        (200, {"device_code": "D", "user_code": "ABC-DEF", "verification_uri": "https://login.example",
               "expires_in": 60, "interval": 0}),
        (400, {"error": "authorization_pending"}), new(1, refresh_token="R1")]
    done = run("login", path, "app", "tenant", MICROSOFT_AUTHORITY=endpoint.url)
    assert done.returncode == 0 and "ABC-DEF" in done.stdout and "A1" not in done.stdout
    assert [p for p, _ in endpoint.asked] == ["/tenant/oauth2/v2.0/devicecode"] + ["/tenant/oauth2/v2.0/token"] * 2
    assert endpoint.asked[2][1]["device_code"] == "D"
    assert run(path).stdout == "A1\n"
    # a person who says no leaves what was there
    endpoint.script = [(200, {"device_code": "D", "user_code": "X", "verification_uri": "https://l.example",
                              "expires_in": 60, "interval": 0}), (400, {"error": "access_denied"})]
    before = path.read_text()
    assert "access_denied" in run("login", path, "app", MICROSOFT_AUTHORITY=endpoint.url).stderr
    assert path.read_text() == before
