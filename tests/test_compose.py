"""docker-compose.yml runs the processes of `up` behind a proxy; nothing in it may be a name that the product does not know."""

import ipaddress
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from psycopg2.extensions import parse_dsn

from config.embedded.address import APP_ROLE, BACKUP_ROLE, OWNER_ROLE
from config.embedded.processes import PROCESSES
from config.http_door import PHOTO_LIMIT
from dispatch.routing import websocket_urlpatterns

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
PROXY = (ROOT / "config/proxy/nginx.conf").read_text()
DOCKERFILE = (ROOT / OURS["web"]["build"]["dockerfile"]).read_text()
PLATFORM = {"FORWARDED_ALLOW_IPS"}  # read by the web command for uvicorn


def test_the_services_are_those_of_up():
    assert set(OURS) == {"setup", "web", "live", "backup", *PROCESSES}
    images = {name: service["image"] for name, service in SERVICES.items() if name not in OURS}
    assert images == {"postgres": "postgres:18", "redis": "redis:8", "proxy": "nginx:1.28-alpine"}


# --- commands and variables -------------------------------------------------------------------------------------------
def parsed(words):
    assert words[:2] == ["python", "manage.py"]
    command = load_command_class(get_commands()[words[2]], words[2])
    return command.create_parser("manage.py", words[2]).parse_args(words[3:])


@pytest.mark.parametrize("name", sorted(OURS))
def test_its_command_exists_with_its_options(name):
    parsed(OURS[name]["command"])


def test_each_process_beside_the_web_is_kept_by_its_own_name():
    for name in PROCESSES:
        assert parsed(OURS[name]["command"]).name == name


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


def test_there_is_no_secret_but_in_the_env_file_and_the_example_names_all_of_them():
    used = dict(re.findall(r"\$\{(\w+)(:[?-][^}]*)?\}", TEXT))
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    secret = {name for name in used if name.endswith("_PASSWORD")} | {"SECRET_KEY"}
    assert all(used[name].startswith(":?") and example[name] == "" for name in secret)
    demanded = {name for name, default in used.items() if default.startswith(":?")}
    assert demanded <= set(example)
    assert set(example) <= set(used)
    for line in (".env", ".git"):
        assert line in (ROOT / ".dockerignore").read_text().split()
    assert ".env" in (ROOT / ".gitignore").read_text().split()


# --- database and backup ----------------------------------------------------------------------------------------------
def test_the_roles_of_the_database_are_three_with_a_password_each():
    environment = OURS["backup"]["environment"]
    for name, role, password in (
        ("DATABASE_URL", APP_ROLE, "APP_PASSWORD"),
        ("DATABASE_OWNER_URL", OWNER_ROLE, "POSTGRES_PASSWORD"),
        ("DATABASE_BACKUP_URL", BACKUP_ROLE, "BACKUP_PASSWORD"),
    ):
        url, secret = re.sub(r"\$\{(\w+):[^}]*\}", r"\1", environment[name]), password
        parts = parse_dsn(url)
        assert (parts["user"], parts["password"], parts["host"]) == (role, secret, "postgres")
        assert parts["dbname"] == SERVICES["postgres"]["environment"]["POSTGRES_DB"]
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == OWNER_ROLE
    assert all(
        "DATABASE_BACKUP_URL" not in service["environment"] for name, service in OURS.items() if name != "backup"
    )


def test_postgres_lets_the_backup_in_and_holds_no_more_for_it_than_the_disk_bears():
    script = ROOT / "config/backup/prepare_postgres.sh"
    assert f"./{script.relative_to(ROOT)}:/docker-entrypoint-initdb.d/backup.sh:ro" in SERVICES["postgres"]["volumes"]
    assert f"CREATE ROLE {BACKUP_ROLE} LOGIN REPLICATION" in script.read_text()
    assert "$BACKUP_PASSWORD" in script.read_text()
    assert "BACKUP_PASSWORD" in SERVICES["postgres"]["environment"]
    assert "max_slot_wal_keep_size=4GB" in SERVICES["postgres"]["command"]


def test_the_backup_writes_to_its_place_and_the_others_only_look():
    assert parsed(OURS["backup"]["command"]).follow
    mounts = {name: [volume for volume in service["volumes"] if ":/backup" in volume] for name, service in OURS.items()}
    assert mounts.pop("backup") == ["${BACKUP_PLACE:-backup}:/backup"]
    assert all(mount == ["${BACKUP_PLACE:-backup}:/backup:ro"] for mount in mounts.values())
    assert all(service["environment"]["BACKUP_DIR"] == "/backup" for service in OURS.values())


