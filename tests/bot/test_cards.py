"""Each card says what it is for, and nothing that was typed or cataloged comes to life in it."""

from dataclasses import replace

import pytest

from bot import cards
from bot.answers import Answer, Outcome
from bot.cards import Press, Reply, Surface, View
from bot.cards.blocks import role_option
from bot.cards.sections import Asked
from bot.catalog import Catalog, Contact, Fallback, Handoff, Holder, Part, Persona
from bot.matching.match import Field, Match, Reason, WordMatch
from bot.question import Intent
from bot.workspace.blocks import block_problems
from tests.bot.clinic import CLINIC, DRESSINGS, MATCHES, NAMED, NURSE, PHARMACIST, PHYSICIAN, PRESCRIBES, answered
from tests.bot.drawn import buttons, of_type, shown

IN_PUBLIC = View(public=True, team="T0TEAM", names={"U0NURSE1": "The early shift"})


def drawn(answer: Answer, view: View = cards.PRIVATE, catalog: Catalog = CLINIC) -> Reply:
    reply = cards.reply(answer, catalog, view)
    assert block_problems(reply.blocks) == []
    return reply


# -- the role card --


def test_a_role_card_begins_with_the_title_and_one_line_of_purpose() -> None:
    """The header is the title, then the first sentence of the description."""
    header, purpose, *_ = drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks
    assert header["text"]["text"] == "Ward Nurse"
    assert purpose["text"]["text"] == "Cares for the patients of a ward."


def test_a_role_card_says_why_it_is_the_answer() -> None:
    """The reason quotes the catalog's phrase, its other wording, its source, and the word that was read otherwise."""
    text = shown(drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks)
    assert (
        "Why this answer: Responsible for “changes dressings”, also put as “wound care” (House rules, 2). "
        "Read “wond” as “wound”."
    ) in text


def test_the_matched_responsibility_comes_first_and_is_bold() -> None:
    """Among what the role does, the matched phrase leads."""
    _, does, *_ = of_type(drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks, "rich_text_list")
    first, second, third = does["elements"]
    assert first["elements"][0] == {"type": "text", "text": "changes dressings", "style": {"bold": True}}
    assert second["elements"][0] == {"type": "text", "text": "gives medicines"}
    assert shown([third]) == "plans the discharge (consulted)"


def test_a_role_card_names_both_sides_of_its_handoffs() -> None:
    """Takes from: who, what. Hands to: who, what, when, where."""
    text = shown(drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks)
    assert "Takes from\nPhysician: prescriptions" in text
    assert "Hands to\nPharmacist: the order list, when the round is over in <C0PHARMACY>" in text


def test_a_role_card_says_who_does_what_it_does_not() -> None:
    """Not responsible for something comes with who is."""
    text = shown(drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks)
    assert "Not responsible for\nprescribing: ask Physician\nparking" in text


def test_who_holds_the_role_comes_before_all_that_it_does() -> None:
    """Right after the reason: a name is what was asked for. What a question is about still leads."""
    lines = shown(drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks).splitlines()
    reason = next(place for place, line in enumerate(lines) if line.startswith("Why this answer"))
    assert lines[reason + 1] == "Who holds it"
    text = shown(cards.role(PHYSICIAN, CLINIC).blocks)
    assert text.index("Nobody is listed as holding this role.") < text.index("What this role does")


def test_in_private_people_are_mentions() -> None:
    """Nobody is pinged by an ephemeral mention, so it may be one."""
    blocks = drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks
    assert of_type(blocks, "user") == [{"type": "user", "user_id": "U0NURSE1"}]
    assert of_type(blocks, "usergroup") == [{"type": "usergroup", "usergroup_id": "S0NURSES"}]
    assert (
        "Who holds it\n<U0NURSE1>, responsible, by the catalog, since 2026-01-10\n"
        "<S0NURSES>, responsible, by the catalog\nthe night desk, responsible, by the catalog"
    ) in shown(blocks)


