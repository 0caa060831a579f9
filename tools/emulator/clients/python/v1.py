"""A session of Microsoft's Python SDK for Graph v1.0, unmodified, with the emulator.

    v1.py ENDPOINT TOKEN
"""

import asyncio
import sys
import time
from io import BytesIO

from kiota_abstractions.api_error import APIError
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.device_management.managed_devices.item.wipe.wipe_post_request_body import WipePostRequestBody
from msgraph.generated.drives.item.items.item.create_upload_session.create_upload_session_post_request_body import (
    CreateUploadSessionPostRequestBody,
)
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.device_category import DeviceCategory
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.group import Group
from msgraph.generated.models.importance import Importance
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.password_profile import PasswordProfile
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.user import User
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph_core import PageIterator
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem
from msgraph_core.tasks.large_file_upload import LargeFileUploadTask

from harness import Credential, Emulator, assert_equal, check_known_fault, connected, refused, run, with_header

USERS = "/v1.0/users"
Query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters


class Session:
    def __init__(self, endpoint, token):
        self.emulator = Emulator(endpoint, token)
        self.adapter = connected(GraphRequestAdapter, endpoint, "v1.0", Credential(token))
        self.graph = GraphServiceClient(request_adapter=self.adapter)

    def user(self, key):
        return self.graph.users.by_user_id(key)

    async def new_user(self, name, **properties):
        made = await self.graph.users.post(new_user(name, **properties))
        self.emulator.received()
        return made


def new_user(name, **properties):
    return User(
        account_enabled=True,
        display_name=name,
        mail_nickname=name.lower(),
        user_principal_name=f"{name.lower()}@contoso.example",
        password_profile=PasswordProfile(password="an-example-1", force_change_password_next_sign_in=True),
        **properties,
    )


def advanced(**options):
    configuration = RequestConfiguration(query_parameters=Query(count=True, **options))
    configuration.headers.add("ConsistencyLevel", "eventual")
    return configuration


async def create_and_read_a_user(session):
    made = await session.graph.users.post(new_user("Ann", job_title="Clerk"))
    assert_equal((made.display_name, made.user_principal_name), ("Ann", "ann@contoso.example"), "the reply")
    [request] = session.emulator.received()
    assert_equal((request["method"], request["target"], request["status"]), ("POST", USERS, 201), "the request")
    for key in (made.id, "ann@contoso.example", "Ann@Contoso.example"):
        got = await session.user(key).get()
        assert_equal((got.id, got.job_title), (made.id, "Clerk"), f"the user {key}")
        # Only the properties that a read without $select returns.
        assert_equal((got.mail_nickname, got.account_enabled), (None, None), "what is not returned by default")
    taken = await refused(session.graph.users.post(new_user("ANN")))
    assert_equal((taken.response_status_code, taken.error.code), (400, "Request_BadRequest"), "a name that is taken")
    session.emulator.received()


async def update_and_delete_a_user(session):
    made = await session.new_user("Bob")
    assert_equal(await session.user(made.id).patch(User(job_title="Cook", department="Hall")), None, "the reply to a 204")
    selected = RequestConfiguration(query_parameters=Query(select=["jobTitle", "department", "displayName"]))
    got = await session.user(made.id).get(selected)
    assert_equal((got.job_title, got.department, got.display_name), ("Cook", "Hall", "Bob"), "what was changed")
    assert_equal(await session.user(made.id).delete(), None, "the reply")
    error = await refused(session.user(made.id).get())
    assert_equal(error.response_status_code, 404, "the error")
    statuses = [(it["method"], it["status"]) for it in session.emulator.received()]
    assert_equal(statuses, [("PATCH", 204), ("GET", 200), ("DELETE", 204), ("GET", 404)], "the requests")


async def pages_of_users(session):
    for name in ("Cleo", "Dan", "Eve", "Finn"):
        await session.new_user(name)
    query = RequestConfiguration(query_parameters=Query(orderby=["displayName desc"], select=["displayName"], top=2))
    first = await session.graph.users.get(query)
    names = []
    await PageIterator(first, session.adapter).iterate(lambda user: names.append(user.display_name) or True)
    assert_equal(names, ["Finn", "Eve", "Dan", "Cleo", "Ann"], "what was listed")
    requests = session.emulator.received()
    assert_equal([it["status"] for it in requests], [200] * 3, "the pages")
    assert_equal(session.emulator.endpoint + requests[1]["target"], first.odata_next_link, "the link that was followed")


