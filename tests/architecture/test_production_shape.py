"""What can be known of the compose file and the image without an engine to run them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = "".join((ROOT / f"docker-compose{kind}.yml").read_text(encoding="utf-8") for kind in ("", ".janus", ".logs"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
JANUS_DOCKERFILE = (ROOT / "deploy/janus/Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
OURS = {"beside:local", "beside-janus:local"}


def test_every_image_is_pinned_to_a_release() -> None:
    images = [
        *re.findall(r"^\s*image: (\S+)", COMPOSE, re.MULTILINE),
        *re.findall(r"^FROM (\S+)", DOCKERFILE + JANUS_DOCKERFILE, re.MULTILINE),
    ]

    assert len(images) >= 5
    for image in set(images) - OURS:
        assert re.search(r":\d+\.\d+(\.\d+)?(-\w+)*$", image), image


def test_every_value_that_the_compose_file_asks_for_is_described() -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE))

    assert len(asked) > 8
    assert asked <= set(re.findall(r"^#?(\w+)=", EXAMPLE, re.MULTILINE))


def test_no_value_of_the_compose_file_has_a_default() -> None:
    assert not re.findall(r"\$\{\w+:-", COMPOSE)
    assert set(re.findall(r"\$\{\w+(:\?)?", COMPOSE)) == {":?"}


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["10001"]


def test_everything_the_image_copies_is_let_through_and_exists() -> None:
    let_through = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }

    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)