def test_in_public_people_are_names_that_ping_nobody() -> None:
    """A shared card links to the person; a name that is not known is left out."""
    blocks = drawn(answered(Outcome.ANSWER, DRESSINGS), IN_PUBLIC).blocks
    assert not of_type(blocks, "user")
    assert not of_type(blocks, "usergroup")
    link = {"type": "link", "url": "slack://user?team=T0TEAM&id=U0NURSE1", "text": "The early shift"}
    assert link in of_type(blocks, "link")
    text = shown(blocks)
    assert "Who holds it\nThe early shift, responsible, by the catalog, since 2026-01-10\na group, responsible" in text


def test_without_a_team_a_public_name_is_plain_text() -> None:
    """There is no deep link to a person of an unknown team."""
    blocks = drawn(answered(Outcome.ANSWER, DRESSINGS), View(public=True)).blocks
    assert "a member, responsible, by the catalog, since 2026-01-10" in shown(blocks)


def test_a_role_card_says_where_to_ask() -> None:
    """The channel and the page of the contact, the page as a button too."""
    blocks = drawn(answered(Outcome.ANSWER, DRESSINGS)).blocks
    assert "Where to ask: <C0WARD>, https://clinic.example/ward" in shown(blocks)
    assert buttons(blocks)["open:0"]["url"] == "https://clinic.example/ward"


def test_that_nobody_holds_a_role_is_said_where_others_have_somebody() -> None:
    """In a catalog without any people the line would be noise."""
    quiet = "Nobody is listed as holding this role."
    assert quiet in shown(cards.role(PHYSICIAN, CLINIC).blocks)
    alone = Catalog((PHYSICIAN, NURSE_WITHOUT_PEOPLE))
    assert quiet not in shown(cards.role(PHYSICIAN, alone).blocks)
    named = Match(PHYSICIAN, 1.0, Reason(Field.TITLE, "Physician"))
    for question, told in (
        ("physician", False),
        ("who holds the role of physician?", True),
        ("who's the physician", True),
        ("who fills the physician role in this channel?", True),
        ("who hands the physician the beds?", False),
    ):
        assert (quiet in shown(cards.role(PHYSICIAN, alone, match=named, question=question).blocks)) is told


NURSE_WITHOUT_PEOPLE = replace(NURSE, holders=(), handoffs=())


def test_a_role_card_can_be_shared_opened_compared_and_refused() -> None:
    """Each button carries the persona and the question."""
    found = buttons(drawn(answered(Outcome.ANSWER, *MATCHES)).blocks)
    assert list(found) == [cards.ASK, cards.SHARE, cards.MORE, cards.COMPARE, cards.NOT_RIGHT, cards.PEOPLE, "open:0"]
    carried = Press(("ward-nurse",), "who does wond care?")
    assert Press.decode(found[cards.SHARE]["value"]) == carried
    assert Press.decode(found[cards.NOT_RIGHT]["value"]) == carried
    assert found[cards.COMPARE]["text"]["text"] == "Compare with Physician"
    assert Press.decode(found[cards.COMPARE]["value"]).personas == ("ward-nurse", "physician")


def test_compare_offers_the_near_match_before_the_lookalike() -> None:
    """What the question nearly meant comes before what the role is often mistaken for."""
    near = Match(NAMED.persona, 0.6, NAMED.reason)
    assert "Compare with Pharmacist" in shown(drawn(answered(Outcome.ANSWER, DRESSINGS, near)).blocks)
    assert "Compare with Physician" in shown(drawn(answered(Outcome.ANSWER, DRESSINGS, NAMED)).blocks)
    assert "Compare" not in shown(drawn(answered(Outcome.ANSWER, Match(NAMED.persona, 0.9, NAMED.reason))).blocks)


def test_a_public_card_has_no_buttons_but_ask_and_more() -> None:
    """What it opens is for the one who pressed it."""
    assert list(buttons(drawn(answered(Outcome.ANSWER, *MATCHES), IN_PUBLIC).blocks)) == [cards.ASK, cards.MORE]


def test_a_card_outside_a_message_cannot_be_shared_by_a_button() -> None:
    """A modal and the Home tab have no channel to share in."""
    found = buttons(cards.reply(answered(Outcome.ANSWER, DRESSINGS), CLINIC, View(surface=Surface.MODAL)).blocks)
    assert cards.SHARE not in found


