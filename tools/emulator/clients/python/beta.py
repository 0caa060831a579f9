"""A session of Microsoft's Python SDK for Graph's beta version, unmodified, with the emulator.

    beta.py ENDPOINT TOKEN
"""

import asyncio
import importlib.metadata
import json
import re
import sys
import time
from io import BytesIO
from datetime import datetime, timedelta, timezone

from kiota_abstractions.api_error import APIError
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph_beta import GraphRequestAdapter, GraphServiceClient
from msgraph_beta.generated.device_management.device_categories.device_categories_request_builder import (
    DeviceCategoriesRequestBuilder,
)
from msgraph_beta.generated.drives.item.items.item.create_upload_session.create_upload_session_post_request_body import (
    CreateUploadSessionPostRequestBody,
)
from msgraph_beta.generated.models.device_category import DeviceCategory
from msgraph_beta.generated.models.device_compliance_script import DeviceComplianceScript
from msgraph_beta.generated.models.device_compliance_script_device_state import DeviceComplianceScriptDeviceState
from msgraph_beta.generated.models.ios_custom_configuration import IosCustomConfiguration
from msgraph_beta.generated.models.o_data_errors.o_data_error import ODataError
from msgraph_beta.generated.models.oma_setting_integer import OmaSettingInteger
from msgraph_beta.generated.models.oma_setting_string import OmaSettingString
from msgraph_beta.generated.models.run_state import RunState
from msgraph_beta.generated.models.windows10_custom_configuration import Windows10CustomConfiguration
from msgraph_core import PageIterator
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem
from msgraph_core.tasks.large_file_upload import LargeFileUploadTask

from harness import Credential, Emulator, assert_equal, check_known_fault, connected, refused, run, with_header

CATEGORIES = "/beta/deviceManagement/deviceCategories"
APOSTROPHE = "It's 100 % a+b & ü"


class Session:
    def __init__(self, endpoint, token):
        self.emulator = Emulator(endpoint, token)
        self.credential = Credential(token)
        self.adapter = connected(GraphRequestAdapter, endpoint, "beta", self.credential)
        self.graph = GraphServiceClient(request_adapter=self.adapter)
        self.categories = self.graph.device_management.device_categories

    def category(self, key):
        return self.categories.by_device_category_id(key)

    async def new_category(self, name, description=None):
        made = await self.categories.post(DeviceCategory(display_name=name, description=description))
        self.emulator.received()
        return made


async def create(session):
    made = await session.categories.post(DeviceCategory(display_name="Kiosk", description="In the hall"))
    assert_equal((made.display_name, made.description, made.role_scope_tag_ids), ("Kiosk", "In the hall", []), "the reply")
    if not made.id:
        raise AssertionError("the new entity has no id")
    [request] = session.emulator.received()
    assert_equal((request["method"], request["target"], request["status"]), ("POST", CATEGORIES, 201), "the request")
    assert_equal(request["json"], {"displayName": "Kiosk", "description": "In the hall"}, "the body")
    assert_equal(request["headers"]["authorization"], "Bearer [redacted]", "the token")


async def get(session):
    made = await session.new_category("Lobby", "By the door")
    got = await session.category(made.id).get()
    assert_equal((got.id, got.display_name, got.description), (made.id, "Lobby", "By the door"), "the entity")
    [request] = session.emulator.received()
    assert_equal((request["method"], request["target"]), ("GET", f"{CATEGORIES}/{made.id}"), "the request")


