#!/usr/bin/env python3
"""Whether slow clients keep others out: slowhttptest against the daemon, and against nginx beside it.

    tests/bench/slow_clients.py target/release/atlogin

Each of the four kinds of slow client opens 1,000 connections, 500 a second, and keeps on for 25 seconds:
once from 127.0.0.1, and once from an address of its own, in another network namespace. Meanwhile somebody
else asks `/healthz` over a new connection 20 times a second. Printed are the 99th percentile and the longest
of these times, how many got no answer within five seconds, what became of the connections, and the most
memory that the daemon ever had.

It needs root, and the Debian packages slowhttptest, nginx-light and iproute2. It makes its own network
namespaces, listens only there, and ends after eight minutes with all that it started. It fails if anybody
got no answer, if the daemon's memory was above 64 MiB, or if its p99 was above 100 ms.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

KINDS = {
    "slow heads": ["-H", "-i", "5"],
    "slow bodies": ["-B", "-i", "5", "-s", "8192"],
    "ranges": ["-R"],
    "slow reading": ["-X", "-k", "3", "-n", "5", "-z", "32", "-w", "512", "-y", "1024"],
}
SECONDS = 25
OURS, THEIRS = "192.0.2.1", "192.0.2.2"
MOST_MILLISECONDS, MOST_MEBIBYTES = 100, 64

NGINX = """
worker_processes 2;
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen {port};
        root {directory}/site;
        location /healthz {{ return 200 "well"; }}
    }}
}}
"""


def run(*command):
    subprocess.run(command, check=True)


def make_network():
    """An address of ours, and a namespace with an address of theirs. Gives the process that holds it."""
    run("ip", "link", "set", "lo", "up")
    holder = subprocess.Popen(["unshare", "--net", "sleep", "3600"])
    ours = os.readlink("/proc/self/ns/net")
    while os.readlink(f"/proc/{holder.pid}/ns/net") == ours:
        time.sleep(0.01)
    there = ["nsenter", "--net", "--target", str(holder.pid)]
    run("ip", "link", "add", "ours", "type", "veth", "peer", "name", "theirs", "netns", str(holder.pid))
    run("ip", "address", "add", f"{OURS}/24", "dev", "ours")
    run("ip", "link", "set", "ours", "up")
    run(*there, "ip", "address", "add", f"{THEIRS}/24", "dev", "theirs")
    run(*there, "ip", "link", "set", "theirs", "up")
    return holder, there


def wait_for(port):
    for _ in range(200):
        try:
            return probe(port)
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing answers at port {port}")


def probe(port):
    """How long `/healthz` takes over a new connection, in milliseconds."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise OSError(f"status {answer.status}")
    except http.client.HTTPException as fault:
        raise OSError(str(fault)) from fault
    finally:
        connection.close()
    return (time.monotonic() - begun) * 1000


def probe_while(attack, port):
    """The times of all probes while the attack runs, and what went wrong."""
    times, faults, threads = [], [], []

    def one():
        try:
            times.append(probe(port))
        except OSError as fault:
            faults.append(str(fault))

    while attack.poll() is None:
        threads.append(threading.Thread(target=one))
        threads[-1].start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    return sorted(times), faults


def attack(options, prefix, address, port):
    """Runs one kind of slow client. Gives the times of others, their faults, and its own last words."""
    path = "/token" if "-B" in options else "/"
    url = f"http://{address}:{port}{path}"
    common = ["-c", "1000", "-r", "500", "-l", str(SECONDS), "-p", "5", "-u", url]
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [*prefix, "slowhttptest", *options, *common], stdout=output, stderr=subprocess.STDOUT
        )
        times, faults = probe_while(process, port)
        output.seek(0)
        text = re.sub(r"\x1b\[[0-9;]*m", "", output.read())
    states = {}
    for name in ("connected", "error", "closed"):
        found = re.findall(rf"^{name}: +(\d+)", text, re.MULTILINE)
        states[name] = found[-1] if found else "?"
    return times, faults, ", ".join(f"{count} {name}" for name, count in states.items())


def peak_memory(pid):
    """The most that was ever resident, in MiB."""
    kibibytes = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]
    return int(kibibytes) / 1024


def start_daemon(program, directory, port):
    config = directory / "atlogin.toml"
    config.write_text(f'public_url = "https://login.example.org"\nlisten = "0.0.0.0:{port}"\n')
    log = (directory / "log").open("w")
    command = [program, "serve", "--config", str(config), "--state-dir", str(directory / "state")]
    return subprocess.Popen(command, stdout=log, stderr=log)


def start_nginx(directory, port):
    site = directory / "site"
    site.mkdir()
    (site / "index.html").write_text("<!doctype html>" + "x" * 8000)
    directory.chmod(0o755)
    config = directory / "nginx.conf"
    config.write_text(NGINX.format(directory=directory, port=port))
    return subprocess.Popen(["nginx", "-c", str(config)], stderr=subprocess.DEVNULL)


def measure(program):
    """All kinds, from both addresses, against both servers. Gives what is beyond a target."""
    missed = []
    holder, there = make_network()
    try:
        for kind, options in KINDS.items():
            for prefix, address in (([], "127.0.0.1"), (there, OURS)):
                for name, start in (("atlogin", lambda d, p: start_daemon(program, d, p)), ("nginx", start_nginx)):
                    missed += measure_one((kind, options), (prefix, address), (name, start))
    finally:
        holder.kill()
        holder.wait()
    return missed


def measure_one(kind, source, server):
    (kind, options), (prefix, address), (name, start) = kind, source, server
    port = 8080
    with tempfile.TemporaryDirectory() as directory:
        process = start(Path(directory), port)
        try:
            wait_for(port)
            times, faults, states = attack(options, prefix, address, port)
            memory = peak_memory(process.pid)
        finally:
            process.terminate()
            process.wait()
    source = "127.0.0.1" if not prefix else "its own"
    p99, longest = times[len(times) * 99 // 100] if times else float("nan"), times[-1] if times else float("nan")
    label = f"{kind}, {source}, {name}"
    shown = f", {memory:.0f} MiB" if name == "atlogin" else ""
    print(f"{label:36} p99 {p99:5.0f} ms, longest {longest:5.0f} ms, {len(faults)} without an answer; {states}{shown}")
    sys.stdout.flush()
    if name != "atlogin":
        return []
    beyond = []
    if faults or not times:
        beyond.append(f"{label}: {len(faults)} without an answer ({faults[:1]})")
    if not p99 <= MOST_MILLISECONDS:
        beyond.append(f"{label}: p99 {p99:.0f} ms")
    if memory > MOST_MEBIBYTES:
        beyond.append(f"{label}: {memory:.0f} MiB")
    return beyond


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    program = os.path.abspath(sys.argv[1])
    if os.environ.get("SLOW_CLIENTS_INSIDE") is None:
        environment = {**os.environ, "SLOW_CLIENTS_INSIDE": "yes"}
        raise SystemExit(subprocess.call(["unshare", "--net", sys.executable, __file__, program], env=environment))
    missed = measure(program)
    if missed:
        raise SystemExit("slow clients: beyond their targets: " + "; ".join(missed))


main()