def test_the_full_card_shows_the_rest() -> None:
    """More shows the whole description, what the role owns, its lookalikes, stages, keywords and source."""
    reply = cards.role(NURSE, CLINIC, full=True)
    text = shown(reply.blocks)
    for told in (
        "Works in shifts, day and night.",
        "Owns\nthe medicine cupboard",
        "Often mistaken for\nPhysician: The physician prescribes, the nurse gives.",
        "Part in the stages\ncare: accountable\ndischarge: consulted",
        "Keywords: ward, shift",
        "Source: House rules",
    ):
        assert told in text
    assert cards.MORE not in buttons(reply.blocks)
    assert cards.NOT_RIGHT not in buttons(reply.blocks)
    assert block_problems(reply.blocks) == []


def test_what_a_role_is_not_responsible_for_comes_first_when_asked() -> None:
    """The section that answers the question leads the card."""
    question = answered(Outcome.ANSWER, DRESSINGS, intent=Intent.NOT_RESPONSIBLE)
    text = shown(drawn(question).blocks)
    assert text.index("Not responsible for") < text.index("What this role does")


def test_a_catalog_without_the_asked_section_is_said_to_lack_it() -> None:
    """Silence would read as "responsible for everything"."""
    question = answered(Outcome.ANSWER, NAMED, intent=Intent.NOT_RESPONSIBLE)
    assert "The catalog does not say what this role is not responsible for." in shown(drawn(question).blocks)


HANDOFF = Reason(Field.HANDOFF, "prescriptions")


@pytest.mark.parametrize(
    ("match", "intent", "why", "first"),
    [
        (Match(PHYSICIAN, 0.9, HANDOFF), Intent.GIVES, "Hands “prescriptions” to Ward Nurse.", "Hands to"),
        (Match(NURSE, 0.9, HANDOFF), Intent.RECEIVES, "Takes “prescriptions” from Physician.", "Takes from"),
        (
            Match(NURSE, 0.9, Reason(Field.HANDOFF, "the round is over")),
            Intent.GIVES,
            "Hands “the order list” to Pharmacist, when the round is over in <C0PHARMACY>.",
            "Hands to",
        ),
    ],
)
def test_a_handoff_is_the_reason_and_leads_the_card(match: Match, intent: Intent, why: str, first: str) -> None:
    """Who gives or gets something: the hand-off tells it, in its own direction."""
    text = shown(drawn(answered(Outcome.ANSWER, match, intent=intent)).blocks)
    assert f"Why this answer: {why}" in text
    assert text.index(f"\n{first}\n") < text.index("What this role does")


def test_an_option_holds_a_title_as_plain_text() -> None:
    """What would be drawn as something else, or turns the text around, is left out; a long one is shortened."""
    option = role_option(Persona("a", "On-call :fire: lead\u202egnp.exe", "Does."))
    assert option == {
        "text": {"type": "plain_text", "text": "On-call :fire: leadgnp.exe", "emoji": False},
        "value": "a",
    }
    assert role_option(Persona("a", "T" * 100, "Does."))["text"]["text"] == "T" * 74 + "…"


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Reason(Field.TITLE, "Ward Nurse"), "“Ward Nurse” is the role’s name."),
        (Reason(Field.ALIAS, "RN"), "“RN” is another name of this role."),
        (Reason(Field.RESPONSIBILITY, "gives medicines"), "Responsible for “gives medicines”."),
        (
            Reason(Field.RESPONSIBILITY, "plans the discharge", 2, part=Part.CONSULTED),
            "Consulted on “plans the discharge”.",
        ),
        (Reason(Field.KEYWORD, "shift"), "“shift” is among this role’s keywords."),
        (Reason(Field.OWNS, "the medicine cupboard"), "Owns “the medicine cupboard”."),
        (Reason(Field.HANDOFF, "a phrase no hand-off has"), "Hand-off: “a phrase no hand-off has”."),
        (Reason(Field.STAGE, "care", part=Part.ACCOUNTABLE), "Accountable in the stage “care”."),
        (Reason(Field.STAGE, "care"), "Involved in the stage “care”."),
        (Reason(Field.DESCRIPTION, "Works in shifts"), "Its description says “Works in shifts”."),
        (Reason(Field.NOT_RESPONSIBLE, "prescribing"), "Not responsible for “prescribing”."),
        (
            Reason(
                Field.KEYWORD, "ward", words=(WordMatch("wd", "ward", "synonym"), WordMatch("x", "y", "inflection"))
            ),
            "“ward” is among this role’s keywords. Read “wd” as “ward”.",
        ),
    ],
)
def test_every_kind_of_reason_is_a_sentence(reason: Reason, why: str) -> None:
    """Whatever field matched, the card quotes it and says what it is."""
    reply = drawn(answered(Outcome.ANSWER, Match(NURSE, 0.9, reason)))
    assert f"Why this answer: {why}" in shown(reply.blocks)
    assert reply.text == f"Ward Nurse: Cares for the patients of a ward. Why this answer: {why}"


