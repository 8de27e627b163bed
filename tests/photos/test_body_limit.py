"""Five photos fit through the door where forms with photos are sent, and nowhere else."""

import asyncio

import pytest

from config.http_door import HttpDoor


def status_of(path, length):
    """What the door answers to a POST that declares `length` bytes; 200 when it lets the page see it."""
    sent = []

    async def page(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": "http.request", "body": b"\0" * length, "more_body": False}

    async def send(message):
        sent.append(message)

    headers = [(b"content-length", str(length).encode())]
    scope = {"type": "http", "path": path, "headers": headers, "query_string": b"", "method": "POST"}
    asyncio.run(HttpDoor(page)(scope, receive, send))
    return sent[0]["status"]


@pytest.mark.parametrize("path", ["/parts/7/give_feedback/", "/parts/7/hand_back/", "/tasks/7/", "/tasks/report/"])
def test_five_photos_of_ten_megabytes_and_their_form_come_in(path):
    assert status_of(path, 51 * 1024 * 1024) == 200
    assert status_of(path, 53 * 1024 * 1024) == 413


@pytest.mark.parametrize("path", ["/login/", "/calls/new/", "/tickets/T20261122-0001/assign/", "/"])
def test_elsewhere_a_form_is_small(path):
    assert status_of(path, 5 * 1024 * 1024) == 413
