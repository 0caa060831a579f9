"""What the sessions of Microsoft's Python SDKs have in common: the control addresses of the emulator, and checks.

Each step checks what the SDK returns and what the emulator received. A known fault of the SDK is printed and
does not fail the step. If the SDK no longer has the fault, that is printed too. Any other difference fails the step.
"""

import json
import time
import traceback
import urllib.request

from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_abstractions.api_error import APIError
from kiota_abstractions.base_request_configuration import RequestConfiguration


class Emulator:
    """The control addresses of the emulator, used without the SDK."""

    def __init__(self, endpoint, token):
        self.endpoint = endpoint
        self.token = token
        self.seen = 0
        # Loopback must not be reached through a proxy.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, content, headers, method=method)
        with self.opener.open(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def next_answers(self, *faults):
        self.send("POST", "/emulator/faults", list(faults))

    def early_returns(self):
        """Returns the number of requests that came before the time in `Retry-After`."""
        findings = self.send("GET", "/emulator/findings")
        return sum(finding["count"] for finding in findings if finding["kind"] == "tooEarly")

    def received(self):
        """Returns the requests since the last call."""
        requests = self.send("GET", "/emulator/requests")
        new, self.seen = requests[self.seen :], len(requests)
        for request in new:
            request["headers"] = dict(request["headers"])
        # Requests inside of a batch are left out; the batch itself is not.
        return [request for request in new if request.get("batch") is None]


class Credential:
    """A credential with a fixed token, and a different one after claims are requested."""

    def __init__(self, token):
        self.token = token
        self.claims = []

    def get_token(self, *_scopes, claims=None, **_options):
        if claims:
            self.claims.append(json.loads(claims))
            self.token += "-with-claims"
        return AccessToken(self.token, int(time.time()) + 3600)


def connected(adapter_of, endpoint, version, credential):
    """Returns a request adapter of the SDK that sends its requests to the emulator."""
    provider = AzureIdentityAuthenticationProvider(
        credential, scopes=["https://graph.microsoft.com/.default"], allowed_hosts=["127.0.0.1"]
    )
    adapter = adapter_of(provider)
    adapter.base_url = f"{endpoint}/{version}"
    return adapter


def assert_equal(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what} is {actual!r} and should be {expected!r}")


def check_known_fault(actual, right, faulty, fault):
    """Prints whether the SDK has a known fault or no longer has it. Any other value fails the step."""
    if actual == faulty:
        print(f"sdk fault: {fault}")
    elif actual == right:
        print(f"sdk fault mended: {fault}")
    else:
        raise AssertionError(f"{actual!r} is neither right, {right!r}, nor the known fault, {faulty!r}")
    return actual == right


async def refused(request):
    """Returns the error of Graph that a request fails with."""
    try:
        await request
    except APIError as error:
        return error
    raise AssertionError("the request was not refused")


def with_header(name, value):
    configuration = RequestConfiguration()
    configuration.headers.add(name, value)
    return configuration


async def run(session, steps):
    """Runs the steps, and returns the exit code."""
    failed = 0
    for step in steps:
        try:
            await step(session)
            print(f"ok {step.__name__}", flush=True)
        except Exception as error:
            failed += 1
            traceback.print_exc()
            print(f"FAILED {step.__name__}: {error}", flush=True)
    print(f"{len(steps) - failed} passed, {failed} failed")
    return 1 if failed else 0
