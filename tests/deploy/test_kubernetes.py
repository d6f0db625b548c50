"""The manifests: sound by Kubernetes' own schemas, hardened, and fitting one another."""

from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from bots.cli import COMMANDS
from bots.settings import Role
from tests.deploy.files import (
    DEPLOY,
    OURS,
    SETTINGS,
    Object,
    image_environment,
    instructions,
    manifests,
    variables,
)

KUBERNETES = DEPLOY / "kubernetes"
# Seconds: LoveLM's own stop takes up to 20.
SOFTLY = 25
ALL = [
    pytest.param(document, id=f"{path.stem}-{document['kind']}-{document['metadata']['name']}")
    for folder in ("base", "films", "monitoring", ".")
    for path, document in manifests(folder)
]
BASE = [document for _, document in manifests("base")]


def of(kind: str) -> dict[str, Object]:
    return {one["metadata"]["name"]: one for one in BASE if one["kind"] == kind}


def pods() -> dict[str, Object]:
    """Each pod's template by the name of what makes it."""
    made = {name: one["spec"]["template"] for name, one in (of("Deployment") | of("Job")).items()}
    for name, one in of("CronJob").items():
        made[name] = one["spec"]["jobTemplate"]["spec"]["template"]
    return made


PODS = [pytest.param(pod, id=name) for name, pod in pods().items()]
SERVING = of("Deployment")


@pytest.mark.parametrize("document", ALL)
@pytest.mark.parametrize("version", ["1.30", "1.37"])
def test_they_are_what_kubernetes_says(document: Object, version: str) -> None:
    if document["kind"] == "PodMonitor":  # of Prometheus' operator, which is not Kubernetes'
        assert document["apiVersion"] == "monitoring.coreos.com/v1"
        return
    kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize("folder", ["base", "films", "monitoring", "example"])
def test_kustomize_is_told_of_every_file(folder: str) -> None:
    place = KUBERNETES / folder
    content = yaml.safe_load((place / "kustomization.yaml").read_text("utf-8"))
    listed = {*content.get("resources", ()), *content.get("components", ())}
    listed |= {env for one in content.get("configMapGenerator", ()) for env in one["envs"]}
    for name in listed:
        there = place / name
        assert (there / "kustomization.yaml").is_file() if there.is_dir() else there.is_file()
    own = {path.name for path in place.iterdir()} - {"kustomization.yaml"}
    assert own == {name for name in listed if not name.startswith("..")}


@pytest.mark.parametrize("pod", PODS)
def test_each_pod_is_hardened(pod: Object) -> None:
    spec = pod["spec"]
    (container,) = spec["containers"]
    user = next(rest for word, rest in instructions() if word == "USER")
    uid, gid = map(int, user.split(":"))
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": uid,
        "runAsGroup": gid,
        "fsGroup": gid,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert spec["automountServiceAccountToken"] is False
    assert spec["serviceAccountName"] in of("ServiceAccount")
    assert spec["enableServiceLinks"] is False
    assert container["resources"]["limits"].keys() == {"cpu", "memory"}
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert OURS.fullmatch(container["image"])


@pytest.mark.parametrize("pod", PODS)
def test_each_pod_reads_its_secrets_and_writes_where_it_may(pod: Object) -> None:
    spec = pod["spec"]
    (container,) = spec["containers"]
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    assert set(mounts.values()) == set(volumes)
    where = variables(KUBERNETES / "base/lovelm.env")["LOVELM_SECRETS_DIR"]
    assert volumes[mounts[where]]["secret"]["secretName"] == "lovelm"
    for place in (image_environment()["LOVELM_DATA_DIR"], "/tmp"):
        assert "emptyDir" in volumes[mounts[place]]
    for volume in volumes.values():
        claim = volume.get("persistentVolumeClaim")
        assert claim is None or claim["claimName"] in of("PersistentVolumeClaim")
    for mount in container["volumeMounts"]:
        if "subPath" in mount:
            assert mount["subPath"] in secret()


def secret() -> Object:
    content = yaml.safe_load((KUBERNETES / "secret.example.yaml").read_text("utf-8"))
    kept: Object = content["stringData"]
    return kept


def test_the_secret_has_settings_and_no_values() -> None:
    for name, value in secret().items():
        assert name == "log_key" or name.upper() in SETTINGS
        assert value == ""


@pytest.mark.parametrize("pod", PODS)
def test_what_it_is_given_are_settings(pod: Object) -> None:
    (container,) = pod["spec"]["containers"]
    assert {one["name"] for one in container.get("env", ())} <= SETTINGS
    assert container["envFrom"] == [{"configMapRef": {"name": "lovelm"}}]


@pytest.mark.parametrize("folder", ["base", "example"])
def test_the_files_of_settings_have_settings(folder: str) -> None:
    place = KUBERNETES / folder
    (made,) = yaml.safe_load((place / "kustomization.yaml").read_text("utf-8"))[
        "configMapGenerator"
    ]
    assert made["name"] == "lovelm"
    found = variables(place / "lovelm.env")
    assert found
    assert set(found) <= SETTINGS


# What serves.


