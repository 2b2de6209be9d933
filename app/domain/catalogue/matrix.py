"""The clause ↔ service matrix: what each clause of the policy is served by."""

from app.domain.catalogue.folder import Folder


def matrix(folder: Folder) -> list[tuple[int, str, list[str], int]]:
    """Give per clause: number, title, the services that serve it, and how many measures are not software."""
    excused = {one.measure for one in folder.not_software}
    rows = []
    for clause in folder.clauses:
        names = [service.name for service in folder.services if clause.number in service.clauses]
        left = sum(1 for one in folder.measures if one.clause == clause.number and one.code in excused)
        rows.append((clause.number, clause.title, names, left))
    return rows