async def list_of_three_pages(session):
    # Earlier steps created two, and a page has two.
    names = ["Third", "Lobby", "Kiosk", "Fourth", "Fifth"]
    for name in ("Third", "Fourth", "Fifth"):
        await session.new_category(name)
    query = DeviceCategoriesRequestBuilder.DeviceCategoriesRequestBuilderGetQueryParameters(
        orderby=["displayName desc"], select=["id", "displayName"]
    )
    first = await session.categories.get(RequestConfiguration(query_parameters=query))
    assert_equal(len(first.value), 2, "the size of the first page")
    listed = []

    def note(item):
        listed.append(item)
        return True

    await PageIterator(first, session.adapter).iterate(note)
    assert_equal([item.display_name for item in listed], names, "what was listed")
    assert_equal({type(item) for item in listed}, {DeviceCategory}, "the types of what was listed")
    requests = session.emulator.received()
    assert_equal([request["status"] for request in requests], [200] * 3, "the pages")
    followed = session.emulator.endpoint + requests[1]["target"]
    assert_equal(followed, first.odata_next_link, "the link that was followed")


async def filter_order_select(session):
    await session.new_category(APOSTROPHE)
    query = DeviceCategoriesRequestBuilder.DeviceCategoriesRequestBuilderGetQueryParameters(
        filter="displayName eq 'It''s 100 % a+b & ü' or displayName eq 'Kiosk'",
        orderby=["displayName desc"],
        select=["id", "displayName"],
        count=True,
    )
    found = await session.categories.get(RequestConfiguration(query_parameters=query))
    assert_equal([item.display_name for item in found.value], ["Kiosk", APOSTROPHE], "what was found")
    assert_equal([item.description for item in found.value], [None, None], "what was not selected")
    assert_equal((found.odata_count, found.odata_next_link), (2, None), "the count and the link")
    session.emulator.received()


async def patch_a_new_value(session):
    made = await session.new_category("Before", "Stays")
    changed = await session.category(made.id).patch(DeviceCategory(display_name="After"))
    assert_equal((changed.display_name, changed.description), ("After", "Stays"), "the reply")
    [request] = session.emulator.received()
    assert_equal((request["method"], request["json"]), ("PATCH", {"displayName": "After"}), "the request")


async def patch_a_value_that_was_read(session):
    made = await session.new_category("Before", "Stays")
    got = await session.category(made.id).get()
    got.display_name = "After"
    changed = await session.category(made.id).patch(got)
    assert_equal((changed.display_name, changed.description), ("After", "Stays"), "the reply")
    sent = sorted(session.emulator.received()[-1]["json"])
    everything = ["@odata.context", "description", "displayName", "id", "roleScopeTagIds"]
    check_known_fault(sent, ["displayName"], everything, "an entity that was read and changed is sent back whole, with its id and context")


async def patch_without_content(session):
    made = await session.new_category("Before")
    one = session.category(made.id)
    minimal = with_header("Prefer", "return=minimal")
    assert_equal(await one.patch(DeviceCategory(display_name="After"), minimal), None, "the reply to a 204")
    assert_equal((await one.get()).display_name, "After", "what was changed")
    requests = session.emulator.received()
    assert_equal([(it["method"], it["status"]) for it in requests], [("PATCH", 204), ("GET", 200)], "the requests")


async def precondition(session):
    made = await session.new_category("Before")
    stale = with_header("If-Match", 'W/"outdated"')
    error = await refused(session.category(made.id).patch(DeviceCategory(display_name="After"), stale))
    assert_equal(error.response_status_code, 412, "the status")
    assert_equal((await session.category(made.id).get()).display_name, "Before", "what was not changed")
    session.emulator.received()


async def null(session):
    made = await session.new_category("Before", "Goes")
    got = await session.category(made.id).get()
    got.description = None
    changed = await session.category(made.id).patch(got)
    assert_equal((changed.display_name, changed.description), ("Before", None), "the reply")

    got.display_name = None
    try:
        await session.category(made.id).patch(got)
        outcome = "cleared"
    except ODataError as error:
        outcome = error.error.message.split(" on type")[0]
    check_known_fault(
        outcome,
        "cleared",
        "The property 'display_name' does not exist",
        "null for displayName is sent as display_name, which Graph does not know",
    )
    sent = session.emulator.received()[-1]["json"]
    by_hand = DeviceCategory(additional_data={"displayName": None})
    changed = await session.category(made.id).patch(by_hand)
    assert_equal(changed.display_name, None, f"the name that was cleared through additional_data (before: {sent})")
    [request] = session.emulator.received()
    assert_equal(request["json"], {"displayName": None}, "the body")


