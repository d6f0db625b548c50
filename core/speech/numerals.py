"""Korean numerals as they are said: 삼백, 세, 공일공."""

MOST_DIGITS = 16


def sino(number: int) -> str:
    """0 to 10¹⁶ - 1 in Sino-Korean, a space between myriads: 만 이천삼백, 일억 오천만."""
    if number == 0:
        return "영"
    words: list[str] = []
    for place in (3, 2, 1, 0):
        four = number // 10_000**place % 10_000
        if four == 1 and place == 1 and not words:
            words.append("만")
        elif four:
            words.append(_below_myriad(four) + _MYRIADS[place])
    return " ".join(words)


def _below_myriad(number: int) -> str:
    word = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            word += ("" if digit == 1 and place else _SINO[digit]) + _PLACES[place]
    return word


def native(number: int) -> str:
    """1 to 99 as it stands before a counter: 한, 두, 스무, 스물한."""
    tens, ones = divmod(number, 10)
    if number == 20:
        return "스무"
    return _TENS[tens] + _ONES[ones]


def one_by_one(digits: str) -> str:
    """`digits` as in a telephone number: 공일공."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def said(number: str) -> str:
    """`number`, digits with perhaps a decimal point, in Sino-Korean; too long a number, and one
    that begins with a needless 0, digit by digit."""
    whole, _, fraction = number.partition(".")
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        word = one_by_one(whole)
    else:
        word = sino(int(whole))
    return f"{word} 점 {one_by_one(fraction)}" if fraction else word


_DIGITS = "공일이삼사오육칠팔구"
_SINO = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
