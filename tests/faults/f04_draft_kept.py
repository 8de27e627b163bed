"""F4, at the screen: the database goes away while a call is typed. Nothing typed is lost, and it is sent once."""

import uuid

from tests.faults.browser import page_of

CODE, TITLE = "F4D", "a form keeps its draft through an outage and sends it once"


def run(bench):
    from playwright.sync_api import expect

    lab, words = bench.lab, f"编号 {uuid.UUID(int=bench.chance.getrandbits(128), version=4)}"
    with page_of(bench.hall.seat("calltaker4"), "/calls/new/?fresh=1") as page:
        page.locator("#id_item[role=combobox]").wait_for()
        page.locator("#id_number").fill("19900000001")
        with lab.history.window(), lab.postgres_proxy.being("refuse"):
            page.locator("#id_words").fill(words)
            page.locator("#id_address").fill("东河路 12 号")
            page.locator("#id_item[role=combobox]").focus()
            page.keyboard.type(bench.hall.items[0])
            page.keyboard.press("Enter")
            expect(page.locator("#draft-state")).to_contain_text("in this browser", timeout=60_000)
            kept = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length")
            bench.demand(kept == 1, f"the browser holds {kept} drafts while the server is away")
            page.keyboard.press("F9")
            expect(page.locator("#call-form .form-fail")).to_be_visible(timeout=60_000)
            expect(page.locator("#id_words")).to_have_value(words)
        expect(page.locator("#toasts")).to_contain_text("opened", timeout=120_000)
        left = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length")
        bench.demand(left == 0, f"{left} drafts stayed in the browser after sending")
    tickets = lab.value("SELECT count(*) FROM dispatch_ticket WHERE words = %s", words)
    bench.demand(tickets == 1, f"the form left {tickets} tickets")
    return {"kept in the browser": kept, "tickets": tickets, "left in the browser": left}