async def delete(session):
    made = await session.new_category("Short-lived")
    assert_equal(await session.category(made.id).delete(), None, "the reply")
    error = await refused(session.category(made.id).get())
    assert_equal((error.response_status_code, error.error.code), (404, "ResourceNotFound"), "the error")
    requests = session.emulator.received()
    assert_equal([(it["method"], it["status"]) for it in requests], [("DELETE", 204), ("GET", 404)], "the requests")


async def derived_types(session):
    configurations = session.graph.device_management.device_configurations
    settings = [
        OmaSettingString(display_name="Text", oma_uri="./Vendor/A", value="a"),
        OmaSettingInteger(display_name="Number", oma_uri="./Vendor/B", value=7),
    ]
    windows = await configurations.post(Windows10CustomConfiguration(display_name="Windows", oma_settings=settings))
    assert_equal(type(windows), Windows10CustomConfiguration, "the type of the reply")
    assert_equal([type(it) for it in windows.oma_settings], [OmaSettingString, OmaSettingInteger], "the types of the settings")
    assert_equal([it.value for it in windows.oma_settings], ["a", 7], "the values of the settings")
    if not windows.created_date_time or windows.created_date_time.utcoffset() != timedelta(0):
        raise AssertionError(f"createdDateTime is {windows.created_date_time!r}")
    ios = await configurations.post(
        IosCustomConfiguration(display_name="iOS", payload_name="profile", payload=b"\x00\xff")
    )
    assert_equal((type(ios), ios.payload), (IosCustomConfiguration, b"\x00\xff"), "the reply with bytes")
    listed = await configurations.get()
    kinds = {type(it) for it in listed.value}
    assert_equal(kinds, {Windows10CustomConfiguration, IosCustomConfiguration}, "the types of what was listed")
    session.emulator.received()


async def run_state(session, **properties):
    """Creates the device state of the documentation's example without the SDK, and returns its builder and its path."""
    scripts = session.graph.device_management.device_compliance_scripts
    script = await scripts.post(DeviceComplianceScript(display_name="Script"))
    state = {
        "detectionState": "unknown",
        "lastStateUpdateDateTime": "2017-01-01T00:02:58.4418045-08:00",
        "lastSyncDateTime": "2017-01-01T00:02:49.3205976-08:00",
    } | properties
    path = f"/beta/deviceManagement/deviceComplianceScripts/{script.id}/deviceRunStates"
    made = session.emulator.send("POST", path, state)
    states = scripts.by_device_compliance_script_id(script.id).device_run_states
    session.emulator.received()
    return states.by_device_compliance_script_device_state_id(made["id"]), f"{path}/{made['id']}"


async def timestamps(session):
    state, path = await run_state(session)
    got = await state.get()
    pacific = timezone(timedelta(hours=-8))
    assert_equal(got.last_state_update_date_time, datetime(2017, 1, 1, 0, 2, 58, 441804, pacific), "the time that was read")
    update = DeviceComplianceScriptDeviceState(last_state_update_date_time=got.last_state_update_date_time)
    await state.patch(update)
    sent = session.emulator.received()[-1]["json"]["lastStateUpdateDateTime"]
    right, cut = "2017-01-01T00:02:58.4418045-08:00", "2017-01-01T00:02:58.441804-08:00"
    check_known_fault(sent, right, cut, "a time of seven digits is read, and written back, with six")
    assert_equal(session.emulator.send("GET", path)["lastStateUpdateDateTime"], sent, "the time that is stored")
    session.emulator.received()


