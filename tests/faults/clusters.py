"""PostgreSQL servers of the tests' own, that can be stopped and started again, and copied."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final, Literal

import psycopg

from tests.serving.redis_server import free_port

PATIENCE: Final = 60
NAME: Final = "survey"
Stop = Literal["smart", "fast", "immediate"]


def _programs() -> Path | None:
    """The newest PostgreSQL that has a server."""
    named = shutil.which("initdb")
    folders = [Path(named).resolve().parent] if named else Path("/usr/lib/postgresql").glob("*/bin")
    return max((each for each in folders if (each / "initdb").exists()), key=str, default=None)


PROGRAMS: Final = _programs()
_RUNUSER: Final = shutil.which("runuser")
# A server that is to run as root refuses to.
_AS: Final = [_RUNUSER or "", "-u", "postgres", "--"] if os.geteuid() == 0 else []
MISSING: Final = "no PostgreSQL server" if not PROGRAMS else "no runuser" if _AS and not _RUNUSER else ""
"""Why there can be none; empty where there can."""


class Cluster:
    """A server with an empty database, or the streaming replica of another one."""

    def __init__(self, primary: Cluster | None = None) -> None:
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/{NAME}"
        self.folder = Path(tempfile.mkdtemp(prefix="living-survey-cluster-"))
        if _AS:
            shutil.chown(self.folder, "postgres")
        self.data = self.folder / "data"
        try:
            self._make(primary)
            self.start()
        except BaseException:
            self.remove()
            raise

    def _make(self, primary: Cluster | None) -> None:
        if primary:
            self._run("pg_basebackup", "-R", "-D", self.data, "-d", primary.url, "-X", "stream", "-c", "fast")
        else:
            self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c max_connections=40"
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-o", options, "start")
        with psycopg.connect(self.url.removesuffix(NAME) + "postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")

    def stop(self, mode: Stop = "fast") -> None:
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """With whatever is left of its server."""
        file = self.data / "postmaster.pid"
        if file.exists():
            os.kill(int(file.read_text().split()[0]), signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        assert PROGRAMS
        command = [*_AS, str(PROGRAMS / program), *map(str, arguments)]
        # A server keeps what it inherits: a pipe to read from would never end.
        subprocess.run(
            command, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE
        )
