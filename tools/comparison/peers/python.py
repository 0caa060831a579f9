"""Microsoft's Python SDK for Graph: its types for events, and its iterator for the list.

Reads lines, each with an operation and an endpoint, and writes one line of JSON for each. The first line is the version.
"""

import asyncio
import importlib.metadata
import json
import sys
import time

from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient
from msgraph_beta.generated.models.event import Event
from msgraph_core import PageIterator


class Credential:
    def get_token(self, *_scopes, **_options):
        return AccessToken(sys.argv[1], int(time.time()) + 3600)


def shown(event):
    """The event as JSON, with the names of Graph."""
    if event is None:
        return None
    return {
        "id": event.id,
        "subject": event.subject,
        "importance": event.importance and event.importance.value,
        "categories": event.categories,
        "reminderMinutesBeforeStart": event.reminder_minutes_before_start,
    }


async def send(operation, endpoint):
    provider = AzureIdentityAuthenticationProvider(
        Credential(), scopes=["https://graph.microsoft.com/.default"], allowed_hosts=["127.0.0.1"]
    )
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = f"{endpoint}/beta"
    events = GraphServiceClient(request_adapter=adapter).me().events
    if operation == "get":
        return shown(await events.by_event_id("1").get())
    if operation == "list":
        listed = []
        await PageIterator(await events.get(), adapter).iterate(lambda event: listed.append(event) or True)
        return [shown(event) for event in listed]
    return shown(await events.post(Event(subject="Budget")))


async def answer(operation, endpoint):
    try:
        return {"value": await send(operation, endpoint)}
    except Exception as error:  # Any error is what the caller sees.
        status = getattr(error, "response_status_code", None)
        text = f"{error} {error!r} {getattr(error, 'error', '')!r}"
        return {"error": {"name": type(error).__name__, "status": status, "text": text}}


def main():
    names = ["msgraph-beta-sdk", "msgraph-core", "microsoft-kiota-http"]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in names]
    print(", ".join(versions), "on Python", sys.version.split()[0], flush=True)
    for line in sys.stdin:
        print(json.dumps(asyncio.run(answer(*line.split()))), flush=True)


main()
