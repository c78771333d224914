"""The house rules that no linter knows: who writes, who imports what, and how long things grow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(p for p in (ROOT / "archive").rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
PURE_KINDS = {"services", "queries", "permissions", "models"}


def kind_of(path: Path) -> str:
    """Return what kind of module this is: services, views, api… (a package of that name counts)."""
    parts = path.relative_to(ROOT / "archive").with_suffix("").parts
    return next(
        (part for part in parts if part in PURE_KINDS | {"views", "api", "admin", "forms"}), parts[-1]
    )


def calls_of(tree: ast.AST):
    """Return every method call on something, with its name and line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def is_plain_container(call: ast.Call) -> bool:
    """Whether the call is `update` on a bare name: a dict, a set or a hash; tables are updated by query sets."""
    return call.func.attr == "update" and isinstance(call.func.value, ast.Name)


@pytest.mark.parametrize(
    "path",
    [p for p in CODE if kind_of(p) != "services" and p.name != "models.py"],  # a manager may write
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_only_services_write(path):
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno} .{call.func.attr}()"
        for call in calls_of(ast.parse(path.read_text()))
        if call.func.attr in WRITES and not is_plain_container(call)
    ]
    assert not found, "tables are written by services alone"


@pytest.mark.parametrize(
    "path", [p for p in CODE if kind_of(p) in PURE_KINDS], ids=lambda p: str(p.relative_to(ROOT))
)
def test_rules_do_not_know_their_doors(path):
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert not {name for name in imported if name.split(".")[0] == "rest_framework" or name == "django.http"}


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_end_before_fifty_lines_and_modules_before_four_hundred(path):
    text = path.read_text()
    assert text.count("\n") <= 400, "a module of 400 lines becomes a package"
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
    ]
    assert not long


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_guarantees(path):
    tree = ast.parse(path.read_text())
    if tree.body:
        assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_stay_short_and_carry_no_inline_code(path):
    text = path.read_text()
    assert text.count("\n") <= 120
    assert " style=" not in text
    assert "<script>" not in text
    assert "onclick" not in text


def test_css_stays_small():
    """The site's; the admin panel has unfold's own, and pages of the site never load what is for the panel."""
    site = [p for p in (ROOT / "static" / "css").glob("*.css") if not p.name.startswith("admin")]
    assert 0 < sum(p.stat().st_size for p in site) <= 40_000


LOCKS = {
    "select_for_update",
    "lock_person",
    "lock_debate",
    "lock_debates",
    "lock_for",
    "lock_card",
    "lock_both",
    "lock_thing",
    "lock_source",
    "lock_record",
    "lock_two",
    "begin_post",
}
UNDER_A_LOCK = {"insert_card", "place_passages", "refresh_links"}  # helpers, called within a transaction only


@pytest.mark.parametrize(
    "path", [p for p in CODE if kind_of(p) == "services"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_what_locks_a_row_is_one_transaction(path):
    """The suite wraps each test in a transaction, so that a missing one would show on a server only."""
    found = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("lock_")
        and node.name not in LOCKS | UNDER_A_LOCK
        and "transaction.atomic" not in {ast.unparse(d) for d in node.decorator_list}
        and LOCKS & {name_called(call) for call in ast.walk(node) if isinstance(call, ast.Call)}
    ]
    assert not found, "decorate it with @transaction.atomic"


def name_called(call: ast.Call) -> str:
    """Return the bare name of what is called, whatever it is called on."""
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")
