"""The baselines' own servers: on a free port, as many processes as the product has, gone when the bench goes.

`python -m config.bench.servers empty FD` is one of those processes.
"""

import logging
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import httpx
import uvicorn

START_SECONDS = 60
logging.getLogger("httpx").setLevel(logging.WARNING)  # our own question whether a server is up


def _settings():
    from django.conf import settings
    from django.db import connection

    parts = urlsplit(settings.DATABASE_URL)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.bench.empty_settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")),
        "SECRET_KEY": settings.SECRET_KEY,
    }


@contextmanager
def serving(name, processes):
    """Yields the ports of a baseline's servers: one shared port for `empty`, one for each process of `bare`."""
    shared = name == "empty"
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=2048) for _each in range(1 if shared else processes)]
    running = []
    try:
        for number in range(processes):
            fd = listeners[number % len(listeners)].fileno()
            command = [sys.executable, "-m", "config.bench.servers", name, str(fd)]
            running.append(subprocess.Popen(command, env=_settings(), pass_fds=[fd]))
        ports = [listener.getsockname()[1] for listener in listeners]
        for port in ports:
            _wait(port, running)
        yield ports, [process.pid for process in running]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        for listener in listeners:
            listener.close()


def _wait(port, running):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in running):
            break
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=5, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError("A server of the bench's baselines does not start.")


def application(name):
    if name == "bare":
        from config.bench.bare import application as bare

        return bare
    from django.core.wsgi import get_wsgi_application

    pages = get_wsgi_application()
    from config.asgi import THREADS
    from config.http_door import HttpDoor
    from config.threads import Pages

    return HttpDoor(Pages(pages, THREADS))


def main(name, fd):
    config = uvicorn.Config(
        application(name), loop="uvloop", http="httptools", lifespan="off", access_log=False, log_level="error",
        server_header=False, backlog=2048, timeout_keep_alive=15, ws="websockets-sansio", ws_max_queue=16,
        ws_ping_interval=15, ws_ping_timeout=15, ws_per_message_deflate=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
