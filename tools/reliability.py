"""Tries whether anything that was acknowledged can be lost; see tools/reliability."""

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
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

# 0 good, 65 input refused, 73 cannot create, 74 disk trouble, 75 somebody else writes.
ORDERLY = {0, 1, 65, 66, 73, 74, 75, 77}


class Losses(Exception):
    """Something that was acknowledged is gone, or a command did not come to an orderly end."""


class Bench:
    """What one trial works with: a folder of its own, and its share of the time."""

    def __init__(self, options, folder, seconds):
        self.binary, self.folder, self.seconds = options.binary, folder, seconds
        self.random = random.Random(options.seed)
        self.counts = Counter()
        self.deadline = time.monotonic() + seconds
        # What this machine remembers of ledgers is not to be mixed with what it remembers of real ones.
        os.environ["CLINICLEDGER_STATE"] = str(folder / "state")

    def turns(self, most=1_000_000, least=2):
        """Counts as long as there is time."""
        for turn in range(most):
            if turn >= least and time.monotonic() > self.deadline:
                return
            yield turn

    def tool(self, *command, expected=(0,)):
        """What another of these tools prints."""
        result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True)
        if result.returncode not in expected:
            raise Losses(f"{command} ended with {result.returncode}: {result.stdout[-1500:]}")
        return result.stdout

    @contextmanager
    def small_disk(self, size):
        """A file system of a size, and a function that changes it; nothing where none may be mounted."""
        mount = self.folder / "small"
        mount.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", mount]
        if subprocess.run(command, capture_output=True).returncode != 0:
            yield None, None
            return
        try:
            yield mount, lambda size: subprocess.run(["mount", "-o", f"remount,size={size}", mount], check=True)
        finally:
            subprocess.run(["umount", mount])

    def run(self, *arguments, prefix=(), expected=(0,), timeout=600, state="state"):
        try:
            result = subprocess.run(
                [*prefix, self.binary, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                env=os.environ | {"CLINICLEDGER_STATE": str(self.folder / state)})
        except subprocess.TimeoutExpired:
            raise Losses(f"{arguments} came to no end in {timeout} s")
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
    size = 5 * options.size
    started = time.monotonic()
    bench.run("import", "-l", ledger, bench.messages("first.hl7", range(size)))
    whole = time.monotonic() - started
    expected = acknowledged = size
    path = bench.messages("next.hl7", range(expected, expected + size))
    for attempt in bench.turns(options.kills):
        process = bench.start("import", "-l", ledger, path)
        time.sleep(bench.random.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        bench.counts["kills"] += code == -signal.SIGKILL
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
    return f"{bench.counts['kills']} imports ended by SIGKILL, {expected + size} records"


def finish_import(bench, ledger, path, count):
    """Imports what is left, now that nothing stands in the way: all of it is there, once."""
    bench.run("import", "-l", ledger, path)
    bench.verify(ledger)
    if bench.records(ledger) != count:
        raise Losses(f"{bench.records(ledger)} records instead of {count}")


def full_disk(bench, options):
    """A disk that is full in the middle of an import, and then is not."""
    count = 30 * options.size
    with bench.small_disk("1m") as (mount, resize):
        if mount is None:
            return "skipped: a file system may not be mounted here"
        ledger = mount / "clinic.ledger"
        bench.run("init", "-l", ledger)
        path = bench.messages("big.hl7", range(count))
        for size in [1100, 1500, 2000, 2300, 3000]:
            result = bench.run("import", "-l", ledger, path, expected=(0, 74))
            bench.counts["faults"] += result.returncode == 74
            bench.verify(ledger)
            resize(f"{size}k")
        resize("200m")
        finish_import(bench, ledger, path, count)
    return f"full {bench.counts['faults']} times, then {count} records"


def full_backup(bench, options):
    """A backup onto a disk that is too small, and then is not."""
    ledger = bench.create("source")
    count = 20 * options.size
    bench.run("import", "-l", ledger, bench.messages("source.hl7", range(count)))
    size = sum(path.stat().st_size for path in ledger.rglob("*") if path.parent.name in ("chain", "vault"))
    with bench.small_disk("64k") as (mount, resize):
        if mount is None:
            return "skipped: a file system may not be mounted here"
        backup, back = mount / "backup", bench.folder / "back.ledger"
        for part in range(1, 9):
            resize(f"{max(64, size * part // 8 // 1024)}k")
            result = bench.run("backup", "-l", ledger, backup, "--incremental", expected=(0, 74))
            if result.returncode == 0:
                break
            bench.counts["faults"] += 1
            if "full" not in result.stderr:
                raise Losses(f"a full disk is not named: {result.stderr}")
            bench.verify(ledger)
            bench.run("restore", backup, back, expected=(66,))
            if back.exists():
                raise Losses("a ledger of an incomplete backup")
        resize("200m")
        bench.run("backup", "-l", ledger, backup, "--incremental")
        bench.run("restore", backup, back, "--keys", ledger / "keys")
        bench.verify(back)
        if bench.records(back) != count or bench.records(ledger) != count:
            raise Losses(f"{bench.records(back)} records came back of {count}")
    if bench.counts["faults"] == 0:
        raise Losses("the disk was never full")
    return f"full {bench.counts['faults']} times, named as incomplete, then {count} records came back"


def quota(bench, options):
    """A limit on the size of files that imports run into, and then is gone."""
    ledger = bench.create("quota")
    count = 20 * options.size
    path = bench.messages("quota.hl7", range(count))
    for kilobytes in [4, 16, 40, 90, 200, 400, 700]:
        limit = ("bash", "-c", f"ulimit -f {kilobytes}; exec \"$0\" \"$@\"")
        result = bench.run("import", "-l", ledger, path, prefix=limit, expected=(0, 74))
        if result.returncode == 74:
            bench.counts["faults"] += 1
            if "too large" not in result.stderr:
                raise Losses(f"a limit is not named: {result.stderr}")
        bench.verify(ledger)
    finish_import(bench, ledger, path, count)
    if bench.counts["faults"] == 0:
        raise Losses("the limit was never reached")
    return f"{bench.counts['faults']} imports ran into the limit, then {count} records"


def little_memory(bench, options):
    """Imports that are given less memory than they need."""
    ledger = bench.create("memory")
    count = 20 * options.size
    path = bench.messages("memory.hl7", range(count))
    for megabytes in [40, 44, 48, 54, 60, 80, 100, 130, 160, 200, 260, 340, 450, 600]:
        limit = ("bash", "-c", f"ulimit -v {megabytes * 1024}; exec \"$0\" \"$@\"")
        # However it ends, it ends.
        result = bench.run("import", "-l", ledger, path, prefix=limit, expected=None, timeout=60)
        bench.counts["faults"] += result.returncode != 0
        bench.verify(ledger)
    finish_import(bench, ledger, path, count)
    return f"{bench.counts['faults']} ended for want of memory"


def two_writers(bench, options):
    """Two imports at once."""
    ledger = bench.create("two")
    refused = rounds = 0
    for attempt in bench.turns():
        rounds += 1
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
    return f"{rounds} pairs, {refused} were told to wait"


def readers(bench, options):
    """Whoever reads and verifies while another process imports and erases."""
    ledger = bench.create("readers")
    bench.run("import", "-l", ledger, bench.messages("before.hl7", range(2 * options.size)))
    done = threading.Event()
    failures = []

    def write():
        try:
            for attempt in bench.turns():
                bench.counts["rounds"] += 1
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
    return f"{count} readings beside {bench.counts['rounds']} imports and erasures"


def copies(bench, options):
    """A directory that is copied file by file while it is being written."""
    ledger = bench.create("copied")
    bench.run("import", "-l", ledger, bench.messages("start.hl7", range(5 * options.size)))
    whole = named = 0
    for attempt in bench.turns():
        start = (10 + attempt * 6) * options.size
        process = bench.start("import", "-l", ledger, bench.messages("during.hl7", range(start, start + 6 * options.size)))
        time.sleep(bench.random.uniform(0, 0.3))
        copy = bench.folder / "copy.ledger"
        try:
            shutil.copytree(ledger, copy)
        except shutil.Error:
            # A file was replaced or merged away between being listed and being copied: the copy lacks it.
            pass
        process.wait()
        # On a machine that knows nothing of the ledger: else whatever is older is named for that.
        first = bench.run("verify", "-l", copy, expected=None, state="other")
        opened = bench.run("import", "-l", copy, bench.messages("after.hl7", range(5)), expected=None, state="other")
        for result in (first, opened):
            if result.returncode not in ORDERLY:
                raise Losses(f"a copy: {result.args} ended with {result.returncode}: {result.stderr[-300:]}")
        if opened.returncode == 0:
            bench.run("verify", "-l", copy, state="other")
            whole += 1
        else:
            named += 1
        shutil.rmtree(copy)
        shutil.rmtree(bench.folder / "other", ignore_errors=True)
    bench.verify(ledger)
    return f"{whole} copies whole, {named} named as torn"


def flipped_bits(bench, options):
    """Single bits of a ledger's files, each changed and put back: verify finds it and names a file."""
    ledger = bench.create("flipped")
    bench.run("import", "-l", ledger, bench.messages("flipped.hl7", range(20 * options.size)))
    # What stands beside them is no record: `synced` is a hint, `lock` empty; ledger.json has a time that may be some seconds off.
    left_out = {"synced", "lock", "ledger.json"}
    files = [path for path in sorted(ledger.rglob("*"))
             if path.is_file() and path.name not in left_out and path.stat().st_size > 0]
    for _ in bench.turns(least=20):
        path = bench.random.choice(files)
        offset, bit = bench.random.randrange(path.stat().st_size), 1 << bench.random.randrange(8)
        with open(path, "r+b") as file:
            file.seek(offset)
            byte = file.read(1)[0]
            file.seek(offset)
            file.write(bytes([byte ^ bit]))
            file.flush()
            result = bench.run("verify", "-l", ledger, expected=None)
            file.seek(offset)
            file.write(bytes([byte]))
        if result.returncode not in ORDERLY - {0} or not result.stdout + result.stderr:
            raise Losses(f"bit {bit} of byte {offset} of {path.name}: verify ended with {result.returncode}")
        bench.counts["bits"] += 1
    bench.verify(ledger)
    return f"{bench.counts['bits']} bits of {len(files)} files, all found"


def crash_points(bench, options):
    """Every call of fixed steps on the simulated disk, or one of some where there is little time."""
    stride = max(1, round(200 / bench.seconds))
    text = bench.tool(
        "tools/simulate", "--points", max(2, min(20, int(bench.seconds / 60))), "--stride", stride)
    steps, calls, crashes, faults, _ = map(int, re.findall(r"\d+", text.splitlines()[-1]))
    bench.counts.update(points=crashes, faults=faults)
    return f"{steps} steps of {calls} calls, one of {stride} tried"


def lives(bench, options):
    """Random lives of ledgers on the simulated disk."""
    text = bench.tool(
        "tools/simulate", "--seed", options.seed, "--seeds", 1_000_000, "--minutes", round(bench.seconds / 60, 3))
    last = text.splitlines()[-1]
    seeds, steps, crashes, faults = (
        int(re.search(rf"(\d+) {word}", last).group(1)) for word in ("seeds", "steps", "crashes", "faults"))
    bench.counts.update(points=crashes, faults=faults)
    return f"{seeds} lives of {steps} steps, {crashes} crashes"


def tampering(bench, options):
    """Each change of each field of each file of a small ledger: what is said of it is what the table says."""
    found = bench.tool("tools/simulate", "--tamper", 1).splitlines()
    if found != Path("Tests/MedicalLedgerTests/tampering.txt").read_text().splitlines():
        raise Losses("the table of tampering is another")
    bench.counts["bits"] += sum(set(line.split(" | ")[1:]) != {"-"} for line in found)
    return f"{len(found) - 1} changes, {bench.counts['bits']} of them named, the others passed over as the table says"


def fuzzing(bench, options):
    """Inputs made by libFuzzer for every parser."""
    targets = len(os.listdir("Tests/FuzzTests/Corpus"))
    seconds = max(1, int(bench.seconds / targets))
    for line in bench.tool("tools/fuzz", "--seconds", seconds).splitlines()[1:]:
        bench.counts["inputs"] += int(line.split()[1])
    return f"{targets} parsers, {seconds} s each"


# Each with its part of the time.
TRIALS = {
    crash_points: 12, lives: 20, tampering: 1, kills: 25, flipped_bits: 12, fuzzing: 20,
    full_disk: 1, full_backup: 1, quota: 1, little_memory: 1, two_writers: 2, readers: 2, copies: 2,
}
ROWS = {
    "crash points tried": "points", "kills survived": "kills", "changes found": "bits", "inputs fuzzed": "inputs",
    "faults injected": "faults",
}


def main():
    parser = argparse.ArgumentParser(prog="tools/reliability")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--minutes", type=float, default=60, help="shared between the trials")
    parser.add_argument("--kills", type=int, default=1000, help="at most")
    parser.add_argument("--size", type=int, default=1000, help="records that an import of least length brings")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    names = [trial.__name__ for trial in TRIALS]
    parser.add_argument("--only", action="append", choices=names)
    options = parser.parse_args()
    os.environ["SWIFT_BACKTRACE"] = "enable=no"
    options.binary = os.path.abspath(options.binary)
    chosen = [trial for trial in TRIALS if trial.__name__ in (options.only or names)]
    total, losses = Counter(), 0
    print(f"seed {options.seed}")
    for trial in chosen:
        folder = Path(tempfile.mkdtemp(prefix="reliability-"))
        seconds = options.minutes * 60 * TRIALS[trial] / sum(TRIALS[each] for each in chosen)
        bench = Bench(options, folder, seconds)
        started = time.monotonic()
        try:
            outcome = trial(bench, options)
        except Losses as error:
            losses += 1
            outcome = f"LOST: {error}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        total += bench.counts
        print(f"{trial.__name__:14} {time.monotonic() - started:6.0f} s  {outcome}", flush=True)
    print()
    for row, name in ROWS.items():
        print(f"{row:20} {total[name]:>14,}")
    print(f"losses: {losses}")
    return 1 if losses else 0


sys.exit(main())
