"""What stands around LoveLM: Caddy, Redis, Prometheus and Grafana are told what fits it."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from bots.settings import Role
from tests.deploy.files import (
    DEPLOY,
    Object,
    compose,
    environment,
    image_environment,
    is_ours,
    manifests,
    names,
)
from tests.ports import free_port
from tests.redis_server import binary

FULL = "compose.full.yaml"


@pytest.fixture
def full() -> Object:
    return compose(FULL)


def test_prometheus_asks_every_process_as_it_may(full: Object) -> None:
    config = yaml.safe_load((DEPLOY / "prometheus/compose.yml").read_text("utf-8"))
    (job,) = config["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    running = {name for name, one in full["services"].items() if "LOVELM_ROLES" in environment(one)}
    assert set(found["names"]) == running
    assert str(found["port"]) == image_environment()["PORT"]
    assert job["job_name"] == "lovelm", "the dashboard and the alerts ask for this job"
    secret = job["authorization"]["credentials_file"].removeprefix("/run/secrets/")
    prometheus = full["services"]["prometheus"]
    assert secret in prometheus["secrets"]
    assert all(secret in names(full["services"][name]["secrets"]) for name in running)
    mounted = [volume.split(":")[1] for volume in prometheus["volumes"]]
    assert "/etc/prometheus/prometheus.yml" in mounted
    assert all(f"/etc/prometheus/{rules}" in mounted for rules in config["rule_files"])


def test_a_role_that_nobody_has_is_rung_for(full: Object) -> None:
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))["groups"]
    rules = {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}
    asked = re.findall(r'absent\(up\{job="lovelm", role="(\w+)"\}\)', rules["RoleMissing"])
    assert sorted(asked) == sorted(Role)
    assert rules["LoveLMMissing"] == 'absent(up{job="lovelm"})'
    # The label is there, in Compose by the service's name and in Kubernetes by the component's.
    config = yaml.safe_load((DEPLOY / "prometheus/compose.yml").read_text("utf-8"))
    (label,) = config["scrape_configs"][0]["relabel_configs"]
    assert label == {"source_labels": ["__meta_dns_name"], "target_label": "role"}
    for role in Role:
        assert environment(full["services"][role])["LOVELM_ROLES"] == role
    ((_, monitor),) = manifests("monitoring")
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    (label,) = endpoint["relabelings"]
    assert label["targetLabel"] == "role"
    assert label["sourceLabels"] == ["__meta_kubernetes_pod_label_app_kubernetes_io_component"]
    for role in Role:
        (made,) = (
            one
            for _, one in manifests("base")
            if (one["kind"], one["metadata"]["name"]) == ("Deployment", role)
        )
        labels = made["spec"]["template"]["metadata"]["labels"]
        assert labels["app.kubernetes.io/component"] == role


def test_grafana_finds_its_source_and_its_dashboard(full: Object) -> None:
    mounted = dict(volume.split(":")[:2] for volume in full["services"]["grafana"]["volumes"])
    places = {there: DEPLOY / here for here, there in mounted.items()}
    sources = yaml.safe_load(
        places["/etc/grafana/provisioning/datasources/lovelm.yml"].read_text("utf-8")
    )
    assert sources["datasources"][0]["url"] == "http://prometheus:9090"
    boards = yaml.safe_load(
        places["/etc/grafana/provisioning/dashboards/lovelm.yml"].read_text("utf-8")
    )
    (provider,) = boards["providers"]
    assert any(place.startswith(provider["options"]["path"]) for place in places)
    dashboard = json.loads((DEPLOY / "grafana/dashboard.json").read_text("utf-8"))
    (variable,) = [one for one in dashboard["templating"]["list"] if one["type"] == "datasource"]
    assert variable["query"] == sources["datasources"][0]["type"]


@pytest.mark.parametrize("name", ["compose.yaml", FULL])
def test_caddy_passes_pages_on_and_metrics_not(name: str) -> None:
    services = compose(name)["services"]
    host, _, port = environment(services["caddy"])["UPSTREAM"].partition(":")
    assert is_ours(services[host])
    assert port == image_environment()["PORT"]
    assert set(services[host]["networks"]) & set(services["caddy"]["networks"])
    text = (DEPLOY / "caddy/Caddyfile").read_text("utf-8")
    assert "@inside path /metrics /metrics/* /readyz" in text
    assert "respond @inside 404" in text
    assert "reverse_proxy {$UPSTREAM}" in text
    # LoveLM's headers, its Host and Origin checks and its sockets are left alone.
    for directive in ("header_down", "header_up", "-Content-Security-Policy", "defer", "encode"):
        assert directive not in text
    for variable in ("DOMAIN", "UPSTREAM"):
        assert f"{{${variable}}}" in text


def test_redis_starts_as_it_is_told_and_keeps_what_it_is_given(
    full: Object, secrets: Path, tmp_path: Path
) -> None:
    shell, how, script = full["services"]["redis"]["command"]
    here = {
        "/etc/redis/redis.conf": DEPLOY / "redis/redis.conf",
        "/tmp/redis.conf": tmp_path / "redis.conf",
        "/run/secrets": secrets,
        "exec redis-server": f"exec {binary()}",
    }
    for place, ours in here.items():
        assert place in script
        script = script.replace(place, str(ours))
    port = free_port()
    script = f"{script.rstrip()} --dir {tmp_path} --port {port}"
    password = (secrets / "redis_password").read_text("utf-8")
    assert password not in script
    with subprocess.Popen([shell, how, script], stdout=subprocess.DEVNULL) as process:
        try:
            client = Client(port, password)
            assert client.config("appendonly") == "yes"
            assert client.config("maxmemory-policy") == "noeviction"
            assert client.refuses_strangers()
        finally:
            process.terminate()
    assert process.returncode == 0
    assert (tmp_path / "redis.conf").stat().st_mode & 0o077 == 0


class Client:
    """What `redis-cli` would be told, as soon as the server is there."""

    def __init__(self, port: int, password: str) -> None:
        self._connect = lambda secret: Redis(
            port=port, password=secret, protocol=2, retry=Retry(ConstantBackoff(0.1), 100),
            decode_responses=True,
        )  # fmt: skip
        self._client = self._connect(password)
        self._client.ping()

    def config(self, name: str) -> str:
        return str(self._client.config_get(name)[name])

    def refuses_strangers(self) -> bool:
        with self._client, self._connect(None) as stranger:
            try:
                stranger.ping()
            except AuthenticationError:
                return True
        return False
