"""Call takers as HTTP clients who answer texts: each takes the first that waits, asks, and saves it as a call."""

import random
import threading
import time
from collections import Counter

from config.demo.people import PASSWORD, people
from config.replay.page import form_to, forms
from config.replay.person import Person, Refused

LOOK_SECONDS = 0.5
ASKED = ("请问您在哪条路、几号门？", "有人受伤或有危险吗？")
BETWEEN_SECONDS = 3  # two questions
_CLAIM, _ANSWER = "/calls/texts/claim/", "/calls/texts/answer/"
_JSON = {"Accept": "application/json"}


class Writers:
    """Threads that work until `stop`."""

    def __init__(self, base, count, seed, times):
        takers = [person.username for person in people() if "call_taker" in person.roles][:count]
        self._takers = [Person(base, name, PASSWORD, times) for name in takers]
        self._seed, self._over, self._lock = seed, threading.Event(), threading.Lock()
        self.counts, self.errors = Counter(), []
        self._threads = [threading.Thread(target=self._sit, args=pair, daemon=True) for pair in enumerate(self._takers)]

    def start(self):
        for person in self._takers:
            person.log_in()
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _sit(self, index, person):
        chance = random.Random(f"{self._seed}-writer-{index}")  # noqa: S311  not for secrets
        while not self._over.is_set():
            try:
                if not self._take(person, chance):
                    time.sleep(LOOK_SECONDS)
            except (Refused, LookupError, TimeoutError) as error:
                self.errors.append(f"{person.username}: {error}")
                time.sleep(1)

    def _take(self, person, chance):
        """Claim the first text that waits; False where there is none."""
        strip = person.get("/calls/lines/", "strip")[1].text
        waiting = [form for form in forms(strip) if form.action == _CLAIM]
        if not waiting:
            return False
        answer = person._send("POST", _CLAIM, kind="claim", data=waiting[0].fields, headers=_JSON)
        if answer.status_code == 409:
            self._count("late")
            return True
        if answer.status_code != 200:
            raise Refused(answer.status_code, _CLAIM, answer.text)
        place = answer.json()["place"]
        if "dialogue=" in place:  # saved before; the caller wrote again, and nothing more is asked
            self._answer(person, place, "收到，谢谢。")
        else:
            self._work(person, chance, place)
        return True

    def _work(self, person, chance, place):
        page = person.get(place, "dialogue")[1].text
        silent = "silent" in page.split('id="said"')[0].rpartition("region-head")[2]
        for question in () if silent else ASKED:
            self._answer(person, place, question)
            person._send("POST", "/calls/lines/alive/", kind="alive", data=_token(page))
            self._over.wait(chance.uniform(0.5, 1.5) * BETWEEN_SECONDS)
        form = form_to(person.get(place, "dialogue")[1].text, "/calls/new/")
        form.fields |= {"advice": ["已答复。"]}
        answer = person._send("POST", "/calls/advise/", kind="save", data=form.fields)
        if answer.status_code != 303:
            raise Refused(answer.status_code, "/calls/advise/", answer.text)
        self._count("silent alarms" if silent else "saved")

    def _answer(self, person, place, words):
        form = form_to(person.get(place, "dialogue")[1].text, _ANSWER)
        answer = person._send("POST", _ANSWER, kind="answer", data={**form.fields, "words": [words]}, headers=_JSON)
        if answer.status_code != 200:
            raise Refused(answer.status_code, _ANSWER, answer.text)
        self._count("answers")

    def _count(self, what):
        with self._lock:
            self.counts[what] += 1


def _token(page):
    return {"csrfmiddlewaretoken": form_to(page, "/calls/new/").fields["csrfmiddlewaretoken"]}
