"""What the works share: the product's site and processes, the bench's people and their sessions, the baselines."""

import asyncio

import redis
import uvloop
from django.conf import settings
from django.db import connection

from config.bench import cast, cpu, material
from config.bench.browser import Browser, Refused
from config.bench.inserts import Inserts
from config.bench.servers import serving
from config.bench.wire import Site

ROLES = ("call_taker", "dispatcher", "unit_handler", "supervisor")


class Bench:
    def __init__(self, url, seed, most_clients):
        self.site = _site(url)
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        units = cast.units()
        self._people = {role: cast.people(role, max(most_clients, cast.PARTS), units[: cast.PARTS]) for role in ROLES}
        # Whoever makes the fifty rows of the board answers for its unit as well.
        self._people["unit_handler"] += cast.people("unit_lead", 1, units[-1:])
        self._sessions = {role: cast.sessions(people) for role, people in self._people.items()}
        self.material = material.Material(seed, units, self.people)
        self.product = cpu.Product(self.site.host, self.site.port, _backend(), _redis())
        self.webs = cpu.webs(self.site.port) if self.product.seen else set()
        self.inserts = Inserts()
        self.empty = None

    def people(self, role):
        return self._people[role]

    def sessions(self, role, count):
        return self._sessions[role][:count]

    def bare(self, port):
        return Site(f"http://127.0.0.1:{port}")

    def run(self, work):
        return self._runner.run(work)

    def form(self, browser, path, action=None):
        return self.run(browser.form(path, action))

    def __enter__(self):
        """Baselines stand ready, and the product knows our people: then its database is the one that we write to."""
        try:
            self.run(Browser(self.site, self.sessions("dispatcher", 1)[0]).page("/board/"))
        except (OSError, Refused) as reason:
            self.retire()
            raise Refused(
                f"{reason} Is the product started there, with the same DATA_DIR or DATABASE_URL as this command?"
            ) from None
        self.inserts.__enter__()
        self._serving = serving("empty", max(len(self.webs), 1))
        ports, _pids = self._serving.__enter__()
        self.empty = Site(f"http://127.0.0.1:{ports[0]}", self.site.name, self.site.extra)
        return self

    def __exit__(self, *error):
        self._serving.__exit__(*error)
        self.inserts.__exit__(*error)
        material.tidy()
        self.retire()

    def retire(self):
        cast.retire()
        self._runner.close()


def _site(url):
    if not settings.PRODUCTION:
        return Site(url)
    host = settings.ALLOWED_HOSTS[0].lstrip(".")  # we come as the proxy would: by a known name, over TLS
    return Site(url, host, [("X-Forwarded-Proto", "https"), ("Referer", f"https://{host}/")])


def _backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _redis():
    try:
        return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).info("server")["process_id"]
    except redis.RedisError:
        return None
