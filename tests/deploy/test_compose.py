"""The compose files: sound by the specification, and hardened; what they name is there."""

import json
from importlib.resources import files

import jsonschema
import pytest
import yaml

from bots.cli import COMMANDS
from bots.settings import Role, Settings
from tests.deploy.files import (
    DEPLOY,
    PINNED,
    SETTINGS,
    Object,
    compose,
    environment,
    image_environment,
    instructions,
    is_ours,
    variables,
)

FILES = ("compose.yaml", "compose.full.yaml")
FULL, AWS = "compose.full.yaml", "compose.aws.yaml"
SERVICES = [
    pytest.param(service, id=f"{file}-{name}")
    for file in FILES
    for name, service in compose(file)["services"].items()
]
# Seconds: LoveLM's own stop takes up to 20.
SOFTLY = 25


@pytest.fixture
def full() -> Object:
    return compose(FULL)


@pytest.mark.parametrize("name", [*FILES, AWS])
def test_they_are_what_the_specification_says(name: str) -> None:
    schema = files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    assert list(validator.iter_errors(yaml.safe_load((DEPLOY / name).read_text("utf-8")))) == []


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_is_of_one_version_and_hardened(service: Object) -> None:
    assert is_ours(service) or PINNED.fullmatch(service["image"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # A model server compiles kernels for its GPU.
    assert service.get("read_only") or service["image"].startswith("vllm/")
    assert set(service.get("cap_add", ())) <= {"NET_BIND_SERVICE"}
    assert "privileged" not in service
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert seconds(service["stop_grace_period"]) >= SOFTLY
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "restart" in service


def seconds(duration: str) -> int:
    assert duration.endswith("s")
    return int(duration[:-1])


@pytest.mark.parametrize("service", SERVICES)
def test_its_variables_are_read_by_somebody(service: Object) -> None:
    known = SETTINGS if is_ours(service) else THEIRS[service["image"].partition(":")[0]]
    assert set(environment(service)) <= known


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_seen_to_be_well(service: Object) -> None:
    """LoveLM by its image's own check, but for what ends by itself."""
    if is_ours(service):
        ends = service["command"][0] != "run"
        assert service.get("healthcheck") == ({"disable": True} if ends else None)
        assert service["restart"] == ("no" if ends else "unless-stopped")
        assert service["command"][0] in COMMANDS
    else:
        assert service["healthcheck"]["test"]


@pytest.mark.parametrize("service", SERVICES)
def test_what_it_mounts_is_there(service: Object, request: pytest.FixtureRequest) -> None:
    content = compose(request.node.callspec.id.partition("yaml-")[0] + "yaml")
    for volume in service.get("volumes", ()):
        source, target, *how = volume.split(":")
        if source == "./backups":
            continue  # an operator's
        if source.startswith("./"):
            assert (DEPLOY / source).is_file()
            assert how == ["ro"]
        else:
            assert source in content["volumes"]
        assert target.startswith("/")
    assert set(service["networks"]) <= set(content["networks"])
    assert set(service.get("depends_on", ())) <= set(content["services"])


@pytest.mark.parametrize("service", SERVICES)
def test_lovelm_writes_only_where_it_may(service: Object) -> None:
    if not is_ours(service):
        return
    user = next(rest for word, rest in instructions() if word == "USER")
    assert service["user"] == user
    uid, gid = user.split(":")
    writable = {volume.split(":")[1] for volume in service["volumes"]}
    for mount in service["tmpfs"]:
        where, _, how = mount.partition(":")
        writable.add(where)
        assert where == "/tmp" or f"uid={uid},gid={gid}" in how
    assert {image_environment()["LOVELM_DATA_DIR"], "/tmp"} <= writable


@pytest.mark.parametrize("name", FILES)
def test_only_https_is_open_to_the_world(name: str) -> None:
    for service in compose(name)["services"].values():
        for port in service.get("ports", ()):
            caddy = service["image"].startswith("caddy:")
            assert port in ("80:80", "443:443") if caddy else port.startswith("127.0.0.1:")


def test_what_nobody_used_is_gone() -> None:
    for name in FILES:
        content = compose(name)
        services = content["services"].values()
        used = {volume.split(":")[0] for one in services for volume in one.get("volumes", ())}
        assert set(content["volumes"]) == {one for one in used if not one.startswith(".")}
        assert set(content["networks"]) == {net for one in services for net in one["networks"]}


# All of it.


def test_every_role_runs_and_those_of_one_run_once(full: Object) -> None:
    roles = {
        environment(service)["LOVELM_ROLES"]: service
        for service in full["services"].values()
        if "LOVELM_ROLES" in environment(service)
    }
    assert set(roles) == set(Role)
    for role in (Role.WEB, Role.JOBS):
        assert roles[role]["deploy"]["replicas"] == 1
    for role in (Role.CHAT, Role.ENGINE):
        assert int(roles[role]["deploy"]["replicas"]) == 2
    more = compose(FULL, {"DOMAIN": "stream.test", "ENGINES": "7", "CHATS": "3"})["services"]
    assert (more["engine"]["deploy"]["replicas"], more["chat"]["deploy"]["replicas"]) == ("7", "3")


def test_without_a_name_it_is_not_started() -> None:
    with pytest.raises(LookupError, match="DOMAIN"):
        compose(FULL, {})
    assert compose("compose.yaml", {})["services"]["lovelm"]["environment"] == {
        "LOVELM_PUBLIC_URL": "",
        "LOVELM_SECRETS_DIR": "/run/secrets",
    }


def test_databases_reach_nobody_and_nobody_outside_them(full: Object) -> None:
    assert full["networks"]["back"] == {"internal": True}
    for name in ("redis", "postgres", "prometheus"):
        assert full["services"][name]["networks"] == ["back"]
        assert "ports" not in full["services"][name]


def test_processes_start_after_what_they_need(full: Object) -> None:
    for service in full["services"].values():
        if "LOVELM_ROLES" in environment(service):
            assert service["depends_on"] == {
                "migrate": {"condition": "service_completed_successfully"},
                "redis": {"condition": "service_healthy", "required": False},
                "postgres": {"condition": "service_healthy", "required": False},
            }
    assert full["services"]["migrate"]["command"] == ["migrate"]


def test_what_is_had_elsewhere_is_left_out_by_its_profile(full: Object) -> None:
    parts: dict[str, set[str]] = {}
    for name, service in full["services"].items():
        for profile in service.get("profiles", ("",)):
            parts.setdefault(profile, set()).add(name)
    assert parts[""] == {"migrate", *Role}
    assert parts["all"] == parts["databases"] | parts["https"] | parts["watch"]
    # Whoever starts without a profile may need none of another.
    for name in parts[""]:
        for other, how in full["services"][name]["depends_on"].items():
            assert other in parts[""] or how["required"] is False


def test_at_amazon_each_process_knows_the_database_s_certificate(full: Object) -> None:
    over = compose(AWS)["services"]
    assert {name for name, one in full["services"].items() if is_ours(one)} == set(over)
    for service in over.values():
        assert service["volumes"] == ["./rds.pem:/etc/ssl/rds.pem:ro"]
    assert {name for name, one in over.items() if "ports" in one} == {Role.WEB}


def test_the_example_of_settings_has_settings_that_are_no_secrets() -> None:
    found = variables(DEPLOY / "lovelm.env.example")
    assert found
    for name in found:
        assert name in SETTINGS
        field = Settings.model_fields[name.removeprefix("LOVELM_").lower()]
        assert "SecretStr" not in str(field.annotation)


# What those images read that are not ours.
THEIRS = {
    "caddy": {"DOMAIN", "UPSTREAM"},  # our Caddyfile's
    "postgres": {
        "POSTGRES_USER",
        "POSTGRES_DB",
        "POSTGRES_PASSWORD_FILE",
        "POSTGRES_INITDB_ARGS",
    },
    "grafana/grafana": {
        "GF_SECURITY_ADMIN_PASSWORD__FILE",
        "GF_ANALYTICS_REPORTING_ENABLED",
        "GF_ANALYTICS_CHECK_FOR_UPDATES",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
        "GF_PLUGINS_PREINSTALL_DISABLED",
    },
    "vllm/vllm-openai": {"HF_HOME", "VLLM_NO_USAGE_STATS"},
    "redis": set(),
    "prom/prometheus": set(),
}
