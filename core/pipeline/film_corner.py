"""Films for a party: chosen in the light of what is known of it, and remarks on them kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.movies.feedback import Feedback, Known
from core.movies.library import Library
from core.movies.listing import Listing, Listings
from core.movies.rank import Pick, Request
from core.movies.remarks import Remark
from core.movies.survey import Survey, films
from core.party import Party


@dataclass(frozen=True, slots=True)
class FilmCorner:
    """Shared by the personas' answers and the commands."""

    library: Library
    feedback: Feedback
    listings: Listings

    def last(self, party: Party, now: float) -> Listing | None:
        """What was shown to `party` last; to a private one also what it saw in public."""
        found = self.listings.of(party, now)
        if found is None and party.private:
            return self.listings.of(party._replace(private=False), now)
        return found

    async def known(self, party: Party) -> Known:
        """What is known of whoever it is."""
        return await self.feedback.known(party.viewer)

    def choose(
        self, party: Party, request: Request, survey: Survey | None, known: Known, now: float
    ) -> tuple[Pick, ...]:
        """Picks for `request`: nothing that `party` was shown or has judged, and nothing that
        its channel saw lately as long as there is enough else."""
        mine = known.avoid | self.listings.shown(party)
        resting = self.listings.resting(party, now)
        request = replace(request, leanings=known.leanings, avoid=mine | resting)
        picks = self._picks(request, survey)
        if len(picks) < request.k and resting - mine:
            picks = self._picks(replace(request, avoid=mine), survey)
        return picks

    def _picks(self, request: Request, survey: Survey | None) -> tuple[Pick, ...]:
        if survey is None:
            return self.library.recommender.recommend(request)
        return films(self.library.recommender, survey, request.k, request)

    async def show(self, party: Party, picks: Sequence[Pick], named: int, now: float) -> None:
        """`picks` are shown to `party`, `named` of them in words."""
        chosen = [pick.film for pick in picks]
        self.listings.put(party, chosen, named, now)
        await self.feedback.shown(party.viewer, [film.id for film in chosen])

    async def note(self, party: Party, remarks: Sequence[Remark], now: float) -> tuple[Remark, ...]:
        """Keep what a viewer said of films. One that takes back a save and names no film means
        the newest; it is missing in what is returned when nothing is saved."""
        noted = [await self._named(party, remark) for remark in remarks]
        for remark in noted:
            ids = [film.id for film in remark.films]
            if remark.verdict is None:
                await self.feedback.unsave(party.viewer, ids)
            else:
                await self.feedback.judge(party.viewer, ids, remark.verdict)
            self._look_at(party, remark, now)
        return tuple(remark for remark in noted if remark.films)

    def _look_at(self, party: Party, remark: Remark, now: float) -> None:
        """From now on "이거" is the film of `remark`: in a list that was shown in public only if
        everybody there knows of it."""
        last = self.last(party, now)
        if last is None or len(remark.films) != 1 or not tellable(remark, party):
            return
        if last is self.listings.of(party, now) or remark.films[0] in last.films:
            last.focus = remark.films[0]

    async def _named(self, party: Party, remark: Remark) -> Remark:
        if remark.films:
            return remark
        saved = (await self.known(party)).saved[:1]
        films = [film for id in saved if (film := self.library.catalogue.by_id(id))]
        return replace(remark, films=tuple(films), found=True)


def tellable(remark: Remark, party: Party) -> bool:
    """Whether the films of `remark` may be named where `party` is answered."""
    return party.private or not remark.found