def test_every_role_runs_and_those_of_one_make_way_first() -> None:
    assert set(SERVING) == set(Role)
    for name, one in SERVING.items():
        (container,) = one["spec"]["template"]["spec"]["containers"]
        assert container["env"] == [{"name": "LOVELM_ROLES", "value": name}]
        assert container["args"] == ["run"]
        single = name in (Role.WEB, Role.JOBS)
        assert (one["spec"]["strategy"] == {"type": "Recreate"}) is single
        assert not single or one["spec"]["replicas"] == 1


def test_they_differ_in_nothing_but_their_role_and_size() -> None:
    bare = []
    for name, one in SERVING.items():
        text = yaml.dump(one["spec"]["template"]).replace(name, "ROLE")
        template = yaml.safe_load(text)
        del template["spec"]["containers"][0]["resources"]
        bare.append(template)
    assert bare == [bare[0]] * 4


@pytest.mark.parametrize("name", list(SERVING))
def test_it_is_asked_and_stopped_softly(name: str) -> None:
    spec = SERVING[name]["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert spec["terminationGracePeriodSeconds"] >= SOFTLY
    (port,) = container["ports"]
    assert str(port["containerPort"]) == image_environment()["PORT"]
    for probe, path in PROBES.items():
        assert container[probe]["httpGet"] == {"path": path, "port": port["name"]}


@pytest.mark.parametrize("name", list(SERVING))
def test_what_chooses_pods_finds_them(name: str) -> None:
    template = SERVING[name]["spec"]["template"]["metadata"]["labels"]
    assert SERVING[name]["spec"]["selector"]["matchLabels"] == template
    assert of("PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"] == template


def test_what_others_choose_is_there() -> None:
    labels = [pod["metadata"]["labels"].items() for pod in pods().values()]
    for policy in of("NetworkPolicy").values():
        chosen = policy["spec"]["podSelector"]["matchLabels"].items()
        assert any(chosen <= own for own in labels)
    web = of("Service")["web"]["spec"]
    assert web["selector"] == SERVING["web"]["spec"]["template"]["metadata"]["labels"]
    scaled = of("HorizontalPodAutoscaler")["engine"]["spec"]
    assert scaled["scaleTargetRef"]["name"] == "engine"
    assert "replicas" not in SERVING["engine"]["spec"], "its autoscaler says how many"
    ((_, monitor),) = manifests("monitoring")
    (expression,) = monitor["spec"]["selector"]["matchExpressions"]
    assert set(expression["values"]) == set(SERVING)


def test_every_pod_is_closed_but_where_it_is_opened() -> None:
    closed = of("NetworkPolicy")["lovelm"]["spec"]
    assert closed["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in closed
    chosen = closed["podSelector"]["matchLabels"].items()
    assert all(chosen <= pod["metadata"]["labels"].items() for pod in pods().values())


def test_the_world_gets_pages_and_no_metrics() -> None:
    (rule,) = of("Ingress")["lovelm"]["spec"]["rules"]
    ways = {way["path"]: way["backend"]["service"] for way in rule["http"]["paths"]}
    assert ways["/"] == {"name": "web", "port": {"name": "http"}}
    services = of("Service")
    assert all(service["name"] in services for service in ways.values())
    for path in ("/metrics", "/readyz"):
        assert "selector" not in services[ways[path]["name"]]["spec"]


def test_what_ends_by_itself_runs_commands_that_there_are() -> None:
    (migrate,) = pods()["migrate"]["spec"]["containers"]
    assert migrate["args"] == ["migrate"]
    (backup,) = pods()["backup"]["spec"]["containers"]
    assert 'lovelm backup "/backups/' in backup["command"][-1]
    assert "-mtime +28 -delete" in backup["command"][-1], "older than 30 days is refused"
    assert {"migrate", "backup", "run"} <= set(COMMANDS)


# Patches.


@pytest.mark.parametrize("folder", ["films", "example"])
def test_what_is_patched_is_there(folder: str) -> None:
    content = yaml.safe_load((KUBERNETES / folder / "kustomization.yaml").read_text("utf-8"))
    assert content["patches"]
    for patch in content["patches"]:
        target = patch["target"]
        found = [
            one for name, one in of(target["kind"]).items() if target.get("name", name) == name
        ]
        assert found
        for operation in yaml.safe_load(patch["patch"]):
            for document in found:
                assert reached(document, operation["path"]) is not None


def reached(document: Object, pointer: str) -> object:
    """What a JSON pointer leads to; the list itself for the place after its end."""
    node: object = document
    for step in pointer.strip("/").split("/"):
        if isinstance(node, list):
            node = node if step == "-" else node[int(step)]
        else:
            assert isinstance(node, dict)
            node = node[step]
    return node


def test_images_and_replicas_that_are_set_are_there() -> None:
    path: Path = KUBERNETES / "example/kustomization.yaml"
    content = yaml.safe_load(path.read_text("utf-8"))
    used = {pod["spec"]["containers"][0]["image"].partition(":")[0] for pod in pods().values()}
    assert {image["name"] for image in content["images"]} == used
    assert {one["name"] for one in content["replicas"]} <= set(SERVING)


PROBES = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
