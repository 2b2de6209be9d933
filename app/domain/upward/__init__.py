"""问题和好经验: what the villages, townships and departments report to the county, and what came of it (RPT-06)."""