async def members_of_enumerations(session):
    state, _ = await run_state(session)
    changed = await state.patch(DeviceComplianceScriptDeviceState(detection_state=RunState.ScriptError))
    assert_equal(changed.detection_state, RunState.ScriptError, "the reply")
    assert_equal(session.emulator.received()[-1]["json"], {"detectionState": "scriptError"}, "the body")
    # A member that this version of the SDK does not know.
    state, _ = await run_state(session, detectionState="paused")
    got = await state.get()
    check_known_fault(got.detection_state, "paused", None, "a member of an enumeration that the SDK does not know is read as None")
    session.emulator.received()


async def batch(session):
    made = await session.new_category("Of a batch")
    gone = await session.new_category("Gone by a batch")
    one = session.category(made.id)
    requests = {
        "read": one.to_get_request_information(),
        "change": one.to_patch_request_information(DeviceCategory(description="By a batch")),
        "remove": session.category(gone.id).to_delete_request_information(),
        "lost": session.category("nowhere").to_get_request_information(),
        "after": one.to_get_request_information(),
    }
    builder = BatchRequestBuilder(session.adapter)

    def content(names, relative):
        items = [BatchRequestItem(requests[name], id=name) for name in names]
        if "after" in names:
            items[-1].set_depends_on(["lost"])
        whole = BatchRequestContent()
        for item in items:
            if relative:
                item.url = item.url.removeprefix(session.adapter.base_url)
            whole.add_request(item.id, item)
        return whole

    independent = ("read", "change", "remove", "lost")
    right = {"read": 200, "change": 200, "remove": 204, "lost": 404}
    answers = await builder.post(content(("read",), relative=False))
    check_known_fault(
        answers.get_response_status_codes(),
        {"read": 200},
        {"read": 400},
        "the urls of a batch are absolute, and Graph finds nothing there",
    )
    answers = await builder.post(content(independent, relative=True))
    assert_equal(answers.get_response_status_codes(), right, "the answers")
    assert_equal((await one.get()).description, "By a batch", "what the batch changed")
    try:
        read = answers.get_response_by_id("read", DeviceCategory).display_name
    except ValueError as error:
        read = str(error).split(" for request")[0]
    check_known_fault(
        read,
        "Of a batch",
        "Unable to deserialize batch response",
        "the bodies of a batch's answers are lost, as they are JSON and no text",
    )
    answers = await builder.post(content(("lost", "after"), relative=True))
    check_known_fault(
        answers.get_response_status_codes(),
        {"lost": 404, "after": 424},
        {"lost": 404, "after": 200},
        "dependencies are sent as depends_on, which Graph does not know, so that nothing waits",
    )
    declared = importlib.metadata.requires("msgraph-core")
    check_known_fault(any(re.match("deprecated", name, re.IGNORECASE) for name in declared), True, False, "batches need the package Deprecated, which the SDK does not install")
    session.emulator.received()


async def throttled(session):
    made = await session.new_category("Throttled")
    for fault in ({"seconds": 1}, {"date": 2}, "missing", {"fraction": 1.5}):
        session.emulator.next_answers({"throttled": fault})
        since = time.monotonic()
        changed = await session.category(made.id).patch(DeviceCategory(description=str(fault)))
        waited = time.monotonic() - since
        assert_equal(changed.description, str(fault), "the reply")
        tries = [(it["status"], it["headers"].get("retry-attempt")) for it in session.emulator.received()]
        assert_equal(tries, [(429, None), (200, "1")], f"the attempts after {fault}")
        if fault == {"fraction": 1.5}:
            check_known_fault(waited < 3, True, False, "a Retry-After with a fraction is not read: the SDK waits as if there were none")
    assert_equal(session.emulator.early_returns(), 0, "how often it came back too early")


async def path_value(session):
    error = await refused(session.category("b c#d").get())
    assert_equal(error.response_status_code, 404, "the status")
    [request] = session.emulator.received()
    assert_equal(request["target"], f"{CATEGORIES}/b%20c%23d", "the path")


