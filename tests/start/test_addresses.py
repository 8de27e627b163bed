"""Where the services listen follows from the data folder alone."""

import os

import pytest

from config.embedded import address, places


def test_the_path_of_a_socket_is_short_and_plain_for_any_data_folder(tmp_path):
    folder = tmp_path / ("很长的 路径 " * 12) / "数据"
    socket = address.addresses(folder).run_dir / ".s.PGSQL.5432"
    assert len(os.fsencode(socket)) < 100
    assert str(socket).isascii()


def test_it_is_the_same_for_every_command_and_differs_between_folders(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    assert address.addresses(one) == address.addresses(tmp_path / "x" / ".." / "one")
    assert address.addresses(one).run_dir != address.addresses(other).run_dir


def test_owner_and_application_come_as_different_roles(tmp_path):
    found = address.addresses(tmp_path)
    assert f"//{address.APP_ROLE}@" in found.database_url
    assert f"//{address.OWNER_ROLE}@" in found.owner_url


def test_services_never_run_as_root(tmp_path):
    assert address.service_uid(tmp_path) != 0


def test_a_folder_that_somebody_else_prepared_is_refused(tmp_path, monkeypatch):
    trap = tmp_path / "trap"
    trap.mkdir(mode=0o755)
    monkeypatch.setattr(address, "run_dir", lambda data_dir: trap)
    with pytest.raises(address.ForeignFolder, match="Remove it"):
        address.addresses(tmp_path)


def test_a_closed_home_is_not_reachable_for_another_account(tmp_path):
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    home.chmod(0o700)
    assert not places.reachable(home / "data", uid=54321)
