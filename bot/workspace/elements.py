"""The composition objects and elements of Block Kit, each with its limits, as data."""

from typing import Any

from bot.workspace.shape import Kinds, ListOf, Need, Number, OneOf, Problem, Problems, Shape, Text, Url, When, flag

NAME = Text(255)
KIND = Text(50)


def plain(most: int) -> Kinds:
    return Kinds("text (plain_text)", {"plain_text": _text_shape(most, "emoji")})


def mrkdwn(most: int) -> Kinds:
    return Kinds("text (mrkdwn)", {"mrkdwn": _text_shape(most, "verbatim")})


def any_text(most: int) -> Kinds:
    shapes = {"plain_text": _text_shape(most, "emoji"), "mrkdwn": _text_shape(most, "verbatim")}
    return Kinds("text (plain_text, mrkdwn)", shapes)


def _text_shape(most: int, switch: str) -> Shape:
    return Shape({"type": Need(KIND), "text": Need(Text(most)), switch: flag})


# -- composition objects --

_STYLE = OneOf(("primary", "danger"))
CONFIRM = Shape(
    {
        "title": Need(plain(100)),
        "text": Need(any_text(300)),
        "confirm": Need(plain(30)),
        "deny": Need(plain(30)),
        "style": _STYLE,
    }
)


def _option(text: Kinds, **more: Any) -> Shape:
    return Shape({"text": Need(text), "value": Need(Text(150)), "description": plain(75), **more})


