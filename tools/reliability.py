"""Disturbs the real program on the real disk; see tools/reliability."""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

# 0 good, 65 input refused, 70 a bug, 73 cannot create, 74 disk trouble, 75 somebody else writes.
ORDERLY = {0, 1, 65, 66, 73, 74, 75, 77}


class Losses(Exception):
    """Something that was acknowledged is gone, or a command did not come to an orderly end."""


class Bench:
    def __init__(self, options, folder):
        self.binary, self.folder = options.binary, folder
        self.random = random.Random(options.seed)
        self.faults = self.survived = self.tried = 0

    def run(self, *arguments, prefix=(), expected=(0,), timeout=600):
        result = subprocess.run(
            [*prefix, self.binary, *map(str, arguments)], capture_output=True, text=True, timeout=timeout)
        if expected is not None and result.returncode not in expected:
            raise Losses(f"{arguments} ended with {result.returncode}: {result.stderr[-400:]}{result.stdout[-400:]}")
        return result

    def start(self, *arguments):
        return subprocess.Popen(
            [self.binary, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def create(self, name):
        ledger = self.folder / f"{name}.ledger"
        self.run("init", "-l", ledger)
        return ledger

    def verify(self, ledger, quick=False):
        self.run("verify", "-l", ledger, *(["--quick"] if quick else []))

    def records(self, ledger):
        return json.loads(self.run("stats", "-l", ledger, "--json").stdout)["records"]

    def messages(self, name, numbers):
        """A file of HL7 v2 messages of invented patients, one for each number."""
        path = self.folder / name
        with open(path, "w", newline="") as out:
            for number in numbers:
                out.write(
                    f"MSH|^~\\&|LIS|LAB|||20250304101500||ORU^R01|M{number}|P|2.5.1\r"
                    f"PID|1||P{number % 997}^^^LAB^MR||Invented^Ida\r"
                    f"OBR|1||F{number}|57021-8^CBC^LN|||20250304074000\r"
                    f"OBX|1|NM|718-7^Hemoglobin^LN||1{number % 10}.{number % 7}|g/dL|12-17|N|||F\r")
        return path


def kills(bench, options):
    """Imports into one growing ledger, ended at random times."""
    ledger = bench.create("killed")
    expected = acknowledged = 0
    size = 20 * options.size
    started = time.monotonic()
    bench.run("import", "-l", ledger, bench.messages("first.hl7", range(size)))
    whole = time.monotonic() - started
    expected = acknowledged = size
    path = bench.messages("next.hl7", range(expected, expected + size))
    for attempt in range(options.kills):
        process = bench.start("import", "-l", ledger, path)
        time.sleep(bench.random.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        bench.tried += 1
        bench.survived += code == -signal.SIGKILL
        bench.verify(ledger, quick=attempt % 10 != 0)
        now = bench.records(ledger)
        if now < acknowledged:
            raise Losses(f"{now} records are left of {acknowledged}")
        acknowledged = now
        if code == 0 or attempt % 8 == 7:
            bench.run("import", "-l", ledger, path)
            expected += size
            acknowledged = bench.records(ledger)
            if acknowledged != expected:
                raise Losses(f"{acknowledged} records instead of {expected}")
            path = bench.messages("next.hl7", range(expected, expected + size))
    bench.run("import", "-l", ledger, path)
    bench.verify(ledger)
    if bench.records(ledger) != expected + size:
        raise Losses(f"{bench.records(ledger)} records instead of {expected + size}")
    return f"{bench.survived} imports ended by SIGKILL, {expected + size} records"


def full_disk(bench, options):
    """A disk that is full in the middle of an import, and then is not."""
    mount = bench.folder / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], capture_output=True).returncode != 0:
        return "skipped: a file system may not be mounted here"
    try:
        ledger = mount / "clinic.ledger"
        bench.run("init", "-l", ledger)
        path = bench.messages("big.hl7", range(30 * options.size))
        for size in [1100, 1500, 2000, 2300, 3000]:
            result = bench.run("import", "-l", ledger, path, expected=(0, 74))
            bench.faults += result.returncode == 74
            bench.verify(ledger)
            subprocess.run(["mount", "-o", f"remount,size={size}k", mount], check=True)
        subprocess.run(["mount", "-o", "remount,size=200m", mount], check=True)
        bench.run("import", "-l", ledger, path)
        bench.verify(ledger)
        if bench.records(ledger) != 30 * options.size:
            raise Losses(f"{bench.records(ledger)} records instead of {30 * options.size}")
        return f"full {bench.faults} times, then {30 * options.size} records"
    finally:
        subprocess.run(["umount", mount])


def little_memory(bench, options):
    """Imports that are given less memory than they need."""
    ledger = bench.create("memory")
    path = bench.messages("memory.hl7", range(20 * options.size))
    codes = []
    for megabytes in [40, 60, 80, 100, 130, 160, 200, 260, 340, 450, 600]:
        # Whoever is told of too little memory late may not even come to an end.
        command = f"ulimit -v {megabytes * 1024}; exec timeout -s KILL 30 \"$0\" \"$@\""
        result = bench.run(
            "import", "-l", ledger, path, prefix=("bash", "-c", command), expected=None)
        codes.append(result.returncode)
        bench.faults += result.returncode != 0
        bench.verify(ledger)
    bench.run("import", "-l", ledger, path)
    if bench.records(ledger) != 20 * options.size:
        raise Losses(f"{bench.records(ledger)} records instead of {20 * options.size}")
    return f"{bench.faults} ended for want of memory"


def two_writers(bench, options):
    """Two imports at once."""
    ledger = bench.create("two")
    refused = 0
    for attempt in range(options.rounds):
        half = 4 * options.size
        start = attempt * 2 * half
        paths = [
            bench.messages(f"one-{side}.hl7", range(start + side * half, start + (side + 1) * half)) for side in (0, 1)
        ]
        processes = [bench.start("import", "-l", ledger, path) for path in paths]
        for process, path in zip(processes, paths):
            code = process.wait()
            if code not in (0, 75):
                raise Losses(f"one of two writers ended with {code}")
            if code == 75:
                refused += 1
                bench.run("import", "-l", ledger, path)
        bench.verify(ledger)
        if bench.records(ledger) != start + 2 * half:
            raise Losses(f"{bench.records(ledger)} records instead of {start + 2 * half}")
    bench.faults += refused
    return f"{options.rounds} pairs, {refused} were told to wait"


def readers(bench, options):
    """Whoever reads and verifies while another process imports and erases."""
    ledger = bench.create("readers")
    bench.run("import", "-l", ledger, bench.messages("before.hl7", range(2 * options.size)))
    done = threading.Event()
    failures = []

    def write():
        try:
            for attempt in range(options.rounds):
                start = (10 + attempt * 3) * options.size
                bench.run("import", "-l", ledger, bench.messages("more.hl7", range(start, start + 3 * options.size)))
                found = json.loads(
                    bench.run("records", "-l", ledger, "--patient", f"P{attempt + 5}", "--json").stdout)
                numbers = re.findall(r'"entry": (\d+)', json.dumps(found))[:2]
                if numbers:
                    chosen = [part for number in numbers for part in ("--record", number)]
                    bench.run("erase", "-l", ledger, *chosen, "--reason", "asked for")
        except Exception as error:
            failures.append(error)
        finally:
            done.set()

    writer = threading.Thread(target=write)
    writer.start()
    count = 0
    while not done.is_set():
        patient = f"P{bench.random.randrange(700, 900)}"
        bench.run("records", "-l", ledger, "--patient", patient, "--json")
        bench.verify(ledger, quick=count % 3 != 0)
        count += 1
    writer.join()
    if failures:
        raise failures[0]
    bench.verify(ledger)
    return f"{count} readings beside {options.rounds} imports and erasures"


def copies(bench, options):
    """A directory that is copied file by file while it is being written."""
    ledger = bench.create("copied")
    bench.run("import", "-l", ledger, bench.messages("start.hl7", range(5 * options.size)))
    whole = named = 0
    for attempt in range(options.rounds):
        start = (10 + attempt * 6) * options.size
        process = bench.start("import", "-l", ledger, bench.messages("during.hl7", range(start, start + 6 * options.size)))
        time.sleep(bench.random.uniform(0, 0.3))
        copy = bench.folder / "copy.ledger"
        shutil.copytree(ledger, copy)
        process.wait()
        first = bench.run("verify", "-l", copy, expected=None)
        opened = bench.run("import", "-l", copy, bench.messages("after.hl7", range(5)), expected=None)
        for result in (first, opened):
            if result.returncode not in ORDERLY:
                raise Losses(f"a copy: {result.args} ended with {result.returncode}: {result.stderr[-300:]}")
        if opened.returncode == 0:
            bench.verify(copy)
            whole += 1
        else:
            named += 1
        shutil.rmtree(copy)
        bench.tried += 1
    bench.verify(ledger)
    return f"{whole} copies whole, {named} named as torn"


TRIALS = [kills, full_disk, little_memory, two_writers, readers, copies]


def main():
    parser = argparse.ArgumentParser(prog="tools/reliability")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--size", type=int, default=1000, help="records that an import of least length brings")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=[trial.__name__ for trial in TRIALS])
    options = parser.parse_args()
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    options.binary = os.path.abspath(options.binary)
    losses = tried = survived = faults = 0
    print(f"seed {options.seed}")
    for trial in TRIALS:
        if options.only not in (None, trial.__name__):
            continue
        folder = Path(tempfile.mkdtemp(prefix="reliability-"))
        bench = Bench(options, folder)
        started = time.monotonic()
        try:
            outcome = trial(bench, options)
        except Losses as error:
            losses += 1
            outcome = f"LOST: {error}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        tried, survived, faults = tried + bench.tried, survived + bench.survived, faults + bench.faults
        print(f"{trial.__name__:14} {time.monotonic() - started:6.0f} s  {outcome}", flush=True)
    print(f"moments tried {tried}, kills survived {survived}, faults injected {faults}, losses: {losses}")
    return 1 if losses else 0


sys.exit(main())
