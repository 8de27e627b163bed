"""docker-compose.yml runs the processes of `up`; nothing in it may be a name that the product does not know."""

import re
from pathlib import Path

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
PLATFORM = {"FORWARDED_ALLOW_IPS"}  # read by the web command for uvicorn


def test_the_services_are_those_of_up():
    assert set(OURS) == {"setup", "web", "worker", "tick", "outbox"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["redis"]["image"] == "redis:8"


@pytest.mark.parametrize("name", sorted(OURS))
def test_its_command_exists_with_its_options(name):
    program, *words = OURS[name]["command"]
    if program == "celery":
        celery_command.make_context("celery", list(words), resilient_parsing=False)
        options = {option for parameter in celery_command.commands["worker"].params for option in parameter.opts}
        assert {word for word in words[3:] if word.startswith("--")} <= options
        return
    assert (program, words[0]) == ("python", "manage.py")
    command = load_command_class(get_commands()[words[1]], words[1])
    command.create_parser("manage.py", words[1]).parse_args(words[2:])


@pytest.mark.parametrize("name", sorted(OURS))
def test_its_variables_are_read_by_the_product(name):
    settings = (ROOT / "config/settings.py").read_text()
    unknown = {key for key in OURS[name]["environment"] if f'"{key}"' not in settings}
    assert unknown <= PLATFORM
    web = (ROOT / "config/management/commands/web.py").read_text()
    assert all(f'"{key}"' in web for key in unknown)


def test_production_finds_everything_it_demands():
    demanded = {"DJANGO_ENV", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    assert all(demanded <= set(service["environment"]) for service in OURS.values())


def test_the_roles_of_the_database_are_two_with_a_password_each():
    environment = OURS["web"]["environment"]
    assert "linkage_app:${APP_PASSWORD" in environment["DATABASE_URL"]
    assert "linkage_owner:${POSTGRES_PASSWORD" in environment["DATABASE_OWNER_URL"]
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == "linkage_owner"


def test_what_waits_for_a_service_names_one():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"]


def test_the_image_copies_what_exists():
    text = (ROOT / OURS["web"]["build"]["dockerfile"]).read_text()
    for source in re.findall(r"^COPY (?:--\S+ )*(\S+) \S+$", text, re.MULTILINE):
        assert (ROOT / source).exists()
    assert "manage.py" in text
