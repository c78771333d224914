"""Holds every answer of the API to the committed OpenAPI document."""

import json
import re
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

DOCUMENT = Path(__file__).parent.parent / "docs" / "openapi.yaml"
OUTSIDE = ("/api/v1/schema/", "/api/v1/docs/")


@cache
def document():
    return yaml.safe_load(DOCUMENT.read_text())


@cache
def validator(schema):
    """Return what checks an answer against a schema, given as JSON."""
    return Draft202012Validator({**json.loads(schema), "components": document()["components"]})


def operations_at(path):
    """Return what the document says of the address, or nothing if it knows none like it."""
    for template, operations in document()["paths"].items():
        words = re.sub(r"\{(?:username|slug)\}", "[^/]+", template)
        if re.fullmatch(re.sub(r"\{\w+\}", r"\\d+", words), path):
            return operations
    return {}


def schema_for(method, path, status):
    """Return what the document says of such an answer, as JSON, or None for an answer without a body."""
    operation = operations_at(path).get(method.lower())
    if operation is None:
        assert status in (404, 405), f"{method} {path} answers {status} and is not in the document"
        return json.dumps({"$ref": "#/components/schemas/Problem"})
    answers = operation["responses"]
    assert str(status) in answers, f"{method} {path} answers {status}; the document knows {sorted(answers)}"
    content = answers[str(status)].get("content", {})
    return json.dumps(content["application/json"]["schema"]) if content else None


def check_answer(response):
    """Fail unless the answer is one that the document promises."""
    method, path = response.request["REQUEST_METHOD"], response.request["PATH_INFO"]
    status = response.status_code
    if not path.startswith("/api/v1/") or path.startswith(OUTSIDE) or path == "/api/v1/":
        return
    if method in ("OPTIONS", "HEAD") or status in (301, 302, 304):
        return
    schema = schema_for(method, path, status)
    if schema is None:
        assert not response.content
        return
    problems = [f"{e.json_path}: {e.message}" for e in validator(schema).iter_errors(response.json())]
    assert not problems, f"{method} {path} {status}: {problems[:5]}"


class ContractClient(APIClient):
    """A client that compares whatever it is answered with the document."""

    def request(self, **kwargs):
        response = super().request(**kwargs)
        check_answer(response)
        return response


def client_of(person=None, **options):
    """Return a client that speaks for this person, or for a visitor."""
    client = ContractClient(**options)
    if person is not None:
        client.force_authenticate(person)
    return client
