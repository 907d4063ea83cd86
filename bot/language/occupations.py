"""Nouns by which English calls people for what they do, of any field: "X engineer" is somebody, not something done."""

import re

OCCUPATIONS = frozenset(
    """
    accountant actor actress actuary administrator adviser advisor agent aide ambassador anaesthetist analyst
    animator apprentice arborist architect archivist artist assistant associate astronomer athlete attendant
    attorney audiologist auditor bailiff baker barista barrister biologist bishop blacksmith bodyguard bookbinder
    bookkeeper bosun botanist bouncer brewer bricklayer broker builder bursar butcher buyer cameraman captain
    cardiologist carer carpenter cartographer cashier caterer cellist chair chaplain chauffeur chef chemist chief
    choreographer cleaner clerk coach cobbler columnist comedian commander commissioner composer concierge conductor
    confectioner constable consul consultant controller cook coordinator copywriter coroner counsel counsellor
    counselor courier coxswain croupier curate curator custodian dancer deacon dean deckhand decorator dentist
    dermatologist designer detective developer dietitian director dispatcher diver docent doctor doula dramaturg
    draughtsman driver dyer ecologist economist editor electrician embalmer engineer engraver envoy epidemiologist
    estimator executive expert facilitator farmer farmhand fighter firefighter fisherman fishmonger fitter florist
    foreman forester gamekeeper gardener geographer geologist glazier goldsmith groundsman guard gymnast hairdresser
    handler head historian hostess housekeeper hydrologist illustrator imam inspector instructor intern interpreter
    investigator janitor jeweler jeweller jockey joiner journalist judge landscaper lawyer lead leader lecturer
    lexicographer librarian lifeguard linguist locksmith machinist magician magistrate maid manager marshal mason
    masseur mathematician mechanic medic merchandiser meteorologist midwife miller milliner miner minister musician
    nanny negotiator neurologist notary novelist nurse nutritionist officer ombudsman oncologist operative optician
    optometrist orderly osteopath owner paediatrician painter paralegal paramedic partner pathologist pediatrician
    pharmacist pharmacologist photographer physician physicist physio physiotherapist pianist pilot planner
    plasterer playwright plumber podiatrist poet policeman politician porter postman potter practitioner preacher
    president priest principal producer professor programmer prosecutor provost psychiatrist psychologist publisher
    purser rabbi radiographer radiologist ranger receptionist recruiter referee registrar reporter representative
    researcher restorer rigger roofer saddler sailor salesman salesperson scholar scientist scout sculptor
    seamstress secretary sentry sexton shepherd sheriff shoemaker singer skipper sociologist soldier solicitor
    sommelier sonographer specialist stagehand statistician stevedore steward stewardess strategist stuntman stylist
    superintendent supervisor surgeon surveyor tailor taxidermist teacher technician technologist teller therapist
    tiler toxicologist trader trainee trainer translator treasurer trustee tutor typist umpire undertaker
    underwriter upholsterer usher valet valuer verger vet veterinarian vicar violinist waiter waitress warden warder
    watchmaker weaver welder winemaker woodworker writer zookeeper zoologist
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