def test_a_long_list_tells_how_much_is_left() -> None:
    """The short card shows five and says how many there are."""
    busy = replace(NURSE, responsibilities=NURSE.responsibilities * 4)
    assert "What this role does 5 of 12" in shown(cards.role(busy, CLINIC).blocks)


def test_a_handoff_to_a_persona_that_is_gone_shows_its_id() -> None:
    """A catalog made by hand may point nowhere; the card still draws."""
    lost = replace(PHYSICIAN, handoffs=(Handoff("porter", "beds"),))
    assert "porter: beds" in shown(cards.role(lost, CLINIC).blocks)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://clinic.example", "https://a b", "https://x/" + "y" * 3000]
)
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    """Anything else in the place of a page is left out."""
    reply = cards.role(replace(NURSE, contact=Contact("", url)), CLINIC)
    assert not of_type(reply.blocks, "link")
    assert "open:0" not in buttons(reply.blocks)


@pytest.mark.parametrize(
    "holder", [Holder(user="<!channel>"), Holder(usergroup="S0 <@U0>"), Holder(email="a@b.example")]
)
def test_what_is_no_slack_id_is_plain_text(holder: Holder) -> None:
    """Only a well-formed id becomes a mention."""
    reply = cards.role(replace(NURSE, holders=(holder,)), CLINIC)
    assert not of_type(reply.blocks, "user") + of_type(reply.blocks, "usergroup")
    assert (holder.user or holder.usergroup or holder.email) in shown(reply.blocks)


def test_a_channel_that_is_no_id_is_plain_text() -> None:
    """Slack would refuse a channel element with a name in it."""
    reply = cards.role(replace(NURSE, contact=Contact("#front-desk")), CLINIC)
    assert "Where to ask: #front-desk" in shown(reply.blocks)


# -- several personas --


def test_a_choice_gives_each_candidate_its_reason_and_its_button() -> None:
    """Did you mean: the title, the purpose, why, and a button that names the role."""
    reply = drawn(answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES))
    text = shown(reply.blocks)
    assert text.startswith("Did you mean …\nWard Nurse\nCares for the patients of a ward.")
    assert "Physician\nFinds out what is wrong and prescribes.\nResponsible for “prescribes medicines”." in text
    found = buttons(reply.blocks)
    assert [found[f"choose:{index}"]["text"]["text"] for index in (0, 1)] == ["Show Ward Nurse", "Show Physician"]
    assert Press.decode(found["choose:1"]["value"]) == Press(("physician",), "who does wond care?")
    assert Press.decode(found[cards.NOT_RIGHT]["value"]).personas == ("ward-nurse", "physician")
    assert reply.text == "Did you mean Ward Nurse or Physician?"


def test_a_split_task_says_that_sources_divide_it() -> None:
    """The choice is not the bot's doubt but the field's."""
    reply = drawn(answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES, split=True))
    text = shown(reply.blocks)
    assert text.startswith("Sources divide this task\nPublished sources give this task to different roles.")
    assert "(House rules, 2)" in text
    assert "different roles. This is who says what: Ward Nurse or Physician." in reply.text


def test_a_choice_in_public_leaves_the_doubt_to_the_asker() -> None:
    """ "None of these" is for whoever asked, not for the channel."""
    assert cards.NOT_RIGHT not in buttons(drawn(answered(Outcome.CHOICE, DRESSINGS, PRESCRIBES), IN_PUBLIC).blocks)


