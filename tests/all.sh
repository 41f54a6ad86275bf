#!/usr/bin/env bash
# Sets up what only the tests need, then runs all tests. From a fresh clone: bash tests/all.sh
#
# Needs the Rust toolchain. When Python 3 and the Python package registry are there, it also installs networkx, polars, pandas,
# nbformat and pypdfium2 into target/test-python, with which the tests read our exports, tables and figures back;
# without them those tests say that they are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(networkx==3.6.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1 nbformat==5.11.1 pypdfium2==5.15.2)
venv=target/test-python
stamp="$venv/installed-$(printf '%s' "${packages[*]}" | cksum | cut -d' ' -f1)"
if [ ! -f "$stamp" ]; then
  if command -v python3 >/dev/null && python3 -m venv "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"; then
    touch "$stamp"
  else
    echo "skipped: Python or its packages (${packages[*]}) could not be set up; nothing is read back by another program"
  fi
fi
if [ -f "$stamp" ]; then
  export CITETRACE_TEST_PYTHON="$PWD/$venv/bin/python"
fi

cargo test --release --no-fail-fast "$@"
