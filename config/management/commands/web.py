"""One web process. `up` starts two of them on one inherited listening socket; a container starts one per port."""

import os
import socket

import uvicorn
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Runs one web process: pages and sockets on one port."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fd", type=int, help="An inherited listening socket, instead of --host and --port.")
        parser.add_argument("--tls-cert", help="Certificate chain (PEM).")
        parser.add_argument("--tls-key", help="Private key (PEM).")
        parser.add_argument("--graceful-seconds", type=int, default=10, help="For open requests when told to stop.")

    def handle(self, *args, host, port, fd, tls_cert, tls_key, graceful_seconds, **options):
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
