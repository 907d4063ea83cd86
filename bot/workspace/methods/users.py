"""users.* and usergroups.*: the people of the workspace."""

from typing import Any

from bot.workspace.methods.registry import Answer, Call, method, paged
from bot.workspace.refusals import Refused
from bot.workspace.state import User, UserGroup, World


def user_object(world: World, user: User, *, email: bool) -> dict[str, Any]:
    """A user in Slack's form; the email only with its own scope."""
    profile = {
        "real_name": user.display_name,
        "real_name_normalized": user.display_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "title": "",
        "team": world.team_id,
    }
    if email and not user.is_bot:
        profile["email"] = email_of(user)
    always = {"id": user.id, "team_id": world.team_id, "name": user.name, "deleted": user.deleted, "profile": profile}
    if user.deleted:
        return {**always, "is_bot": user.is_bot, "is_app_user": False}
    return {
        **always,
        "color": user.color,
        "real_name": user.display_name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": user.tz_offset,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
    }


def email_of(user: User) -> str:
    """The address by which users.lookupByEmail finds somebody."""
    return f"{user.name}@example.com"


@method("users.info", scopes=("users:read",), needs=("user",))
def info(call: Call) -> Answer:
    """One user."""
    return {"user": _object(call, call.user())}


@method("users.list", scopes=("users:read",))
def list_users(call: Call) -> Answer:
    """Everybody."""
    page, cursor = paged([_object(call, user) for user in call.hub.world.users.values()], call.args)
    return {"members": page, "cache_ts": int(call.hub.clock()), "response_metadata": {"next_cursor": cursor}}


@method("users.lookupByEmail", scopes=("users:read.email",), needs=("email",))
def lookup_by_email(call: Call) -> Answer:
    """Who has an email address."""
    for user in call.hub.world.users.values():
        if not user.is_bot and email_of(user) == call.args.text("email").lower():
            return {"user": _object(call, user)}
    raise Refused("users_not_found")


@method("users.profile.get", scopes=("users.profile:read",), needs=("user",))
def profile_get(call: Call) -> Answer:
    """The profile of one user."""
    return {"profile": _object(call, call.user())["profile"]}


@method("usergroups.list", scopes=("usergroups:read",))
def list_groups(call: Call) -> Answer:
    """The user groups, with their members if asked for."""
    groups = call.hub.world.usergroups.values()
    with_users = call.args.flag("include_users")
    return {"usergroups": [_group(call.hub.world, group, with_users=with_users) for group in groups]}


@method("usergroups.users.list", scopes=("usergroups:read",), needs=("usergroup",))
def list_group_users(call: Call) -> Answer:
    """The ids of a user group's members."""
    group = call.hub.world.usergroups.get(call.args.text("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


def _object(call: Call, user: User) -> dict[str, Any]:
    return user_object(call.hub.world, user, email="users:read.email" in call.hub.app.scopes)


def _group(world: World, group: UserGroup, *, with_users: bool) -> dict[str, Any]:
    members = [user for user in group.users if not world.users[user].deleted]
    about = {
        "id": group.id,
        "team_id": world.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "date_delete": 0,
        "user_count": len(members),
    }
    return {**about, "users": members} if with_users else about
