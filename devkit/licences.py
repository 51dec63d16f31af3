"""Checks that everything Beside is built from may be given on together with AGPL-3.0-or-later code."""

import json
import re
import subprocess
import sys

# As SPDX names and as the many spellings that packages use, in lower case.
COMPATIBLE = re.compile(
    r"""
    mit(-0|[ -]cmu)?(\ license)? | mit\ no\ attribution
    | (new\ |modified\ )?bsd([ -][023][ -]clause)?(\ license)?
    | bsd-[023]-clause | 0bsd | isc(\ license)?(\ \(iscl\))? | zlib | hpnd | unlicense | the\ unlicense\ \(unlicense\)
    | apache(-2\.0|\ 2(\.0)?|\ software\ license|\ license(,?\ version)?\ 2\.0)? | apache-2\.0\ with\ llvm-exception
    | python\ software\ foundation\ license | psf(-2\.0)? | python-2\.0 | cnri-python | postgresql | cc0-1\.0 | tcl | zpl-2\.1
    | mozilla\ public\ license\ 2\.0\ \(mpl\ 2\.0\) | mpl-2\.0
    | gnu\ lesser\ general\ public\ license\ v(2|3)\ or\ later\ \(lgplv[23]\+\) | lgpl-(2\.1|3\.0)(-only|-or-later|\+)?
    | gnu\ (library\ or\ )?lesser\ general\ public\ license.*
    | gnu\ general\ public\ license\ v(2\ or\ later\ \(gplv2\+\)|3\ or\ later\ \(gplv3\+\)|3\ \(gplv3\))
    | gpl-(2\.0-or-later|3\.0(-only|-or-later)?) | agpl-3\.0-or-later
    | public\ domain | freely\ distributable
    """,
    re.VERBOSE,
)

# What a package's own files say where its metadata say nothing or too much; looked up by hand.
LOOKED_UP = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # Its LICENSE file, and the head of the axe-core it carries.
    "qrcode": "BSD-3-Clause AND MIT",  # Its LICENSE file; the metadata add "Other/Proprietary" for the same text.
}


def check_licences() -> list[str]:
    """Return a line for each installed package whose licence is unknown or does not go with ours."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    findings = []
    for package in json.loads(answer.stdout):
        licence = LOOKED_UP.get(package["Name"].lower(), package["License"])
        if not is_compatible(licence):
            findings.append(f"{package['Name']} {package['Version']}: {licence}")
    return findings


def is_compatible(licence: str) -> bool:
    """Say whether a licence, or for `A OR B` one of them, for `A AND B` each of them, goes with AGPL-3.0-or-later."""
    text = licence.lower().strip().strip("()") if " (" not in licence else licence.lower().strip()
    if " or " in text and not COMPATIBLE.fullmatch(text):
        return any(is_compatible(part) for part in text.split(" or "))
    parts = re.split(r"\s+and\s+|;\s*", text)
    return all(COMPATIBLE.fullmatch(part.strip()) for part in parts)
