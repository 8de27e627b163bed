"""Trying what is learnt from files, which changes nothing in the running product."""

import pytest
from django.core.management import CommandError

from dispatch.models import Suggester
from dispatch.suggesting import files
from dispatch.suggesting.measuring import figures
from tests.suggesting.tables import run, write

SAID = {"路灯": "路灯坏了晚上很黑", "井盖": "井盖不见了很危险", "噪音": "工地半夜施工太吵"}


@pytest.fixture
def texts(tmp_path):
    rows = [
        {"subject": label, "text": f"{said}，第{n}次", "label": label}
        for n in range(10)
        for label, said in SAID.items()
    ]
    return write(tmp_path / "texts.csv.gz", rows)


def test_the_same_file_twice_is_split_by_label_and_measured(db, texts):
    said = run("train_suggestions", "--from", texts, "--evaluate", texts, "--seed", 3)
    assert "Learnt from 24 texts of 3 labels, measured on 6." in said
    assert "top-1 1.000  top-3 1.000  macro-F1 1.000" in said and "p95" in said
    assert not Suggester.objects.exists()


def test_a_seed_draws_the_same_fifth_again_and_another_seed_another(texts):
    labelled = files.labelled(str(texts))
    one, again, other = (files.stratified(*labelled, seed)[1] for seed in (1, 1, 2))
    assert one == again != other
    assert sorted(one[1]) == sorted(other[1]) == sorted(list(SAID) * 2)


def test_two_files_are_learnt_from_and_measured_on(db, texts, tmp_path):
    other = write(tmp_path / "other.csv", [{"subject": "", "text": "井盖没有了", "label": "井盖"}])
    assert "measured on 1." in run("train_suggestions", "--from", texts, "--evaluate", other)


def test_a_file_that_cannot_be_read_is_refused_with_its_name(db, texts, tmp_path):
    wrong = write(tmp_path / "wrong.csv", [{"subject": "", "words": "", "label": ""}])
    torn = tmp_path / "torn.csv.gz"
    torn.write_bytes(texts.read_bytes()[:60])
    for path in (wrong, torn, tmp_path / "none.csv"):
        with pytest.raises(CommandError, match=path.name):
            run("train_suggestions", "--from", path, "--evaluate", texts)


def test_macro_f1_is_the_mean_over_classes():
    found = figures([["a", "b"], ["b"], ["a"], []], ["a", "b", "b", "c"])
    assert (found.top1, found.top3) == (0.5, 0.5)
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
