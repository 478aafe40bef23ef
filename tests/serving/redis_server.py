"""A Redis of the tests' own, that can be ended and started again at the same address."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

EXECUTABLE = shutil.which("redis-server")
ABSENT = "no redis-server"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisServer:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = folder
        self.start()

    def start(self) -> None:
        assert EXECUTABLE
        command = [EXECUTABLE, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.client().ping()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def client(self) -> Redis:
        """It waits until the server answers, for ten seconds."""
        return Redis.from_url(self.url, retry=Retry(ConstantBackoff(0.05), 200))
