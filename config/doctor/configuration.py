"""The settings: what would let a stranger in, or keep the hall out."""

import ipaddress
import os
from urllib.parse import urlsplit

from django.conf import settings
from psycopg2.extensions import parse_dsn

from config import catalogue
from config.doctor import bad, ok, warn
from dispatch.outward import is_outside


class Configuration:
    def __init__(self, host: str = "127.0.0.1", tls: bool = False, environment=os.environ):
        self.host, self.tls, self.environment = host, tls or settings.BEHIND_TLS, environment

    def checks(self):
        return [
            self.mode,
            self.secret,
            self.hosts,
            self.tls_in_front,
            self.urls,
            self.services,
            self.backup,
            self.sms,
            self.messages,
        ]

    @property
    def open_to_others(self):
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    def mode(self):
        if settings.PRODUCTION or not self.open_to_others:
            yield ok(f"DJANGO_ENV is {settings.ENV}")
        else:
            yield warn(
                f"{self.host} is reachable by others, and DJANGO_ENV is {settings.ENV}: demo passwords hold",
                "a real hall sets DJANGO_ENV=production",
            )

    def secret(self):
        if settings.SECRET_KEY == settings.DEFAULT_SECRET:
            yield warn("SECRET_KEY is the one that everybody knows", "`up` makes one; else set SECRET_KEY")
        elif len(settings.SECRET_KEY) < 40:
            yield bad("SECRET_KEY is too short", "at least 40 random characters")
        else:
            yield ok("SECRET_KEY is our own")

    def hosts(self):
        if "*" in settings.ALLOWED_HOSTS and self.open_to_others:
            yield warn("ALLOWED_HOSTS lets every name in", "list the names by which browsers reach the console")
        else:
            yield ok(f"answers to {', '.join(settings.ALLOWED_HOSTS)}")

    def tls_in_front(self):
        if self.open_to_others and not self.tls:
            yield warn(
                "No TLS: passwords and personal data pass in the clear, phones give no position",
                "up --tls-cert/--tls-key, or a proxy with TLS and BEHIND_TLS=1",
            )
        elif settings.PRODUCTION and not self.environment.get("FORWARDED_ALLOW_IPS"):
            yield warn(
                "FORWARDED_ALLOW_IPS is empty: behind a proxy, every log-in seems to come from it",
                "name the proxy's address",
            )
        else:
            yield ok("TLS, or only this machine")

    def urls(self):
        given = [name for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if self.environment.get(name)]
        if len(given) == 1:
            yield bad(f"Only {given[0]} is given", "DATABASE_URL and DATABASE_OWNER_URL come together")
            return
        app, owner = parse_dsn(settings.DATABASE_URL), parse_dsn(settings.DATABASE_OWNER_URL)
        if app.get("user") == owner.get("user"):
            yield bad(
                "DATABASE_URL and DATABASE_OWNER_URL name the same role; row-level security would not hold it",
                "give the application a role of its own",
            )
        elif (app.get("host"), app.get("dbname")) != (owner.get("host"), owner.get("dbname")):
            yield bad("DATABASE_URL and DATABASE_OWNER_URL name two databases", "both must name the same one")
        else:
            yield ok(f"two roles: {owner.get('user')} migrates, {app.get('user')} works")

    def services(self):
        embedded = not self.environment.get("DATABASE_URL")
        if embedded and self.open_to_others:
            yield warn(
                f"The embedded services serve a console that others reach ({self.host}): for trials and small halls",
                "a real hall gives DATABASE_URL and REDIS_URL of services that are looked after, and a backup folder",
            )
        redis = urlsplit(settings.REDIS_URL)
        if redis.scheme == "redis" and redis.hostname not in ("localhost", "127.0.0.1", "::1") and not redis.password:
            yield warn("Redis is asked over the network without a password", "a closed network, or redis://:PASSWORD@…")

    def backup(self):
        if not settings.BACKUP_DIR:
            yield warn("No backup is kept", "up --backup-dir DIR or BACKUP_DIR, on another disk or machine")

    def sms(self):
        url = urlsplit(settings.SMS_GATEWAY_URL)
        if not settings.SMS_GATEWAY_URL:
            if settings.PRODUCTION:
                yield warn("No SMS gateway: text messages are only written to the log", "SMS_GATEWAY_URL and _SECRET")
        elif not settings.SMS_GATEWAY_INSIDE and _inside(url.hostname):
            yield bad(
                f"The SMS gateway at {url.hostname} stands inside: nothing is sent to it",
                "SMS_GATEWAY_INSIDE=1 if that is meant",
            )
        elif url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
            yield warn("The SMS gateway is reached without TLS: numbers pass in the clear", "an https:// address")
        else:
            yield ok(f"text messages go to {url.hostname}")

    def messages(self):
        stale = [
            source.parts[-3]
            for source in catalogue.LOCALE.glob("*/LC_MESSAGES/*.po")
            if not source.with_suffix(".mo").exists()
            or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
        ]
        if stale:
            yield warn(f"The catalogue {', '.join(stale)} is not compiled: words stay English", "`up` compiles it")
        else:
            yield ok("catalogue compiled")


def _inside(host):
    """As far as it can be said without looking the name up."""
    try:
        return not is_outside(host)
    except ValueError:
        return host == "localhost"
