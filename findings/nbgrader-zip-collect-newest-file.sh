#!/usr/bin/env bash
# nbgrader 0.9.6, zip_collect: of two uploads of one file it keeps the older one, when the student has
# uploaded another file later still: it compares with the student's last time, not with the file's.
# One would expect: the newest upload of each file is collected, February's.
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
    r".*/(?P<student_id>[a-z]+)_(?P<timestamp>[\d-]+)_(?P<file_id>\w+)\.ipynb"
)
PYTHON
mkdir -p release/demo downloaded/demo/archive/{a,b,c}
echo '{}' | tee release/demo/losses.ipynb > release/demo/extra.ipynb
echo April > downloaded/demo/archive/a/ada_2027-04-02_extra.ipynb
echo December > downloaded/demo/archive/b/ada_2026-12-01_losses.ipynb
echo February > downloaded/demo/archive/c/ada_2027-02-03_losses.ipynb
nbgrader zip_collect demo 2>&1 | grep -i "older"
echo "collected: $(cat submitted/ada/demo/losses.ipynb)"
[ "$(cat submitted/ada/demo/losses.ipynb)" = December ]
# Seen:
#   [ZipCollectApp | WARNING] Skipped submission file with older timestamp
#   collected: December