def test_a_stage_lists_all_with_their_part_the_accountable_first() -> None:
    """Who is involved: each with what they are there for."""
    matches = (
        Match(NURSE, 0.9, Reason(Field.STAGE, "discharge", part=Part.CONSULTED)),
        Match(PHARMACIST, 0.9, Reason(Field.STAGE, "discharge")),
        Match(PHYSICIAN, 0.9, Reason(Field.STAGE, "discharge", part=Part.ACCOUNTABLE)),
    )
    reply = drawn(answered(Outcome.CHOICE, *matches, intent=Intent.STAGE, stage="discharge"))
    assert shown(reply.blocks).startswith(
        "Who is involved in discharge\nPhysician: accountable\nWard Nurse: consulted\nPharmacist"
    )
    select = of_type(reply.blocks, "static_select")[0]
    assert [option["value"] for option in select["options"]] == ["physician", "ward-nurse", "pharmacist"]
    assert reply.text == "Who is involved in discharge: Physician: accountable; Ward Nurse: consulted; Pharmacist."


def test_a_stage_with_a_crowd_says_how_many_are_left() -> None:
    """A list that does not fit is cut with a count."""
    crowd = tuple(replace(PHARMACIST, id=str(number), title=f"Role {number}") for number in range(60))
    matches = tuple(Match(each, 0.5, Reason(Field.STAGE, "care")) for each in crowd)
    reply = drawn(answered(Outcome.CHOICE, *matches, stage="care"), catalog=Catalog(crowd))
    assert "and 20 more" in shown(reply.blocks)


def test_a_comparison_stands_side_by_side() -> None:
    """A table with a column for each role, and the difference above it."""
    reply = drawn(answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES))
    table = of_type(reply.blocks, "table")[0]
    rows = [[shown([cell]) for cell in row] for row in table["rows"]]
    assert rows[0] == ["Role", "Ward Nurse", "Physician"]
    assert rows[1] == ["What it is", "Cares for the patients of a ward.", "Finds out what is wrong and prescribes."]
    assert [
        "Hands to",
        "Pharmacist: the order list, when the round is over in <C0PHARMACY>",
        "Ward Nurse: prescriptions",
    ] in rows
    assert rows[2][0::2] == ["Who holds it", "–"]
    assert "The difference: The physician prescribes, the nurse gives." in shown(reply.blocks)
    assert list(buttons(reply.blocks)) == ["choose:0", "choose:1", cards.SHARE]
    assert reply.text.startswith("Ward Nurse and Physician side by side. Ward Nurse: Cares for the patients")


def test_who_is_not_compared_for_want_of_room_is_named() -> None:
    """Nobody who was asked about is left out without a word."""
    more = replace(NURSE, id="porter", title="Porter")
    assert "Left out: Porter." in shown(cards.comparison((NURSE, PHYSICIAN, PHARMACIST, more), CLINIC).blocks)
    assert "Left out" not in shown(cards.comparison((NURSE, PHYSICIAN, PHARMACIST), CLINIC).blocks)


def test_who_was_to_be_compared_and_is_nobody_here_is_named() -> None:
    """On the card of whoever else was, too; a name is no markup."""
    one = replace(answered(Outcome.ANSWER, NAMED), unknown=("ferry <man>", "banana"))
    reply = cards.reply(one, CLINIC)
    assert "No role here is called “ferry <man>” or “banana”." in shown(reply.blocks[1:2])
    assert reply.text.startswith("No role here is called “ferry &lt;man&gt;” or “banana”. Pharmacist:")
    assert "No role here" not in shown(cards.reply(answered(Outcome.ANSWER, NAMED), CLINIC).blocks)


def test_a_comparison_outside_a_message_stands_one_below_the_other() -> None:
    """Slack draws no tables in modals and on the Home tab."""
    reply = cards.comparison((NURSE, PHYSICIAN, PHARMACIST), CLINIC, View(surface=Surface.MODAL))
    assert block_problems(reply.blocks, "modal") == []
    assert "Physician\nWhat it is: Finds out what is wrong and prescribes.\nWhat this role does: " in shown(
        reply.blocks
    )
    assert cards.SHARE not in buttons(reply.blocks)


