"""A small real Bolt app that answers with every block and view the page must draw."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace

Block = dict[str, Any]

# a PNG of one red pixel
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Sampler", "description": "Shows every block."},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "sampler", "always_online": True},
        "slash_commands": [
            {
                "command": "/sample",
                "description": "Show some blocks",
                "usage_hint": "card | what is all this? | compare A with B | pin | help",
                "should_escape": False,
            }
        ],
        "shortcuts": [
            {"name": "Open the form", "type": "global", "callback_id": "open_form", "description": "Every input"},
            {"name": "What is this?", "type": "message", "callback_id": "what_is_this", "description": "Looks at it"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "files:write",
                "im:history",
                "pins:read",
                "pins:write",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def words(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Block:
    """A mrkdwn section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def option(label: str) -> Block:
    """An option whose value is its label in lower case."""
    return {"text": words(label), "value": label.lower()}


def button(label: str, action_id: str, **more: Any) -> Block:
    """A button."""
    return {"type": "button", "text": words(label), "action_id": action_id, **more}


SURE = {"title": words("Are you sure?"), "text": words("It is loud."), "confirm": words("Do it"), "deny": words("No")}
FRUITS = [option(label) for label in ("Apple", "Apricot", "Banana", "Cherry")]

CARD: list[Block] = [
    {"type": "header", "text": words("A card")},
    marked("What it *does*, and _why_ it is shown for `card`."),
    {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": "*Takes*\nlittle"}, {"type": "mrkdwn", "text": "*Gives*\nmuch"}],
        "accessory": {"type": "overflow", "action_id": "overflow", "options": [option("First"), option("Second")]},
    },
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small print"}]},
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            button("Press me", "press", style="primary"),
            button("Ask first", "press_sure", confirm=SURE),
            button("Nobody hears", "unheard", style="danger"),
            {"type": "static_select", "action_id": "fruit", "placeholder": words("Fruit"), "options": FRUITS},
            {"type": "external_select", "action_id": "far", "placeholder": words("From afar"), "min_query_length": 1},
        ],
    },
]

HOSTILE: list[Block] = [
    {"type": "header", "text": words("<img src=x onerror=alert(1)> <!channel>")},
    marked("&lt;!channel&gt; &lt;b&gt;bold&lt;/b&gt; &amp;lt; <script>alert(1)</script>"),
    marked("<javascript:alert(1)|press me> <data:text/html,x> <https://example.org/?a=1&amp;b=2|a link>"),
    marked("<!channel> <@U0TEAMLEAD> <#C0RANDOM01> <!subteam^S0MLPLATFM>"),
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "<b>*typed*</b>"},
                    {"type": "broadcast", "range": "here"},
                    {"type": "link", "url": "https://example.org/", "text": "<i>label</i>"},
                ],
            }
        ],
    },
    {"type": "markdown", "text": "**strong** [x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n- one\n- two"},
]

EVERYTHING: list[Block] = [
    {"type": "divider"},
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Role"}, {"type": "raw_text", "text": "Owner"}],
            [{"type": "raw_text", "text": "Models"}, {"type": "raw_text", "text": "Somebody"}],
        ],
    },
    {
        "type": "card",
        "title": {"type": "mrkdwn", "text": "A *title*"},
        "subtitle": words("below it"),
        "body": {"type": "mrkdwn", "text": "The body"},
        "actions": [button("In the card", "press")],
    },
    {
        "type": "carousel",
        "elements": [
            {"type": "card", "title": words(f"Card {number}"), "body": words("short")} for number in range(1, 5)
        ],
    },
    {"type": "container", "title": words("Folded"), "is_collapsible": True, "child_blocks": [marked("inside")]},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                    {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0MAINTAIN"}]},
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a quote"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "let x = 1;"}]},
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": words("Good"), "value": "good"},
                "negative_button": {"text": words("Bad"), "value": "bad"},
            }
        ],
    },
    {
        "type": "image",
        "image_url": "https://example.org/picture.png",
        "alt_text": "a picture",
        "title": words("A picture from elsewhere"),
    },
    {
        "type": "actions",
        "elements": [
            {"type": "checkboxes", "action_id": "ticks", "options": FRUITS[:2]},
            {"type": "radio_buttons", "action_id": "radio", "options": FRUITS[2:]},
            {"type": "datepicker", "action_id": "day"},
        ],
    },
]

SAMPLES = {"card": CARD, "hostile": HOSTILE, "everything": EVERYTHING}


