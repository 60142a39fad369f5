"""Looks at what packaging/sbom wrote: it is CycloneDX 1.6, and names each part that cargo links.

    VENV/bin/python tests/packaging/check_sbom.py FOLDER
"""

import json
import pathlib
import subprocess
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

# Asked of another command than the one that packaging/sbom reads.
TREE = ["cargo", "tree", "--locked", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}",
        "--target", "x86_64-unknown-linux-gnu"]


def linked():
    lines = subprocess.run(TREE, check=True, capture_output=True, text=True).stdout.splitlines()
    words = [line.split() for line in lines if line and "(proc-macro)" not in line]
    return {(name, version.removeprefix("v")) for name, version, *_ in words}


def mistakes(bom, report):
    parts = [bom["metadata"]["component"], *bom["components"]]
    named = {(part["name"], part.get("version")) for part in parts}
    for name, version in sorted(linked() - named):
        yield f"{name} {version} is linked, but not told"
    references = [part["bom-ref"] for part in parts]
    if len(set(references)) != len(references):
        yield "a reference is there twice"
    told = {entry["ref"]: entry["dependsOn"] for entry in bom["dependencies"]}
    for unknown in sorted({need for needs in told.values() for need in needs} - set(references)):
        yield f"{unknown} is needed, but not told"
    reached, waiting = set(), [bom["metadata"]["component"]["bom-ref"]]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting.extend(told[ref])
    for alone in sorted(set(references) - reached):
        yield f"nothing needs {alone}"
    for part in bom["components"]:
        archives = part.get("externalReferences", [])
        has_hash = any("hashes" in archive for archive in archives)
        if not has_hash and "cpe" not in part and part["type"] != "file":
            yield f"{part['name']} has neither a hash nor a name under which weaknesses of it are told"
        if not part["licenses"]:
            yield f"{part['name']} has no licence"
    for name, version in sorted(named, key=str):
        if f"{name} {version or ''}".strip() not in report:
            yield f"licences.txt does not name {name}"


def main():
    folder = pathlib.Path(sys.argv[1])
    text = (folder / "pforte.cdx.json").read_text()
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error:
        sys.exit(f"error: no CycloneDX 1.6: {error}")
    bom = json.loads(text)
    wrong = list(mistakes(bom, (folder / "licences.txt").read_text()))
    if wrong:
        sys.exit("error: " + "\n".join(wrong))
    print(f"CycloneDX 1.6, {len(bom['components'])} parts, each with its licence")


main()
