#!/usr/bin/env python3
"""Runs Schemathesis against the built product: PFORTE_BINARY with a database of its own.

First files the application that is the example in /api/openapi.json, so that there is a state to ask for.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVICE = "mangel-melden"
LONGEST = 85  # seconds for Schemathesis


def main(port, arguments):
    binary = os.environ["PFORTE_BINARY"]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        # The product refuses settings that it does not know.
        others = {name: value for name, value in os.environ.items() if not name.startswith("PFORTE_")}
        env = {**others, "PFORTE_DATA": data, "PFORTE_LISTEN": f"127.0.0.1:{port}", "PFORTE_LOG": "warn"}
        env["PFORTE_RATE_REQUESTS"] = "10000000"
        log = open(Path(data) / "log", "w+")
        server = subprocess.Popen([binary], env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait(f"{url}/health/ready")
            added = subprocess.run(
                [binary, "senders", "add", "Schemathesis", "--all-services"],
                env=env, check=True, capture_output=True, text=True,
            )
            key = added.stdout.split()[-1]
            receipt = file_example(url, key)
            config = Path(data) / "schemathesis.toml"
            text = (HERE / "schemathesis.toml").read_text()
            for name, value in [("URL", url), ("KEY", key), ("SECRET", receipt["secret"]), ("NUMBER", receipt["number"])]:
                text = text.replace(f"@{name}@", value)
            config.write_text(text)
            st = Path(sys.executable).parent / "schemathesis"
            command = [st, "--config-file", config, "run", f"{url}/api/openapi.json", *arguments]
            status = subprocess.run(command, env=env, cwd=data, timeout=LONGEST).returncode
            if server.poll() is not None:
                sys.exit(f"the product ended with {server.returncode}")
            return status
        finally:
            server.terminate()
            server.wait(timeout=30)
            log.seek(0)
            if "panicked" in (said := log.read()):
                sys.exit(said)


def wait(address):
    for _ in range(200):
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{address} does not answer")


def file_example(url, key):
    with urllib.request.urlopen(f"{url}/api/openapi.json") as answer:
        operation = json.load(answer)["paths"]["/api/v1/services/{slug}/applications"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["example"]
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "check", "content-type": "application/json"}
    address = f"{url}/api/v1/services/{SERVICE}/applications"
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
