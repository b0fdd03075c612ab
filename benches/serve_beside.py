#!/usr/bin/env python3
"""Owns the measurement of serving beside nginx: the same precompressed file from the same folder, in turn, in one run.

    apt-get install nginx-light wrk
    cargo build --release
    python3 benches/serve_beside.py

The newsroom of examples/ is gathered and published once; nginx and postround then serve the folder at the same time, and
wrk asks one and the other in turn for `feeds/all.rss`, packed by gzip: whole, and with the validator it was given before.
"""

import argparse
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

NGINX = """
daemon off; master_process on; worker_processes 2; worker_rlimit_nofile 4096; pid {work}/nginx.pid; error_log {work}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_timeout 60; keepalive_requests 100000000;
  client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3; uwsgi_temp_path {work}/t4;
  scgi_temp_path {work}/t5;
  types {{ application/rss+xml rss; }}
  {cache}
  server {{ listen 127.0.0.1:{port}; root {folder}; etag on; gzip_static on; gzip_vary on;
    add_header Cache-Control "public, max-age=900"; }}
}}
"""

# What nginx can be told to remember of its files, for fairness: it is off unless it is asked for.
OPEN_FILE_CACHE = "open_file_cache max=1000 inactive=60s; open_file_cache_valid 1s; open_file_cache_min_uses 1;"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(port: int, path: str) -> http.client.HTTPResponse:
    """Asks until somebody listens."""
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.whole = answer.read()
            if answer.status == 200:
                return answer
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"nobody serves {path} at port {port}")


def cpu(server: subprocess.Popen) -> float:
    """Seconds of CPU that a server and its children have used: it says the same on a busy machine as on an idle one."""
    children = pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    stats = [pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in [server.pid, *children]]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def asked(server: subprocess.Popen, port: int, path: str, seconds: int, etag: str | None) -> tuple[float, float]:
    """Requests a second, and microseconds of the server's CPU for each."""
    headers = ["-H", "Accept-Encoding: gzip"] + (["-H", f"If-None-Match: {etag}"] if etag else [])
    url = f"http://127.0.0.1:{port}{path}"
    before = cpu(server)
    told = subprocess.run(["wrk", "-t2", "-c32", f"-d{seconds}s", *headers, url], capture_output=True, text=True, check=True)
    lines = told.stdout.splitlines()
    # 304 is no fault to wrk: it counts what is not 2xx or 3xx.
    if any("Non-2xx" in line or "Socket errors" in line for line in lines):
        raise SystemExit(told.stdout)
    used = cpu(server) - before
    requests = int(next(line.split()[0] for line in lines if "requests in" in line))
    return float(next(line.split()[1] for line in lines if line.startswith("Requests/sec"))), used / requests * 1e6


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", default=ROOT / "target/release/postround", type=pathlib.Path)
    arguments.add_argument("--rounds", default=5, type=int)
    arguments.add_argument("--seconds", default=5, type=int)
    arguments.add_argument("--path", default="/feeds/all.rss")
    arguments.add_argument("--web", default="", help="lines for postround's [web]")
    arguments.add_argument("--open-file-cache", action="store_true", help="let nginx remember its files")
    said = arguments.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="serve-beside-"))
    ports = {"nginx": free_port(), "postround": free_port()}
    config = (ROOT / "config.toml").read_text()
    config = config.replace("listen = \"127.0.0.1:8080\"", f"listen = \"127.0.0.1:{ports['postround']}\"\n{said.web}")
    (work / "config.toml").write_text(config)
    shutil.copytree(ROOT / "examples", work / "examples")
    subprocess.run([said.binary, "--config", work / "config.toml", "once"], check=True, capture_output=True)
    folder = work / "var/public"
    # nginx's workers may run as another user.
    for path in [work, work / "var", folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    cache = OPEN_FILE_CACHE if said.open_file_cache else ""
    (work / "nginx.conf").write_text(NGINX.format(work=work, port=ports["nginx"], folder=folder, cache=cache))
    run = lambda *command: subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    servers = {
        "nginx": run("nginx", "-c", work / "nginx.conf"),
        "postround": run(said.binary, "--config", work / "config.toml"),
    }
    try:
        first = {name: get(port, said.path) for name, port in ports.items()}
        bodies = {name: len(answer.whole) for name, answer in first.items()}
        if first["nginx"].whole != first["postround"].whole or first["postround"].headers["Content-Encoding"] != "gzip":
            raise SystemExit(f"they do not serve the same bytes: {bodies}")
        for name, answer in first.items():
            print(f"{name}: {len(answer.whole)} bytes, ETag {answer.headers['ETag']}, {len(str(answer.headers))} bytes of headers")
        figures = {(name, what): [] for name in ports for what in ("200", "304")}
        for _ in range(said.rounds):
            for what in ("200", "304"):
                for name, port in ports.items():
                    etag = first[name].headers["ETag"] if what == "304" else None
                    rate, each = asked(servers[name], port, said.path, said.seconds, etag)
                    figures[name, what].append((rate, each))
                    print(json.dumps({"server": name, "answer": what, "a second": round(rate), "us": round(each, 2)}), flush=True)
        for what in ("200", "304"):
            for place, unit in enumerate(("requests a second", "microseconds of CPU each")):
                ours, theirs = (statistics.median(one[place] for one in figures[name, what]) for name in ("postround", "nginx"))
                print(f"{what}: postround {ours:,.1f}, nginx {theirs:,.1f} {unit} (medians): {ours / theirs:.2f}")
    finally:
        for server in servers.values():
            server.send_signal(signal.SIGTERM)
            server.wait(20)
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
