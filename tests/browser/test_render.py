"""What the page makes of text and blocks: Slack's marks, Markdown, hostile input. One page draws them all."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.workspace import Workspace
from tests.browser.sampler import MANIFEST

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def drawing(browser: Browser) -> AsyncIterator[Page]:
    """The page of a workspace without an app."""
    workspace = Workspace(MANIFEST)
    await workspace.start()
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(workspace.url)
    yield page
    await context.close()
    await workspace.stop()


DRAW = """async ([kind, text]) => {
  const store = {
    me: "U1",
    users: new Map(),
    channels: new Map(),
    usergroups: new Map(),
  };
  const box = document.createElement("div");
  const began = performance.now();
  if (kind === "mrkdwn") box.append((await import("/page/render/mrkdwn.js")).mrkdwn(text, store));
  else box.append((await import("/page/render/markdown.js")).markdown(text, store));
  return [box.innerHTML, performance.now() - began];
}"""

MRKDWN = {
    "*bold* _it_ ~no~ `a*b*`": "<b>bold</b> <i>it</i> <s>no</s> <code>a*b*</code>",
    "*bold _both_*": "<b>bold <i>both</i></b>",
    "2*3*4 snake_case_name": "2*3*4 snake_case_name",
    "* not bold *": "* not bold *",
    "*two\nlines*": "*two<br>lines*",
    "&amp;lt; &lt;b&gt;": "&amp;lt; &lt;b&gt;",
    "> quoted\n> more\nplain": "<blockquote>quoted<br>more</blockquote>plain",
    "&gt;&gt;&gt; all\nof it": "<blockquote>all<br>of it</blockquote>",
    "```a <b> & *c*\n```": "<pre>a &lt;b&gt; &amp; *c*\n</pre>",
    "a < b > c": "a &lt; b &gt; c",
    ":unknown_name: 10:30:00": ":unknown_name: 10:30:00",
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    "<!date^0^{date_num}|long ago>": '<time datetime="1970-01-01T00:00:00.000Z" title="long ago">01/01/1970</time>',
    "<!something|label>": "label",
}


@pytest.mark.parametrize(("text", "drawn"), MRKDWN.items())
async def test_mrkdwn_is_drawn_as_slack_does(drawing: Page, text: str, drawn: str) -> None:
    """Marks only at the edges of words and within a line; entities decoded once, and last."""
    html, _ = await drawing.evaluate(DRAW, ["mrkdwn", text])
    assert html == drawn


MARKDOWN = {
    "# Head\n\ntext **b** *i* ~~s~~ `c`": (
        '<p class="markdown-heading" role="heading" aria-level="3">Head</p>'
        "<p>text <b>b</b> <i>i</i> <s>s</s> <code>c</code></p>"
    ),
    "1. a\n2. b": '<ol start="1"><li>a</li><li>b</li></ol>',
    "- [x] done": "<ul><li>☑ done</li></ul>",
    "> q": '<blockquote><div class="markdown"><p>q</p></div></blockquote>',
    "```js\n<b>\n```": "<pre>&lt;b&gt;</pre>",
    "---": "<hr>",
    "|a|b|\n|-|-|\n|1|2|": (
        '<div class="table-scroll"><table><thead><tr><th>a</th><th>b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"
    ),
    "[x](javascript:alert(1))": "<p>[x](javascript:alert(1))</p>",
}


@pytest.mark.parametrize(("text", "drawn"), MARKDOWN.items())
async def test_markdown_blocks_are_drawn(drawing: Page, text: str, drawn: str) -> None:
    """Headings, lists, tasks, quotes, code, tables; an address that could run something stays text."""
    html, _ = await drawing.evaluate(DRAW, ["markdown", text])
    inner = html.removeprefix('<div class="markdown">').removesuffix("</div>").replace(' style="--indent: 0;"', "")
    assert inner == drawn


@pytest.mark.parametrize("piece", ["*a ", "_", "`", "```", "<", "<@", ":a", "~a~", "> ", "**", "[", "[a](", "|", "1. "])
async def test_hostile_markup_costs_little_time(drawing: Page, piece: str) -> None:
    """12,000 characters of half-open marks are drawn in well under a second."""
    for kind in ("mrkdwn", "markdown"):
        _, milliseconds = await drawing.evaluate(DRAW, [kind, piece * (12_000 // len(piece))])
        assert milliseconds < 1500


async def test_a_block_that_nobody_knows_stays_visible(drawing: Page) -> None:
    """Its type and its JSON are shown; what stands around it is drawn."""
    draw = """async (blocks) => {
      const { drawBlocks } = await import("/page/render/blocks.js");
      const box = drawBlocks(blocks, { store: {}, values: new Map(), errors: {}, container: {} });
      return box.innerText;
    }"""
    blocks: list[Any] = [
        {"type": "novelty", "secret": "<b>"},
        {"type": "section"},
        {"type": "actions"},
        None,
        {"type": "divider"},
    ]
    text = await drawing.evaluate(draw, blocks)
    assert "Not drawn here: novelty" in text
    assert json.dumps({"type": "novelty", "secret": "<b>"}, indent=2) in text
    assert "Not drawn here: actions" in text
