#!/usr/bin/env bash
# O365 2.1.10, a Python client of Microsoft Graph.
#
# Expected: a & (b | c) has both the conjunction and the parentheses in the filter, as "and" binds tighter than "or".
# Actual: the parentheses are lost, and Graph reads (a and b) or c.
# Consequence here: a filter is a tree, and what binds less is written in parentheses.
set -euo pipefail

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile --target "$packages" \
    O365==2.1.10 beautifulsoup4==4.15.0 certifi==2026.10.19.post1 cffi==2.1.1 charset-normalizer==3.5.3 cryptography==50.0.2 \
    idna==3.20 msal==1.39.0 pycparser==3.12 PyJWT==2.15.1 python-dateutil==4.0.0 requests==2.34.2 soupsieve==4.1.3 \
    typing_extensions==4.16.0 tzdata==2026.6 tzlocal==5.4.5 urllib3==2.8.0

PYTHONPATH="$packages" python3 - <<'PYTHON'
import sys

from O365.connection import MSGraphProtocol
from O365.utils import QueryBuilder

build = QueryBuilder(MSGraphProtocol())
either = build.equals("city", "Oslo") | build.equals("city", "Bergen")
query = (build.equals("enabled", True) & either).as_params()
print(query)
sys.exit(query != {"$filter": "enabled eq true and city eq 'Oslo' or city eq 'Bergen'"})
PYTHON
