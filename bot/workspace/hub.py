"""The parts of one running workspace, wired once."""

from collections.abc import Callable

from bot.workspace.delivery import Courier
from bot.workspace.faults import Faults
from bot.workspace.feed import Feed
from bot.workspace.keys import Keys
from bot.workspace.limits import Limits
from bot.workspace.manifest import App
from bot.workspace.modals import Modals
from bot.workspace.payloads import Payloads
from bot.workspace.responses import Responses
from bot.workspace.seed import seed
from bot.workspace.socket_mode import SocketMode
from bot.workspace.traffic import Traffic
from bot.workspace.triggers import Triggers


class Hub:
    """Everything the Web API, the people and the page work on."""

    def __init__(self, app: App, limits: Limits, clock: Callable[[], float]) -> None:
        self.app = app
        self.limits = limits
        self.clock = clock
        self.url = ""
        self.keys = Keys()
        self.faults = Faults()
        self.world = seed(clock, app.bot_name, limits.messages_kept)
        self.traffic = Traffic(self.keys.all(), limits.traffic_kept, clock)
        self.payloads = Payloads(self.world, self.keys, app)
        self.sockets = SocketMode(limits, clock)
        self.courier = Courier(self.keys, self.traffic, limits, clock, self.sockets)
        self.feed = Feed(self.world, self.payloads, self.courier)
        self.triggers = Triggers(clock, limits.trigger_seconds)
        self.modals = Modals(self.world, self.triggers)
        self.responses = Responses(self.world, self.feed, self.payloads.bot, limits, clock)
