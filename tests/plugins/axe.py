"""What axe finds wrong with a page: the accessibility rules every page of Sasae must keep."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only the violations leave the page: all that passed takes longer to hand over than to check.
# The style sheets are not copied into the page: none of these rules reads them.
FIND = """async tags => {
    const {violations} = await axe.run({
        runOnly: {type: "tag", values: tags},
        resultTypes: ["violations"],
        preload: {assets: ["media"]},
    });
    return violations.map(({id, nodes}) => [id, nodes.map(({target, html}) => [target, html])]);
}"""


def violations(page: Page) -> list[list[object]]:
    """Return each broken rule with the places that break it, as selector and beginning of tag."""
    page.evaluate(AXE_SCRIPT)
    found: list[list[object]] = page.evaluate(FIND, TAGS)
    return found
