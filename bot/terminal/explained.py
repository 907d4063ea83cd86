"""`persona ask --explain`: how a question was read, and the whole ranking with what speaks for each persona."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers import Answer
from bot.matching import Index, rank
from bot.matching.confidence import FIGURES, WEIGHTS
from bot.matching.index import EXACT
from bot.matching.match import Match
from bot.matching.ranking import weigh


def print_explained(answer: Answer, index: Index, console: Console) -> None:
    """Print how the answer's question was read, its nearest personas, and the pull of each figure.

    A pull is the figure (0 to 1) times its weight; the chances are the softmax of the sums.
    """
    question = answer.question
    console.print(Text(f"Asked for: {question.intent.value}. Outcome: {answer.outcome.value}."))
    words = ", ".join(f"{item.word} ({item.weight:.1f})" for item in weigh(question, index).items)
    console.print(Text(f"Words and their weight: {words or 'none'}."))
    console.print(Text(f"Chance that nobody fits: {rank(question, index).none:.2f}."))
    if answer.goes_to:
        console.print(Text(f"Nobody here, and it goes to: {answer.goes_to}."))
    if answer.matches:
        console.print(_table(answer, index))


def _table(answer: Answer, index: Index) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("persona", "score", "matched", "words", "what speaks for it"):
        drawn.add_column(name, justify="right" if name == "score" else "left", overflow="fold")
    cases = weigh(answer.question, index).cases
    for match in answer.matches:
        case = cases.get(index.numbers[match.persona.id])
        drawn.add_row(
            Text(match.persona.title),
            f"{match.score:.2f}",
            Text(_matched(match)),
            Text(_words(match)),
            Text(_pulls(case.figures()) if case else ""),
        )
    return drawn


def _matched(match: Match) -> str:
    reason = match.reason
    said = f"{reason.field.value}: {reason.phrase}"
    return f"{said} ({reason.also})" if reason.also else said


def _words(match: Match) -> str:
    """The words of the question, each with the catalog's word where that is another and how it was come by."""
    return ", ".join(
        word.asked if word.how == EXACT else f"{word.asked} = {word.found} ({word.how})" for word in match.reason.words
    )


def _pulls(figures: tuple[float, ...]) -> str:
    pulls = {name: weight * figure for name, weight, figure in zip(FIGURES, WEIGHTS, figures, strict=True)}
    told = sorted(((pull, name) for name, pull in pulls.items() if abs(pull) >= 0.05), reverse=True)
    return ", ".join(f"{name} {pull:+.1f}" for pull, name in told)