# --- the proxy --------------------------------------------------------------------------------------------------------
def test_the_proxy_sends_sockets_to_live_and_pages_to_web_where_they_listen():
    upstreams = dict(re.findall(r"set \$(\w+) http://(\S+);", PROXY))
    for name, address in upstreams.items():
        host, _, port = address.partition(":")
        assert host == name
        options = parsed(SERVICES[host]["command"])
        assert (options.host, options.port) == ("0.0.0.0", int(port))
        assert set(SERVICES[host]["networks"]) & set(SERVICES["proxy"]["networks"])
    routes = dict(re.findall(r"location (/\S*) \{\s+proxy_pass \$(\w+);", PROXY))
    assert routes == {"/ws/": "live", "/": "web"}
    assert all(f"/{pattern.pattern}".startswith("/ws/") for pattern in websocket_urlpatterns)


def test_the_proxy_finds_its_configuration_and_certificates_and_publishes_what_it_listens_to():
    mounts = [volume.rsplit(":", 2) for volume in SERVICES["proxy"]["volumes"]]
    sources = {target: source for source, target, _ in mounts}
    assert (ROOT / sources["/etc/nginx/nginx.conf"]).is_file()
    assert sources["/etc/nginx/tls"].startswith("${TLS_DIR:?")
    assert set(re.findall(r"ssl_certificate(?:_key)? (\S+)/\w+\.pem;", PROXY)) == {"/etc/nginx/tls"}
    listens = re.findall(r"listen (\d+)", PROXY)
    assert [port.split(":")[1] for port in SERVICES["proxy"]["ports"]] == listens
    assert not any("ports" in service for name, service in SERVICES.items() if name != "proxy")


def test_the_proxy_takes_in_what_the_console_takes_in():
    assert f"client_max_body_size {PHOTO_LIMIT // 2**20}m;" in PROXY


def test_only_the_proxys_network_may_say_where_a_request_came_from():
    subnet = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert ipaddress.ip_network(subnet).is_private
    assert all(service["environment"]["FORWARDED_ALLOW_IPS"] == subnet for service in OURS.values())
    assert {name for name, service in SERVICES.items() if "front" in service["networks"]} == {"proxy", "web", "live"}
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto https", "Host $http_host"):
        assert f"proxy_set_header {header};" in PROXY
    assert "$request_uri" not in re.search(r"log_format .*;", PROXY).group()  # questions hold names and numbers


# --- how it holds together --------------------------------------------------------------------------------------------
def test_what_waits_for_a_service_names_one_that_can_say_so():
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            assert "healthcheck" in SERVICES[name] or wait["condition"] == "service_completed_successfully"


def test_networks_and_volumes_exist_and_the_services_within_have_no_way_out():
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for volume in service.get("volumes", []):
            source = re.sub(r"^\$\{\w+:-(\w+)\}", r"\1", volume).split(":")[0]
            assert source in COMPOSE["volumes"] or volume.startswith("${TLS_DIR") or (ROOT / source).is_file()
    assert COMPOSE["networks"]["back"]["internal"]
    assert {name for name, service in SERVICES.items() if "out" in service["networks"]} == {"worker", "outbox"}


def test_every_service_but_setup_comes_back_and_none_writes_to_its_own_system():
    for name, service in SERVICES.items():
        assert service["restart"] == ("no" if name == "setup" else "unless-stopped")
        assert service["read_only"]


# --- the image --------------------------------------------------------------------------------------------------------
def test_the_image_copies_what_exists_and_runs_what_there_is():
    for source in re.findall(r"^COPY (?:--\S+ )*(\S+) \S+$", DOCKERFILE, re.MULTILINE):
        assert (ROOT / source).exists()
    command = yaml.safe_load(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE).group(1))
    parsed(command)


def test_the_image_has_a_python_that_is_new_enough_an_account_and_its_folders():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    image = re.search(r"^FROM python:(\d+\.\d+)-slim$", DOCKERFILE, re.MULTILINE).group(1)
    assert tuple(map(int, image.split("."))) >= tuple(map(int, wanted.removeprefix(">=").split(".")))
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["console"]
    for folder in ("/data", "/backup"):
        assert f'"{folder}"' in re.search(r"^VOLUME (.*)$", DOCKERFILE, re.MULTILINE).group(1)
        assert re.search(rf"chown console .*{folder}\b", DOCKERFILE)
