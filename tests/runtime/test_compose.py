"""No container engine is needed to see that the files for one hold together."""

import subprocess
import sys

import pytest
import yaml

from debate.data import PROJECT


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def valid(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True)


def test_compose_file_is_valid(tmp_path):
    done = valid(PROJECT / "docker-compose.yml")
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "broken.yml"
    broken.write_text("services: {web: {image: 5}}")
    assert valid(broken).returncode != 0


def test_services_depend_only_on_services_and_volumes_that_exist(compose):
    services = compose["services"]
    needed = {name for service in services.values() for name in service.get("depends_on", {})}
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert needed <= services.keys()
    assert mounted == compose["volumes"].keys()


def test_database_is_postgres_18_where_its_image_keeps_it(compose):
    database = compose["services"]["database"]
    assert database["image"] == "postgres:18"
    assert database["volumes"] == ["database:/var/lib/postgresql"]


def test_what_containers_run_is_there(compose):
    own = [service for service in compose["services"].values() if "build" in service]
    assert len(own) == 3
    for service in own:
        assert service["command"][:2] == ["python", "-m"]
        assert (PROJECT / (service["command"][2].replace(".", "/") + ".py")).exists()


def test_image_copies_what_is_there_and_not_ignored():
    lines = [line.split() for line in (PROJECT / "Dockerfile").read_text().splitlines()]
    copied = {word for line in lines if line[:1] == ["COPY"] for word in line[1:-1]}
    kept = {line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == kept
    assert [name for name in copied if not (PROJECT / name).exists()] == []


def test_image_does_not_run_as_root():
    assert "USER archive" in (PROJECT / "Dockerfile").read_text().splitlines()
