"""What TMDB answers, as far as it is read. Anything may be missing; a wrong type may not."""

from msgspec import Struct, field


class Genre(Struct):
    id: int


class Country(Struct):
    iso_3166_1: str = ""


class Named(Struct):
    name: str | None = ""


class Keywords(Struct):
    keywords: list[Named] = []


class Person(Struct):
    name: str | None = ""
    job: str | None = ""


class Credits(Struct):
    cast: list[Person] = []
    crew: list[Person] = []


class Release(Struct):
    certification: str | None = ""
    type: int = 0


class Releases(Struct):
    iso_3166_1: str = ""
    release_dates: list[Release] = []


class AllReleases(Struct):
    results: list[Releases] = []


class Service(Struct):
    """A provider, in a film's list or in the list of all."""

    provider_id: int
    provider_name: str = ""


class Watch(Struct):
    link: str = ""
    flatrate: list[Service] = []
    free: list[Service] = []
    ads: list[Service] = []
    rent: list[Service] = []
    buy: list[Service] = []


class Watches(Struct):
    results: dict[str, Watch] = {}


class Listed(Struct):
    """A film as lists name it."""

    id: int
    adult: bool | None = False


class Page(Struct):
    """Of `/discover/movie`, `/movie/changes` and the lists that come with a film."""

    results: list[Listed] = []
    total_pages: int = 1


class Services(Struct):
    """Of `/watch/providers/movie`."""

    results: list[Service] = []


class Exported(Struct):
    """A line of the daily export of ids."""

    id: int
    popularity: float = 0.0
    adult: bool = False
    video: bool = False


class Details(Struct):
    """Of `/movie/{id}` with what is appended to it."""

    id: int
    title: str
    original_title: str | None = ""
    adult: bool = False
    release_date: str | None = ""
    runtime: int | None = None
    overview: str | None = ""
    poster_path: str | None = None
    vote_average: float | None = 0.0
    vote_count: int | None = 0
    genres: list[Genre] = []
    origin_country: list[str] = []
    production_countries: list[Country] = []
    belongs_to_collection: Named | None = None
    keywords: Keywords = field(default_factory=Keywords)
    credits: Credits = field(default_factory=Credits)
    release_dates: AllReleases = field(default_factory=AllReleases)
    watch_providers: Watches = field(name="watch/providers", default_factory=Watches)
    recommendations: Page = field(default_factory=Page)
    similar: Page = field(default_factory=Page)
