# Python 3.13: it has the security fixes of the standard library's HTML parser.
FROM python:3.13-slim AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /site --shell /usr/sbin/nologin house \
 && install -d -o house -g house -m 700 /data
COPY --from=packages /venv /venv
WORKDIR /site
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 VAR_DIR=/data STATIC_ROOT=/site/staticfiles
# The key of this one command signs nothing that is kept.
RUN SECRET_KEY=only-for-collecting-static-files VAR_DIR=/tmp/build python manage.py collectstatic --no-input \
 && rm -rf /tmp/build
USER house
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["gunicorn", "--config", "config/gunicorn.conf.py", "config.wsgi:application"]
