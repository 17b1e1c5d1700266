"""Briefs made from words, for the tests of what they are written as."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from lagebild.picture.brief import Brief, Captured, Footnote, Paragraph, Section, Sentence
from lagebild.picture.brief.phrases import phrases
from lagebild.picture.brief.plain import plain, quoted

AS_OF = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
#: What markup, templates and shells might take for theirs.
TRICKS = (
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![i](http://e.example/i.png)", "*bold* _em_ `code` ~~s~~ ==m==", "# h", "- item",
    "[^1]: note [^1] ^[inline]", "$x^2$ \\(y\\) \\[z\\]", "#eval(\"1\") #import \"a\" #{1} @ref <label> //c /*c*/", "{{ x }} {% y %} ${z}",
    "&amp; &#x3c; &lt;", "\u202egpj.exe\u202c", "a\u0000b\u001bc", "http://e.example/?a=b www.e.example m@e.example", "](x)[", "\\", "\\*", "|a|b|", "> q",
    "“ ” „ “ « »", "```{=html}\n<b>x</b>\n```", "::: {.c}\n:::", "---", "<!-- c -->", "]]>", "\"onload=\"x", "<bdi>", "../../etc/passwd", "#text(fill: red)[x]",
)  # fmt: skip
words = st.one_of(
    st.text(min_size=1, max_size=80), st.sampled_from(TRICKS), st.lists(st.sampled_from(TRICKS), min_size=1, max_size=5).map(" ".join)
).filter(lambda text: bool(plain(text).strip()))


def brief_of(said: str, *, title: str = "Lagebericht", language: str = "de", likelihood: str = "") -> Brief:
    """A brief that quotes `said` wherever a report's words can come."""
    table = phrases(language)  # type: ignore[arg-type]
    note = Footnote(
        number=1, claims=("claim--0123456789abcdef0123456789abcdef",), words=quoted(said), read_as="Lieferung, vollzogen", chain=(plain(said),),
        publisher=plain(said), published="2026-11-25", title=plain(said), report="sha256:" + "ab" * 32,
        captured=Captured("url", said, AS_OF, "sha256:" + "cd" * 32), origin="origin--0123456789abcdef", speaker=plain(said).replace(";", ","),
        state="undecided",
    )  # fmt: skip
    sentence = Sentence(f"Ein Bericht ({table.quote(said)}) sagt es{likelihood}.", (1,))
    paragraph = Paragraph(f"Thema: {plain(said)}", (sentence,), "thing--x")
    return Brief(plain(title), table.language, "Stand", (Section("single", "Angaben", (paragraph,)),), (note,), (3, "sha256:ff"), AS_OF)
