# Built in three steps: the pages, what Python needs, and an image that only runs, as a user that owns nothing.
FROM node:22-slim AS pages
WORKDIR /build
COPY miniprogram/package.json miniprogram/package-lock.json miniprogram/.npmrc miniprogram/
COPY console/package.json console/package-lock.json console/.npmrc console/
RUN cd miniprogram && npm ci && cd ../console && npm ci
COPY docs/openapi.json docs/
COPY miniprogram miniprogram
COPY console console
RUN cd miniprogram && npm run types && npm run build:h5 && cd ../console && npm run types && npm run build

FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY --from=pages /build/miniprogram/dist/build/h5 /built/her
COPY --from=pages /build/console/dist /built/desk
RUN for pages in her desk; do /opt/venv/bin/servestatic --compress --no-brotli --no-zstd "/built/$pages" "/pages/$pages"; done

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv --shell /usr/sbin/nologin shouwang
COPY --from=build /opt/venv /opt/venv
COPY --from=build /pages /srv/pages
WORKDIR /srv
COPY alembic.ini ./
COPY alembic alembic
COPY app app
COPY counties counties
COPY miniprogram/src/strings miniprogram/src/strings
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/srv PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SHOUWANG_PRODUCTION=1 \
    SHOUWANG_HER_PAGES=/srv/pages/her SHOUWANG_DESK_PAGES=/srv/pages/desk
USER 10001
EXPOSE 8000
# Only the reverse proxy reaches this port, and it writes X-Forwarded-For anew: the limits per address need the phone's.
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["uvicorn", "app.main:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "15", "--limit-concurrency", "1000", "--proxy-headers", "--forwarded-allow-ips", "*"]
