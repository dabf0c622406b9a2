"""Who stands where in a class by each figure: the one place that ranks, for every page that shows a rank."""

from catalog.rankings.cohorts import Cohort, cohort_of
from catalog.rankings.figures import RankedFigure, figure_of, figures_of

__all__ = ["Cohort", "RankedFigure", "cohort_of", "figure_of", "figures_of"]
