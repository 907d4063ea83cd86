"""The workspace as it is at the start: people named for what they are, four channels, a direct message each."""

from collections.abc import Callable

from bot.workspace.state import Channel, User, UserGroup, World

BOT_USER = "U0PERSONAB"
BOT_ID = "B0PERSONAB"
APP_ID = "A0PERSONAB"
TEAM_ID = "T0PERSONAW"

NEWCOMER, MAINTAINER, TEAM_LEAD, GUEST = "U0NEWCOMER", "U0MAINTAIN", "U0TEAMLEAD", "U0ENGINEER"
GENERAL, ML_HELP, ML_PLATFORM, RANDOM = "C0GENERAL1", "C0MLHELP01", "C0MLPLATF1", "C0RANDOM01"

_PEOPLE = (
    User(NEWCOMER, "newcomer", "Newcomer", "2b6cb0"),
    User(MAINTAINER, "maintainer", "Maintainer", "2f855a", is_admin=True),
    User(TEAM_LEAD, "team-lead", "Team lead", "b7791f"),
    User(GUEST, "engineer", "Engineer", "97266d"),
)
_CHANNELS = (
    (GENERAL, "general", "Announcements for everybody", True),
    (ML_HELP, "ml-help", "Questions about machine learning here", True),
    (ML_PLATFORM, "ml-platform", "The platform that models run on", True),
    (RANDOM, "random", "The bot is not in this channel", False),
)


def seed(clock: Callable[[], float], bot_name: str, messages_kept: int) -> World:
    """A new world with its people, channels and user group."""
    world = World(clock, messages_kept, TEAM_ID, "Persona Workspace", "persona-workspace")
    bot = User(BOT_USER, bot_name.lower(), bot_name, "4a154b", is_bot=True)
    people = [User(one.id, one.name, one.display_name, one.color, is_admin=one.is_admin) for one in _PEOPLE]
    world.users = {user.id: user for user in (*people, bot)}
    everybody = [person.id for person in people]
    for channel_id, name, topic, with_bot in _CHANNELS:
        members = [*everybody, BOT_USER] if with_bot else list(everybody)
        _add(world, Channel(channel_id, name, members, topic, created=int(clock())))
    for person in everybody:
        _add(world, Channel(f"D{person[1:]}", "", [person, BOT_USER], is_im=True, user=person, created=int(clock())))
    group = UserGroup("S0MLPLATFM", "ml-platform-team", "ML platform team", [MAINTAINER, GUEST])
    world.usergroups = {group.id: group}
    return world


def _add(world: World, channel: Channel) -> None:
    world.channels[channel.id] = channel
    world.messages[channel.id] = {}
    world.pins[channel.id] = []
