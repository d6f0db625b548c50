"""Lines of chat that ask for a film, lines that only mention one, and what is read from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.movies.catalogue import Catalogue
from core.movies.wish import FilmWish, read_wish

CATALOGUE = Catalogue.load()

WISHES = """
남친이랑 헤어졌는데 볼만한 영화 추천해 주세요
영화 추천좀요
영화 하나만 추천해줘
주말에 볼 영화 추천 부탁드려요
오늘 너무 우울한데 웃긴 영화 없을까요?
눈물 펑펑 흘릴 만한 영화 있어요?
기분 전환되는 영화 추천해주실 수 있나요
아무 생각 없이 볼 만한 거 없을까
혼자 집에서 볼 영화 추천해주세요ㅠㅠ
썸녀랑 같이 볼 만한 영화 뭐 있을까요
로맨스 영화 추천해줘
로맨틱 코미디 추천 좀 해주세요
멜로 추천해 줘
스릴러 하나 추천해주세요
공포 영화 추천ㅋㅋ
애니 추천해줘
지브리 애니 추천 받아요
다큐멘터리 볼만한 거 있나요
액션 영화 땡기는데 추천 좀
SF 영화 추천해주세요
미스터리 영화 골라줘
어바웃 타임 같은 영화 추천해주세요
라라랜드랑 비슷한 영화 있나요?
이터널 선샤인 같은 거 또 없나
써니 같은 영화 추천 부탁해요
비긴 어게인 느낌의 영화 추천
리틀 포레스트 같은 잔잔한 영화 추천해줘
기생충이랑 올드보이 재밌게 봤는데 비슷한 거 추천해줘
부산행 같은 거 보고 싶어
인터스텔라 비슷한 거
범죄도시 말고 다른 액션 추천해줘
90분 안 넘는 영화로 추천해줘
한 시간 반 이내로 볼 수 있는 영화
2시간 이하 영화 추천해주세요
짧은 영화 추천해줘 시간이 없어
넷플릭스에서 볼만한 영화 추천해주세요
티빙에 볼만한 거 있나
왓챠에 있는 일본 영화 추천
웨이브에서 볼 로맨스 추천해줘
쿠팡플레이 영화 추천 좀
디즈니플러스에서 볼 애니 추천해줘
80년대 영화 추천해줘
2000년대 한국 멜로 추천
고전 영화 추천해주세요
최신 한국 영화 추천해줘
프랑스 영화 추천 좀
대만 로맨스 영화 보고 싶다
홍콩 영화 추천해줄래?
무서운 거 빼고 추천해줘 볼 영화
공포는 못 보니까 다른 영화 추천해줘
슬픈 영화 말고 밝은 영화 추천해줘
야한 거 없는 로맨스 추천
불륜 나오는 거 빼고 멜로 추천해주세요
부모님이랑 볼 만한 영화 있을까요
친구들이랑 볼 코미디 추천해줘
여자친구랑 집에서 볼 영화 뭐가 좋을까
데이트할 때 볼 영화 추천해주세요
이별하고 보기 좋은 영화
위로가 되는 영화 추천해 주세요
힐링되는 영화 없나요
설레는 영화 보고 싶어요
여운 남는 영화 추천해줘
반전 있는 영화 알려줘
심심한데 영화나 추천해줘
영화 뭐 보지
오늘 저녁에 영화 뭐 볼까요
요즘 볼 영화 없나
무슨 영화 볼까
어떤 영화 보면 좋을까요?
짝사랑할 때 보면 좋은 영화 있나요
실연당했는데 울고 싶다 영화 추천
잠 안 오는데 볼 거 추천해줘
스트레스 풀리는 액션 영화 알려주세요
감동적인 영화 좀 찾아줘
명작 추천해줘
추천해줘 영화
잔인하지 않은 스릴러 있을까요
can you recommend a movie for a breakup
what movie should i watch tonight
movies like inception please
""".strip().splitlines()

TALK = """
어제 남친이랑 영화 봤는데 싸웠어요
영화관에서 고백할까요
영화처럼 만났어요
영화 보다가 손을 잡았는데 안 빼더라고요
썸남이 영화 보러 가자는데 그린라이트인가요
영화 보자고 먼저 말해도 될까요?
소개팅 두 번째 만남에 영화 어때요
그 사람이 추천해준 영화를 봤어요
영화 추천해줬는데 답이 없어요
걔가 자꾸 나한테 영화 추천해주는데 관심 있는 걸까
영화표 두 장 있는데 같이 가자고 할까요
영화관 데이트 옷 추천해줘
첫 데이트 장소 추천해주세요
여친 생일 선물 추천 부탁드려요
데이트 코스 추천 좀 해주세요
이별 노래 추천해줘
책 추천해주세요
드라마 추천 좀
기념일에 갈 만한 식당 추천해주세요
고백 멘트 추천해주세요
카톡 답장 뭐라고 할지 추천해줘
헤어진 지 세 달 됐는데 아직도 보고 싶어요
보고 싶다고 연락해도 될까
볼 때마다 설레요
얼굴 볼 수 있는 날이 없어요
남친이 액션 영화만 좋아해서 힘들어요
우리 연애는 로맨스 영화가 아니라 스릴러예요
멜로 눈깔이 뭐예요
남친 집에서 넷플릭스 보자는데 무슨 뜻일까요
넷플릭스 같이 보다가 잠들었어요
전남친이 넷플 계정을 아직 써요
영화 취향이 달라서 고민이에요
영화 한 편 같이 볼 사람도 없네요
혼자 영화 보는 거 이상한가요
영화 같은 사랑은 없나 봐요
라라랜드 결말처럼 헤어졌어요
라라랜드 보고 둘이 울었어요
기생충처럼 빌붙는 남친
노트북 고장나서 연락을 못 했대요
우리들 사이가 예전 같지 않아요
아저씨 같은 남자가 좋아요
그녀 같은 사람은 처음이에요
괴물 같은 사람이었어요
너의 이름은 뭐야
친구의 결혼식에서 전남친을 봤어요
두 시간 안에 답장하기로 했는데 안 와요
두 시간 넘게 기다렸어요
읽씹 두 시간째
공포증이 있어서 연애가 무서워요
코미디가 따로 없네요
판타지 같은 연애 하고 싶어요
액션이 너무 커서 부담스러워요
반전 매력이 있는 사람이에요
드라마 같은 이별이었어요
영화배우 닮은 사람이 좋아요
영화 동아리에서 만난 사람이에요
영화 시작 전에 고백받았어요
같이 본 영화 때문에 싸웠어요
영화 얘기만 하고 헤어졌어요
썸남한테 영화 추천해달라고 톡할까요
안녕하세요 처음 왔어요
ㅋㅋㅋㅋㅋㅋ
오늘 방송 재밌네요
제 고민 좀 들어주세요
남친이 바람폈어요
""".strip().splitlines()

READ = {
    "헤어져서 우울한데 볼 영화 추천해줘": FilmWish(),
    "실컷 울 수 있는 영화": FilmWish(intent="congruent"),
    "기분 전환할 만한 거 볼 거 없나": FilmWish(intent="repair"),
    "인셉션 같은 거": FilmWish(likes=("인셉션",)),
    "반전 있는 스릴러 추천, 잔인한 건 빼고": FilmWish(genres=("Thriller",), exclusions=("잔인",)),
    "두 시간 안 넘는 걸로": FilmWish(runtime=120),
    "넷플에 있는 90년대 한국 로코": FilmWish(
        genres=("Romance", "Comedy"), provider="netflix", era="1990s", country="KR"
    ),
    "기생충이랑 올드보이 재밌게 봤는데 비슷한 거 추천해줘": FilmWish(likes=("기생충", "올드보이")),
    "1시간 30분 이내 영화 추천해줘": FilmWish(runtime=90),
    "부모님이랑 볼 만한 영화 있을까요": FilmWish(company="family"),
    "친구들이랑 볼 코미디 추천해줘": FilmWish(company="friends", genres=("Comedy",)),
    "남친이랑 헤어졌는데 볼만한 영화 추천해 주세요": FilmWish(),
    "남친이랑 주말에 볼 영화 추천해 주세요": FilmWish(company="couple"),
    "공포랑 스릴러 빼고 영화 추천해줘": FilmWish(exclusions=("Horror", "Thriller")),
    "슬픈 영화 말고 밝은 영화 추천해줘": FilmWish(intent="repair", exclusions=("슬픈",)),
    "최신 일본 영화 추천": FilmWish(era="recent", country="JP"),
    "2000년대 한국 멜로 추천": FilmWish(era="2000s", country="KR", genres=("Romance",)),
    "기생충 말고 다른 스릴러 추천": FilmWish(genres=("Thriller",), exclusions=("기생충",)),
    "혼자 볼 만한 영화 추천해줘": FilmWish(company="alone"),
}


@pytest.mark.parametrize("line", WISHES)
def test_a_film_is_asked_for(line: str) -> None:
    assert read_wish(line, CATALOGUE) is not None


@pytest.mark.parametrize("line", TALK)
def test_a_film_is_only_talked_about(line: str) -> None:
    assert read_wish(line, CATALOGUE) is None


@pytest.mark.parametrize(("line", "wish"), READ.items())
def test_what_is_asked_for(line: str, wish: FilmWish) -> None:
    assert read_wish(line, CATALOGUE) == wish


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    wish = read_wish(text, CATALOGUE)
    assert wish is None or wish.runtime is None or wish.runtime > 0


def test_a_long_line_is_read_in_time() -> None:
    assert read_wish("영화 " * 2000 + "두 시간 " * 500, CATALOGUE) is None