OPTION = _option(plain(75))
_MARKED_OPTION = Shape(
    {"text": Need(any_text(75)), "value": Need(Text(150)), "description": any_text(75)},
)
GROUP = Shape({"label": Need(plain(75)), "options": Need(ListOf(OPTION, 100))})
_FILTER = Shape(
    {
        "include": ListOf(OneOf(("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    any_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
_DISPATCH = Shape(
    {"trigger_actions_on": ListOf(OneOf(("on_enter_pressed", "on_character_entered")), 2)},
)
SLACK_FILE = Shape({"id": Text(50), "url": Url()}, exactly_one=("id", "url"))
_WORKFLOW = Shape(
    {
        "trigger": Need(
            Shape(
                {
                    "url": Need(Url()),
                    "customizable_input_parameters": ListOf(
                        Shape({"name": Need(NAME), "value": Need(Text(3000, 0))}), 100, 0
                    ),
                }
            )
        )
    }
)

# -- elements --


def element(fields: dict[str, Any], **rules: Any) -> Shape:
    return Shape({"type": Need(KIND), "action_id": NAME, **fields}, **rules)


def _picker(fields: dict[str, Any], **rules: Any) -> Shape:
    common = {"placeholder": plain(150), "confirm": CONFIRM, "focus_on_load": flag}
    return element({**common, **fields}, **rules)


def _initial_is_offered(value: dict[str, Any], at: str) -> Problems:
    offered = {_value(option) for option in offered_options(value)}
    initial = value.get("initial_options", [value["initial_option"]] if "initial_option" in value else [])
    for option in initial if isinstance(initial, list) else ():
        if _value(option) not in offered:
            yield Problem(at, "an initial option must be one of the options")


def offered_options(element: dict[str, Any]) -> list[Any]:
    """The options of an element or of an options answer, those in groups too."""
    groups = element.get("option_groups")
    lists = [group.get("options") for group in groups if isinstance(group, dict)] if isinstance(groups, list) else []
    return [option for options in (element.get("options"), *lists) if isinstance(options, list) for option in options]


def _value(option: Any) -> str | None:
    value = option.get("value") if isinstance(option, dict) else None
    return value if isinstance(value, str) else None


_SELECTED = {"max_selected_items": Number(1)}
_CHOICE = {"options": ListOf(OPTION, 100), "option_groups": ListOf(GROUP, 100)}
_TYPED = {"placeholder": plain(150), "focus_on_load": flag, "dispatch_action_config": _DISPATCH}
_CONVERSATION = {"filter": _FILTER, "default_to_current_conversation": flag}
_ONE_LIST = ("options", "option_groups")

BUTTON = element(
    {
        "text": Need(plain(75)),
        "value": Text(2000, 0),
        "url": Url(3000),
        "style": _STYLE,
        "confirm": CONFIRM,
        "accessibility_label": Text(75),
    }
)
IMAGE_ELEMENT = Shape(
    {"type": Need(KIND), "alt_text": Need(Text(2000)), "image_url": Url(3000), "slack_file": SLACK_FILE},
    exactly_one=("image_url", "slack_file"),
)
FEEDBACK_BUTTON = Shape({"text": Need(plain(75)), "value": Need(Text(2000)), "accessibility_label": Text(75)})

PICKERS = {
    "static_select": _picker({**_CHOICE, "initial_option": OPTION}, exactly_one=_ONE_LIST, also=_initial_is_offered),
    "multi_static_select": _picker(
        {**_CHOICE, "initial_options": ListOf(OPTION, 100), **_SELECTED},
        exactly_one=_ONE_LIST,
        also=_initial_is_offered,
    ),
    "external_select": _picker({"initial_option": OPTION, "min_query_length": Number()}),
    "multi_external_select": _picker(
        {"initial_options": ListOf(OPTION, 100), "min_query_length": Number(), **_SELECTED}
    ),
    "users_select": _picker({"initial_user": NAME}),
    "multi_users_select": _picker({"initial_users": ListOf(NAME, 100), **_SELECTED}),
    "conversations_select": _picker({"initial_conversation": NAME, "response_url_enabled": flag, **_CONVERSATION}),
    "multi_conversations_select": _picker({"initial_conversations": ListOf(NAME, 100), **_CONVERSATION, **_SELECTED}),
    "channels_select": _picker({"initial_channel": NAME, "response_url_enabled": flag}),
    "multi_channels_select": _picker({"initial_channels": ListOf(NAME, 100), **_SELECTED}),
    "datepicker": _picker({"initial_date": When("date")}),
    "timepicker": _picker({"initial_time": When("time"), "timezone": NAME}),
    "datetimepicker": element(
        {"initial_date_time": Number(1_000_000_000, 9_999_999_999), "confirm": CONFIRM, "focus_on_load": flag}
    ),
}
BOXES = {
    "checkboxes": element(
        {
            "options": Need(ListOf(_MARKED_OPTION, 10)),
            "initial_options": ListOf(_MARKED_OPTION, 10),
            "confirm": CONFIRM,
            "focus_on_load": flag,
        },
        also=_initial_is_offered,
    ),
    "radio_buttons": element(
        {
            "options": Need(ListOf(_MARKED_OPTION, 10)),
            "initial_option": _MARKED_OPTION,
            "confirm": CONFIRM,
            "focus_on_load": flag,
        },
        also=_initial_is_offered,
    ),
}
BUTTONS = {
    "button": BUTTON,
    "overflow": element({"options": Need(ListOf(_option(plain(75), url=Url(3000)), 5)), "confirm": CONFIRM}),
    "workflow_button": element(
        {"text": Need(plain(75)), "workflow": Need(_WORKFLOW), "style": _STYLE, "accessibility_label": Text(75)}
    ),
}
INPUTS = {
    "plain_text_input": element(
        {
            **_TYPED,
            "initial_value": Text(3000, 0),
            "multiline": flag,
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        }
    ),
    "email_text_input": element({**_TYPED, "initial_value": Text(3000, 0)}),
    "url_text_input": element({**_TYPED, "initial_value": Url()}),
    "number_input": element(
        {
            **_TYPED,
            "is_decimal_allowed": Need(flag),
            "initial_value": Text(100),
            "min_value": Text(100),
            "max_value": Text(100),
        }
    ),
    "file_input": element({"filetypes": ListOf(Text(20), 100), "max_files": Number(1, 10)}),
}

# -- rich text --

_STYLES = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))


def _inline(**fields: Any) -> Shape:
    return Shape({"type": Need(KIND), "style": _STYLES, **fields})


_INLINE = Kinds(
    "rich text element",
    {
        "text": _inline(text=Need(Text(40_000))),
        "user": _inline(user_id=Need(NAME)),
        "channel": _inline(channel_id=Need(NAME)),
        "usergroup": _inline(usergroup_id=Need(NAME)),
        "team": _inline(team_id=Need(NAME)),
        "link": _inline(url=Need(Url()), text=Text(40_000, 0), unsafe=flag),
        "emoji": _inline(name=Need(NAME), unicode=NAME, skin_tone=Number(1, 6)),
        "broadcast": _inline(range=Need(OneOf(("here", "channel", "everyone")))),
        "date": _inline(timestamp=Need(Number()), format=Need(Text(500)), url=Url(), fallback=Text(500)),
        "color": _inline(value=Need(NAME)),
    },
)


def _rich(**fields: Any) -> Shape:
    return Shape({"type": Need(KIND), "elements": Need(ListOf(_INLINE, 1000, 0)), **fields})


_SECTION_OF_RICH_TEXT = _rich()
_RICH = Kinds(
    "rich text section",
    {
        "rich_text_section": _SECTION_OF_RICH_TEXT,
        "rich_text_quote": _rich(border=Number(0, 1)),
        "rich_text_preformatted": _rich(border=Number(0, 1), language=NAME),
        "rich_text_list": Shape(
            {
                "type": Need(KIND),
                "elements": Need(
                    ListOf(Kinds("list item", {"rich_text_section": _SECTION_OF_RICH_TEXT}), 1000),
                ),
                "style": Need(OneOf(("bullet", "ordered"))),
                "indent": Number(0, 8),
                "offset": Number(),
                "border": Number(0, 1),
            }
        ),
    },
)
RICH_TEXT = Shape({"type": Need(KIND), "block_id": NAME, "elements": Need(ListOf(_RICH, 1000))})
INPUTS["rich_text_input"] = element({**_TYPED, "initial_value": Kinds("initial value", {"rich_text": RICH_TEXT})})
