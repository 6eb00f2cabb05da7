"""What axe finds wrong with a page: the accessibility rules every page of Sasae must keep."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

# Every document of a window can lay axe out, and does so only where somebody asks. Chromium reads
# and translates it once a window; handed over by `evaluate` it would once a page.
READY = f"globalThis.layAxeOut = function () {{{AXE_SCRIPT}\n}}"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only the violations leave the page: all that passed takes longer to hand over than to check.
# The style sheets are not copied into the page: none of these rules reads them.
#
# Contrast is half of axe's time, and most words of a page are dressed like those of the page
# before. So a dress that axe has found readable is not judged again: the colour, size and weight
# of the letters, and every background behind them. What axe refuses or cannot tell is never
# remembered.
FIND = """async ([tags, known]) => {
    if (!globalThis.axe) layAxeOut.call(globalThis);
    const readable = new Set(known.split("\\n")), learnt = [];
    const look = new Map();
    const behind = node => {
        if (!node) return "";
        if (!look.has(node)) {
            const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(node);
            const placed = position === "static" ? "" : `${node.localName}.${node.className}`;
            look.set(node, `${behind(node.parentElement)}/${backgroundColor} ${backgroundImage} ` +
                `${opacity} ${placed}`);
        }
        return look.get(node);
    };
    const dress = node => {
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(node);
        return `${node.localName}.${node.className} ${color} ${fontSize} ${fontWeight} ` +
            `${textShadow} ${behind(node)}`.replaceAll("\\n", " ");
    };
    const contrast = axe._audit.checks["color-contrast"], judge = contrast.evaluate;
    contrast.evaluate = function (node, ...others) {
        const worn = dress(node);
        if (readable.has(worn)) return true;
        const verdict = judge.call(this, node, ...others);
        if (verdict === true) {
            readable.add(worn);
            learnt.push(worn);
        }
        return verdict;
    };
    const {violations} = await axe.run({
        runOnly: {type: "tag", values: tags},
        resultTypes: ["violations"],
        preload: {assets: ["media"]},
    });
    contrast.evaluate = judge;
    const found = violations.map(
        ({id, nodes}) => [id, nodes.map(({target, html}) => [target, html])]
    );
    return [found, learnt];
}"""
_readable: set[str] = set()


def prepare(context: BrowserContext) -> None:
    """Make the pages that this window opens from now on ready for `violations`."""
    context.add_init_script(READY)


def violations(page: Page) -> list[list[object]]:
    """Return each broken rule with the places that break it, as selector and beginning of tag."""
    if not page.evaluate("'layAxeOut' in globalThis"):
        page.evaluate(READY)
    found, learnt = page.evaluate(FIND, [TAGS, "\n".join(_readable)])
    _readable.update(learnt)
    return list(found)
