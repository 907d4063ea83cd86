"""Pressing, choosing, submitting and closing: what people do with blocks, and what the app's answer does."""

from dataclasses import dataclass
from typing import Any

from bot.workspace.blocks import every_block, every_element, option_problems
from bot.workspace.delivery import Delivery
from bot.workspace.elements import offered_options
from bot.workspace.hub import Hub
from bot.workspace.modals import initial_values, value_field
from bot.workspace.payloads import channel_reference
from bot.workspace.person import Person
from bot.workspace.refusals import Refused
from bot.workspace.state import Message, View

_TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Container:
    """Where an element stands: a message, an ephemeral, a modal (view) or a Home tab."""

    type: str
    channel: str = ""
    ts: str = ""
    view_id: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A container that was found: its blocks, and the fields it adds to a payload.

    `former` are those it had until the app changed it: somebody may press one of them before the news reach them.
    """

    container: Container
    blocks: list[dict[str, Any]]
    fields: dict[str, Any]
    values: dict[str, Any]
    view: View | None = None
    former: tuple[dict[str, Any], ...] = ()


class Interactions:
    """What a person does with the blocks they see."""

    def __init__(self, hub: Hub, person: Person) -> None:
        self._hub = hub
        self._person = person

    async def press(  # noqa: PLR0913, PLR0917 -- where, what and by whom
        self,
        user: str,
        container: Container,
        block_id: str,
        action_id: str,
        value: dict[str, Any],
        typed: dict[str, Any] | None = None,
    ) -> Delivery:
        """Press a button or choose a value; `value` is the element's own part of the action.

        `typed` is what stands in the other fields of the container, by block_id and action_id.
        """
        place = self._place(user, container)
        place.values.update(_merged(place.blocks, place.values, typed or {}))
        block, element = _find([*place.blocks, *(place.former if block_id else ())], block_id, action_id)
        action = self._action(block, element, value)
        self._remember(place, block["block_id"], element, action)
        fields = {**place.fields, "state": {"values": place.values}, "actions": [action]}
        links = self._links(user, place)
        payload = self._hub.payloads.interaction("block_actions", self._person.user(user), **links, **fields)
        if place.view:
            del payload["state"]
        return await self._person.interact(user, action_id, payload)

    async def options(
        self, user: str, container: Container, block_id: str, action_id: str, typed: str
    ) -> tuple[dict[str, Any], Delivery]:
        """What an external select offers for what was typed: `options` or `option_groups`."""
        place = self._place(user, container)
        block, element = _find(place.blocks, block_id, action_id)
        if "external" not in element["type"]:
            raise Refused("invalid_arguments", ["That is no external select."])
        fields = {"action_id": action_id, "block_id": block["block_id"], "value": typed, **place.fields}
        payload = self._hub.payloads.interaction("block_suggestion", self._person.user(user), **fields)
        delivery = await self._hub.courier.deliver("options", action_id, payload)
        if self._hub.app.options_url_missing and self._hub.courier.mode == "http":
            text = "over HTTP Slack needs message_menu_options_url in the manifest"
            delivery = self._hub.courier.refuse(delivery, [text])
        if not delivery.acked:
            return {"options": []}, delivery
        problems = option_problems(delivery.body)
        if problems:
            said = [f"options: {problem.text} [json-pointer:{problem.pointer}]" for problem in problems]
            return {"options": []}, self._hub.courier.refuse(delivery, said)
        return delivery.body, delivery

    async def submit(self, user: str, view_id: str, values: dict[str, Any]) -> tuple[dict[str, str], Delivery]:
        """Submit a modal; the answer is the app's errors by block_id, empty when it took it."""
        view = self._open_view(user, view_id)
        view["state"] = {"values": _merged(view["blocks"], view["state"]["values"], values)}
        missing = _missing(view)
        if missing:
            self._hub.world.tell("view_errors", user=user, errors=missing)
            return missing, Delivery(0, acked=False, seconds=0.0, error="not_sent")
        payload = self._hub.payloads.interaction(
            "view_submission",
            self._person.user(user),
            trigger_id=self._hub.triggers.new(user, view_id),
            view=view,
            response_urls=[],
        )
        delivery = await self._person.interact(user, view["callback_id"] or "view_submission", payload)
        return self._after_submission(user, view, delivery)

    async def close_view(self, user: str, view_id: str) -> Delivery | None:
        """Close a modal; the app hears of it only if it asked to (notify_on_close)."""
        view = self._hub.modals.close(user, view_id)
        if view["clear_on_close"]:
            self._hub.modals.close_all(user)
        if not view["notify_on_close"]:
            return None
        payload = self._hub.payloads.interaction("view_closed", self._person.user(user), view=view, is_cleared=False)
        return await self._person.interact(user, view["callback_id"] or "view_closed", payload)

    def _after_submission(self, user: str, view: View, delivery: Delivery) -> tuple[dict[str, str], Delivery]:
        if not delivery.acked:
            self._hub.world.tell("view_errors", user=user, errors={"": _TROUBLE})
            return {"": _TROUBLE}, delivery
        answer = delivery.body if isinstance(delivery.body, dict) else {}
        errors: dict[str, str] = {}
        try:
            errors = self._respond(user, view, answer)
        except Refused as refused:
            delivery = self._hub.courier.refuse(delivery, [f"response_action: {refused}"])
            errors = {"": _TROUBLE}
        if errors:
            self._hub.world.tell("view_errors", user=user, errors=errors)
        return errors, delivery

    def _respond(self, user: str, view: View, answer: dict[str, Any]) -> dict[str, str]:
        action = answer.get("response_action")
        if action == "errors":
            return _checked_errors(view, answer.get("errors"))
        if action == "update":
            self._hub.modals.update(answer.get("view"), view_id=view["id"])
        elif action == "push":
            self._hub.modals.push_on(user, answer.get("view"))
        elif action == "clear":
            self._hub.modals.close_all(user)
        elif action is not None:
            raise Refused("invalid_arguments", [f"unknown response_action {str(action)[:50]}"])
        elif self._hub.world.find_view(view["id"]):
            self._hub.modals.close(user, view["id"])
        return {}

    def _place(self, user: str, container: Container) -> _Place:
        if container.type in ("view", "home"):
            return self._place_of_view(user, container)
        where = self._person.sees(user, container.channel)
        ephemeral = container.type == "ephemeral"
        world = self._hub.world
        kept = world.ephemerals.get((where.id, user), {}) if ephemeral else world.messages[where.id]
        message = kept.get(container.ts)
        if message is None:
            raise Refused("message_not_found", ["That message is gone."])
        about = _container_of(container, message)
        fields = {"container": about, "channel": channel_reference(where)}
        if not ephemeral:
            fields["message"] = dict(message)
        blocks = message.get("blocks", [])
        return _Place(container, blocks, fields, initial_values(blocks))

    def _place_of_view(self, user: str, container: Container) -> _Place:
        world, is_home = self._hub.world, container.type == "home"
        view = world.homes.get(user) if is_home else self._open_view(user, container.view_id)
        former = world.former_homes.get(user) if is_home else None
        if view is None:
            raise Refused("view_not_found", ["That view is not open."])
        fields = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
        blocks = tuple(former["blocks"]) if former else ()
        return _Place(container, view["blocks"], fields, view["state"]["values"], view, blocks)

    def _open_view(self, user: str, view_id: str) -> View:
        self._person.user(user)
        for view in self._hub.world.views.get(user, []):
            if view["id"] == view_id:
                return view
        raise Refused("view_not_found", ["That view is not open."])

    def _action(self, block: dict[str, Any], element: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self._hub.world.next_ts(),
        }
        for name in ("text", "value", "style", "url", "placeholder") if not value_field(element["type"]) else ():
            if name in element:
                action[name] = element[name]
        return action | _chosen(element, value)

    def _remember(self, place: _Place, block_id: str, element: dict[str, Any], action: dict[str, Any]) -> None:
        if field := value_field(element["type"]):
            state = {"type": element["type"], field: action.get(field)}
            place.values.setdefault(block_id, {})[element["action_id"]] = state

    def _links(self, user: str, place: _Place) -> dict[str, str]:
        view_id = place.view["id"] if place.view and place.view["type"] == "modal" else ""
        trigger = {"trigger_id": self._hub.triggers.new(user, view_id)}
        if place.view:
            return trigger
        ephemeral = place.container.type == "ephemeral"
        token = self._hub.responses.open(user, place.container.channel, place.container.ts, ephemeral=ephemeral)
        return {**trigger, "response_url": f"{self._hub.url}/response/{token}"}


