"""The live line: how soon a committed change stands in N consoles, and what a delivery costs, beside a bare broadcast.

From outside nobody sees when the hub begins to send. So the fan-out is measured, on both sides, from the first console that
has a message to each other one; `commit → row` has everything in it, from the event's time within its transaction on.
"""

import asyncio
from contextlib import suppress

from config.bench import beside, cast, cpu, line_figures
from config.bench.browser import Ask, Browser, Refused, filled
from config.bench.cast import MARK
from config.bench.consoles import Crowd
from config.bench.load import good
from config.bench.servers import serving
from dispatch.models import Feed

MOVES = 20
LATE_SECONDS = 5  # after which a console that has not heard will not hear
PACE = 0.2  # seconds after a move, until the next broadcast of the baseline


class Mover:
    """A dispatcher who writes notes, and the baseline's servers that are told to broadcast as many bytes."""

    def __init__(self, bench, ports):
        self.browser = Browser(bench.site, bench.sessions("dispatcher", 1)[0])
        ticket = bench.material.waiting(1)[0]
        self.path = f"/tickets/{ticket.number}/note/"
        self.form = bench.form(self.browser, self.path)
        self.bare = [Browser(bench.bare(port), "") for port in ports]

    async def move(self):
        ask = Ask(self.path, filled(self.form, text=f"[{MARK}] 又有一人来电。"))
        answer = await self.browser.line.ask(self.browser.raw(ask))
        if not good(ask, answer):
            raise Refused(f"A note was answered {answer.status}.")

    async def broadcast(self, number, size):
        text = f'{{"type":"rows","number":{number},"rows":"'.ljust(max(size, 40) - 2, ".") + '"}'
        raws = [browser.site.raw("POST", "/say", "", "text/plain", text.encode()) for browser in self.bare]
        await asyncio.gather(*(browser.line.ask(raw) for browser, raw in zip(self.bare, raws, strict=True)))


def measure(bench, counts):
    """A row for each number of consoles; they stay while more come, so that memory is what all of them take."""
    users = cast.people("dispatcher", max(*counts, beside.CONSOLES), bench.material.units[:1])
    keys = cast.sessions(users)
    beside.fresh(bench)
    with serving("bare", max(len(bench.webs), 1)) as (ports, pids):
        mover = Mover(bench, ports)
        ours = Crowd(bench.site.host, [bench.site.port], [_handshake(bench.site, key) for key in keys])
        bare = Crowd("127.0.0.1", ports, [_handshake(bench.bare(ports[0]), "")], greets=False)
        bench.run(_warm(mover, ours, bare))
        silent = _costs(bench, mover, ours, bare, pids)
        memory, rows = (cpu.memory(bench.webs), cpu.memory(pids)), []
        for count in sorted(counts):
            bench.run(ours.grow(count))
            bench.run(bare.grow(count))
            costs = _costs(bench, mover, ours, bare, pids)
            grown = [now - then for now, then in zip((cpu.memory(bench.webs), cpu.memory(pids)), memory, strict=True)]
            spent = [now - then for now, then in zip(costs, silent, strict=True)]
            began = _began({number for number, _at in ours.heard})
            rows.append(line_figures.row(count, MOVES, began, ours, bare.heard, spent, grown, bool(bench.webs)))
        bench.run(bare.leave())
        more = {"restart": beside.restart(bench, ours)}
        bench.run(ours.leave())
        more["pages"] = beside.pages(bench, mover, ours)
        bench.run(ours.leave())
    return {"fan_out": rows, **more}


def _began(numbers):
    """{number in the feed: when its note was written, ns} of our own notes; what else moved meanwhile is left out."""
    ours = Feed.objects.filter(number__in=numbers, event__kind="note", event__by__username__startswith=f"{MARK}-")
    return {number: int(at.timestamp() * 1e9) for number, at in ours.values_list("number", "event__at")}


def _handshake(site, key):
    scheme = "https" if site.extra else "http"
    more = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13")]
    more += [("Sec-WebSocket-Key", "YmVuY2hiZW5jaGJlbmNoMQ=="), ("Origin", f"{scheme}://{site.name}")]
    lines = "".join(f"{name}: {value}\r\n" for name, value in more)
    return site.raw("GET", "/ws/live/", f"sessionid={key}").replace(b"\r\n\r\n", f"\r\n{lines}\r\n".encode())


async def _warm(mover, ours, bare):
    """Rows rendered once, code imported, so that the first console does not pay for all."""
    await ours.grow(2)
    await bare.grow(2)
    for number in range(3):
        await mover.move()
        await mover.broadcast(number, 2000)
        await asyncio.sleep(PACE)
    await ours.leave()
    await bare.leave()
    await asyncio.sleep(0.5)


def _costs(bench, mover, ours, bare, pids):
    """CPU seconds that so many moves and broadcasts took the web processes of either side, taking turns."""
    return bench.run(_moves(bench, mover, ours, bare, pids))


async def _moves(bench, mover, ours, bare, pids):
    ours.heard, bare.heard, spent = [], [], [0.0, 0.0]
    for number in range(MOVES):
        for side, processes, act in (
            (0, bench.webs, mover.move), (1, pids, lambda number=number: mover.broadcast(number, ours.size)),
        ):  # fmt: skip
            before = cpu.precise(processes)
            await act()
            await asyncio.sleep(PACE)
            spent[side] += cpu.precise(processes) - before
    with suppress(TimeoutError):  # moves that met in one message make fewer; what is still missing then is lost
        async with asyncio.timeout(LATE_SECONDS):
            while len(ours.heard) < MOVES * len(ours.consoles):
                await asyncio.sleep(0.05)
    return spent
