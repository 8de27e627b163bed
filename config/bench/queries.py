"""Statements that a request sends to the database: the same request, given to Django in this process and counted.

BEGIN and COMMIT are not among them. The request is made twice and the second one counted, so that what a process asks
once in its life (shapes, places, the duty list) is not counted as part of every request.
"""

from django.conf import settings
from django.db import connection
from django.test import Client

from units import scope

SYSTEM = ("system", "", "", "")


def counted(session, next_ask):
    """How many statements one request takes; None when the material is used up or the request was refused."""
    client, statements = Client(HTTP_ACCEPT_LANGUAGE="zh-CN"), 0

    def count(execute, *arguments):
        nonlocal statements
        statements += 1
        return execute(*arguments)

    client.cookies[settings.SESSION_COOKIE_NAME] = session
    for _time in ("first", "second"):
        ask, statements = next_ask(), 0
        if ask is None:
            return None
        with connection.execute_wrapper(count):
            answer = _answer(client, ask)
        scope.set_scope(SYSTEM)
        if answer.status_code not in (200, 302, 303):
            return None
    return statements


def _answer(client, ask):
    host = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.PRODUCTION else "127.0.0.1"
    about = {"SERVER_NAME": host, "secure": settings.SECURE_SSL_REDIRECT}
    return client.get(ask.path, **about) if ask.fields is None else client.post(ask.path, ask.fields, **about)
