"""The Home tab: a search box, its answer, and all roles."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import cards, home_view
from bot.answers import Answer
from handlers.commands import acknowledge
from handlers.desk import Desk
from handlers.failures import safely


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the tab being opened and to what is typed into its search box."""

    async def opened(args: AsyncArgs) -> None:
        if (args.event or {}).get("tab") == "home":
            await publish(args)

    async def searched(args: AsyncArgs) -> None:
        typed = str((args.action or {}).get("value") or "").strip()
        await publish(args, typed, await desk.answer(args, typed) if typed else None)

    async def publish(args: AsyncArgs, query: str = "", answer: Answer | None = None) -> None:
        catalog = desk.catalog(args)
        view = await desk.view(args, catalog.personas)
        home = home_view.home(catalog, view, query, answer)
        await args.client.views_publish(user_id=args.context.user_id or "", view=home)

    app.event("app_home_opened")(ack=acknowledge, lazy=[safely(opened, desk)])
    app.action(cards.SEARCH)(ack=acknowledge, lazy=[safely(searched, desk)])
