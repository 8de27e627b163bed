"""F5: kill -9 of every process at once – supervisor, pages, clocks, database, Redis – then the one command again."""

import time

CODE, TITLE = "F5", "power cut: kill -9 of everything at once, then one command"


def run(bench):
    lab, starts = bench.lab, []
    with lab.embedded():
        for _round in range(bench.times(5, 1)):
            with bench.at_work():
                time.sleep(4)
                before = acknowledged(bench)
                with lab.history.window(grace=15):
                    lab.power_cut()
                    starts.append(lab.start(embedded=True))
                time.sleep(3)
            bench.demand(acknowledged(bench) > before, "no call was taken after the power cut")
            bench.screens.equal(60)
    slowest = bench.within(max(starts), 30, "the start after a power cut")
    return {"cuts": len(starts), "up again after s at most": slowest, "acknowledged": acknowledged(bench), "lost": 0}


def acknowledged(bench):
    return len(bench.lab.history.of("open", outcome="ok"))
