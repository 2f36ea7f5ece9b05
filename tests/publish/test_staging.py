"""A disclosure takes its place at once: killed between two steps, or on a full disk, it is as before or as after."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.books.test_store import Failing, content, dies, full

from juesuan.books.faults import Unusable, explain
from juesuan.books.store import FOLDER, Disk
from juesuan.publish.staging import placed, staging

BEFORE = {"公开.docx": b"old", "公开/facts.csv": b"old", "公开/older.csv": b"old", "批复.pdf": b"another's"}
AFTER = {"公开.docx": b"new", "公开.html": b"new", "公开/facts.csv": b"new", "批复.pdf": b"another's"}
MADE = {"公开.docx", "公开.html", "公开/facts.csv"}


def fresh(folder: Path) -> Path:
    """A folder where an older disclosure stands."""
    out = folder / "out"
    for name, text in BEFORE.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(text)
    return out


def publish(out: Path, disk: Disk) -> None:
    with staging(out, disk) as made:
        for name in MADE:
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(b"new")
        placed([made / "公开.docx", made / "公开.html", made / "公开"], out, disk)


def recovered(out: Path) -> dict[str, bytes]:
    """What the next run finds once it has begun."""
    with staging(out):
        pass
    assert not (out / FOLDER).exists()
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    return content(out)


def test_killed_between_any_two_steps(tmp_path: Path) -> None:
    found, nth = [], 0
    while dies(out := fresh(tmp_path / str(nth)), nth, publish):
        found.append(recovered(out))
        nth += 1
    assert content(out) == AFTER
    assert nth > 15
    committed = found.index(AFTER)
    assert found == [BEFORE] * committed + [AFTER] * (nth - committed)
    assert 0 < committed < nth - 5


def test_a_full_disk_at_any_step(tmp_path: Path) -> None:
    codes, nth = [], 0
    while True:
        out = fresh(tmp_path / str(nth))
        try:
            publish(out, Failing(nth, full))
            break
        except Unusable as told:
            codes.append(told.fault.code)
            assert "\n" not in explain(told.fault)
            assert content(out) == BEFORE or told.fault.code == "build.half_written"
            assert recovered(out) in (BEFORE, AFTER)
        nth += 1
    assert set(codes) == {"build.unwritable", "build.half_written"}


def test_a_folder_in_the_place_of_a_file_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "公开.docx").mkdir(parents=True)
    with pytest.raises(FileExistsError):
        publish(out, Disk())
    assert [p.name for p in out.iterdir()] == ["公开.docx"]


def test_nothing_is_left_of_a_place_that_was_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        publish(tmp_path / "new" / "out", Failing(2, full))
    assert not (tmp_path / "new" / "out").exists()
