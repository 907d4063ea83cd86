"""The engines that are measured: each finds the nearest of some texts. Ours is asked through the same door."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Protocol

import bm25s  # type: ignore[import-untyped]  # it ships no types
import tantivy
from rapidfuzz import fuzz, process, utils

from bot.language.words import stem

Found = list[tuple[int, float]]  # texts by number, the best first, each with the engine's own score
WORD = re.compile(r"\w+")


class Engine(Protocol):
    """Finds the texts nearest to a question."""

    def find(self, question: str, most: int) -> Found: ...


class Fuzzy:
    """rapidfuzz over all texts, with one of its scorers."""

    def __init__(self, texts: Sequence[str], scorer: Callable[..., float]) -> None:
        self._texts = [utils.default_process(text) for text in texts]
        self._scorer = scorer

    def find(self, question: str, most: int) -> Found:
        asked = utils.default_process(question)
        found = process.extract(asked, self._texts, scorer=self._scorer, limit=most)
        return [(number, score) for _, score, number in found]


class Bm25:
    """bm25s with its English stop words and the stemmer that Persona uses."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._count = len(texts)
        self._engine = bm25s.BM25()
        self._engine.index(self._tokens(list(texts)), show_progress=False)

    def find(self, question: str, most: int) -> Found:
        tokens = self._tokens([question])
        if not tokens.vocab:
            return []
        numbers, scores = self._engine.retrieve(tokens, k=min(most, self._count), show_progress=False)
        pairs = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return [(number, score) for number, score in pairs if score > 0]

    def _tokens(self, texts: list[str]) -> bm25s.tokenization.Tokenized:
        return bm25s.tokenize(texts, stopwords="en", stemmer=_stems, show_progress=False)


def _stems(words: Sequence[str]) -> list[str]:
    return [stem(word) for word in words]


class Sqlite:
    """SQLite's FTS5, in memory, ranked by its BM25: whole words, stemmed, or trigrams, which forgive slips."""

    def __init__(self, texts: Sequence[str], tokenize: str) -> None:
        self._trigrams = tokenize == "trigram"
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='{tokenize}')")
        rows = ((number, text) for number, text in enumerate(texts))
        self._database.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", rows)

    def find(self, question: str, most: int) -> Found:
        words = WORD.findall(question.lower())
        if self._trigrams:
            words = [word[at : at + 3] for word in words for at in range(len(word) - 2)]
        if not words:
            return []
        asked = " OR ".join(f'"{word}"' for word in words)
        rows = self._database.execute(
            "SELECT rowid, -rank FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (asked, most)
        )
        return [(int(number), float(score)) for number, score in rows]


class Tantivy:
    """tantivy: stemmed terms by BM25, and each term once more with one slip, letters swapped counting as one."""

    def __init__(self, texts: Sequence[str]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True)
        builder.add_text_field("text", tokenizer_name="en_stem")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(number=number, text=text))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def find(self, question: str, most: int) -> Found:
        clauses = []
        for word in WORD.findall(question.lower()):
            root = stem(word)
            clauses.append((tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", root)))
            if len(root) > 3:
                near = tantivy.Query.fuzzy_term_query(self._schema, "text", root, distance=1)
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(near, 0.5)))
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), most).hits
        return [(self._searcher.doc(address)["number"][0], float(score)) for score, address in hits]


PEERS: dict[str, Callable[[Sequence[str]], Engine]] = {
    "rapidfuzz WRatio": lambda texts: Fuzzy(texts, fuzz.WRatio),
    "rapidfuzz token_set_ratio": lambda texts: Fuzzy(texts, fuzz.token_set_ratio),
    "bm25s": Bm25,
    "SQLite FTS5, words": lambda texts: Sqlite(texts, "porter"),
    "SQLite FTS5, trigrams": lambda texts: Sqlite(texts, "trigram"),
    "tantivy, fuzzy": Tantivy,
}
