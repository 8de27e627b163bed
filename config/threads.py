"""Pages in threads: a WSGI application behind an event loop, for requests whose body is whole (config/http_door.py).

A request goes to a thread once and comes back once, with its whole answer. Each trip more costs both sides a change of
threads, and the thread's way back the interpreter's lock, for which it waits up to 5 ms beside a busy neighbour: three such
trips for each answer were half of what an empty page cost.
"""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from a2wsgi.wsgi import build_environ


class Pages:
    """ASGI on the outside. `scope["body"]` is the request's body as a file; `receive` is not asked."""

    def __init__(self, application, threads):
        self.application = application
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope, receive, send):
        context = contextvars.copy_context()  # what a page leaves behind (its language) stays its own
        work = asyncio.get_running_loop().run_in_executor(self.executor, context.run, self._answer, scope)
        status, headers, pieces = await work
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for piece in pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": pieces[-1] if pieces else b""})

    def _answer(self, scope):
        """(status, headers, pieces of the body), in a thread. The connection to the database is put in order here too."""
        begun = []
        answer = self.application(build_environ(scope, scope["body"]), lambda *start: begun.append(start))
        try:
            pieces = list(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        status, headers = begun[-1][:2]
        return (
            int(status.split(" ", 1)[0]),
            [(n.lower().encode("latin1"), v.encode("latin1")) for n, v in headers],
            pieces,
        )
