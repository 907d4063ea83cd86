"""A small catalog of another field, and answers about it, for the tests of drawing."""

from bot.answers import Answer, Outcome
from bot.catalog import (
    Catalog,
    Contact,
    Fallback,
    Handoff,
    Holder,
    Lookalike,
    NotResponsible,
    Part,
    Persona,
    Responsibility,
)
from bot.matching.match import Field, Match, Reason, WordMatch
from bot.question import Intent, Question

NURSE = Persona(
    id="ward-nurse",
    title="Ward Nurse",
    description="Cares for the patients of a ward. Works in shifts, day and night.",
    source="House rules",
    aliases=("RN", "staff nurse"),
    responsibilities=(
        Responsibility("gives medicines"),
        Responsibility("changes dressings", also=("wound care",), source="House rules, 2"),
        Responsibility("plans the discharge", part=Part.CONSULTED),
    ),
    keywords=("ward", "shift"),
    owns=("the medicine cupboard",),
    not_responsible=(NotResponsible("prescribing", "physician"), NotResponsible("parking")),
    mistaken_for=(Lookalike("physician", "The physician prescribes, the nurse gives."),),
    handoffs=(Handoff("pharmacist", "the order list", "the round is over", "C0PHARMACY"),),
    stages={"care": Part.ACCOUNTABLE, "discharge": Part.CONSULTED},
    contact=Contact("C0WARD", "https://clinic.example/ward"),
    holders=(Holder(user="U0NURSE1", since="2026-01-10"), Holder(usergroup="S0NURSES"), Holder(name="the night desk")),
)
PHYSICIAN = Persona(
    id="physician",
    title="Physician",
    description="Finds out what is wrong and prescribes.",
    responsibilities=(
        Responsibility("prescribes medicines"),
        Responsibility("plans the discharge", part=Part.ACCOUNTABLE),
    ),
    handoffs=(Handoff("ward-nurse", "prescriptions"),),
    stages={"admission": Part.RESPONSIBLE, "discharge": Part.ACCOUNTABLE},
)
PHARMACIST = Persona(id="pharmacist", title="Pharmacist", description="Keeps the medicines.")
CLINIC = Catalog(
    personas=(NURSE, PHYSICIAN, PHARMACIST),
    title="Who does what on the ward",
    stages=("admission", "care", "discharge"),
    fallback=Fallback("Ask in #front-desk, day and night", "C0FRONT"),
    version="1",
)

DRESSINGS = Match(
    NURSE,
    0.9,
    Reason(
        Field.RESPONSIBILITY,
        "changes dressings",
        index=1,
        also="wound care",
        source="House rules, 2",
        words=(WordMatch("wond", "wound", "typo"), WordMatch("care", "care")),
    ),
)
PRESCRIBES = Match(PHYSICIAN, 0.5, Reason(Field.RESPONSIBILITY, "prescribes medicines"))
NAMED = Match(PHARMACIST, 0.2, Reason(Field.TITLE, "Pharmacist"))
MATCHES = (DRESSINGS, PRESCRIBES, NAMED)


def answered(
    outcome: Outcome,
    *matches: Match,
    text: str = "who does wond care?",
    intent: Intent = Intent.WHO,
    stage: str = "",
    split: bool = False,
    offered: int | None = None,
) -> Answer:
    """An answer with these matches, of which all (one for ANSWER, none for NONE) are offered."""
    usual = {Outcome.ANSWER: 1, Outcome.NONE: 0}.get(outcome, len(matches))
    return Answer(outcome, Question(text, intent), matches, usual if offered is None else offered, stage, split)
