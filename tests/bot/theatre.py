"""A theatre's catalog, for the tests of understanding: a field that nothing in the code knows a word of."""

from bot.catalog import Catalog, Handoff, NotResponsible, Part, Persona, Responsibility

DESIGNER = Persona(
    id="lighting-designer",
    title="Lighting Designer",
    description="Decides how the stage is lit.",
    aliases=("LD", "light designer"),
    responsibilities=(
        Responsibility("draws the lighting plan", source="Handbook"),
        Responsibility("chooses the colours of the gels", also=("colour filters",)),
        Responsibility("writes the cue sheet", source="Handbook"),
    ),
    keywords=("Vectorworks", "grandMA"),
    not_responsible=(NotResponsible("hanging the lamps", "rigger"),),
    handoffs=(Handoff("rigger", "the lighting plan", "the model is approved"),),
    stages={"design": Part.ACCOUNTABLE, "rehearsal": Part.CONSULTED},
)
RIGGER = Persona(
    id="rigger",
    title="Rigger",
    description="Works above the stage.",
    responsibilities=(Responsibility("inspects the fly bars"), Responsibility("hangs heavy loads")),
    owns=("the east hoist",),
    handoffs=(Handoff("stage-manager", "the safety certificate"),),
    stages={"rehearsal": Part.RESPONSIBLE},
)
MANAGER = Persona(
    id="stage-manager",
    title="Stage Manager",
    description="Runs the show from the prompt desk.",
    aliases=("SM",),
    responsibilities=(
        Responsibility("calls the cues during the performance"),
        Responsibility("keeps the prompt book", also=("blocking notes",)),
        Responsibility("writes the cue sheet", source="Union guide"),
    ),
    stages={"rehearsal": Part.ACCOUNTABLE},
)
WARDROBE = Persona(
    id="costume-engineer",
    title="Costume Engineer",
    description="Makes what the actors wear.",
    aliases=("wardrobe engineer",),
    responsibilities=(Responsibility("sews and mends the costumes"), Responsibility("launders the shirts")),
)
SOUND = Persona(
    id="sound-engineer",
    title="Sound Engineer",
    description="Makes the play heard.",
    aliases=("audio engineer",),
    responsibilities=(Responsibility("mixes the microphones"), Responsibility("records the bell effects")),
)
BOX_OFFICE = Persona(
    id="box-office-clerk",
    title="Box Office Clerk",
    description="Sells tickets.",
    responsibilities=(Responsibility("refunds cancelled bookings"), Responsibility("reserves wheelchair seats")),
)
THEATRE = Catalog(
    personas=(DESIGNER, RIGGER, MANAGER, WARDROBE, SOUND, BOX_OFFICE),
    title="Who does what in the house",
    stages=("design", "rehearsal", "closing night"),
    version="1",
)
