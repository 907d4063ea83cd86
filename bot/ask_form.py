"""The modal that asks somebody who holds a role: the question, ready to send, and where it goes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.cards import wording
from bot.cards.blocks import context, paragraph, plain, rich
from bot.cards.fields import entered, field, modal
from bot.cards.spans import Line, Span, channel, joined
from bot.cards.view import Block, View, decoded
from bot.cards.words import cut
from bot.catalog import Holder, Persona

ASK_FORM = "ask_form"
# The fields: each is the id of a block and of the one element in it.
QUESTION, WHERE = "ask_question", "ask_where"
LONGEST_QUESTION = 2000
MOST_PEOPLE = 8
_CHANNEL_ID = re.compile("[CG][A-Z0-9]{2,30}")

Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """What the modal is about: the role, and the channel it was opened in, which decides who holds the role."""

    persona: str = ""
    channel: str = ""

    def encode(self) -> str:
        """The matter as private_metadata."""
        return json.dumps([self.persona, self.channel], ensure_ascii=False)

    @classmethod
    def decode(cls, note: object) -> "Matter":
        """The matter that was encoded; an empty one from anything else."""
        match decoded(note, 999):
            case [str(persona), str(channel_)]:
                return cls(persona, channel_ if _CHANNEL_ID.fullmatch(channel_) else "")
        return cls()


def addressees(persona: Persona, view: View, asker: str) -> tuple[str, ...]:
    """Where a question for the role can go: the id of its channel, and those of the people to ask but the asker."""
    people = [user for user in view.reachable(persona) if user != asker][:MOST_PEOPLE]
    return (*([persona.contact.channel] if persona.contact.channel else []), *people)


def ask(persona: Persona, question: str, view: View, asker: str, place: str) -> Block:
    """The modal for a role that has somewhere to ask; `place` is the channel it is opened in."""
    places = addressees(persona, view, asker)
    options = [{"text": plain(_label(one, view), 75), "value": one} for one in places]
    written: Block = {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": LONGEST_QUESTION,
        "focus_on_load": True,
    }
    if typed := cut(question, LONGEST_QUESTION):
        written["initial_value"] = typed
    where = {"type": "radio_buttons", "options": options, "initial_option": options[0]}
    ways: list[Line] = [_way(one) for one in places]
    blocks = [
        field(QUESTION, "Your question", written),
        field(WHERE, "Where it goes", where),
        context("I post it with your name, and mention nobody else."),
        rich(paragraph(Span("Or write there yourself: "), *joined(ways))),
    ]
    return modal(ASK_FORM, f"Ask: {persona.title}", blocks, submit="Send", note=Matter(persona.id, place).encode())


def read(values: Mapping[str, Any], places: tuple[str, ...]) -> tuple[str, str, Errors]:
    """The question and where it goes, one of `places`; and what is wrong with them."""
    question = entered(values, QUESTION, "value").strip()[:LONGEST_QUESTION]
    where = entered(values, WHERE, "selected_option")
    errors = {} if question else {QUESTION: "Write what you would like to know."}
    if where not in places:
        errors[WHERE] = "They can no longer be asked there. Close this and look at the role again."
    return question, where, errors


def _label(place: str, view: View) -> str:
    if _CHANNEL_ID.fullmatch(place):
        return "In the role’s channel: everybody there can see and answer it"
    return f"Directly to {cut(view.names.get(place) or 'a holder of the role', 55)}"


def _way(place: str) -> Line:
    """A channel or a person to click on; nobody is mentioned by it in a modal."""
    is_channel = _CHANNEL_ID.fullmatch(place)
    return (channel(place),) if is_channel else (wording.holder_name(Holder(user=place), View()),)
