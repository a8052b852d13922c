"""Claims: what is said by whom in which words, where it disagrees, and what is copied."""
from helpers.claims.alignment import align, profiles_of
from helpers.claims.conflicts import conflicts
from helpers.claims.reuse import reuse

__all__ = ["align", "conflicts", "profiles_of", "reuse"]
