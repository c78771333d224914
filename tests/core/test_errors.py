"""What an address answers that cannot be answered: pages for readers, the API's shape for programs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import path

from archive.core import views
from debate import urls as site
from tests import factories

pytestmark = pytest.mark.django_db


def refuse(request):
    raise PermissionDenied("Only curators read this.")


def fail(request):
    raise RuntimeError("a fault of ours")


urlpatterns = [*site.urlpatterns, path("refuse/", refuse), path("fail/", fail), path("api/v1fail/", fail)]
handler400, handler403 = views.bad_request, views.forbidden
handler404, handler500 = views.not_found, views.server_error


@pytest.fixture
def visitor():
    """A client that gets the site's own answer to a fault, with CSRF checked."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def test_missing_page_says_so_and_where_to_go(client):
    answer = client.get("/claims/2/argumnets")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "There is nothing at this address" in page
    assert "/claims/2/argumnets" in page
    assert 'href="/debates/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/claims/0/",
        "/claims/99999999999999999999999/",
        "/debates/x/",
        "/people/%00/",
        "/people/a%00b/",
        "/%00",
    ],
)
def test_malformed_id_is_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/?order=%00", "/debates/?state=open%00", "/accounts/login/?next=%00"])
def test_nul_in_a_query_is_400(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_nul_in_a_cookie_is_400(client):
    assert client.get("/about/", headers={"cookie": 'sessionid="a\\000b"'}).status_code == 400


def test_wrong_host_is_400(client):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_programs_get_the_shape_of_the_api(visitor):
    answer = visitor.get("/api/v1/claims/%00/")
    assert answer.status_code == 404
    error = {"code": "not_found", "detail": "Not found.", "attr": None}
    assert answer.json() == {"type": "client_error", "errors": [error]}
    assert visitor.get("/api/v1/claims/?state=%00").json()["errors"][0]["code"] == "bad_request"


@pytest.mark.urls(__name__)
def test_refusal_says_why_and_offers_signing_in(client):
    page = client.get("/refuse/")
    assert page.status_code == 403
    assert "Only curators read this." in page.content.decode()
    assert "/accounts/login/?next=/refuse/" in page.content.decode()


@pytest.mark.urls(__name__)
def test_fault_is_500_without_its_inside(visitor):
    page = visitor.get("/fail/")
    assert page.status_code == 500
    assert "Something failed here" in page.content.decode()
    assert "fault of ours" not in page.content.decode()
    answer = visitor.get("/api/v1fail/")
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["code"] == "error"


def test_form_without_its_token_is_403_and_keeps_what_was_typed(visitor, author):
    visitor.force_login(author)
    claim = factories.thesis()
    words = {"stance": "opposes", "statement": "Long & <b>thought</b> about.", "password": "hunter2"}
    answer = visitor.post(f"/claims/{claim.pk}/argue/", words)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Long &amp; &lt;b&gt;thought&lt;/b&gt; about." in page
    assert "hunter2" not in page


def test_request_that_is_too_large_is_413(client, settings, author):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client.force_login(author)
    answer = client.post("/debates/open/", {"statement": "x" * 2000})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_error_pages_ask_the_database_nothing(visitor, django_assert_num_queries, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    with django_assert_num_queries(0):
        assert visitor.get("/?order=%00").status_code == 400
        assert visitor.get("/nothing/").status_code == 404
        assert visitor.post("/appearance/", {"theme": "x" * 100}).status_code == 413
        assert visitor.get("/about/").status_code == 200
