"""How soon `wattos up` answers: `python benchmarks/startup.py [--runs 3] [--at-most 6 3]`.

Starts it on an empty data folder, then again on the same one, and measures in seconds from the
start of the process until `/health/ready` answers 200. With `--at-most EMPTY LATER` the exit code
is 1 when the best run of either takes longer: the slower ones measure what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PORT = 8877
_ROOTS = ("core", "plugins", "channels", "admin_ui")
_REPOSITORY = Path(__file__).resolve().parents[1]


def start_seconds(data_dir: Path) -> float:
    """Start `wattos up` on the folder, wait for readiness, stop it; raises `RuntimeError`."""
    paths = os.pathsep.join(str(_REPOSITORY / root) for root in _ROOTS)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "wattos.cli", "up", "--port", str(PORT), "--data-dir", data_dir],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not is_ready():
            if process.poll() is not None:
                raise RuntimeError(f"wattos up ended with code {process.returncode}")
            time.sleep(0.01)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def is_ready() -> bool:
    """Whether the readiness check answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready", timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def measure(runs: int) -> dict[str, list[float]]:
    """Seconds of every run, on an empty folder and on one that was used before."""
    found: dict[str, list[float]] = {"empty": [], "later": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="wattos-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)  # as root the servers run as another user
            for kind in found:
                found[kind].append(round(start_seconds(Path(folder) / "data"), 2))
    return found


def main() -> int:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--at-most", type=float, nargs=2, metavar=("EMPTY", "LATER"))
    arguments = parser.parse_args()
    found = measure(arguments.runs)
    print(json.dumps({"seconds": found, "cores": os.cpu_count(), "load": os.getloadavg()[0]}))
    limits: list[float] = arguments.at_most or [float("inf")] * 2
    return int(min(found["empty"]) > limits[0] or min(found["later"]) > limits[1])


if __name__ == "__main__":
    sys.exit(main())
