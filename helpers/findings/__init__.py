"""The tables behind the figures: counted and joined from the tables of a study, each row with its way back to the text.

Every function takes `press`: anything that has the tables of the design as attributes (DataFrames), such as
`study.load()`. An article that copies another (`duplicate_of`) is left out throughout.
"""

from helpers.findings.accuracy import (
    compared, errors_by_cause, measured, on_others, on_readers, spread, trust, two_readers, wilson)
from helpers.findings.answers import (on_accuracy, on_actors, on_difference, on_episode, on_pages, on_patterns,
                                      on_person, on_sources, on_time)
from helpers.findings.articles import by_name, known, once, outlets, page_parts, pieces, removed_by_reason
from helpers.findings.claims import (claim_cells, claims_told, disagreements, disputes, main_event, near, own_share,
                                     relayed, reliance, renderings, shared)
from helpers.findings.concordance import concordance, one_sentence, with_sentences
from helpers.findings.corrections import changes, corrections, doubts, on_corrections
from helpers.findings.episodes import at_a_glance, dropped, in_brief, patterns, side_by_side
from helpers.findings.people import (acting, company, descriptions, joined, main_person, named, named_as, spellings,
                                     titles)
from helpers.findings.press import Press, about
from helpers.findings.terms import naming
from helpers.findings.time import affair, contradictions, dated_by, events_told, lags, times_shown, undated
