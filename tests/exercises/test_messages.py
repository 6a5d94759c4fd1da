"""The messages about wrong answers name no cause that the answer's author did not claim."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import bank, messages
from tools.answers import cells_of, verdicts
from tools.bank import ROOT, name_of

PUBLISHED = messages.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("notebook", bank.NOTEBOOKS, ids=name_of)
def test_a_message_names_no_cause_that_nobody_claims(notebook: Path) -> None:
    found = messages.messages([notebook])
    assert found
    wrong = [(m.answer.stem, m.test, m.text) for m in found if m.kind == "false cause"]
    assert wrong == []
    rows = [line for line in PUBLISHED.splitlines() if line.startswith(f"| `{name_of(notebook)}`")]
    assert rows == [messages.row(notebook, found)], "run python -m tools.messages --write"


def test_published_shares_are_those_of_the_published_rows() -> None:
    rows = [line for line in PUBLISHED.splitlines() if re.match(r"\| `\w+/\w+` \|", line)]
    assert len(rows) == len(bank.NOTEBOOKS)
    assert messages.page(rows) == PUBLISHED


def test_exceptions_without_a_hint_are_5_percent_at_most() -> None:
    table = PUBLISHED.partition(messages.BEGIN)[2].partition(messages.END)[0]
    share = re.search(r"^- bare error: .*\(([0-9.]+) %\)$", table, re.MULTILINE)
    assert share
    assert float(share[1]) <= 5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ExpectationFailed: no.\n  diagnosis: you summed", "true cause"),
        ("ExpectationFailed: no.\n  likely cause: you summed\n  hint: nan", "true cause"),
        ("ExpectationFailed: no.\n  diagnosis: you halved; or: you summed", "true cause"),
        ("ExpectationFailed: no.\n  diagnosis: you halved", "false cause"),
        ("ExpectationFailed: mend step 1 first: f fails.\nno.", "mend first"),
        ("ExpectationFailed: no.\n  hint: nan comes from 0 / 0", "fact"),
        ("ExpectationFailed: no.\n  came: 1", "bare"),
        ("NotByHand: F.softmax is torch's own", "refused"),
        ("Stopped: f stopped.\n  hint: the shapes do not fit", "error"),
        ("Stopped: f stopped.\n  error: KeyError: 1", "bare error"),
        ("TypeError: 'NoneType' object is not callable", "bare error"),
    ],
)
def test_a_message_is_sorted_by_what_its_author_claims(text: str, kind: str) -> None:
    assert messages.kind_of(text, ["you summed"]) == kind


def test_a_false_cause_in_the_bank_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = bank.BANK / "sequence" / "ctc_loss" / "wrong" / "keeps_blanks.py"
    monkeypatch.setattr(bank, "claim", lambda path: bank.Claim("", "", ("another mistake",)))
    first = messages.messages_about(answer)[0]
    assert (first.test, first.kind) == ("test_collapse_paths", "false cause")


@pytest.mark.parametrize(
    ("exercise", "answer", "test", "guess"),
    [
        pytest.param(
            "information/entropy",
            "import torch\ndef self_information(p): return torch.where(p == 0, torch.inf, p)",
            "test_self_information_zero",
            "clamp",
            id="clamp-surprise",
        ),
        pytest.param(
            "classification/kl_div",
            "import torch\ndef kl_terms(log_q, p): return p - log_q",
            "test_kl_terms_zero",
            "clamp",
            id="clamp-divergence",
        ),
        pytest.param(
            "today/next_token",
            """
def next_token_loss(logits, targets, ignore_index=-100, reduction="mean"):
    kept = targets != ignore_index
    logs = logits - logits.logsumexp(-1, keepdim=True)
    losses = -logs.gather(-1, targets.where(kept, 0)[..., None])[..., 0].where(kept, 0)
    return losses.mean().float() if logits.dtype.itemsize == 2 else losses.mean()
""",
            "test_next_token_loss_half",
            "65,504",
            id="rounded",
        ),
    ],
)
def test_a_wrong_number_alone_is_no_evidence_for(
    exercise: str, answer: str, test: str, guess: str
) -> None:
    cells = cells_of(ROOT / "solutions" / f"{exercise}.ipynb")
    error = verdicts(cells, answer, only=lambda name: name == test)[test]
    assert "is not right" in error or "are not right" in error
    assert guess not in error


@pytest.mark.parametrize(
    ("exercise", "answer", "phrase"),
    [
        pytest.param(
            "anatomy/reduction",
            """
def reduced(losses, reduction="mean", size_average=None, reduce=None):
    return {"none": losses, "mean": losses.sum(), "sum": losses.mean()}[reduction]
""",
            "or its words swapped",
            id="words",
        ),
        pytest.param(
            "anatomy/reduction",
            "def weighted_mean(losses, weight): return losses.sum() / weight.sum()",
            "the weights are in the divisor only",
            id="weights",
        ),
        pytest.param(
            "regression/huber_loss",
            "def clipped(d, delta): return d.clamp(0, delta)",
            "its lower bound is -δ",
            id="bound",
        ),
        pytest.param(
            "regression/huber_loss",
            """
import torch
def huber(d, delta):
    return torch.where(d.abs() <= delta, d**2 / 2, delta * (d.abs() - delta))
""",
            "subtract half of δ",
            id="branches",
        ),
        pytest.param(
            "information/divergence",
            """
def mutual_information(joint):
    return (joint / (joint.sum(0) * joint.sum(1, keepdim=True))).log().sum()
""",
            "weighted with the probability of its cell",
            id="cells",
        ),
        pytest.param(
            "information/divergence",
            """
import torch
def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p * (p.log() - q.log()), 0.0).sum()
""",
            "without dim take all",
            id="table",
        ),
    ],
)
def test_the_first_message_names_the_cause(exercise: str, answer: str, phrase: str) -> None:
    cells = cells_of(ROOT / "solutions" / f"{exercise}.ipynb")
    found = verdicts(cells, answer, stop_early=True)
    assert phrase in next(error for error in found.values() if error)
