#!/usr/bin/env bash
# nbgrader 0.9.6 takes the time zone +0100 in a timestamp for one of 100 seconds, and ignores +01:00
# altogether. A due date or a timestamp.txt in ISO 8601, or as `date +"%F %T %z"` writes it, is then off
# by an hour, without a word. Guess before the run: both mean one hour, and give 11:00 in UTC.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbgrader==0.9.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from nbgrader.utils import parse_utc

print("nbgrader", version("nbgrader"))
for zone in ("+0100", "+01:00", "-0500"):
    print(zone, "->", parse_utc(f"2026-01-02 12:00:00 {zone}"))
assert str(parse_utc("2026-01-02 12:00:00 +0100")) == "2026-01-02 11:58:20"
assert str(parse_utc("2026-01-02 12:00:00 +01:00")) == "2026-01-02 12:00:00"
assert str(parse_utc("2026-01-02 12:00:00 Europe/Paris")) == "2026-01-02 11:00:00"
PYTHON
# Seen:
#   +0100 -> 2026-01-02 11:58:20
#   +01:00 -> 2026-01-02 12:00:00
#   -0500 -> 2026-01-02 12:08:20
