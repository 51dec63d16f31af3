"""What can be known of the compose file and the image without an engine to run them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = "".join((ROOT / f"docker-compose{kind}.yml").read_text(encoding="utf-8") for kind in ("", ".janus", ".logs"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
JANUS_DOCKERFILE = (ROOT / "deploy/janus/Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
OURS = {"beside:local", "beside-janus:local"}
SHARED = COMPOSE.partition("environment: &environment\n")[2].partition("\n  depends_on")[0]
# What .env.example describes and the compose file passes to none of our processes.
NOT_OURS_TO_PASS = {
    "SITE_HOST": "becomes SITE_URL",
    "DATABASE_OWNER_PASSWORD": "stands in the address of the migration alone",
    "DATABASE_PASSWORD": "stands in an address",
    "VALKEY_PASSWORD": "stands in an address",
    "LOG_SERVER": "read by the engine, which sends the logs there",
    "ALLOWED_HOSTS": "the proxy answers for SITE_HOST alone",
    "SSL_REDIRECT": "the proxy always says how it was asked",
    "BREACHED_PASSPHRASES": "needs a volume: docs/operations.md",
    "MEDIA_BACKEND": "docker-compose.janus.yml sets it",
    "MEDIA_BIND_IP": "a container has one address",
    "ADMINISTRATOR_PASSPHRASE": "for one command, which asks for it",
    "PAGES_ADDRESS": "the proxy knows containers by name",
    "SOCKETS_ADDRESS": "the proxy knows containers by name",
    "STATIC_ROOT": "made with the image",
}


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


def test_every_variable_that_is_described_reaches_our_containers_or_says_why_not() -> None:
    described = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.partition("# --- for ./dev alone")[0], re.MULTILINE))
    passed = set(re.findall(r"^    ([A-Z_]+):", SHARED, re.MULTILINE))

    assert {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "MAIL_RETURN"} <= passed
    assert described - passed == NOT_OURS_TO_PASS.keys()
    assert passed <= described


def test_every_variable_that_production_reads_is_described() -> None:
    described = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    sources = [(ROOT / f"config/{name}.py").read_text(encoding="utf-8") for name in ("settings", "celery")]

    assert described >= set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", "".join(sources)))


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
