"""pyproject.toml pins every version, its own choices and what they bring: uv.lock names download hosts and is not kept."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NOT_OURS = {"pip", "setuptools", "wheel", "uv"}  # what a virtual environment may bring by itself


def pins():
    lines = list(PROJECT["tool"]["uv"]["constraint-dependencies"])
    lines += PROJECT["project"]["dependencies"]
    lines += [line for group in PROJECT["dependency-groups"].values() for line in group]
    return {normal(name): version for name, version in (line.split(";")[0].strip().split("==") for line in lines)}


def normal(name):
    return re.sub(r"[-_.]+", "-", re.sub(r"\[.*\]", "", name)).lower()


def test_every_installed_version_is_pinned():
    installed = {normal(found.metadata["Name"]): found.version for found in metadata.distributions()}
    known = pins()
    loose = {name: version for name, version in installed.items() if known.get(name) != version}
    assert {name: version for name, version in loose.items() if name not in NOT_OURS} == {}


def test_every_resolved_version_is_pinned():
    lock = ROOT / "uv.lock"
    if not lock.exists():
        pytest.skip("No resolution here: uv did not make this environment.")
    known = pins()
    resolved = {(normal(p["name"]), p["version"]) for p in tomllib.loads(lock.read_text())["package"] if "version" in p}
    resolved.discard((PROJECT["project"]["name"], PROJECT["project"]["version"]))
    assert {f"{name}=={version}" for name, version in resolved if known.get(name) != version} == set()
