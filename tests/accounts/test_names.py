"""Which names an account may have."""

import pytest
from django.core.exceptions import ValidationError

from archive.accounts.names import USERNAME_VALIDATORS, looks_like_one_of, looks_official


@pytest.mark.parametrize("name", ["ada", "ada.reyes", "A-1_b", "x", "2fast"])
def test_plain_names_are_free(name):
    (plain,) = USERNAME_VALIDATORS
    plain(name)


@pytest.mark.parametrize(
    "name", [".ada", "-ada", "ad a", "ada/", "ada@b", "аda", "ada\n", "ada\u202e", "", "ada?", "a%"]
)
def test_names_that_would_not_do_in_an_address_are_refused(name):
    (plain,) = USERNAME_VALIDATORS
    with pytest.raises(ValidationError):
        plain(name)


@pytest.mark.parametrize(
    "name",
    [
        *("admin", "Admin", "ADM1N", "adrnin", "admin_2", "site.admin", "administrator", "administrata"),
        *(
            "moderator",
            "M0derator-Jane",
            "moderators",
            "archive",
            "Archive editors",
            "the archive",
            "archive99",
        ),
        *(
            "Policy Debate Archive",
            "staff",
            "support",
            "r00t",
            "demo-7",
            "Аdmin",
            "ａｄｍｉｎ",
            "Mоderаtor",
            "Support Team",
        ),
    ],
)
def test_names_that_speak_for_the_archive_are_seen(name):
    assert looks_official(name)


@pytest.mark.parametrize(
    "name",
    [
        "ada.reyes",
        "modernist",
        "archivist",
        "helper",
        "Dan Mint",
        "supporter",
        "王小明",
        "rooted",
        "★",
        "Иван Петров",
    ],
)
def test_other_names_are_left_alone(name):
    assert not looks_official(name)


def test_names_that_look_alike_are_alike():
    assert looks_like_one_of("Jane.D0e", ["jane_doe"])
    assert looks_like_one_of("jаne doe", ["jane_doe"])
    assert not looks_like_one_of("jane.roe", ["jane_doe", ""])
