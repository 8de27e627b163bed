"""Two questions about many consoles: do pages suffer beside them, and how soon are they back after a restart?"""

import asyncio
import os
import signal
import time

from config.bench import cpu, targets
from config.bench.browser import Ask, Browser, Refused
from config.bench.load import Client, drive
from config.bench.stats import Sample, percentile, ratio

CONSOLES, CLIENTS = 200, 8
SLICES, SLICE_SECONDS, PACE = 4, 1.5, 0.25
BACK_SECONDS = 60


def pages(bench, mover, crowd):
    """The board's p95 with consoles connected and without, in turns; somebody moves a ticket four times a second in both."""
    path = f"/board/?unit={bench.material.units[-1].pk}"
    loops = [Client(Browser(bench.site, key), lambda: Ask(path)) for key in bench.sessions("dispatcher", CLIENTS)]
    bench.run(drive(loops, 0.5))
    without, beside = Sample(), Sample()
    for _slice in range(SLICES):
        without.add(bench.run(_among_moves(loops, mover)))
        bench.run(crowd.grow(CONSOLES))
        beside.add(bench.run(_among_moves(loops, mover)))
        bench.run(crowd.leave())
    for loop in loops:
        loop.browser.line.close()
    none, some = without.figures(), beside.figures()
    share = ratio(some["p95"], none["p95"])
    facts = {"consoles": CONSOLES, "p95_without": none["p95"], "p95_beside": some["p95"], "ratio": share}
    facts |= {"rate_without": none["rate"], "rate_beside": some["rate"], "errors": none["errors"] + some["errors"]}
    return facts | targets.at_most(share, targets.BESIDE, " ×").facts()


async def _among_moves(loops, mover):
    async def keep_moving():
        while True:
            await mover.move()
            await asyncio.sleep(PACE)

    moving = asyncio.create_task(keep_moving())
    sample = await drive(loops, SLICE_SECONDS)
    moving.cancel()
    await asyncio.wait([moving])
    mover.browser.line.close()  # an answer may be on its way
    return sample


def fresh(bench):
    """New web processes, where somebody starts them again: memory that pages left free would hide what a console takes."""
    if not cpu.supervised(bench.site.port):
        return
    _end(bench.webs)
    deadline = time.monotonic() + BACK_SECONDS
    while (now := cpu.webs(bench.site.port)) & bench.webs or len(now) < len(bench.webs):
        if time.monotonic() > deadline:
            raise Refused("The web processes were ended and did not come back.")
        time.sleep(0.1)
    bench.webs = now
    bench.run(_answered(bench))


async def _answered(bench):
    """By both processes: so many ask at once that each gets some."""
    async with asyncio.timeout(BACK_SECONDS):
        asking = [Browser(bench.site, key) for key in bench.sessions("dispatcher", CLIENTS)]
        await asyncio.gather(*(browser.page("/board/") for browser in asking))
        for browser in asking:
            browser.line.close()


def _end(pids):
    for pid in pids:
        os.kill(pid, signal.SIGTERM)


def restart(bench, crowd):
    """End all web processes as a new release does; the supervisor starts them again. None where nobody would."""
    if not cpu.supervised(bench.site.port):
        return None
    count = len(crowd.consoles)
    back = sorted(bench.run(crowd.come_back(lambda: _end(bench.webs), BACK_SECONDS)))
    bench.webs = cpu.webs(bench.site.port)
    took_in = back[-1] - back[0] if len(back) == count else None
    facts = {"consoles": count, "back": len(back), "refused": crowd.refused, "first": back[0] if back else None}
    facts |= {"last": back[-1] if back else None, "p95": percentile(back, 0.95), "took_in": took_in}
    return facts | targets.at_most(took_in, targets.TAKE_IN_SECONDS, " s").facts()