def test_a_public_comparison_has_no_buttons() -> None:
    """Nothing in it is for one person alone."""
    assert not buttons(drawn(answered(Outcome.COMPARE, DRESSINGS, PRESCRIBES), IN_PUBLIC).blocks)


# -- nobody, another try, help, notices --


def test_nobody_is_said_with_where_to_ask_and_a_way_on() -> None:
    """No role: the question, the catalog's fallback with its channel, the nearest names, all roles."""
    reply = drawn(answered(Outcome.NONE, PRESCRIBES, NAMED, text="who <!channel> fixes *lifts*?"))
    text = shown(reply.blocks)
    assert (
        "No role here owns this\nNothing in Who does what on the ward matches “who <!channel> fixes *lifts*?”." in text
    )
    assert "Ask in <C0FRONT>, day and night" in text.replace("#front-desk", "<C0FRONT>")
    assert {"type": "channel", "channel_id": "C0FRONT"} in of_type(reply.blocks, "channel")
    assert "The nearest, but not near enough: Physician, Pharmacist" in text
    assert list(buttons(reply.blocks)) == ["choose:0", "choose:1", cards.ALL_ROLES]
    assert "&lt;!channel&gt;" in reply.text
    assert "Ask in #front-desk, day and night" in reply.text


def test_nobody_near_gets_no_hint() -> None:
    """A role that shares a single word is no help."""
    reply = drawn(answered(Outcome.NONE, Match(NAMED.persona, 0.01, NAMED.reason), text=""), IN_PUBLIC)
    assert "nearest" not in shown(reply.blocks)
    assert "Nothing in Who does what on the ward matches." in shown(reply.blocks)
    assert not buttons(reply.blocks)


@pytest.mark.parametrize(
    ("fallback", "told"),
    [
        (Fallback(), None),
        (Fallback("Call the front desk"), "Call the front desk"),
        (Fallback("", "C0FRONT"), "Ask in <C0FRONT>"),
        (Fallback("Call the front desk", "C0FRONT"), "Call the front desk: <C0FRONT>"),
        (Fallback("#front-desk", "C0FRONT"), "<C0FRONT>"),
    ],
)
def test_every_fallback_reads_as_a_sentence(fallback: Fallback, told: str | None) -> None:
    """Text, channel, both or neither."""
    lines = shown(drawn(answered(Outcome.NONE), catalog=replace(CLINIC, fallback=fallback)).blocks).split("\n")
    assert lines[2:-1] == ([told] if told else [])


def test_not_right_offers_what_comes_next() -> None:
    """The rejected persona is gone, the next best have their reasons and buttons."""
    reply = cards.not_right(answered(Outcome.ANSWER, *MATCHES), CLINIC, ("ward-nurse",))
    assert block_problems(reply.blocks) == []
    assert "Ward Nurse\n" not in shown(reply.blocks)
    assert [button["text"]["text"] for button in buttons(reply.blocks).values()] == [
        "Show Physician",
        "Show Pharmacist",
        "See all roles",
    ]
    assert reply.text == "Not that role, then. These come next: Physician, Pharmacist."
    assert "None of these? " in shown(reply.blocks)


def test_not_right_with_nobody_left_is_nobody() -> None:
    """When all were wrong, the card says so and where to ask, and not that nothing matches: something did."""
    reply = cards.not_right(answered(Outcome.ANSWER, DRESSINGS), CLINIC, ("ward-nurse",))
    assert shown(reply.blocks).startswith("Not that role, then\nNothing else here comes near to “")


def test_where_a_task_goes_can_be_doubted_like_a_role() -> None:
    """By whoever asked: in public there are no buttons."""
    elsewhere = replace(answered(Outcome.NONE, *MATCHES), goes_to="the caretaker")
    assert buttons(drawn(elsewhere).blocks)["not_right"]["text"]["text"] == "Not right?"
    assert not buttons(drawn(elsewhere, IN_PUBLIC).blocks)
    assert "not_right" not in buttons(drawn(answered(Outcome.NONE, *MATCHES)).blocks)
    reply = cards.not_right(elsewhere, CLINIC, ())
    assert reply.text.startswith("Not there, then. These come next: ")
    assert "caretaker" not in shown(reply.blocks)
    far = replace(elsewhere, matches=(Match(NAMED.persona, 0.01, NAMED.reason),))
    assert shown(cards.not_right(far, CLINIC, ()).blocks).startswith("Not there, then\nNothing else")


