"""Web processes. `up` starts each on one inherited listening socket; a container starts several by itself."""

import os
import socket
import sys

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.embedded.places import Unusable
from config.embedded.port import listen
from config.embedded.process import Child
from config.embedded.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs the web process: pages and sockets on one port."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fd", type=int, help="An inherited listening socket, instead of --host and --port.")
        parser.add_argument(
            "--processes", type=int, default=1, help="So many on one socket, each started again if it falls."
        )
        parser.add_argument("--tls-cert", help="Certificate chain (PEM).")
        parser.add_argument("--tls-key", help="Private key (PEM).")
        parser.add_argument("--graceful-seconds", type=int, default=8, help="For open requests when told to stop.")

    def handle(self, *args, host, port, fd, processes, tls_cert, tls_key, graceful_seconds, **options):
        if processes > 1:
            self._supervise(host, port, processes, tls_cert, tls_key, graceful_seconds)
            return
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks there besides the finders
        config = uvicorn.Config(
            "config.asgi:application",
            host=host,
            port=port,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(os.environ.get("FORWARDED_ALLOW_IPS")),
            backlog=2048,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=graceful_seconds,
            limit_concurrency=4000,
            ws="websockets-sansio",
            ws_max_size=65_536,
            ws_max_queue=16,
            ws_ping_interval=15,
            ws_ping_timeout=15,
            ws_per_message_deflate=False,  # 4 GB for every 5,000 to 8,000 sockets
            ssl_certfile=tls_cert,
            ssl_keyfile=tls_key,
        )
        sockets = [socket.socket(fileno=fd)] if fd is not None else None
        uvicorn.Server(config).run(sockets=sockets)

    def _supervise(self, host, port, processes, tls_cert, tls_key, graceful_seconds):
        supervisor = Supervisor(tell=self.stdout.write)
        supervisor.listen_to_signals()
        try:
            listener = listen(host, port)
        except Unusable as reason:
            raise CommandError(str(reason)) from None
        command = [
            sys.executable,
            "manage.py",
            "web",
            "--fd",
            listener.fileno(),
            "--graceful-seconds",
            graceful_seconds,
        ]
        if tls_cert:
            command += ["--tls-cert", tls_cert, "--tls-key", tls_key]
        try:
            for number in range(1, processes + 1):
                child = Child(
                    f"web-{number}", command, None, cwd=settings.BASE_DIR, pass_fds=(listener.fileno(),), signs=True
                )
                supervisor.keep(child, patience=graceful_seconds + 1, rank=1)
            supervisor.watch()
        finally:
            listener.close()
            supervisor.stop()
