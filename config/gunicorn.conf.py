"""How gunicorn serves the site. The environment may say HOST, PORT, WEB_WORKERS and WEB_THREADS."""

import os

_host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
#: Seconds. Longer than the database's own limits, so that those speak first.
timeout = 45
graceful_timeout = 20
keepalive = 5
#: Requests after which a worker is replaced, so that a slow leak of memory never adds up; jitter, so that not all go at once.
max_requests = 5000
max_requests_jitter = 500
#: Memory, not a disk that may be busy: a worker that can't touch its heartbeat is killed.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
errorlog = "-"
# No access log: addresses here can be secrets (a receipt's is its writer's key), and the proxy in front keeps its own.
accesslog = None
# Forwarded headers are judged in one place, Django's settings (TRUSTED_PROXY). By default gunicorn would believe those from this machine.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# Nothing here manages a running server through a socket.
control_socket_disable = True