def test_help_teaches_with_examples_of_the_catalog_in_force() -> None:
    """Every example can be typed as it stands and has an answer here."""
    reply = drawn(answered(Outcome.HELP))
    typed = [part["text"] for part in of_type(reply.blocks, "text") if part.get("style", {}).get("code")]
    assert typed == [
        "/persona ward nurse",
        "/persona gives medicines",
        "/persona who owns the medicine cupboard",
        "/persona who hands the order list to pharmacist",
        "/persona what is ward nurse not responsible for",
        "/persona who is involved in admission",
        "/persona compare ward nurse with physician",
        "/persona list",
        "/persona me",
        "/persona assign",
        "/persona history",
        "/persona words",
        "/persona gaps",
        "/persona pin",
    ]
    assert reply.text == "Ask who does what, for example: /persona ward nurse"


def test_help_on_a_bare_catalog_shows_only_what_it_can_answer() -> None:
    """A list of titles and descriptions has no hand-offs, stages or things to own."""
    bare = Catalog((Persona("rn", "ICU Nurse", "Cares."),))
    typed = [part["text"] for part in of_type(cards.usage(bare).blocks, "text") if part.get("style", {}).get("code")]
    words = ("me", "assign", "history", "words", "gaps", "pin")
    assert typed == ["/persona ICU nurse", *(f"/persona {word}" for word in ("list", *words))]


def test_an_overview_groups_the_roles_by_stage() -> None:
    """Each role stands where it has the greatest part, with its purpose and its people."""
    reply = drawn(answered(Outcome.OVERVIEW), IN_PUBLIC)
    text = shown(reply.blocks)
    assert text.startswith("Who does what on the ward\n3 roles. To ask who does a task, type /persona and the task.\n")
    care = "Care\nWard Nurse: Cares for the patients of a ward. Held by The early shift, a group, the night desk."
    assert care in text
    assert "Discharge\nPhysician: Finds out what is wrong and prescribes." in text
    assert "Other roles\nPharmacist: Keeps the medicines." in text
    assert reply.blocks[0]["block_id"].startswith(cards.OVERVIEW_MARK)
    assert [option["value"] for option in of_type(reply.blocks, "static_select")[0]["options"]] == [
        "ward-nurse",
        "physician",
        "pharmacist",
    ]
    assert reply.text.endswith("Ward Nurse, Physician, Pharmacist")


def test_an_overview_without_stages_is_in_the_order_of_the_alphabet() -> None:
    """Without stages there is one list."""
    text = shown(cards.overview(replace(CLINIC, stages=())).blocks)
    assert text.index("Pharmacist:") < text.index("Physician:") < text.index("Ward Nurse:")
    assert "\nRoles\n" in text


def staffed(count: int, holders: int) -> Catalog:
    """A catalog of so many roles with a description, a stage, so many holders each and hand-offs to the next two."""
    return Catalog(
        tuple(
            Persona(
                f"role-{number}",
                f"Ward Consultant {number:03}",
                "Looks after the patients of the ward in all things that have to do with it, day and night.",
                handoffs=tuple(Handoff(f"role-{(number + step) % count}", "the report") for step in (1, 2)),
                stages={f"stage {number % 7}": Part.RESPONSIBLE},
                holders=tuple(Holder(user=f"U0{number:03}{one}") for one in range(holders)),
            )
            for number in range(count)
        ),
        stages=tuple(f"stage {number}" for number in range(7)),
    )


