"""`gapura import holidays`: the shipped ones, one's own, and what a broken table says."""

from pathlib import Path

import pytest

from gapura.cli import main
from gapura.oversight.models import Holiday
from tests.oversight.world import make_world


@pytest.mark.django_db
def test_the_shipped_holidays_and_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_world()
    assert main(["import", "holidays"]) == 0
    assert "0 there already" in capsys.readouterr().out
    shipped = Holiday.objects.count()
    own = tmp_path / "libur.csv"
    own.write_text("day,region,name,closes,source\n2027-01-20,51.04,Odalan,offices,Desa adat\n")
    for _ in range(2):
        assert main(["import", "holidays", str(own)]) == 0
    assert Holiday.objects.count() == shipped + 1
    own.write_text("day,region,name,closes,source\nsoon,51.04,Odalan,offices,Desa adat\n")
    assert main(["import", "holidays", str(own)]) == 2
    assert "line 2" in capsys.readouterr().err
