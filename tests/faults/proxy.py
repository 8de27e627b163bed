"""What stands between the product and its PostgreSQL or Redis, and can do what a network does: refuse, fall silent, be
slow, and lose an answer after the server has committed."""

import asyncio
import contextlib
import os
import re
import threading
from collections import Counter
from pathlib import Path

# The whole answer to COMMIT: CommandComplete with the tag COMMIT, then ReadyForQuery, idle.
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00Z\x00\x00\x00\x05I"
_KEY = re.compile(rb"INSERT INTO units_receipt .*?'([0-9a-f-]{36})'::uuid", re.DOTALL)


class Loop(threading.Thread):
    """An event loop of its own, for whatever in the laboratory waits for many things at once."""

    def __init__(self, name):
        super().__init__(name=name, daemon=True)
        self.loop = asyncio.new_event_loop()
        self.start()

    def run(self):
        self.loop.run_forever()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    def do(self, coroutine, seconds=60):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(seconds)

    def end(self):
        self.do(self._cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join()

    async def _cancel_all(self):
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class LostReplies:
    """Loses the answer to the COMMIT of a form: of each receipt key the first so many times."""

    def __init__(self, times):
        """`times(key)`: how many answers to lose for this key."""
        self.times, self.lost = times, Counter()

    def key_in(self, sent):
        found = _KEY.search(sent) if b"units_receipt" in sent else None
        return found.group(1).decode() if found else None

    def loses(self, key):
        if self.lost[key] >= self.times(key):
            return False
        self.lost[key] += 1
        return True


class Proxy:
    """One unix socket in front of another. `mode`: pass, refuse, silent (a black hole); `delay` in seconds a piece."""

    def __init__(self, loop: Loop, path: Path, target: Path):
        self.path, self.target = path, target
        self.mode, self.delay, self.lost_replies = "pass", 0.0, None
        self._loop, self._open = loop, None
        self._writers = set()
        loop.do(self._listen())

    async def _listen(self):
        self._open = asyncio.Event()
        self._open.set()
        self._server = await asyncio.start_unix_server(self._serve, str(self.path), backlog=512)
        os.chmod(self.path, 0o600)

    # --- what a fault does -------------------------------------------------------------------------------------------
    @contextlib.contextmanager
    def being(self, mode, **more):
        """`with proxy.being("silent"):`, `with proxy.being("pass", delay=0.05):`"""
        self._loop.do(self._become(mode, **more))
        try:
            yield
        finally:
            self._loop.do(self._become("pass"))

    async def _become(self, mode, delay=0.0, lost_replies=None):
        self.mode, self.delay, self.lost_replies = mode, delay, lost_replies
        if mode == "silent":
            self._open.clear()
        else:
            self._open.set()
        if mode == "refuse":
            self._abort_all()

    def _abort_all(self):
        for writer in tuple(self._writers):
            writer.transport.abort()

    def stop(self):
        async def stop():
            self._server.close()
            self._abort_all()

        self._loop.do(stop())
        self.path.unlink(missing_ok=True)

    # --- one connection ----------------------------------------------------------------------------------------------
    async def _serve(self, reader, writer):
        if self.mode == "refuse":
            writer.transport.abort()
            return
        mine = {writer}
        try:
            their_reader, their_writer = await asyncio.open_unix_connection(str(self.target))
            mine.add(their_writer)
            self._writers |= mine
            pipe = _Pipe(self)
            ways = pipe.forward(reader, their_writer), pipe.back(their_reader, writer)
            tasks = [asyncio.ensure_future(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        except OSError:
            pass  # the service is away: so is the connection
        finally:
            self._writers -= mine
            for one in mine:
                one.transport.abort()

    async def let_through(self):
        if self.delay:
            await asyncio.sleep(self.delay)
        await self._open.wait()


class _Pipe:
    def __init__(self, proxy):
        self.proxy, self.key = proxy, None

    async def forward(self, reader, writer):
        while data := await reader.read(65536):
            await self.proxy.let_through()
            if self.proxy.lost_replies:
                self.key = self.proxy.lost_replies.key_in(data) or self.key
            writer.write(data)
            await writer.drain()

    async def back(self, reader, writer):
        while data := await reader.read(65536):
            await self.proxy.let_through()
            if self.key and data.endswith(COMMITTED):
                key, self.key = self.key, None
                if self.proxy.lost_replies and self.proxy.lost_replies.loses(key):
                    return  # both ends are cut by whoever waits for us
            writer.write(data)
            await writer.drain()
