"""Visits: planned, made or not, counted by village and quarter; and what each village's charter says of care."""
