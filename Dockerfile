# Beside's one image: pages, sockets, worker, beat and media are the same code under different commands.
FROM python:3.13.9-slim-bookworm AS build

ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/beside
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-dev
COPY manage.py ./
COPY config config
COPY apps apps
COPY templates templates
COPY static static
COPY locale locale
COPY devkit devkit
# Translations are compiled here, with a library that then goes again.
RUN uv sync --frozen --no-dev --group image \
    && .venv/bin/python -c "from pathlib import Path; from devkit.catalogues import compile_catalogues; compile_catalogues(Path('.'))" \
    && uv sync --frozen --no-dev \
    && rm -r devkit
# Static files get their hashed names here. The values name nothing real, the keys are new, and all of it stays here.
RUN new() { python -c "import secrets; print(secrets.token_urlsafe(48))"; } \
    && SECRET_KEY="$(new)" AUDIT_KEY="$(new)" BAN_KEY="$(new)" PUSH_KEY="$(new)" MEDIA_SERVER_SECRET="$(new)" ENCRYPTION_KEYS="$(new)" \
       PICTURES_DIR=/tmp AUDIT_ANCHORS=/tmp/anchors ERASURE_LEDGER=/tmp/erasures BESIDE_MODE=production \
       SITE_URL=https://build.invalid MAIL_FROM=build@build.invalid EMAIL_URL=smtp://nowhere TURN_URL=none \
       DATABASE_URL=postgresql://build@nowhere/build REDIS_URL=redis://nowhere \
       .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13.9-slim-bookworm

RUN useradd --system --uid 10001 --home-dir /srv/beside beside
WORKDIR /srv/beside
COPY --from=build --chown=root:root /srv/beside /srv/beside
ENV PATH=/srv/beside/.venv/bin:$PATH PYTHONUNBUFFERED=1 BESIDE_MODE=production
# A new volume takes over the owner of the folder that it is mounted on.
RUN install -d -o beside -g beside -m 0700 /srv/pictures /srv/audit /srv/media
USER 10001
EXPOSE 8000
# Forwarded headers are read by Beside alone, which counts its proxies: gunicorn is told to believe none of them.
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "/dev/null", "--no-control-socket", "--forwarded-allow-ips=", "--forwarder-headers="]
