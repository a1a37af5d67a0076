"""What `CARD.md` says of intervals."""

from __future__ import annotations

from string import Template

from melcount_app.core.interval import IntervalModel
from melcount_app.training.correction import CROP_MM2, SCAN_CROPS, HeldShares
from melcount_app.training.intervals import JudgedIntervals

_SHARED = Template("""\
A count of n cells on an area A comes with the interval n ± q sqrt(a (n + 1) + (b² p / A + s²) n²),
cut at 0, with q = $quantile, a = $a, b = $b, s = $s and p = $p mm², the area of a crop, or A where
that is smaller. It is to hold the annotators' number for $level of the counts: split conformal
prediction with a variance-stabilised score. q is the quantile of the errors of the $crops crops,
each counted by a network that saw no crop of its look; a and b² + s² were fitted to the squared
errors of the crops and of their quarters. The part with a is of errors that are independent from
cell to cell, that with b of errors that a place shares; both average out. The part with s is of
errors that a whole scan shares: what the totals of $scan_crops crops that look alike have beyond
the other two. A large scan has ± $scan_reach of its count.""")

_WORST = Template("""\
A count of n cells comes with the interval n ± q sqrt(a (n + 1) + (b n)²), cut at 0, with
q = $quantile, a = $a, b = $b. It is to hold the annotators' number for $level of the counts:
split conformal prediction with a variance-stabilised score. q is the quantile of the errors of
the $crops cross-validated crops; a and b were fitted to the squared errors of the crops and of
their quarters. The part with a is of errors that are independent from place to place, and averages
out. The part with b is of errors that a whole crop shares. Crops do not tell which come from
one scan, so it is taken to be shared by a whole scan too, which is the worst case: a whole scan
has ± $scan_reach of its count, however large it is.""")

_HELD = Template("""\
With numbers from the other crops, $crop_coverage of the crops and $quarter_coverage of their
quarters (a quarter of the area) lie in their intervals. A crop's interval reaches
± $crop_reach of its count on average.""")

_HELD_LOOKS = Template("""\
Where a whole look is held out from networks and numbers, $crop_coverage of its crops and
$scan_coverage of the totals of $scan_crops crops that look alike lie in theirs; these totals' reach
is ± $scan_reach.""")

_END = (
    "A scan that is unlike the training crops, or whose pixel size is not known, has no interval."
)


def words_on_intervals(found: JudgedIntervals | None, crops: int) -> str:
    """The section on intervals.

    Args:
        found: the intervals; None where errors are those of crops that chose the weights.
        crops: how many there are.
    """
    if found is None or found.model is None:
        why = "and they chose the weights" if found is None else "by the rule of their rank"
        return f"None: {crops} crops are too few for intervals, {why}. Counts come without."
    parts = [_formula(found.model, crops), _HELD.substitute(_shares(found.on_crops))]
    if found.on_looks is not None:
        parts.append(_HELD_LOOKS.substitute(_shares(found.on_looks)))
    return "\n\n".join((*parts, _END))


def _formula(model: IntervalModel, crops: int) -> str:
    shared = model.relative_sd if model.shared_sd is None else model.shared_sd
    return (_WORST if model.shared_sd is None else _SHARED).substitute(
        crops=crops,
        level=model.percent,
        quantile=f"{model.quantile:.3f}",
        a=f"{model.variance_per_cell:.4f}",
        b=f"{model.relative_sd:.4f}",
        s=f"{shared:.4f}",
        p=f"{CROP_MM2:.4f}",
        scan_crops=SCAN_CROPS,
        scan_reach=f"{100 * model.quantile * shared:.1f} %",
    )


def _shares(held: HeldShares) -> dict[str, object]:
    return {
        "crop_coverage": f"{100 * held.crops:.1f} %",
        "quarter_coverage": f"{100 * held.quarters:.1f} %",
        "crop_reach": f"{100 * held.mean_reach:.1f} %",
        "scan_coverage": f"{100 * held.scans:.1f} %",
        "scan_reach": f"{100 * held.scan_reach:.1f} %",
        "scan_crops": SCAN_CROPS,
    }
