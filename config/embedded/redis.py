"""Redis on a private socket: an accelerator. It keeps an append-only file, yet nothing is lost when it loses all."""

import signal
from pathlib import Path

import redis

from config.embedded.binaries import redis_server
from config.embedded.places import Places
from config.embedded.process import Child


class Redis:
    name = "redis"

    def __init__(self, places: Places, throwaway: bool = False):
        self.places = places
        self.program = redis_server(places.uid)
        self.throwaway = throwaway

    def prepare(self):
        self.places.folder("redis")

    def child(self) -> Child:
        options = {
            "port": "0",
            "unixsocket": self.places.address.redis_socket,
            "unixsocketperm": "700",
            "dir": self.places.folder("redis"),
            "appendonly": "no" if self.throwaway else "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        argv = [self.program]
        for key, value in options.items():
            argv += [f"--{key}", value]
        return Child(
            self.name,
            argv,
            self.places.logs / "redis.log",
            env={"LC_ALL": "C.UTF-8"},
            uid=self.places.uid,
            cwd=Path("/"),
            stop_signal=signal.SIGTERM,
            death_signal=signal.SIGKILL,  # at a slow leave it would take the next one's socket with it
        )

    def ready(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.places.address.redis_socket), socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
