#!/usr/bin/env bash
# O365 2.1.10, a Python client of Microsoft Graph.
#
# Expected: a quote in the text of a filter is doubled, as OData's grammar has it: 'It''s'.
# Actual: it is written once, so that the text ends there and Graph refuses the filter.
# Consequence here: a value becomes a literal in one place, which doubles quotes.
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

query = QueryBuilder(MSGraphProtocol()).equals("displayName", "It's").as_params()
print(query)
sys.exit(query != {"$filter": "displayName eq 'It's'"})
PYTHON
