"""Reminders, set with Amazon's own service client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3
from ask_sdk_model.services.reminder_management import (
    AlertInfo,
    PushNotification,
    PushNotificationStatus,
    ReminderManagementServiceClient,
    ReminderRequest,
    SpokenInfo,
    SpokenText,
    Trigger,
    TriggerType,
)
from ask_sdk_model.services.service_exception import ServiceException

from simulator.amazon import AlexaApis, Scope
from simulator.device import Customer, Device
from tests.unit.simulator.sdk_client import client


@pytest.fixture
def reminders(apis: AlexaApis, device: Device) -> ReminderManagementServiceClient:
    apis.admit(device)
    device.customer = replace(device.customer, permissions=frozenset({Scope.REMINDERS}))
    return client(ReminderManagementServiceClient, apis.url, device.hardware.api_access_token)


def wish(text: str = "Pick up your order.", **changed: Any) -> ReminderRequest:
    trigger = Trigger(object_type=TriggerType.SCHEDULED_RELATIVE, offset_in_seconds=600)
    spoken = SpokenInfo(content=[SpokenText(locale="en-US", text=text)])
    asked = {
        "request_time": datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
        "trigger": trigger,
        "alert_info": AlertInfo(spoken_info=spoken),
        "push_notification": PushNotification(status=PushNotificationStatus.ENABLED),
    }
    return ReminderRequest(**asked | changed)


def read(apis: AlexaApis, device: Device, path: str = "") -> dict[str, Any]:
    """A reminder, or all of them, as JSON: the SDK's client cannot read them, as it misses a module of its own."""
    bearer = {"Authorization": f"Bearer {device.hardware.api_access_token}"}
    found: dict[str, Any] = urllib3.request("GET", f"{apis.url}/v1/alerts/reminders{path}", headers=bearer).json()
    return found


def status_of(call: Callable[[], object]) -> int:
    with pytest.raises(ServiceException) as caught:
        call()
    return int(caught.value.status_code)


def test_a_reminder_is_set_read_changed_and_deleted(
    apis: AlexaApis, device: Device, reminders: ReminderManagementServiceClient
) -> None:
    token = reminders.create_reminder(wish()).alert_token
    assert [entry.wish["trigger"]["offsetInSeconds"] for entry in apis.reminders(device)] == [600]

    reminders.update_reminder(token, wish("Your coffee waits."))
    changed = read(apis, device, f"/{token}")
    assert changed["version"] == "2"
    assert changed["alertInfo"]["spokenInfo"]["content"][0]["text"] == "Your coffee waits."
    assert [alert["alertToken"] for alert in read(apis, device)["alerts"]] == [token]

    reminders.delete_reminder(token)
    assert apis.reminders(device) == ()
    assert status_of(lambda: reminders.get_reminder(token)) == 404


def test_without_permission_there_are_none(device: Device, reminders: ReminderManagementServiceClient) -> None:
    device.customer = replace(device.customer, permissions=frozenset())

    assert status_of(lambda: reminders.create_reminder(wish())) == 403
    assert status_of(reminders.get_reminders) == 401


def test_nobody_sees_the_reminders_of_another(
    apis: AlexaApis, device: Device, reminders: ReminderManagementServiceClient
) -> None:
    token = reminders.create_reminder(wish()).alert_token
    device.customer = Customer(permissions=frozenset({Scope.REMINDERS}))

    assert apis.reminders(device) == ()
    assert status_of(lambda: reminders.delete_reminder(token)) == 404


@pytest.mark.parametrize(
    "broken",
    [
        {"trigger": Trigger(object_type=TriggerType.SCHEDULED_ABSOLUTE)},
        {"alert_info": None},
        {"request_time": None},
        {"alert_info": AlertInfo(spoken_info=SpokenInfo(content=[]))},
    ],
)
def test_a_reminder_that_lacks_something_is_refused(
    reminders: ReminderManagementServiceClient, broken: dict[str, Any]
) -> None:
    assert status_of(lambda: reminders.create_reminder(wish(**broken))) == 400


def test_memory_stays_bounded(apis: AlexaApis, device: Device, reminders: ReminderManagementServiceClient) -> None:
    for number in range(210):
        reminders.create_reminder(wish(str(number)))

    assert len(apis.reminders(device)) == 200