async def error_shown(session):
    error = await refused(session.category("nowhere").get())
    assert_equal((error.response_status_code, error.error.code), (404, "ResourceNotFound"), "the error")
    said = json.loads(error.error.message)
    assert_equal(said["Message"].split(" - ")[0], "An error has occurred", "Intune's message")
    request_id = error.response_headers["request-id"]
    assert_equal(error.error.inner_error.request_id, request_id, "the request-id of the inner error")
    age = datetime.now(timezone.utc) - error.error.inner_error.date.replace(tzinfo=timezone.utc)
    if abs(age) > timedelta(minutes=1):
        raise AssertionError(f"the error is of {error.error.inner_error.date}")
    error = await refused(session.categories.post(DeviceCategory(additional_data={"colour": "red"})))
    assert_equal((error.response_status_code, error.error.code), (400, "ModelValidationFailure"), "the refusal")
    if "'colour' does not exist on type 'microsoft.management.services.api.deviceCategory'" not in error.error.message:
        raise AssertionError(error.error.message)
    session.emulator.received()


async def html_of_a_proxy(session):
    made = await session.new_category("Behind a proxy")
    for status, words in ((200, "text/html does not have a factory"), (502, "could not be parsed")):
        session.emulator.next_answers({"html": status})
        try:
            await session.category(made.id).get()
        except APIError as error:
            assert_equal((error.response_status_code, words in str(error)), (status, True), f"the error {error}")
        except Exception as error:  # The SDK raises a bare Exception for what it cannot parse.
            assert_equal(words in str(error), True, f"the error {error}")
        else:
            raise AssertionError(f"a page of HTML with {status} was taken for an entity")
    session.emulator.received()


async def large_file_upload(session):
    size = 320 * 1024
    content = bytes(at % 251 for at in range(2 * size + 7))
    drive = session.emulator.send("POST", "/beta/drives", {})["id"]
    item = session.emulator.send("POST", f"/beta/drives/{drive}/items", {"name": "large.bin"})["id"]
    builder = session.graph.drives.by_drive_id(drive).items.by_drive_item_id(item)
    upload = await builder.create_upload_session.post(CreateUploadSessionPostRequestBody())
    session.emulator.received()
    task = LargeFileUploadTask(upload, session.adapter, BytesIO(content), max_chunk_size=size)
    try:
        await task.upload()
        outcome = "uploaded"
    except APIError as error:
        outcome = error.response_status_code
    # The session has ended with the last range.
    check_known_fault(outcome, "uploaded", 404, "the last range of an upload is sent once more after its end")
    statuses = [(it["method"], it["status"]) for it in session.emulator.received()][:3]
    assert_equal(statuses, [("PUT", 202), ("PUT", 202), ("PUT", 201)], "the ranges")
    assert_equal(await builder.content.get() == content, True, "whether the content is as it was sent")
    session.emulator.received()


async def claims_challenge(session):
    made = await session.new_category("Before")
    session.emulator.next_answers("claimsChallenge")
    changed = await session.category(made.id).patch(DeviceCategory(display_name="After"))
    assert_equal(changed.display_name, "After", "the reply")
    assert_equal([list(claims) for claims in session.credential.claims], [["access_token"]], "the requested claims")
    requests = session.emulator.received()
    assert_equal([it["status"] for it in requests], [401, 200], "the attempts")
    assert_equal([it["json"] for it in requests], [{"displayName": "After"}] * 2, "the bodies of the attempts")


STEPS = [
    create,
    get,
    list_of_three_pages,
    filter_order_select,
    patch_a_new_value,
    patch_a_value_that_was_read,
    patch_without_content,
    precondition,
    null,
    delete,
    derived_types,
    timestamps,
    members_of_enumerations,
    batch,
    throttled,
    path_value,
    error_shown,
    html_of_a_proxy,
    large_file_upload,
    # Last, because the emulator no longer accepts the first token afterwards.
    claims_challenge,
]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(asyncio.run(run(Session(*sys.argv[1:]), STEPS)))
