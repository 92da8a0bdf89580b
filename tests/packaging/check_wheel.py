"""Install the built wheel as a stranger would, and take a ticket from a new project through its life.

Usage: ``python tests/packaging/check_wheel.py DIST`` where DIST holds one wheel (and one sdist).
Works in a temporary directory, with a virtual environment of its own, over real HTTP on this machine.
"""

import base64
import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGE = "django_support_tickets"
# Modules that need an extra: importing them without it is not asked of the package.
OPTIONAL_MODULES = {f"{PACKAGE}.openapi"}
LOGIN = ("owner", "correct horse battery")
TICKET = {
    "name": "Ayşe Yılmaz",
    "email": "ayse@customer.example",
    "phone": "+90 532 123 45 67",
    "subject": "Sipariş Sorunu",
    "message": "Siparişim hâlâ gelmedi, bakabilir misiniz?",
}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)

SETTINGS = """
INSTALLED_APPS += ["rest_framework", "django_support_tickets"]
LANGUAGE_CODE = "tr"
SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
SUPPORT_TICKET_BASE_URL = "https://shop.example"
if "MAILERS" in globals():
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                           "OPTIONS": {"file_path": BASE_DIR / "mail"}}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = BASE_DIR / "mail"
"""
URLS = """
from django.urls import include
urlpatterns += [
    path("api/support/", include("django_support_tickets.urls")),
    path("support/", include("django_support_tickets.portal.urls")),
]
"""
IMPORT_ALL = f"""
import importlib, pkgutil, django
django.setup()
import {PACKAGE}
for module in pkgutil.walk_packages({PACKAGE}.__path__, "{PACKAGE}."):
    if module.name not in {OPTIONAL_MODULES!r}:
        importlib.import_module(module.name)
print({PACKAGE}.__version__, {PACKAGE}.__file__)
"""


