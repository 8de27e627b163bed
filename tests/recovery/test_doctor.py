"""`doctor`: a good machine passes; each spoiled one is named, with what to do."""

import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.doctor import BAD, OK, WARN, bad, machine
from config.doctor.configuration import Configuration
from config.doctor.machine import Machine
from tests import services
from tests.recovery.hall import Hall
from tests.recovery.lines import levels, said, sentence


# --- machine ----------------------------------------------------------------------------------------------------------
def test_this_machine_is_good_enough(tmp_path):
    lines = said(*Machine(tmp_path, port=None).checks())
    assert [line for line in lines if line.level == BAD] == []
    assert any("every package in the version that was tested" in line.what for line in lines)


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may write everywhere.")
def test_a_data_folder_that_cannot_be_made_is_named():
    assert "cannot be made" in sentence(BAD, Machine(Path("/proc/1/data")).data_folder)


def test_a_data_folder_that_others_read_is_named(tmp_path):
    tmp_path.chmod(0o755)
    assert "can be read by other accounts" in sentence(WARN, Machine(tmp_path).data_folder)


def test_a_link_whose_end_is_gone_is_named(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "postgres").symlink_to(tmp_path / "unplugged")
    assert "which is gone" in sentence(BAD, Machine(tmp_path).data_folder)


@pytest.mark.parametrize(("kind", "level"), [("nfs4", BAD), ("tmpfs", WARN), ("ext4", OK)])
def test_a_disk_that_is_no_place_for_a_database_is_named(tmp_path, monkeypatch, kind, level):
    monkeypatch.setattr(machine, "filesystem_of", lambda path: kind)
    assert levels(Machine(tmp_path).filesystem) == {level}


@pytest.mark.parametrize(("free", "level"), [(2**20, BAD), (2**30, WARN), (2**36, OK)])
def test_a_disk_that_is_nearly_full_is_named(tmp_path, monkeypatch, free, level):
    usage = SimpleNamespace(total=2**37, used=2**37 - free, free=free)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: (usage.total, usage.used, usage.free))
    assert levels(Machine(tmp_path).free_space) == {level}


def test_a_port_that_is_taken_is_named_with_whoever_has_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = sentence(BAD, Machine(tmp_path, taken.getsockname()[1]).the_port)
    assert f"taken by process {os.getpid()}" in words


def test_few_open_files_are_named(tmp_path):
    assert "1024 files" in sentence(WARN, Machine(tmp_path, limits=lambda _: (1024, 4096)).open_files)


def test_a_check_that_fails_is_a_line_and_not_the_end(tmp_path):
    def broken():
        raise OSError("no such device")
        yield

    first, second = said(broken, Machine(tmp_path).python)
    assert first.level == BAD
    assert "OSError: no such device" in first.what
    assert second.level == OK


# --- configuration ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "check", "level", "words"),
    [
        ({"SECRET_KEY": settings.DEFAULT_SECRET}, "secret", WARN, "everybody knows"),
        ({"SECRET_KEY": "short"}, "secret", BAD, "too short"),
        ({"ALLOWED_HOSTS": ["*"]}, "hosts", WARN, "every name"),
        ({"DATABASE_OWNER_URL": settings.DATABASE_URL}, "urls", BAD, "the same role"),
        ({"DATABASE_OWNER_URL": "postgresql://o@elsewhere/other"}, "urls", BAD, "two databases"),
        ({"REDIS_URL": "redis://10.0.0.7:6379/0"}, "services", WARN, "without a password"),
        ({"BACKUP_DIR": None}, "backup", WARN, "No backup is kept"),
    ],
)
def test_a_spoiled_setting_is_named(monkeypatch, change, check, level, words):
    for name, value in change.items():
        monkeypatch.setattr(settings, name, value)
    configuration = Configuration("0.0.0.0", environment={"DATABASE_URL": "x", "DATABASE_OWNER_URL": "x"})
    assert words in sentence(level, getattr(configuration, check))


def test_a_console_that_others_reach_is_warned_of_trial_services_and_missing_tls():
    open_to_all = Configuration("0.0.0.0", environment={})
    assert "for trials and small halls" in sentence(WARN, open_to_all.services)
    assert "No TLS" in sentence(WARN, open_to_all.tls_in_front)
    assert "demo passwords" in sentence(WARN, open_to_all.mode)
    alone = Configuration("127.0.0.1", environment={})
    assert levels(alone.tls_in_front, alone.mode) == {OK}


def test_one_url_without_the_other_is_named():
    assert "Only DATABASE_URL" in sentence(BAD, Configuration(environment={"DATABASE_URL": "x"}).urls)


# --- the gate ---------------------------------------------------------------------------------------------------------
def test_setup_refuses_with_the_doctors_sentence(monkeypatch):
    monkeypatch.setattr(settings, "SECRET_KEY", "short")
    with pytest.raises(CommandError, match="SECRET_KEY is too short → at least 40 random characters"):
        call_command("setup")


@pytest.mark.skipif(services.external(), reason="Starts a database of its own.")
def test_the_command_works_with_the_product_down_and_with_its_database_up():
    hall = Hall("doctor")
    try:
        code, words = hall.run("doctor", "--port", "1")
        assert code == 1, words  # the copy's fsync is off
        assert "fsync is off" in words
        assert "The product does not run" in words
        hall.stop()
        code, words = hall.run("doctor", "--port", "1", "--quiet")
        assert code == 0, words
        assert words.count("The embedded PostgreSQL does not answer") == 1
        assert "0 bad" in words
    finally:
        hall.close()


def test_lines_read_as_sentences_with_a_remedy():
    assert str(bad("The disk is full", "make room")) == "BAD   The disk is full → make room"
