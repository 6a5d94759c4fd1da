#!/usr/bin/env bash
# nbgrader 0.9.6, zip_collect: of four students whose uploads one zip holds, with the pattern of its
# own documentation, three are not collected, and the exit code is 0: a name with a space, the ending
# .IPYNB, and the .ipynb.txt that some mail programs make. The log has a warning each. One would
# expect: whoever is left out shows in the exit code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbgrader==0.9.6
export PATH="$folder/venv/bin:$PATH"
cd "$folder"
cat > nbgrader_config.py <<'PYTHON'
c = get_config()
c.FileNameCollectorPlugin.named_regexp = (
    r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
)
PYTHON
mkdir -p release/ps1 downloaded/ps1/archive
echo '{}' > release/ps1/problem1.ipynb
python - <<'PYTHON'
import zipfile

with zipfile.ZipFile("downloaded/ps1/archive/download.zip", "w") as archive:
    for student, ending in (("ada", ".ipynb"), ("jörg m", ".ipynb"), ("eve", ".IPYNB"), ("bob", ".ipynb.txt")):
        archive.writestr(f"ps1_{student}_attempt_2016-01-30-15-00-00_problem1{ending}", "{}")
PYTHON
code=0
nbgrader zip_collect ps1 > log 2>&1 || code=$?
grep "files skipped" log
echo "exit code $code, collected: $(ls submitted)"
[ "$code" = 0 ]
[ "$(ls submitted)" = ada ]
# Seen:
#   [ZipCollectApp | WARNING] 1 files collected, 3 files skipped
#   exit code 0, collected: ada