def main(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    check_contents(wheel)
    for sdist in dist.glob("*.tar.gz"):
        check_sdist(sdist)
    with tempfile.TemporaryDirectory() as directory:
        check_project(wheel.resolve(), Path(directory).resolve())
    print(f"{wheel.name}: all checks passed")


def check_contents(wheel: Path) -> None:
    """Everything of the package's folder, nothing else, and the metadata."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata_name,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(metadata_name).decode()
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", f"src/{PACKAGE}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    expected = {name.removeprefix("src/") for name in listed if (ROOT / name).exists()}
    missing = sorted(expected - names)
    assert not missing, f"not in the wheel: {missing}"
    strangers = sorted(name for name in names - expected if ".dist-info/" not in name)
    assert not strangers, f"in the wheel, but not in the sources: {strangers}"
    for pattern in (
        r"/py\.typed$",
        r"/locale/tr/LC_MESSAGES/django\.mo$",
        r"/templates/.+\.html$",
        r"/templates/.+_subject\.txt$",
        r"/migrations/0001_\w+\.py$",
    ):
        assert any(re.search(pattern, name) for name in names), f"nothing in the wheel matches {pattern}"
    for line in ("License-Expression: MIT", "Requires-Python: >=3.11", "Description-Content-Type: text/markdown"):
        assert line in metadata, f"not in the metadata: {line}"
    print(f"wheel: {len(names)} files, {len(expected)} of the package")


def check_sdist(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("pyproject.toml", "README.md", "LICENSE", "tests/settings.py", f"src/{PACKAGE}/py.typed"):
        assert name in names, f"not in the sdist: {name}"


def check_project(wheel: Path, directory: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))}
    subprocess.run([sys.executable, "-m", "venv", directory / "venv"], check=True, env=environment)
    python = directory / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True, env=environment)
    subprocess.run([python, "-m", "django", "startproject", "shop", directory], check=True, env=environment)
    with (directory / "shop" / "settings.py").open("a") as settings:
        settings.write(SETTINGS)
    with (directory / "shop" / "urls.py").open("a") as urls:
        urls.write(URLS)
    environment |= {
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DJANGO_SUPERUSER_PASSWORD": LOGIN[1],
        "PYTHONUNBUFFERED": "1",
    }

    def run(*command: str) -> str:
        done = subprocess.run([python, *command], cwd=directory, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    version, path = run("-c", IMPORT_ALL).split()
    assert str(directory) in path, f"imported from {path}"
    run("manage.py", "check", "--fail-level", "ERROR")
    run("manage.py", "migrate", "--verbosity", "0")
    run("manage.py", "makemigrations", "--check", "--dry-run")
    run("manage.py", "createsuperuser", "--noinput", "--username", LOGIN[0], "--email", "owner@shop.example")
    print(f"installed {version}; serving a new project")
    port = free_port()
    with (directory / "server.log").open("w+") as log:
        server = subprocess.Popen(
            [python, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=directory,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            use(f"http://127.0.0.1:{port}", directory / "mail")
            run("manage.py", "support_tick")
        except BaseException:
            log.seek(0)
            print(log.read())
            raise
        finally:
            server.terminate()
            server.wait(10)


def use(site: str, mail: Path) -> None:
    """Take two tickets over HTTP, work on one, see it in the admin, and find the mails."""
    tickets = f"{site}/api/support/tickets/"
    wait_for(f"{site}/admin/login/")

    status, answer = call("POST", tickets, json.dumps(TICKET).encode(), "application/json")
    assert (status, answer["status"]) == (201, "success"), (status, answer)
    number = answer["data"]["ticket_number"]
    assert re.fullmatch(r"SUP-\d{4}-000001", number), number
    assert answer["data"]["estimated_response_time"] == "24 saat içinde", answer

    status, answer = call("POST", tickets, *multipart(TICKET, "attachment", "fatura.pdf", PDF, "application/pdf"))
    assert status == 201, (status, answer)
    number_with_file = answer["data"]["ticket_number"]

    status, answer = call("POST", tickets, b"{}", "application/json")
    assert status == 400 and {"name", "email", "subject", "message"} <= answer.keys(), (status, answer)
    status, answer = call("GET", tickets)
    assert status in (401, 403), (status, answer)

    status, answer = call("GET", tickets, staff=True)
    assert status == 200 and len(answer["results"]) == 2, (status, answer)
    urls = {listed["ticket_number"]: f"{tickets}{listed['id']}/" for listed in answer["results"]}
    ticket, with_file = urls[number], urls[number_with_file]
    status, answer = call("GET", with_file, staff=True)
    assert (status, answer["attachment_name"]) == (200, "fatura.pdf"), (status, answer)
    link = urllib.parse.urljoin(site, answer["attachment"])
    assert send("GET", link, staff=True) == (200, PDF)
    assert send("GET", link)[0] in (401, 403, 404)

    body = json.dumps({"status": "in_progress"}).encode()
    status, answer = call("PATCH", f"{ticket}update_status/", body, "application/json", staff=True)
    assert (status, answer["message"]) == (200, "Ticket durumu güncellendi"), (status, answer)
    body = json.dumps({"assigned_to": 1}).encode()
    status, answer = call("PATCH", f"{ticket}assign/", body, "application/json", staff=True)
    assert (status, answer["message"]) == (200, "Ticket atandı"), (status, answer)

    see_in_admin(site, number)
    sent = mails(mail, number=4)
    recipients = {message["To"] for message in sent}
    assert recipients == {TICKET["email"], "desk@shop.example"}, recipients
    confirmations = [message for message in sent if message["To"] == TICKET["email"]]
    assert len(confirmations) == 2 and any(number in text(message) for message in confirmations), confirmations
    follow_link(site, text(confirmations[0]))


def follow_link(site: str, mail: str) -> None:
    """Read the ticket in the portal as its requester does: by the link in a mail, and without an account."""
    assert send("GET", f"{site}/support/")[0] == 200
    link = re.search(r"https://shop\.example(/support/link/\S+)", mail)
    assert link, mail
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(site + link[1])
    assert "/support/tickets/SUP-" in page.url, page.url
    assert TICKET["message"] in page.read().decode()


def see_in_admin(site: str, number: str) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    listing = f"/admin/{PACKAGE}/supportticket/"
    page = browser.open(f"{site}/admin/login/?next={listing}").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, page
    form = {"csrfmiddlewaretoken": token[1], "username": LOGIN[0], "password": LOGIN[1], "next": listing}
    page = browser.open(f"{site}/admin/login/", urllib.parse.urlencode(form).encode()).read().decode()
    assert number in page, page
    change = re.search(rf'href="({listing}[^"/]+/change/[^"]*)"', page)
    assert change, page
    assert browser.open(site + change[1].replace("&amp;", "&")).status == 200


def send(method: str, url: str, body: bytes | None = None, kind: str = "", staff: bool = False) -> tuple[int, bytes]:
    request = urllib.request.Request(url, body, method=method)
    if kind:
        request.add_header("Content-Type", kind)
    if staff:
        request.add_header("Authorization", "Basic " + base64.b64encode(":".join(LOGIN).encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def call(method: str, url: str, body: bytes | None = None, kind: str = "", staff: bool = False) -> tuple[int, Any]:
    """Send the request; return the status and the JSON of the answer."""
    status, content = send(method, url, body, kind, staff)
    try:
        return status, json.loads(content)
    except ValueError:
        raise AssertionError(f"{method} {url}: {status}, not JSON: {content.decode()[:2000]}") from None


def multipart(fields: dict[str, str], name: str, filename: str, content: bytes, kind: str) -> tuple[bytes, str]:
    boundary = "a-boundary-that-is-in-no-part"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}'
    parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def mails(folder: Path, number: int) -> list[Any]:
    """Return the mails that Django's file-based backend wrote: one file a connection, each mail ended by a rule.

    They are written beside the requests, so the last of so many may take a moment.
    """
    rule = b"\n" + b"-" * 79 + b"\n"
    for _ in range(150):
        content = b"".join(file.read_bytes() for file in sorted(folder.glob("*.log")))
        if content.count(rule) >= number:
            break
        time.sleep(0.2)
    raw_mails = content.split(rule)
    return [message_from_bytes(raw.lstrip(), policy=policy.default) for raw in raw_mails if raw.strip()]


def text(message: Any) -> str:
    return f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}"


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
