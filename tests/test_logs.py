"""What the log says of strangers' requests."""

import io
import logging

import pytest

from config.logs import OneLine


@pytest.mark.django_db
def test_a_refused_request_is_one_line_and_no_traceback(client):
    said = io.StringIO()
    handler = next(h for h in logging.getLogger("django.security").handlers if isinstance(h.formatter, OneLine))
    former = handler.setStream(said)
    answer = client.post("/login/", {f"field{number}": "x" for number in range(400)})
    handler.setStream(former)
    assert answer.status_code == 400
    [line] = said.getvalue().splitlines()
    assert "TooManyFieldsSent" in line
