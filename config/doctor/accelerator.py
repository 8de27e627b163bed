"""Redis: an accelerator. Without it everything is slower and nothing is wrong, so little here is BAD."""

import re
from contextlib import closing

import redis

from config.doctor import Unanswered, bad, ok, warn

OLDEST = (7, 0)
WHEEL = (6, 2)  # the one from the wheel, on a private socket


class Accelerator:
    def __init__(self, url: str, embedded: bool):
        self.url, self.embedded = url, embedded

    def checks(self):
        return [self.version, self.settings]

    def version(self):
        try:
            info = self._ask(lambda client: client.info("server"))
        except redis.AuthenticationError as reason:
            yield bad(f"Redis does not let us in: {reason}", "correct the password in REDIS_URL")
            return
        except redis.RedisError as reason:
            if self.embedded:
                yield warn(f"The embedded Redis does not answer: {reason}", "start it: manage.py up")
            else:
                yield bad(
                    f"REDIS_URL: {reason}", "start Redis, or correct the address; until then screens lag a second"
                )
            return
        text = info.get("valkey_version") or info["redis_version"]
        found = tuple(map(int, re.findall(r"\d+", text)[:2]))
        if found < (WHEEL if self.embedded else OLDEST):
            yield warn(f"Redis {text} is too old", "7.0 or newer")
        else:
            yield ok(f"Redis {text}")

    def settings(self):
        try:
            found = self._ask(
                lambda client: {**client.config_get("maxmemory-policy"), **client.config_get("appendonly")}
            )
        except redis.ResponseError:
            yield warn("Redis does not tell its settings", "see that maxmemory-policy is noeviction, appendonly is yes")
            return
        except redis.RedisError:
            raise Unanswered from None
        if found.get("maxmemory-policy") != "noeviction":
            yield warn(
                f"Redis throws jobs away when it is full ({found.get('maxmemory-policy')})",
                "maxmemory-policy noeviction",
            )
        if found.get("appendonly") != "yes":
            yield warn("Redis forgets its jobs when it restarts; they are handed over again later", "appendonly yes")
        if found.get("maxmemory-policy") == "noeviction" and found.get("appendonly") == "yes":
            yield ok("Redis keeps what it is given")

    def _ask(self, question):
        with closing(redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)) as client:
            return question(client)
