"""Asks an account for its consent: the bot's or a streamer's on Twitch, a streamer's on Chzzk.

May be run while `lovelm run` is running, and again for each further account.
"""

import argparse
import asyncio
import os
import sys
import time
import webbrowser
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from adapters.oauth_callback import listening
from bots import logs, platforms, settings
from bots.grants import open_grants
from bots.settings import Settings, data_folder
from core.credentials import Credentials
from core.errors import BadInput, ConfigError, PlatformError
from core.grants import Grant, Grants, Kind, OAuth
from core.labels import Platform


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("platform", nargs="?", choices=("twitch", "chzzk"), help="where")
    parser.add_argument(
        "--as", dest="kind", choices=[*Kind], help="twitch only: which account this is"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the page's address")
    parser.add_argument("--list", action="store_true", help="who is connected")
    parser.add_argument(
        "--remove",
        nargs=2,
        metavar=("PLATFORM", "ACCOUNT"),
        help="forget an account, by id or name",
    )


def main(chosen: argparse.Namespace) -> int:
    logs.set_up(verbose=False)
    return asyncio.run(_run(settings.load(), chosen))


async def _run(options: Settings, chosen: argparse.Namespace) -> int:
    async with open_grants(options, data_folder(options)) as grants:
        if chosen.list:
            return _print(await grants.list())
        if chosen.remove:
            return await _remove(options, grants, *chosen.remove)
        if chosen.platform is None:
            raise BadInput("say where: lovelm connect twitch --as bot|broadcaster, or chzzk")
        return await _connect(options, grants, _asked(chosen), not chosen.no_browser)


def _asked(chosen: argparse.Namespace) -> Grant:
    """What shall be granted, by whomever."""
    platform = Platform(chosen.platform)
    if platform is Platform.TWITCH and chosen.kind is None:
        raise BadInput("say which account it is: lovelm connect twitch --as bot|broadcaster")
    if platform is Platform.CHZZK and chosen.kind == Kind.BOT:
        raise BadInput("on Chzzk a bot speaks from the streamer's account: lovelm connect chzzk")
    return Grant(platform=platform, kind=Kind(chosen.kind or Kind.BROADCASTER))


async def _connect(options: Settings, grants: Grants, asked: Grant, browser: bool) -> int:
    async with _oauth(options, asked.platform) as oauth, listening(options.oauth_port) as callback:
        page = oauth.consent_url(asked.kind, callback.url, callback.state)
        _explain(asked, callback.url, page)
        if browser:
            await asyncio.to_thread(_show, page)
        try:
            grant = await oauth.grant(
                asked.kind, await callback.code(), callback.state, callback.url
            )
            known = await _keep(grants, oauth, grant)
        except PlatformError as error:
            callback.tell(False, "연결하지 못했어요. 까닭은 터미널에 나와 있어요.")
            print(f"not connected: {error}", file=sys.stderr)
            return 1
        callback.tell(True, f"{grant.name or '이 계정'}, 연결했어요. 이 창은 닫아도 돼요.")
    _confirm(options, grant, known)
    return 0


async def _keep(grants: Grants, oauth: OAuth, grant: Grant) -> bool:
    """Store the grant; whether the account was known before."""
    store = grants.open(grant.platform, grant.kind, grant.account)
    known = await store.load() is not None
    await Credentials(store, oauth.renew, time.time).accept(grant)
    return known


def _explain(asked: Grant, redirect_url: str, page: str) -> None:
    print(f"Once, at {CONSOLES[asked.platform]}, register this address for the application:")
    print(f"  {redirect_url}")
    print(f"LoveLM asks {WHO[asked.kind]} for:")
    for scope, why in _scopes(asked).items():
        print(f"  {scope:28} {why}")
    print(f"Open this page in a browser where that account is signed in:\n  {page}")
    print("waiting for at most 5 minutes ...", flush=True)


def _confirm(options: Settings, grant: Grant, known: bool) -> None:
    print(f"connected: {_who(grant)}")
    missing = [scope for scope in _scopes(grant) if scope not in grant.scopes]
    if missing and grant.scopes:
        print(f"  not granted: {', '.join(missing)}; lovelm doctor says what that costs")
    if not grant.account:
        print("  Chzzk did not say whose account it is: add 유저 정보 조회 to the application")
    other = options.twitch_bot_id
    if (
        grant.platform is Platform.TWITCH
        and grant.kind is Kind.BOT
        and other not in ("", grant.account)
    ):
        print(f"  LOVELM_TWITCH_BOT_ID names another account, which goes on speaking: {other}")
    if known:
        print("  a running LoveLM goes on with it within a minute")
    else:
        print("  a running LoveLM takes it in when it is started again")


def _print(grants: Sequence[Grant]) -> int:
    for grant in grants:
        state = "" if grant.refresh else "  cannot be decrypted: connect it again"
        print(f"{_who(grant)}{state}")
    if not grants:
        print("nobody is connected")
    return 0


async def _remove(options: Settings, grants: Grants, platform: str, account: str) -> int:
    found = [
        grant
        for grant in await grants.list()
        if grant.platform == platform and account in (grant.account, grant.name)
    ]
    if not found:
        raise BadInput("no such account is connected; lovelm connect --list shows who is")
    for grant in found:
        await grants.remove(grant.platform, grant.kind, grant.account)
        print(f"removed: {_who(grant)}")
        if grant.refresh:
            await _withdraw(options, grant)
        if grant.seed and options.chzzk_refresh_token.get_secret_value():
            print("  LOVELM_CHZZK_REFRESH_TOKEN, which it began with, is spent: unset it")
    return 0


async def _withdraw(options: Settings, grant: Grant) -> None:
    """Give the consent back, where the platform can be reached."""
    try:
        async with _oauth(options, grant.platform) as oauth:
            await oauth.revoke(grant)
    except (PlatformError, ConfigError) as error:
        print(f"  not withdrawn at the platform ({error}): do it at {WITHDRAW[grant.platform]}")


def _oauth(options: Settings, platform: Platform) -> AbstractAsyncContextManager[OAuth]:
    """The platform's consents. Raises ConfigError when the application is not set."""
    on = options.twitch_on if platform is Platform.TWITCH else options.chzzk_on
    if not on:
        key = f"LOVELM_{platform.upper()}_CLIENT_ID"
        raise ConfigError(
            key,
            "is not set",
            f"register an application at {CONSOLES[platform]} and set {key} and its _CLIENT_SECRET",
        )
    if platform is Platform.TWITCH:
        return platforms.twitch_oauth(options, time.time)
    return platforms.chzzk_oauth(options, time.time)


def _scopes(grant: Grant) -> dict[str, str]:
    """What is asked for, and why."""
    if grant.platform is Platform.TWITCH:
        from adapters.twitch.oauth import SCOPES

        return SCOPES[grant.kind]
    from adapters.chzzk.oauth import SCOPES as chzzk

    return chzzk


def _show(page: str) -> None:
    """Open a browser, where there is one with windows: one of text would take the terminal."""
    windows = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if windows:
        webbrowser.open(page)


def _who(grant: Grant) -> str:
    name = grant.name or "(name unknown)"
    return f"{grant.platform} {grant.kind} {name} ({grant.account or 'id unknown'})"


WHO = {
    Kind.BOT: "the account that shall speak in chat",
    Kind.BROADCASTER: "the streamer's account",
}
CONSOLES = {
    Platform.TWITCH: "https://dev.twitch.tv/console/apps (OAuth Redirect URLs)",
    Platform.CHZZK: "https://developers.chzzk.naver.com/application (로그인 리디렉션 URL)",
}
WITHDRAW = {
    Platform.TWITCH: "https://www.twitch.tv/settings/connections",
    Platform.CHZZK: "https://chzzk.naver.com (설정 → 서비스 연동)",
}
