"""Amazon's own service clients, pointed at the simulator: its SDK refuses plain HTTP, so the transport is ours."""

from __future__ import annotations

import json
from typing import TypeVar

import urllib3
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse, ApiConfiguration
from ask_sdk_model.services.base_service_client import BaseServiceClient

Client = TypeVar("Client", bound=BaseServiceClient)


class PlainHttp(ApiClient):
    """Sends what an SDK client asks for, as the SDK's own transport does."""

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        headers = {name.title(): value for name, value in request.headers or []}
        is_json = isinstance(request.body, (dict, list))
        body = json.dumps(request.body) if is_json else request.body
        answer = urllib3.request(request.method, request.url, body=body, headers=headers, retries=False)
        return ApiClientResponse(headers=[], status_code=answer.status, body=answer.data.decode())


def configuration(url: str, token: str) -> ApiConfiguration:
    return ApiConfiguration(
        serializer=DefaultSerializer(), api_client=PlainHttp(), authorization_value=token, api_endpoint=url
    )


def client(kind: type[Client], url: str, token: str) -> Client:
    """A service client of the SDK that shows `token`."""
    made: Client = kind(configuration(url, token))  # type: ignore[call-arg]
    return made
