"""Tables, one file per aggregate; no behaviour. Importing this package declares every table."""

from app.models import (
    accounts,
    catalogue,
    contacts,
    content_checks,
    counselling,
    counsellors,
    courses,
    files,
    help_requests,
    ledger,
    legal_aid,
    notices,
    offerings,
    outside,
    questions,
    records,
)

__all__ = [
    "accounts",
    "catalogue",
    "contacts",
    "content_checks",
    "counselling",
    "counsellors",
    "courses",
    "files",
    "help_requests",
    "ledger",
    "legal_aid",
    "notices",
    "offerings",
    "outside",
    "questions",
    "records",
]
