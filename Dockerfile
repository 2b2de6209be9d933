# Built in two steps: the first installs, the second only runs, as a user that owns nothing.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv --shell /usr/sbin/nologin shouwang
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv
COPY alembic.ini ./
COPY alembic alembic
COPY app app
COPY counties counties
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/srv PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SHOUWANG_PRODUCTION=1
USER 10001
EXPOSE 8000
# Only the reverse proxy reaches this port, and it writes X-Forwarded-For anew: the limits per address need the phone's.
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["uvicorn", "app.main:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "15", "--limit-concurrency", "1000", "--proxy-headers", "--forwarded-allow-ips", "*"]
