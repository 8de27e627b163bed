"""What is hidden leaves no trace: no page of a stranger changes by a single figure when it comes into being."""

import re

from django.core.cache import cache

from dispatch.models import Ticket
from tests.cast import Browser
from tests.isolation.estate import EVERYBODY, HALL, Estate

PAGES = (
    "/board/", "/board/?rows=1", "/board/points.json", "/board/next/", "/find/", "/find/?stage=verification", "/calls/",
    "/calls/?number=19988887772", "/calls/new/?fresh=1", "/day/", "/inbox/", "/inbox/?show=overdue", "/inbox/history/",
    "/tasks/", "/registry/",
)  # fmt: skip
# A page's own moment and keys: they differ from one drawing to the next for everybody.
FLEETING = re.compile(
    r'name="key" value="[^"]*"|\b[A-Za-z0-9]{64}\b|\b\d{13}\b|\b\d\d:\d\d(:\d\d)?\b|datetime="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}'
)


def seen(estate, role):
    cache.clear()
    browser = Browser()
    if key := estate.keys.get(role):
        browser.cookies["sessionid"] = key
    answers = {page: browser.get(page) for page in PAGES}
    return {page: (a.status_code, FLEETING.sub("", a.content.decode())) for page, a in answers.items()}


def test_no_count_and_no_page_changes_for_who_may_not_see(db, settings, tmp_path):
    settings.PHOTO_DIR = tmp_path
    estate = Estate()
    strangers = [role for role in EVERYBODY if role != "shift_leader"]
    before = {role: seen(estate, role) for role in strangers}
    estate.hide()
    after = {role: seen(estate, role) for role in strangers if role not in HALL}
    Ticket.objects.exclude(number=estate.own["number"]).update(confidential=True)  # the hall's own are hidden from it
    after |= {role: seen(estate, role) for role in HALL}
    assert [(role, page) for role in strangers for page in PAGES if after[role][page] != before[role][page]] == []
