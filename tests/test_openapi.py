"""The OpenAPI document: as committed, true of the code, and able to say no."""

import pytest
import yaml
from django.core.management import call_command

from tests.contract import DOCUMENT, check_answer, client_of, document, operations_at


def test_committed_document_is_the_generated_one(tmp_path):
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(made))
    assert made.read_text() == DOCUMENT.read_text(), "run `make openapi` and look at the difference"


@pytest.mark.django_db
def test_served_document_is_the_committed_one():
    answer = client_of().get("/api/v1/schema/")
    assert yaml.safe_load(answer.content) == document()


def test_every_operation_says_what_it_refuses():
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            refused = {"401", "404", "406", "503"} | (
                {"400", "403", "409", "429"} if method != "get" else set()
            )
            assert refused <= set(operation["responses"]), (method, path)


def test_no_claim_can_be_deleted():
    assert set(operations_at("/api/v1/claims/1/")) == {"get", "patch"}


@pytest.mark.django_db
def test_contract_notices_an_answer_that_breaks_it():
    answer = client_of().get("/api/v1/claims/")
    answer.json = lambda: {"next": None, "previous": None, "results": [{"id": "seven"}]}
    with pytest.raises(AssertionError, match="results"):
        check_answer(answer)
