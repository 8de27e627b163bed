"""The door before the pages, with a real uvicorn in front and four threads behind, as the product runs it."""

import socket
import threading
import time

import httpx
import pytest
import uvicorn

from config import threads
from config.http_door import HttpDoor

THREADS = 4


class Pages:
    """A WSGI application that remembers what it was given."""

    def __init__(self):
        self.bodies = []

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if environ["REQUEST_METHOD"] == "POST":
            self.bodies.append(environ["wsgi.input"].read(length))
        answer = b"x" * (3_000_000 if environ["PATH_INFO"] == "/large" else 2)
        spoofed = environ.get("HTTP_X_FORWARDED_PROTO", "none")
        start_response("200 OK", [("Content-Length", str(len(answer))), ("X-Seen-Proto", spoofed)])
        return [answer]


@pytest.fixture
def pages():
    return Pages()


@pytest.fixture
def patience():
    """Seconds without a byte after which an upload is given up, and seconds for the whole of it."""
    return {"idle": 1.5, "total": 5}


@pytest.fixture
def port(pages, patience):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    door = HttpDoor(threads.Pages(pages, THREADS), limit=100_000, **patience)
    config = uvicorn.Config(door, lifespan="off", log_config=None, http="httptools", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join()
    listener.close()


def opened(port, head, body=b""):
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(head.encode() + b"\r\nHost: hall\r\n\r\n" + body)
    return client


def get(port, path="/", **headers):
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=30, trust_env=False)


def test_a_request_that_was_cut_off_never_reaches_a_page(port, pages):
    client = opened(port, "POST / HTTP/1.1\r\nContent-Length: 100", b"place=somewhere&item=")
    client.close()
    assert get(port).status_code == 200
    time.sleep(0.2)
    assert pages.bodies == []


def test_a_whole_request_reaches_it_in_whatever_pieces_it_came(port, pages):
    with opened(port, "POST / HTTP/1.1\r\nContent-Length: 11", b"item=") as client:
        time.sleep(0.2)
        client.sendall(b"fallen")
        assert client.recv(12) == b"HTTP/1.1 200"
    assert pages.bodies == [b"item=fallen"]


def test_a_request_in_chunks_reaches_it_with_its_length(port, pages):
    httpx.post(f"http://127.0.0.1:{port}/", content=iter([b"item=", b"fallen"]), trust_env=False, timeout=30)
    assert pages.bodies == [b"item=fallen"]


@pytest.mark.parametrize("patience", [{"idle": 60, "total": 60}])
def test_pages_answer_while_uploads_are_stalled(port, patience):
    """Nothing is given up meanwhile: if the uploads held the threads, no page would come before a minute is over."""
    stalled = [opened(port, "POST / HTTP/1.1\r\nContent-Length: 1000", b"a") for _ in range(3 * THREADS)]
    assert get(port).status_code == 200
    for client in stalled:
        client.close()


@pytest.mark.parametrize("patience", [{"idle": 60, "total": 60}])
def test_pages_answer_while_clients_read_slowly(port, patience):
    slow = [opened(port, "GET /large HTTP/1.1") for _ in range(3 * THREADS)]
    time.sleep(0.3)
    assert get(port).status_code == 200
    for client in slow:
        client.close()


def test_a_stalled_upload_is_given_up(port, pages):
    with opened(port, "POST / HTTP/1.1\r\nContent-Length: 1000", b"a") as client:
        assert client.recv(12) == b"HTTP/1.1 408"
    assert pages.bodies == []


@pytest.mark.parametrize("head", ["Content-Length: 100001", "Transfer-Encoding: chunked"])
def test_too_large_a_request_is_refused(port, pages, head):
    body = b"" if "Length" in head else b"30D40\r\n" + b"x" * 200_000 + b"\r\n0\r\n\r\n"
    with opened(port, f"POST / HTTP/1.1\r\n{head}", body) as client:
        assert client.recv(12) == b"HTTP/1.1 413"
    assert pages.bodies == []


def test_a_header_with_an_underscore_does_not_pass_for_a_trusted_one(port):
    assert get(port, X_Forwarded_Proto="https").headers["X-Seen-Proto"] == "none"