async def advanced_queries(session):
    await session.new_user("Gus", surname="O'Hara & sons")
    found = await session.graph.users.get(
        advanced(filter="surname eq 'O''Hara & sons'", orderby=["displayName"], select=["displayName"])
    )
    assert_equal(([it.display_name for it in found.value], found.odata_count), (["Gus"], 1), "what was found")
    found = await session.graph.users.get(advanced(search='"displayName:fi"', select=["displayName"]))
    assert_equal([it.display_name for it in found.value], ["Finn"], "what was searched")
    count = await session.graph.users.count.get(with_header("ConsistencyLevel", "eventual"))
    assert_equal(count, 6, "the count")
    error = await refused(session.graph.users.count.get())
    assert_equal((error.response_status_code, error.error.code), (400, "Request_BadRequest"), "a count without the header")
    ends = Query(filter="endsWith(displayName,'s')")
    error = await refused(session.graph.users.get(RequestConfiguration(query_parameters=ends)))
    assert_equal((error.response_status_code, error.error.code), (400, "Request_UnsupportedQuery"), "an advanced filter")
    session.emulator.received()


async def changes_since_a_delta_link(session):
    page = await session.graph.users.delta.get()
    listed = list(page.value)
    while page.odata_next_link:
        page = await session.graph.users.delta.with_url(page.odata_next_link).get()
        listed += page.value
    assert_equal(len(listed), 6, "the users of the first round")
    ann, dan = (next(it for it in listed if it.display_name == name) for name in ("Ann", "Dan"))
    made = await session.new_user("Hal")
    await session.user(ann.id).patch(User(job_title="Head"))
    await session.user(dan.id).delete()
    changed = {}
    page = await session.graph.users.delta.with_url(page.odata_delta_link).get()
    while True:
        changed.update({it.id: it for it in page.value})
        if not page.odata_next_link:
            break
        page = await session.graph.users.delta.with_url(page.odata_next_link).get()
    assert_equal(set(changed), {made.id, ann.id, dan.id}, "what has changed")
    assert_equal((changed[ann.id].job_title, changed[ann.id].display_name), ("Head", None), "the changed properties")
    removed = changed[dan.id].additional_data["@removed"]
    assert_equal(removed["reason"] in ("changed", "deleted"), True, f"the reason {removed}")
    session.emulator.received()


async def members_of_a_group(session):
    group = await session.graph.groups.post(
        Group(display_name="Staff", mail_enabled=False, mail_nickname="staff", security_enabled=True)
    )
    ann = await session.user("ann@contoso.example").get()
    members = session.graph.groups.by_group_id(group.id).members
    reference = ReferenceCreate(odata_id=f"{session.emulator.endpoint}/v1.0/directoryObjects/{ann.id}")
    assert_equal(await members.ref.post(reference), None, "the reply")
    listed = (await members.get()).value
    assert_equal([(type(it), it.id) for it in listed], [(User, ann.id)], "the members")
    again = await refused(members.ref.post(reference))
    assert_equal((again.response_status_code, again.error.code), (400, "Request_BadRequest"), "a member that is there")
    nobody = ReferenceCreate(odata_id=f"{session.emulator.endpoint}/v1.0/directoryObjects/{group.id[::-1]}")
    assert_equal((await refused(members.ref.post(nobody))).response_status_code, 404, "a member that does not exist")
    await members.by_directory_object_id(ann.id).ref.delete()
    assert_equal((await members.get()).value, [], "the members afterwards")
    session.emulator.received()


async def an_intune_entity(session):
    categories = session.graph.device_management.device_categories
    made = await categories.post(DeviceCategory(display_name="Kiosk", description="In the hall"))
    one = categories.by_device_category_id(made.id)
    changed = await one.patch(DeviceCategory(description="By the door"))
    assert_equal((changed.display_name, changed.description), ("Kiosk", "By the door"), "the reply to the change")
    assert_equal([it.id for it in (await categories.get()).value], [made.id], "the list")
    await one.delete()
    error = await refused(one.get())
    assert_equal((error.response_status_code, error.error.code), (404, "ResourceNotFound"), "the error")
    refusal = await refused(categories.post(DeviceCategory(additional_data={"colour": "red"})))
    assert_equal((refusal.response_status_code, refusal.error.code), (400, "ModelValidationFailure"), "the refusal")
    session.emulator.received()


async def actions(session):
    device = session.emulator.send("POST", "/v1.0/deviceManagement/managedDevices", {"deviceName": "PC"})
    one = session.graph.device_management.managed_devices.by_managed_device_id(device["id"])
    assert_equal(await one.reboot_now.post(), None, "the reply to an action without parameters")
    assert_equal(await one.wipe.post(WipePostRequestBody(keep_user_data=False)), None, "the reply to an action")
    [_, reboot, wipe] = session.emulator.received()
    assert_equal((reboot["status"], wipe["status"]), (204, 204), "the requests")
    # What is not given is sent with the default of Graph's OpenAPI description.
    given = {"keepEnrollmentData": False, "keepUserData": False, "persistEsimDataPlan": False}
    assert_equal(wipe["json"], given, "the parameters")
    message = Message(
        subject="Hi",
        importance=Importance.High,
        body=ItemBody(content="Dear all", content_type=BodyType.Text),
        to_recipients=[Recipient(email_address=EmailAddress(address="bob@contoso.example"))],
    )
    sender = session.user("ann@contoso.example")
    assert_equal(await sender.send_mail.post(SendMailPostRequestBody(message=message, save_to_sent_items=False)), None, "the reply")
    [request] = session.emulator.received()
    assert_equal((request["status"], sorted(request["json"])), (202, ["Message", "SaveToSentItems"]), "the request")


