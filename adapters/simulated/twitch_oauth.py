"""What accounts consented to at a local Twitch: the page, codes, and users' tokens."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web
from yarl import URL

LIVES = 14_400


@dataclass(slots=True)
class Consents:
    """`signed_in` is the id and login of whoever sees the consent page; they agree at once,
    unless they refuse."""

    client_id: str
    client_secret: str
    signed_in: tuple[str, str]
    refuses: bool = False
    renewals: int = 0
    validations: int = 0
    # Token or code → who consented, and to what.
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    access: dict[str, dict[str, Any]] = field(default_factory=dict)
    refresh: dict[str, dict[str, Any]] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/oauth2/authorize", self._authorize),
            web.post("/oauth2/revoke", self._revoke),
        ]

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = request.query
        back = URL(asked["redirect_uri"])
        if asked["client_id"] != self.client_id or asked["response_type"] != "code":
            return web.json_response({"status": 400, "message": "invalid client"}, status=400)
        if self.refuses:
            denied = {"error": "access_denied", "error_description": "The user denied you access"}
            raise web.HTTPFound(back.update_query(denied | {"state": asked["state"]}))
        code, (user, login) = uuid4().hex, self.signed_in
        about = {"user_id": user, "login": login, "scopes": asked["scope"].split()}
        self.codes[code] = about | {"redirect_uri": asked["redirect_uri"]}
        raise web.HTTPFound(
            back.update_query(code=code, scope=asked["scope"], state=asked["state"])
        )

    def token(self, given: dict[str, Any]) -> web.Response:
        """A code or a refresh token for tokens; Twitch lets a refresh token be used again."""
        if (given.get("client_id"), given.get("client_secret")) != (
            self.client_id,
            self.client_secret,
        ):
            return _refuse(403, "invalid client secret")
        if given["grant_type"] == "refresh_token":
            who = self.refresh.get(given["refresh_token"])
            if who is None:
                return _refuse(400, "Invalid refresh token")
            self.renewals += 1
            return self._tokens(who, given["refresh_token"])
        who = self.codes.pop(given["code"], None)
        if who is None or who.pop("redirect_uri") != given["redirect_uri"]:
            return _refuse(400, "Invalid authorization code")
        return self._tokens(who, uuid4().hex)

    def _tokens(self, who: dict[str, Any], refresh: str) -> web.Response:
        access = uuid4().hex
        self.access[access] = self.refresh[refresh] = who
        return web.json_response(
            {
                "access_token": access, "refresh_token": refresh, "expires_in": LIVES,
                "scope": who["scopes"], "token_type": "bearer",
            }
        )  # fmt: skip

    def validity(self, token: str) -> web.Response | None:
        """Whose token it is; None when it is nobody's."""
        who = self.access.get(token)
        if who is None:
            return None
        self.validations += 1
        return web.json_response(who | {"client_id": self.client_id, "expires_in": LIVES})

    async def _revoke(self, request: web.Request) -> web.Response:
        who = self.access.pop(str((await request.post()).get("token", "")), None)
        if who is None:
            return _refuse(400, "Invalid token")
        self.refresh = {token: other for token, other in self.refresh.items() if other is not who}
        return web.Response()

    def withdraw(self) -> None:
        """Whoever consented disconnects the application."""
        self.access.clear()
        self.refresh.clear()


def _refuse(status: int, message: str) -> web.Response:
    return web.json_response({"status": status, "message": message}, status=status)
