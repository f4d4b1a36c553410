"""What a skill may read of device and customer, asked with Amazon's own service clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import urllib3
from ask_sdk_model.services.device_address import DeviceAddressServiceClient
from ask_sdk_model.services.service_exception import ServiceException
from ask_sdk_model.services.ups import UpsServiceClient

from simulator.amazon import AlexaApis, Household, PhoneNumber, Scope
from simulator.device import Customer, Device, Hardware
from tests.unit.simulator.sdk_client import client

HOME = Household(
    name="Ana Lopez",
    given_name="Ana",
    email="ana@example.com",
    mobile=PhoneNumber("+1", "2065550100"),
    address={"addressLine1": "1 Main St", "city": "Seattle", "countryCode": "US", "postalCode": "98101"},
    distance_units="METRIC",
    temperature_unit="CELSIUS",
)
PROFILE = [
    (Scope.NAME, "Profile.name", "get_profile_name", "Ana Lopez"),
    (Scope.GIVEN_NAME, "Profile.givenName", "get_profile_given_name", "Ana"),
    (Scope.EMAIL, "Profile.email", "get_profile_email", "ana@example.com"),
]


def with_scopes(device: Device, *scopes: str) -> None:
    device.customer = replace(device.customer, permissions=frozenset(scopes))


@pytest.fixture
def ups(apis: AlexaApis, device: Device) -> UpsServiceClient:
    apis.admit(device, HOME)
    return client(UpsServiceClient, apis.url, device.hardware.api_access_token)


@pytest.fixture
def addresses(apis: AlexaApis, device: Device) -> DeviceAddressServiceClient:
    apis.admit(device, HOME)
    return client(DeviceAddressServiceClient, apis.url, device.hardware.api_access_token)


def status_of(call: Callable[[], object]) -> int:
    with pytest.raises(ServiceException) as caught:
        call()
    return int(caught.value.status_code)


def test_the_settings_of_a_device_need_no_permission(ups: UpsServiceClient, device: Device) -> None:
    own = device.hardware.device_id

    assert ups.get_system_time_zone(own) == "America/Los_Angeles"
    assert ups.get_system_distance_units(own).value == "METRIC"
    assert ups.get_system_temperature_unit(own).value == "CELSIUS"


def test_the_settings_are_those_of_the_device_as_it_stands_now(ups: UpsServiceClient, device: Device) -> None:
    device.hardware = replace(device.hardware, time_zone="America/New_York")

    assert ups.get_system_time_zone(device.hardware.device_id) == "America/New_York"


def test_no_token_tells_of_another_device(apis: AlexaApis, device: Device) -> None:
    apis.admit(device, HOME)

    assert denied(apis, device, "/v2/devices/amzn1.ask.device.OTHER/settings/System.timeZone")


@pytest.mark.parametrize(("scope", "name", "operation", "value"), PROFILE)
def test_a_profile_fact_is_told_when_it_is_allowed(
    apis: AlexaApis, ups: UpsServiceClient, device: Device, scope: Scope, name: str, operation: str, value: str
) -> None:
    assert denied(apis, device, f"/v2/accounts/~current/settings/{name}")

    with_scopes(device, scope)
    assert getattr(ups, operation)() == value


def test_a_phone_number_has_a_country(ups: UpsServiceClient, device: Device) -> None:
    with_scopes(device, Scope.MOBILE)

    number = ups.get_profile_mobile_number()

    assert (number.country_code, number.phone_number) == ("+1", "2065550100")


def test_the_address_needs_its_own_permission(addresses: DeviceAddressServiceClient, device: Device) -> None:
    own = device.hardware.device_id
    with_scopes(device, Scope.POSTAL_CODE)
    assert addresses.get_country_and_postal_code(own).postal_code == "98101"
    assert status_of(lambda: addresses.get_full_address(own)) == 403

    with_scopes(device, Scope.ADDRESS)
    assert addresses.get_full_address(own).address_line1 == "1 Main St"
    assert status_of(lambda: addresses.get_country_and_postal_code(own)) == 403
    assert status_of(lambda: addresses.get_full_address("amzn1.ask.device.OTHER")) == 403


def test_both_spellings_of_a_scope_are_one(addresses: DeviceAddressServiceClient, device: Device) -> None:
    with_scopes(device, "alexa:devices:all:address:full:read")

    assert addresses.get_full_address(device.hardware.device_id).city == "Seattle"


def test_what_nobody_entered_is_no_content(apis: AlexaApis, device: Device) -> None:
    with_scopes(device, *Scope)
    apis.admit(device)

    for path in (
        "/v2/accounts/~current/settings/Profile.email",
        f"/v1/devices/{device.hardware.device_id}/settings/address",
    ):
        assert get(apis, path, device.hardware.api_access_token).status == 204


def test_whoever_is_not_admitted_learns_nothing(apis: AlexaApis, device: Device) -> None:
    apis.admit(device, HOME)
    apis.dismiss(device)
    time_zone = f"/v2/devices/{device.hardware.device_id}/settings/System.timeZone"

    assert get(apis, time_zone, device.hardware.api_access_token).status == 401
    assert get(apis, time_zone, "").status == 401
    assert get(apis, f"/v1/devices/{device.hardware.device_id}/settings/address", "guessed").status == 403


def test_each_device_has_a_token_of_its_own(apis: AlexaApis, device: Device, ups: UpsServiceClient) -> None:
    other = Hardware()
    assert other.api_access_token != device.hardware.api_access_token

    device.customer, device.hardware = Customer(), other
    assert status_of(lambda: ups.get_system_time_zone(other.device_id)) == 401


def test_an_unknown_setting_or_path_is_said_to_be_unknown(apis: AlexaApis, device: Device) -> None:
    apis.admit(device, HOME)
    token = device.hardware.api_access_token

    for path in (
        f"/v2/devices/{device.hardware.device_id}/settings/System.colour",
        "/v2/accounts/~current/settings/Profile.shoeSize",
        "/v9/nothing",
    ):
        answer = get(apis, path, token)
        assert answer.status == 404
        assert "message" in answer.json()


def denied(apis: AlexaApis, device: Device, path: str) -> bool:
    """Whether access is denied, in Amazon's words: its own Python client cannot read that code, which it lacks."""
    answer = get(apis, path, device.hardware.api_access_token)
    return answer.status == 403 and bool(answer.json()["code"] == "ACCESS_DENIED")


def get(apis: AlexaApis, path: str, token: str) -> urllib3.BaseHTTPResponse:
    return urllib3.request("GET", apis.url + path, headers={"Authorization": f"Bearer {token}"}, retries=False)
