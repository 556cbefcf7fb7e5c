"""What the documents of a round are called, and what each of them is for."""

from surveys.domain.messages import N_
from surveys.web.language import translated

PASSPORT = "passport"

NAMES = {
    "rating": N_("Rating by form of service"),
    "indicators": N_("Indicators of all organizations"),
    "summary": N_("Summary table"),
    PASSPORT: N_("Passport of an organization"),
    "report": N_("The operator's report to the council"),
    "bus": N_("List for bus.gov.ru"),
    "method_note": N_("Note on the method"),
}

PURPOSES = {
    "rating": N_("Appendix 1 to the council's decision: places and totals, a table for each form of service."),
    "indicators": N_("Appendix 2 to the council's decision: every indicator and criterion, with means."),
    "summary": N_("Criteria and totals on one list, for the council to sign and for the authority's site."),
    PASSPORT: N_("Two pages for one organization: indicators with their working, a chart, what was not found."),
    "report": N_("How opinions were collected, results, weak points, cautions. For official use only: all figures."),
    "bus": N_("All figures in the order of typing them in by hand. For official use only."),
    "method_note": N_("How figures are counted, the settings in force, and what is not confirmed."),
}


def name(kind: str) -> str:
    """A kind of document in words."""
    return translated(NAMES[kind]) if kind in NAMES else kind
