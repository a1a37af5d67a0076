"""The result of a check as JSON, for programs."""

from __future__ import annotations

import dataclasses
from typing import Any

from melcount_app.core.check.result import CheckedPart, CheckResult
from melcount_app.core.sampling.estimate import CellEstimate


def check_facts(result: CheckResult) -> dict[str, Any]:
    """All that a check comes to; fractions are no percent, what is not known is None."""
    return {
        **_part(result.whole),
        "raters": len(result.raters),
        "rater_names": list(result.raters),
        "raters_apart": result.apart,
        "icc_between_raters": result.icc_between,
        "icc_within_raters": result.icc_within,
        "drawn": len(result.windows),
        "seed": result.seed,
        "strata": result.strata,
        "density_share": result.density_share,
        "points_outside_samples": result.outside,
        "windows_for_5_percent": result.needed,
        "per_condition": [
            {"condition": part.condition, **_part(part)} for part in result.conditions
        ],
    }


def _part(part: CheckedPart) -> dict[str, Any]:
    found, area = part.found, part.area_mm2
    agreement = dataclasses.asdict(part.agreement)
    ends = part.bias_interval
    return {
        "windows": part.windows,
        "bias": part.bias,
        "bias_interval": list(ends) if ends else None,
        "is_biased": part.is_biased,
        **{name: agreement[name] for name in ("t_err", "a_err", "slope")},
        "bland_altman": {name: agreement[name] for name in ("mean_difference", "low", "high")},
        "lin_concordance": agreement["concordance"],
        "area_mm2": area,
        "model_weight": found.weight if found else None,
        "model_only": {
            "cells": part.model_cells,
            "cells_per_mm2": part.model_cells / area if area else None,
        },
        "hand_only": _estimate(found.hand if found else None, area),
        "ppi": _estimate(found.ppi if found else None, area),
    }


def _estimate(found: CellEstimate | None, area: float | None) -> dict[str, Any]:
    if found is None:
        names = ("cells", "interval", "cells_per_mm2", "cells_per_mm2_interval", "df")
        return dict.fromkeys(names)
    ends = None if found.low is None or found.high is None else [found.low, found.high]
    return {
        "cells": found.cells,
        "interval": ends,
        "cells_per_mm2": found.cells / area if area else None,
        "cells_per_mm2_interval": [end / area for end in ends] if area and ends else None,
        "df": found.df,
    }
