"""What the database refuses of notices and their receipts."""

import pytest
from django.db import DatabaseError, transaction

from tests.cast import minutes
from tests.gate.test_constraints import refused
from units import clock
from units.models import Notice, NoticeRead
from units.services.notices import read_notice, send_notice


def test_a_notice_has_words_one_address_and_an_end_that_is_whole(world):
    notice = send_notice(text="供水检修", hours=1, by=world.shift_leader)

    def change(**values):
        return lambda: Notice.objects.filter(pk=notice.pk).update(**values)

    refused("notice_has_words", change(text=""))
    refused("notice_to_role_or_seat", change(to_role="dispatcher", to_seat="A01"))
    refused("notice_ends_later", change(until=notice.at - minutes(1)))
    refused("notice_end_whole", change(ended_at=clock.now()))
    read_notice(notice, by=world.call_taker)
    again = {"notice": notice, "user": world.call_taker, "at": clock.now()}
    refused("notice_read_once", lambda: NoticeRead.objects.create(**again))


def test_a_receipt_is_never_changed_or_taken_away(world):
    read_notice(send_notice(text="供水检修", hours=1, by=world.shift_leader), by=world.call_taker)
    for write in (lambda: NoticeRead.objects.update(at=clock.now()), NoticeRead.objects.all().delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            write()