@pytest.mark.parametrize(("count", "holders", "receivers"), [(7, 4, 2), (40, 2, 2), (90, 1, 0)])
def test_an_overview_has_every_role_with_who_holds_it_and_whom_it_hands_work_to(
    count: int, holders: int, receivers: int
) -> None:
    """The more roles, the less is said of each; ninety are too many for their hand-offs."""
    catalog = staffed(count, holders)
    names = {one.user: f"Augusta Lovelace {one.user}" for role in catalog.personas for one in role.holders}
    blocks = cards.overview(catalog, View(True, "T0123456", names), "F1", pinned=True).blocks
    assert block_problems(blocks) == []
    told = shown(blocks[:-1]).splitlines()  # below it the select names the roles too
    for number, persona in enumerate(catalog.personas):
        (line,) = [line for line in told if line.startswith(persona.title)]
        assert all(names[one.user] in line for one in persona.holders)
        for step in range(1, receivers + 1):
            assert catalog.personas[(number + step) % count].title in line


def test_an_overview_of_more_stages_than_a_message_has_room_for_is_one_list() -> None:
    """No role is left out for the stage it stands in."""
    catalog = staffed(40, 1)
    stages = {role.id: f"stage {number}" for number, role in enumerate(catalog.personas)}
    personas = tuple(replace(role, stages={stages[role.id]: Part.RESPONSIBLE}) for role in catalog.personas)
    text = shown(cards.overview(replace(catalog, personas=personas, stages=tuple(stages.values()))).blocks)
    assert "\nRoles\n" in text
    assert all(role.title in text for role in personas)


def test_an_overview_of_very_many_names_the_first_and_completes_what_one_types() -> None:
    """Five hundred roles do not fit a message; the select asks for them as one types."""
    many = tuple(Persona(f"role-{number}", f"Role {number}", "Does something.") for number in range(500))
    reply = drawn(answered(Outcome.OVERVIEW), catalog=Catalog(many))
    assert "500 roles." in shown(reply.blocks)
    assert "Roles 304 of 500" in shown(reply.blocks)
    select = of_type(reply.blocks, "external_select")[0]
    assert (select["action_id"], select["min_query_length"]) == (cards.SHOW_ROLE, 0)


def test_a_role_whose_id_is_too_long_is_not_offered_in_a_select() -> None:
    """Slack takes an option's value of 150 characters; the role is still listed."""
    long = Catalog((Persona("x" * 151, "Long", "Does."),))
    reply = cards.overview(long)
    assert "Long: Does." in shown(reply.blocks)
    assert not of_type(reply.blocks, "actions")


def test_a_notice_is_one_plain_sentence() -> None:
    """What it says is shown as it stands, and escaped for notifications."""
    reply = cards.notice("Invite me to <#C0WARD> first & try again.")
    assert reply == Reply(
        "Invite me to &lt;#C0WARD&gt; first &amp; try again.",
        [
            {
                "type": "section",
                "text": {"type": "plain_text", "text": "Invite me to <#C0WARD> first & try again.", "emoji": False},
            }
        ],
    )


def test_an_empty_notice_is_still_a_message() -> None:
    """Slack refuses empty text."""
    assert cards.notice(" ").text == "–"
    assert block_problems(cards.notice("").blocks) == []


def test_a_failure_gives_the_reference() -> None:
    """The asker can tell the maintainer which line of the log it is."""
    assert "tell the maintainer F-1234." in cards.failure("F-1234").text


def test_a_card_may_be_drawn_for_a_question_without_a_match() -> None:
    """The next best persona's id may be one that the catalog no longer has."""
    reply = cards.draw(PHARMACIST, CLINIC, cards.PRIVATE, Asked("medicines?", nearest="gone"))
    assert cards.COMPARE not in buttons(reply.blocks)
    assert "Why" not in shown(reply.blocks)


def test_a_card_tells_everybodys_first_handoff_before_anybodys_second() -> None:
    """So that the few that are shown name as many roles as can be."""
    many = tuple(Handoff("sink", f"thing {number}") for number in range(9))
    givers = [Persona(f"giver-{number}", f"Giver {number}", "Gives.", handoffs=many) for number in range(3)]
    catalog = Catalog((*givers, Persona("sink", "Sink", "Takes.")))
    assert [giver.title for giver, _ in catalog.handoffs_to["sink"][:4]] == ["Giver 0", "Giver 1", "Giver 2", "Giver 0"]
    told = shown(cards.role(catalog.by_id["sink"], catalog).blocks)
    assert "Giver 2" in told
