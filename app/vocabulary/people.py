"""Who people are to the service, and through which door they come."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the service (ADM-02)."""

    WOMAN = "woman"
    VILLAGE_CADRE = "village_cadre"
    TOWNSHIP_WORKER = "township_worker"
    DEPARTMENT_HANDLER = "department_handler"
    DEPARTMENT_HEAD = "department_head"
    COUNTY_DESK = "county_desk"
    SOCIAL_WORKER = "social_worker"
    CLOSED_CASE_OFFICER = "closed_case_officer"
    PROVIDER = "provider"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


class PhoneOutcome(StrEnum):
    """What became of the number she shared while signing in; the sign-in holds either way."""

    KEPT = "kept"
    NOT_USABLE = "not_usable"


class Audience(StrEnum):
    """The database roles behind row-level security; one per audience."""

    SIGN_IN = "aud_sign_in"
    PUBLIC = "aud_public"
    WOMAN = "aud_woman"
    CADRE = "aud_cadre"
    TOWN = "aud_town"
    DEPT = "aud_dept"
    DESK = "aud_desk"
    CASE = "aud_case"
    ROUTE = "aud_route"
    PROVIDER = "aud_provider"
    ADMIN = "aud_admin"
    AUDITOR = "aud_auditor"
    FIGURES = "aud_figures"
    WORKER = "aud_worker"


class OfficeKind(StrEnum):
    """Kinds of office; collective bodies get no staff of their own, a provider's office holds no task."""

    DEPARTMENT = "department"
    TOWNSHIP = "township"
    DESK = "desk"
    COLLECTIVE = "collective"
    PROVIDER = "provider"


class DivisionLevel(StrEnum):
    """Levels of the divisions file."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class SessionKind(StrEnum):
    """Whose session a token belongs to."""

    WOMAN = "woman"
    STAFF = "staff"


class BodyKind(StrEnum):
    """Kinds of body in departments.toml; external ones are named but hold no task."""

    DEPARTMENT = "department"
    DESK = "desk"
    COLLECTIVE = "collective"
    EXTERNAL = "external"


class Intake(StrEnum):
    """Who may open a request of a service."""

    WOMAN = "woman"
    STAFF = "staff"


class ProposalKind(StrEnum):
    """Acts that take two people (ADM-05)."""

    GRANT = "grant"
    ROSTER = "roster"
    LEDGER_EXPORT = "ledger_export"
    LEDGER_MERGE = "ledger_merge"
    FIGURE_EXPORT = "figure_export"
    LEGAL_HOLD = "legal_hold"
    LEGAL_HOLD_RELEASE = "legal_hold_release"
    OFFICE_CHANGE = "office_change"


class CasePart(StrEnum):
    """What a member of a closed case is to it."""

    HANDLER = "handler"
    SECOND = "second"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"
    DEPUTY = "deputy"
    ADDED = "added"
    DUTY = "duty"
    COUNSELLOR = "counsellor"
