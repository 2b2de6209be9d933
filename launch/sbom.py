"""`make sbom`: what the service is made of, in CycloneDX for anybody's tools; from the pinned list alone."""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from pip_requirements_parser import RequirementsFile

from launch.processes import ROOT

PINNED, WRITTEN = ROOT / "requirements.txt", "sbom.json"
LONGEST_NAME = 80


def read(pinned: Path) -> Iterator[tuple[str, str]]:
    """Name every package and its version. Raises ValueError for one that is not pinned to one version."""
    for one in RequirementsFile.from_file(str(pinned)).requirements:
        versions = [spec.version for spec in one.specifier or () if spec.operator == "=="]
        if not one.name or len(versions) != 1:
            raise ValueError(f"没有钉住版本：{one.line}")
        yield one.name, versions[0]


def _license_of(name: str) -> str | None:
    """Give the licence a package says it has, where it is installed here and says it in a few words."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    words = next((said[key] for key in ("License-Expression", "License") if key in said), None)
    return words if words and len(words) <= LONGEST_NAME else None


def written(packages: Iterator[tuple[str, str]]) -> str:
    """Write the list. Raises ValueError for an empty one."""
    bom = Bom(components=[_component(name, version) for name, version in packages])
    if not bom.components:
        raise ValueError("清单里一个依赖也没有。")
    bom.metadata.component = Component(name="shouwang", type=ComponentType.APPLICATION, bom_ref="shouwang")
    bom.register_dependency(bom.metadata.component, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _component(name: str, version: str) -> Component:
    licence, purl = _license_of(name), PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=purl.to_string(),
        purl=purl,
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
    )


def main() -> int:
    """Write the list beside the code."""
    text = written(read(PINNED))
    (ROOT / WRITTEN).write_text(text, encoding="utf-8")
    print(f"写好了 {WRITTEN}。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
