"""Who stands where in a class by each figure: the one place that ranks, for every page that shows a rank."""

from catalog.rankings.cohorts import Cohort, cohort_of, ranking_of
from catalog.rankings.figures import RankedFigure, figure_of, figures_by_class, figures_of
from catalog.rankings.readings import Reading, readings_of

__all__ = [
    "Cohort",
    "RankedFigure",
    "Reading",
    "cohort_of",
    "figure_of",
    "figures_by_class",
    "figures_of",
    "ranking_of",
    "readings_of",
]
