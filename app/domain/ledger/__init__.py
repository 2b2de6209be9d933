"""Registration, eligibility, verification, key groups, consent."""
