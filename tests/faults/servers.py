"""Database servers of a test's own, which it can stop, kill and make read-only, and file systems that it can fill."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import services

HOST = "127.0.0.1"
PATIENCE = 60  # seconds for a server to come up
ADMINISTRATOR, ACCOUNT, NAME = "root", "shop", "shop"


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


class OwnServer:
    """A server in a folder of its own, run by an account of the system that is not root.

    A context manager. The site's own account may do everything with the database ``shop``, and nothing else.
    """

    system_account: str
    variables: str  # the prefix of the environment variables that name the server to the tests' settings

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="support-tickets-server-"))
        self.process: subprocess.Popen[bytes] | None = None
        try:
            account = pwd.getpwnam(self.system_account)
        except KeyError:
            services.unavailable(f"no account {self.system_account!r} on this machine")
        os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.as_account: dict[str, Any] = {
            "cwd": self.folder,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        if os.geteuid() == 0:
            self.as_account |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def __enter__(self) -> "OwnServer":
        self.prepare()
        self.start()
        self.make_database()
        return self

    def __exit__(self, *_exception: Any) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """Return what the tests' settings need to find the site's database."""
        return {**self.address(ACCOUNT), "TEST_DATABASE_NAME": NAME}

    def address(self, account: str) -> dict[str, str]:
        """Return what the tests' settings need to find the server."""
        values = {"HOST": HOST, "PORT": str(self.port), "USER": account, "PASSWORD": "", "DB": NAME}
        return {f"{self.variables}_{name}": value for name, value in values.items()}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(self.command(), **self.as_account)
        deadline = time.monotonic() + PATIENCE
        while self.ask("SELECT 1").returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.command()[0]} did not start")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as its administrator does: connections are cut."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a machine does that loses its power."""
        self._end(signal.SIGKILL)

    def run(self, sql: str) -> None:
        """Run SQL as the server's administrator."""
        done = self.ask(sql)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())

    def _end(self, number: int) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(timeout=PATIENCE)
            self.process = None

    def prepare(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def make_database(self) -> None:
        raise NotImplementedError

    def set_read_only(self, is_read_only: bool) -> None:
        raise NotImplementedError

    def ask(self, sql: str) -> "subprocess.CompletedProcess[bytes]":
        raise NotImplementedError


class OwnPostgreSQL(OwnServer):
    system_account = "postgres"
    variables = "POSTGRES"

    def program(self, name: str) -> str:
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
        found = shutil.which(name, path=os.pathsep.join(map(str, reversed(folders))) or os.environ["PATH"])
        return found or services.unavailable(f"no {name} on this machine")

    def prepare(self) -> None:
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={ADMINISTRATOR}", "--no-sync"]
        subprocess.run([self.program("initdb"), *options, "--pgdata=data"], check=True, **self.as_account)

    def command(self) -> list[str]:
        settings = {"listen_addresses": HOST, "unix_socket_directories": "", "fsync": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [self.program("postgres"), "-D", "data", "-p", str(self.port), *options]

    def stop(self) -> None:
        self._end(signal.SIGINT)  # PostgreSQL's fast shutdown; SIGTERM waits for the clients.

    def make_database(self) -> None:
        self.run(f"CREATE ROLE {ACCOUNT} LOGIN")
        self.run(f"CREATE DATABASE {NAME} OWNER {ACCOUNT}")

    def set_read_only(self, is_read_only: bool) -> None:
        self.run(f"ALTER DATABASE {NAME} SET default_transaction_read_only = {'on' if is_read_only else 'off'}")
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'")

    def ask(self, sql: str) -> "subprocess.CompletedProcess[bytes]":
        command = [self.program("psql"), "-X", "-q", "-h", HOST, "-p", str(self.port), "-U", ADMINISTRATOR]
        return subprocess.run([*command, "-d", "postgres", "-c", sql], check=False, capture_output=True)


class OwnMariaDB(OwnServer):
    system_account = "mysql"
    variables = "MARIADB"

    def program(self, name: str) -> str:
        found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin"]))
        return found or services.unavailable(f"no {name} on this machine")

    def prepare(self) -> None:
        options = ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
        data = f"--datadir={self.folder / 'data'}"
        subprocess.run([self.program("mariadb-install-db"), *options, data], check=True, **self.as_account)

    def command(self) -> list[str]:
        options = [f"--datadir={self.folder / 'data'}", f"--socket={self.folder / 'socket'}", f"--bind-address={HOST}"]
        options += ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"]
        return [self.program("mariadbd"), "--no-defaults", *options, f"--port={self.port}"]

    def make_database(self) -> None:
        self.run(f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        self.run(f"CREATE USER {ACCOUNT}@'%'")
        self.run(f"GRANT ALL ON {NAME}.* TO {ACCOUNT}@'%'")

    def set_read_only(self, is_read_only: bool) -> None:
        self.run(f"SET GLOBAL read_only = {int(is_read_only)}")

    def ask(self, sql: str) -> "subprocess.CompletedProcess[bytes]":
        command = [self.program("mariadb"), "--no-defaults", f"--socket={self.folder / 'socket'}", "-u", ADMINISTRATOR]
        return subprocess.run([*command, "-e", sql], check=False, capture_output=True)


class Disk:
    """A small file system of a test's own, in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def set_read_only(self, is_read_only: bool) -> None:
        mount("-o", f"remount,{'ro' if is_read_only else 'rw'}", str(self.path))

    def fill(self) -> None:
        """Leave no room on it."""
        try:
            with (self.path / "filling").open("wb", buffering=0) as filling:
                while True:
                    filling.write(bytes(4096))
        except OSError:
            pass

    def empty(self) -> None:
        (self.path / "filling").unlink()


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


@contextmanager
def small_disk(path: Path, kilobytes: int) -> Iterator[Disk]:
    """Mount a file system of that size there, for as long as the context lasts."""
    path.mkdir(parents=True, exist_ok=True)
    try:
        mount("-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", str(path))
    except (OSError, subprocess.CalledProcessError) as error:
        services.unavailable(f"no file system can be mounted: {error}")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


class OwnSQLite:
    """A database in a file, on a disk of its own."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.folder, self.disk = folder, disk

    def environment(self) -> dict[str, str]:
        return {"TEST_DATABASE_NAME": str(self.folder / "data" / "shop.sqlite3")}

    def start(self) -> None:
        (self.folder / "away").rename(self.folder / "data")

    def stop(self) -> None:
        """Take its folder away."""
        (self.folder / "data").rename(self.folder / "away")

    def set_read_only(self, is_read_only: bool) -> None:
        """Mount its disk anew, for which no process may have the file open."""
        self.disk.set_read_only(is_read_only)


@contextmanager
def own_database(vendor: str, folder: Path) -> Iterator[Any]:
    """Run a database of the test's own, of the same kind as that of the tests."""
    if vendor == "sqlite":
        with small_disk(folder, 20_000) as disk:
            (folder / "data").mkdir()
            yield OwnSQLite(folder, disk)
    else:
        with OwnPostgreSQL() if vendor == "postgresql" else OwnMariaDB() as server:
            yield server
