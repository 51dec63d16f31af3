"""Which licences go with AGPL-3.0-or-later."""

import pytest

from devkit.licences import is_compatible


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "MIT License",
        "BSD-3-Clause",
        "BSD License",
        "Apache-2.0",
        "Apache Software License",
        "Apache-2.0 OR BSD-3-Clause",
        "Apache Software License; BSD License",
        "BSD-3-Clause AND MIT",
        "ISC License (ISCL)",
        "Mozilla Public License 2.0 (MPL 2.0)",
        "LGPL-3.0-only",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "PSF-2.0",
        "Dual License OR MIT",
    ],
)
def test_goes_with_ours(licence: str) -> None:
    assert is_compatible(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "UNKNOWN",
        "",
        "Other/Proprietary License",
        "GPL-2.0-only",
        "BUSL-1.1",
        "SSPL-1.0",
        "MIT AND BUSL-1.1",
        "Commons Clause",
        "CC-BY-NC-4.0",
        "MIT; Other/Proprietary License",
    ],
)
def test_does_not_go_with_ours(licence: str) -> None:
    assert not is_compatible(licence)
