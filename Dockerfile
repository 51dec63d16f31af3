# Beside's one image: pages, sockets, worker, beat and media are the same code under different commands.
FROM python:3.13.9-slim-bookworm AS build

ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/beside
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-dev --no-install-project
COPY manage.py ./
COPY config config
COPY apps apps
COPY templates templates
COPY static static
COPY locale locale
COPY devkit devkit
# Translations and static files are made once, here; the values below name nothing real and stay in this stage.
RUN uv run --no-project --with polib==1.2.0 python -c "from pathlib import Path; from devkit.catalogues import compile_catalogues; compile_catalogues(Path('.'))" \
    && rm -r devkit \
    && BESIDE_MODE=production SITE_URL=https://build.invalid SECRET_KEY=build AUDIT_KEY=build MAIL_FROM=build@build.invalid \
       EMAIL_URL=smtp://build.invalid DATABASE_URL=postgresql://build@build.invalid/build REDIS_URL=redis://build.invalid \
       MEDIA_SERVER_SECRET=build .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13.9-slim-bookworm

RUN useradd --system --uid 10001 --home-dir /srv/beside beside
WORKDIR /srv/beside
COPY --from=build --chown=root:root /srv/beside /srv/beside
ENV PATH=/srv/beside/.venv/bin:$PATH PYTHONUNBUFFERED=1 BESIDE_MODE=production
USER 10001
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "/dev/null"]