def field(block_id: str, label: str, element: Block, *, optional: bool = True, **more: Any) -> Block:
    """An input block; the element's action_id is the block's id."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(label),
        "optional": optional,
        "element": {"action_id": block_id, **element},
        **more,
    }


FORM: Block = {
    "type": "modal",
    "callback_id": "form",
    "title": words("Every input"),
    "submit": words("Submit"),
    "close": words("Cancel"),
    "blocks": [
        field("name", "Name", {"type": "plain_text_input"}, optional=False, hint=words("Short, please")),
        field("story", "Story", {"type": "plain_text_input", "multiline": True}),
        field(
            "one",
            "One fruit",
            {"type": "static_select", "option_groups": [{"label": words("Fruits"), "options": FRUITS}]},
        ),
        field("many", "Many fruits", {"type": "multi_static_select", "options": FRUITS}),
        field("person", "Person", {"type": "users_select"}),
        field("rooms", "Rooms", {"type": "multi_channels_select"}),
        field("far", "From afar", {"type": "external_select", "min_query_length": 1}),
        field("ticks", "Ticks", {"type": "checkboxes", "options": FRUITS[:2]}),
        field("radio", "Radio", {"type": "radio_buttons", "options": FRUITS[2:]}),
        field("day", "Day", {"type": "datepicker"}),
        field("time", "Time", {"type": "timepicker"}),
        field("number", "Number", {"type": "number_input", "is_decimal_allowed": False}),
        field("mail", "Mail", {"type": "email_text_input"}),
        {"type": "alert", "level": "warning", "text": {"type": "mrkdwn", "text": "Mind the *gap*"}},
        {"type": "actions", "elements": [button("One more step", "push")]},
    ],
}

STEP: Block = {
    "type": "modal",
    "callback_id": "step",
    "title": words("One more step"),
    "blocks": [marked("on top")],
}

HOME: Block = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": words("Welcome home")},
        field("search", "Search", {"type": "plain_text_input"}, optional=False, dispatch_action=True),
        marked("Nothing searched yet."),
    ],
}


class Sampler:
    """The app: a command, a mention, two shortcuts, a form of every input and a Home."""

    def __init__(self, workspace: Workspace) -> None:
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        self.app = AsyncApp(client=client, signing_secret=workspace.signing_secret, process_before_response=True)
        self._listen()

    def _listen(self) -> None:
        self.app.command("/sample")(self.command)
        self.app.event("app_mention")(self.mention)
        self.app.event("message")(self.message)
        self.app.event("app_home_opened")(self.home)
        self.app.shortcut("open_form")(self.open_form)
        self.app.shortcut("what_is_this")(self.what_is_this)
        self.app.action("search")(self.search)
        self.app.action("push")(self.push)
        for action_id in ("press", "press_sure", "fruit", "far", "overflow", "feedback", "ticks", "radio", "day"):
            self.app.action(action_id)(self.action)
        self.app.options("far")(self.options)
        self.app.view("form")(self.submit)

    async def command(self, ack: Any, command: Any, client: Any) -> None:
        if command["text"] != "pin":
            await ack(text="Here you are", blocks=SAMPLES[command["text"]])
        else:
            await ack()
            posted = await client.chat_postMessage(channel=command["channel_id"], text="For the pins", blocks=CARD)
            await client.pins_add(channel=command["channel_id"], timestamp=posted["ts"])

    async def mention(self, ack: Any, event: Any, client: Any) -> None:
        await ack()
        if "picture" in event["text"]:
            await client.files_upload_v2(
                channel=event["channel"], content=DOT, filename="dot.png", title="A dot", alt_txt="one red dot"
            )
            return
        thread = event.get("thread_ts", event["ts"])
        await client.chat_postMessage(channel=event["channel"], thread_ts=thread, text="An answer", blocks=CARD)

    async def message(self, ack: Any, event: Any, client: Any) -> None:
        await ack()
        if "bot_id" not in event and "subtype" not in event:
            await client.chat_postMessage(channel=event["channel"], text=f"Heard: {event['text']}")

    async def home(self, ack: Any, event: Any, client: Any) -> None:
        await ack()
        await client.views_publish(user_id=event["user"], view=HOME)

    async def search(self, ack: Any, body: Any, action: Any, client: Any) -> None:
        await ack()
        blocks = [*HOME["blocks"][:2], marked(f"Searched for {action['value']}.")]
        await client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": blocks})

    async def open_form(self, ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def push(self, ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=STEP)

    async def what_is_this(self, ack: Any, body: Any, client: Any) -> None:
        await ack()
        text = f"That says: {body['message']['text']}"
        await client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text=text)

    async def action(self, ack: Any, action: Any, respond: Any) -> None:
        await ack()
        if action["action_id"].startswith("press"):
            await respond(text="Pressed", response_type="ephemeral", replace_original=False)

    async def options(self, ack: Any, payload: Any) -> None:
        typed = payload["value"].lower()
        await ack(options=[each for each in FRUITS if typed in each["value"]])

    async def submit(self, ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        if values["name"]["name"]["value"] == "wrong":
            await ack(response_action="errors", errors={"name": "Not that name"})
            return
        await ack()


class Server(uvicorn.Server):
    """A server that leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serve(workspace: Workspace) -> AsyncIterator[Sampler]:
    """The sampler on a loopback port, with the workspace delivering to it."""
    sampler = Sampler(workspace)
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(uvicorn.Config(AsyncSlackRequestHandler(sampler.app), log_config=None, lifespan="off", ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    workspace.deliver_to(f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events")
    try:
        yield sampler
    finally:
        server.should_exit = True
        await serving
