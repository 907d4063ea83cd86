"""Nouns by which English calls people for what they do, of any field: "X engineer" is somebody, not something done."""

import re

OCCUPATIONS = frozenset(
    """
    accountant administrator advisor adviser agent analyst architect artist assistant associate attendant attorney
    auditor baker barista broker builder buyer captain carer cashier chair chef chief chemist cleaner clerk coach
    commander commissioner consultant controller cook coordinator counsel counsellor counselor courier curator
    custodian dean dentist designer developer dietitian director dispatcher doctor driver economist editor
    electrician engineer estimator executive expert facilitator farmer fighter foreman guard handler head historian
    inspector instructor interpreter investigator janitor journalist judge lawyer lead leader lecturer librarian
    manager marshal mechanic merchandiser midwife minister musician negotiator nurse officer operative optician
    orderly owner painter paralegal paramedic partner pharmacist photographer physician physicist physiotherapist
    pilot planner plumber policeman practitioner preacher president principal producer professor programmer
    psychologist receptionist recruiter registrar representative researcher salesman salesperson scientist scout
    secretary solicitor specialist statistician steward strategist superintendent supervisor surgeon surveyor
    tailor teacher technician technologist therapist trader trainee trainer translator treasurer trustee tutor
    undertaker veterinarian waiter warden welder writer
    """.split()
)

# Those that tell nothing without what stands before them.
GENERIC = frozenset(
    """administrator adviser advisor agent analyst assistant associate coordinator engineer executive expert head lead
    leader manager officer operative operator owner partner representative specialist technician""".split()
)

# The endings by which English calls who does something.
AGENT = re.compile(r"(?:er|or|ist|ian|ant|(?<!m)ent|man|woman|men|women|wife|wives|ee)s?$")


def is_somebody(name: str) -> bool:
    """True for a name that calls people by their work; a few titles and many aliases name the work itself: billing.

    What somebody is stands before "of": a director of sales.
    """
    words = name.casefold().partition(" of ")[0].split()
    return bool(words) and (is_occupation(words[-1]) or AGENT.search(words[-1]) is not None)


def is_occupation(word: str) -> bool:
    """True for a folded noun that calls a person by their work, also in the plural."""
    return word in OCCUPATIONS or word.removesuffix("s") in OCCUPATIONS


def is_verb_too(word: str) -> bool:
    """True for a folded noun that calls people by their work, and as it is may be a verb: lead, heads, nurse."""
    return AGENT.search(word) is None


def does(agent: str, work: str) -> bool:
    """True for a folded noun that calls who does some work, also named by a noun: the planner, and the plan."""
    stems = (work, work.removesuffix("s"), work.removesuffix("e"), work + work[-1])
    return any(agent.removesuffix("s") == root + ending for root in stems for ending in ("er", "or", "r", "ist", "ian"))
