"""One fit by one Python program, in a process of its own; prints seconds and log-likelihood. Started by benchmarks.growth."""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

AGAIN = 5  # times ours is fitted, of which the median counts; the others take long enough once


def ours(whose, when, what) -> tuple[list[float], float, str]:
    from duologue.science.growth_fit import fit

    spent, found = [], None
    for _ in range(AGAIN):
        before = time.perf_counter()
        found = fit(whose, when, what, method="reml")
        spent.append(time.perf_counter() - before)
    assert found is not None
    return spent, found.log_likelihood, ""


def by_statsmodels(whose, when, what) -> tuple[list[float], float, str]:
    import statsmodels
    from statsmodels.regression.mixed_linear_model import MixedLM

    warnings.simplefilter("ignore")
    before = time.perf_counter()
    line = np.stack([np.ones(when.size), np.log1p(when)], axis=1)
    found = MixedLM(what, line, whose, exog_re=line).fit(reml=True)
    return [time.perf_counter() - before], float(found.llf), statsmodels.__version__


def main() -> int:
    program, folder = sys.argv[1:]
    held = np.load(Path(folder) / "courses.npz")
    fitting = {"ours": ours, "statsmodels": by_statsmodels}[program]
    spent, log_likelihood, version = fitting(held["whose"], held["when"], held["what"])
    print(json.dumps({"seconds": float(np.median(spent)), "log_likelihood": log_likelihood, "version": version}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
