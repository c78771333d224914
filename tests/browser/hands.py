"""What several browser tests do on a page: press keys, reach a place by them, ask axe."""

FOCUSED = "items => items.includes(document.activeElement)"


def press(page, *keys):
    """Press these keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def reach(page, selector, key="Tab", most=60):
    """Press a key until what is looked for has the focus."""
    for _ in range(most):
        if page.locator(selector).evaluate_all(FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {key}")


def violations(page) -> dict[str, list[str]]:
    """Return what axe finds, by rule, with the first of the elements."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return {one["id"]: [node["html"][:200] for node in one["nodes"]][:3] for one in found}
