"""`make check`: no secret in the tree. What looks like one and is none stands in `.secrets.baseline`, by digest."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings, transient_settings

from launch.processes import ROOT

BASELINE = ROOT / ".secrets.baseline"
DRAWN = frozenset({"requirements.txt", "requirements-dev.txt", "docs/openapi.json", ".secrets.baseline"})
DIGESTS = "counties/*/lessons/sounds.toml"  # drawn too, by `shouwang lessons voice`: which words each sound reads
# Tests are full of published vectors and invented passwords; a real key of somebody's service has a shape of its own.
SHAPED = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector", "JwtTokenDetector",
    "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector",
    "SendGridDetector", "SlackDetector", "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)  # fmt: skip


def tracked() -> list[str]:
    """List the files of the tree: those git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.splitlines() if name not in DRAWN and not PurePath(name).match(DIGESTS)]
    return [name for name in names if (ROOT / name).is_file()]


def find(files: Iterable[str], root: Path) -> list[PotentialSecret]:
    """Find what looks like a secret; in tests only what has the shape of a real key."""
    names = sorted(files)
    strict, shaped = SecretsCollection(root=str(root)), SecretsCollection(root=str(root))
    with default_settings():
        for name in names:
            if not name.startswith("tests/"):
                strict.scan_file(name)
    with transient_settings({"plugins_used": [{"name": name} for name in SHAPED]}):
        for name in names:
            if name.startswith("tests/"):
                shaped.scan_file(name)
    secrets = [secret for found in (strict, shaped) for _, secret in found]
    for one in secrets:
        one.filename = str(Path(one.filename).relative_to(root)) if Path(one.filename).is_absolute() else one.filename
    return secrets


def known() -> set[tuple[str, str]]:
    """Read what was looked at and is no secret, as file and digest."""
    held = json.loads(BASELINE.read_text(encoding="utf-8"))
    return {(name, digest) for name, digests in held.items() for digest in digests}


def main() -> int:
    """Scan the tree; give 1 and say where when something new looks like a secret."""
    accepted = known()
    found = [one for one in find(tracked(), ROOT) if (one.filename, one.secret_hash) not in accepted]
    for one in found:
        print(f"{one.filename}:{one.line_number}: looks like a secret ({one.type}), digest {one.secret_hash}")
    if found:
        print("Take it out. If it is none, add its digest to .secrets.baseline and say why in the commit.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
