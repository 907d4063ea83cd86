"""`persona eval`: golden questions against a catalog; what was right, what was not, and what changed since."""

from bot.evaluation.comparing import Change, Totals, compare, read_run, run_data, totals
from bot.evaluation.judging import Judged, Summary, Verdict, confusions, judge, reliability, table
from bot.evaluation.printing import print_run
from bot.evaluation.questions import Golden, QuestionErrors, read_questions

__all__ = [
    "Change",
    "Golden",
    "Judged",
    "QuestionErrors",
    "Summary",
    "Totals",
    "Verdict",
    "compare",
    "confusions",
    "judge",
    "print_run",
    "read_questions",
    "read_run",
    "reliability",
    "run_data",
    "table",
    "totals",
]
