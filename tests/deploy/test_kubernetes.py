"""The manifests keep to Kubernetes' own schemas, fit each other, and ask for what image and server give."""

import copy
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from numerals.server import configuration

VERSIONS = ("1.31", kubernetes_validate.latest_version())


def manifests(folder: Path) -> dict[str, Any]:
    """All objects by their kind."""
    names = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    assert set(names) | {"kustomization.yaml"} == {path.name for path in folder.iterdir()}
    found = [one for name in names for one in yaml.safe_load_all((folder / name).read_text())]
    return {one["kind"]: one for one in found}


@pytest.fixture(scope="module")
def objects(root: Path) -> dict[str, Any]:
    return manifests(root / "deploy" / "kubernetes")


@pytest.fixture
def container(objects: dict[str, Any]) -> dict[str, Any]:
    [one] = objects["Deployment"]["spec"]["template"]["spec"]["containers"]
    return dict(one)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schemas_allow_every_manifest(objects, version):
    assert set(objects) == {
        "Namespace", "Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"
    }  # fmt: skip
    for one in objects.values():
        kubernetes_validate.validate(one, version, strict=True)


def test_the_schemas_find_a_slip(objects):
    wrong = copy.deepcopy(objects["Deployment"])
    wrong["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError, match="readinesProbe"):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_the_pod_may_do_nothing_that_it_need_not(objects, container):
    pod = objects["Deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}
    }  # fmt: skip
    assert set(container["resources"]) == {"requests", "limits"}
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_user_and_the_folders_are_those_of_the_image(objects, container, root):
    dockerfile = (root / "deploy/Dockerfile").read_text()
    user = objects["Deployment"]["spec"]["template"]["spec"]["securityContext"]
    assert f"\nUSER {user['runAsUser']}:{user['runAsGroup']}\n" in dockerfile
    [port] = container["ports"]
    assert f"\nEXPOSE {port['containerPort']}\n" in dockerfile
    assert "\nVOLUME /var/lib/numerals\n" in dockerfile
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/var/lib/numerals", "/tmp"}


def test_probes_ask_what_the_server_answers(container, client):
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = container[probe]["httpGet"]
        assert asked["port"] == container["ports"][0]["name"]
        assert client.get(asked["path"]).status_code == 200


def test_the_objects_name_each_other(objects):
    pods = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert objects["Deployment"]["spec"]["selector"]["matchLabels"] == pods
    assert objects["Service"]["spec"]["selector"] == pods
    assert objects["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == pods
    assert objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == pods
    target = objects["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", objects["Deployment"]["metadata"]["name"])
    assert "replicas" not in objects["Deployment"]["spec"]  # else every apply undoes the autoscaler's


def test_settings_are_those_that_the_server_knows(container, root):
    known = str(configuration.__doc__) + (root / "docs/captcha.md").read_text()
    for one in container["env"]:
        assert one["name"] in known