def _container_of(container: Container, message: Message) -> dict[str, Any]:
    about = {
        "type": "message",
        "message_ts": container.ts,
        "channel_id": container.channel,
        "is_ephemeral": container.type == "ephemeral",
    }
    return {**about, "thread_ts": message["thread_ts"]} if message.get("thread_ts") else about


def _find(blocks: list[dict[str, Any]], block_id: str, action_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for block in every_block(blocks):
        if block_id not in ("", block["block_id"]):
            continue
        for element in every_element(block):
            if element["action_id"] == action_id:
                return block, element
    raise Refused("action_not_found", [f"There is no {action_id[:80]} to use here."])


def _chosen(element: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """The chosen part of an action, checked against what the element offers."""
    field = value_field(element["type"]) or ("selected_option" if element["type"] == "overflow" else "")
    if not field:
        return {}
    if field not in value:
        raise Refused("invalid_arguments", [f"needs {field}"])
    chosen = value[field]
    offered = [option["value"] for option in offered_options(element)]
    for option in chosen if isinstance(chosen, list) else [chosen]:
        if offered and isinstance(option, dict) and option.get("value") not in offered:
            raise Refused("invalid_arguments", ["That is not one of the options."])
    return {field: chosen}


def _merged(blocks: list[dict[str, Any]], kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The values a person gives over those that are there; only for elements that are there."""
    return {
        block_id: {
            name: {**initial, **(_at(given, block_id, name) or kept[block_id][name]), "type": initial["type"]}
            for name, initial in actions.items()
        }
        for block_id, actions in initial_values(blocks).items()
    }


def _at(values: dict[str, Any], block_id: str, name: str) -> dict[str, Any] | None:
    actions = values.get(block_id)
    state = actions.get(name) if isinstance(actions, dict) else None
    return state if isinstance(state, dict) else None


def _missing(view: View) -> dict[str, str]:
    """Slack itself refuses a form with an empty field that is not optional."""
    errors = {}
    for block in view["blocks"]:
        if block["type"] != "input" or block.get("optional"):
            continue
        element = block["element"]
        state = view["state"]["values"][block["block_id"]][element["action_id"]]
        if not state.get(value_field(element["type"])):
            errors[block["block_id"]] = "Please complete this required field."
    return errors


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_arguments", ["errors must name input blocks of the view"])
    return {block_id: str(text) for block_id, text in errors.items()}