async def batch(session):
    ann = session.user("ann@contoso.example")
    gone = await session.new_user("Ida")
    requests = {
        "read": ann.to_get_request_information(),
        "change": ann.to_patch_request_information(User(department="By a batch")),
        "remove": session.user(gone.id).to_delete_request_information(),
        "lost": session.user("nobody@contoso.example").to_get_request_information(),
    }
    builder = BatchRequestBuilder(session.adapter)

    def content(names, relative):
        whole = BatchRequestContent()
        for name in names:
            item = BatchRequestItem(requests[name], id=name)
            if relative:
                item.url = item.url.removeprefix(session.adapter.base_url)
            whole.add_request(item.id, item)
        return whole

    answers = await builder.post(content(["read"], relative=False))
    check_known_fault(
        answers.get_response_status_codes(),
        {"read": 200},
        {"read": 400},
        "the urls of a batch are absolute, and Graph finds nothing there",
    )
    answers = await builder.post(content(requests, relative=True))
    right = {"read": 200, "change": 204, "remove": 204, "lost": 404}
    assert_equal(answers.get_response_status_codes(), right, "the answers")
    selected = RequestConfiguration(query_parameters=Query(select=["department"]))
    assert_equal((await ann.get(selected)).department, "By a batch", "what the batch changed")
    session.emulator.received()


async def throttled(session):
    for fault in ({"seconds": 1}, {"date": 2}, "missing"):
        session.emulator.next_answers({"throttled": fault})
        since = time.monotonic()
        await session.user("ann@contoso.example").get()
        tries = [(it["status"], it["headers"].get("retry-attempt")) for it in session.emulator.received()]
        assert_equal(tries, [(429, None), (200, "1")], f"the attempts after {fault}")
        assert_equal(time.monotonic() - since < 5, True, f"whether it came back in time after {fault}")
    assert_equal(session.emulator.early_returns(), 0, "how often it came back too early")


async def large_file_upload(session):
    size = 320 * 1024
    content = bytes(at % 251 for at in range(2 * size + 7))
    drive = session.emulator.send("POST", "/v1.0/drives", {})["id"]
    item = session.emulator.send("POST", f"/v1.0/drives/{drive}/items", {"name": "large.bin"})["id"]
    builder = session.graph.drives.by_drive_id(drive).items.by_drive_item_id(item)

    async def upload():
        opened = await builder.create_upload_session.post(CreateUploadSessionPostRequestBody())
        session.emulator.received()
        session.emulator.next_answers(*faults)
        try:
            await LargeFileUploadTask(opened, session.adapter, BytesIO(content), max_chunk_size=size).upload()
            return "uploaded"
        except APIError as error:
            return error.response_status_code

    faults = ["none", {"status": [503, {"seconds": 1}]}]
    check_known_fault(await upload(), "uploaded", 416, "a range that is lost is not sent again: the upload goes on with the next one")
    faults = []
    check_known_fault(await upload(), "uploaded", 404, "the last range of an upload is sent once more after its end")
    statuses = [(it["method"], it["status"]) for it in session.emulator.received()][:3]
    assert_equal(statuses, [("PUT", 202), ("PUT", 202), ("PUT", 201)], "the ranges")
    assert_equal(await builder.content.get() == content, True, "whether the content is as it was sent")
    part = await builder.content.get(with_header("Range", "bytes=5-9"))
    assert_equal(part, content[5:10], "a part of the content")
    session.emulator.received()


async def photo(session):
    content = session.user("ann@contoso.example").photo.content
    assert_equal((await refused(content.get())).response_status_code, 404, "the photo that is not there")
    await content.put(b"\x89PNG", with_header("Content-Type", "image/png"))
    assert_equal(await content.get(), b"\x89PNG", "the photo")
    session.emulator.received()


STEPS = [
    create_and_read_a_user,
    update_and_delete_a_user,
    pages_of_users,
    advanced_queries,
    changes_since_a_delta_link,
    members_of_a_group,
    an_intune_entity,
    actions,
    batch,
    throttled,
    large_file_upload,
    photo,
]

if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(asyncio.run(run(Session(*sys.argv[1:]), STEPS)))
