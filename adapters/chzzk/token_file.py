"""The file an earlier LoveLM kept Chzzk's token in: taken over once."""

import asyncio
import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from core.grants import Grant, Grants, Kind
from core.labels import Platform

log = logging.getLogger(__name__)


class Token(Struct, frozen=True, kw_only=True):
    refresh: str
    access: str = ""
    good_until: float = 0.0
    seed: str = ""

    __repr__ = object.__repr__  # tokens end up in tracebacks


async def take_over(path: Path, grants: Grants) -> None:
    """Move the token in `path`, if there is one, into `grants`, and remove the file."""
    try:
        token = _decode(await asyncio.to_thread(path.read_bytes))
    except FileNotFoundError:
        return
    except msgspec.DecodeError:
        log.error("token file not readable", extra={"path": str(path)})
        return
    kept = await grants.list(Platform.CHZZK)
    # A crash between the save and the removal: what is kept may be newer than the file.
    if not any(grant.account == "" or grant.seed == token.seed for grant in kept):
        nobodys = Grant(platform=Platform.CHZZK, kind=Kind.BROADCASTER)
        fields = msgspec.structs.asdict(token)
        store = grants.open(nobodys.platform, nobodys.kind, nobodys.account)
        await store.save(msgspec.structs.replace(nobodys, **fields))
    for file in (path, path.with_name(path.name + ".lock")):
        file.unlink(missing_ok=True)


_decode = msgspec.json.Decoder(Token).decode
