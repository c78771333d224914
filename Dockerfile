# The site and its worker in one image; `docker-compose.yml` shows how it is run.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 \
    DATA_DIR=/data STATIC_ROOT=/app/static-collected ADDRESS=0.0.0.0

WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin archive

COPY requirements.txt .
RUN pip install --requirement requirements.txt

COPY manage.py ./
COPY debate debate
COPY archive archive
COPY static static
COPY templates templates
# The secret that settings make for this step goes into a folder that is thrown away.
RUN DATA_DIR=/tmp/build python -m compileall -q archive debate \
    && DATA_DIR=/tmp/build python -m debate.prepare static && rm -rf /tmp/build

USER archive
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-m", "debate.health"]
CMD ["python", "-m", "debate.child", "site"]
