"""auth.test, api.test, team.info, apps.connections.open: who the bot is and how it connects."""

from bot.workspace.methods.registry import Answer, Call, method
from bot.workspace.seed import APP_ID, BOT_ID, BOT_USER


@method("api.test", token="none")  # noqa: S106 -- a kind of token, not one
def api_test(call: Call) -> Answer:
    """Say the arguments back."""
    return {"args": {name: value for name, value in call.args.given.items() if name != "token"}}


@method("auth.test")
def auth_test(call: Call) -> Answer:
    """Who the token belongs to."""
    world = call.hub.world
    return {
        "url": f"{call.hub.url}/",
        "team": world.team_name,
        "user": world.users[BOT_USER].name,
        "team_id": world.team_id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("team.info", scopes=("team:read",))
def team_info(call: Call) -> Answer:
    """The workspace."""
    world = call.hub.world
    return {"team": {"id": world.team_id, "name": world.team_name, "domain": world.team_domain, "icon": {}}}


@method("apps.connections.open", token="app")  # noqa: S106 -- a kind of token, not one
def connections_open(call: Call) -> Answer:
    """The address of a Socket Mode connection, good for one use."""
    address = call.hub.url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link/?ticket={call.hub.sockets.ticket()}&app_id={APP_ID}"}
