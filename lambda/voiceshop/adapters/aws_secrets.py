"""Secrets in AWS Secrets Manager, read by who is allowed to and named by their ARN."""

from __future__ import annotations

from typing import Any

from boto3.session import Session
from botocore.config import Config

_CONNECT_SECONDS, _READ_SECONDS = 2.0, 5.0


def read_secret(arn: str) -> str:
    """The text of a secret as it is now. Raises botocore's ClientError and BotoCoreError, which show nothing of it."""
    patience = Config(connect_timeout=_CONNECT_SECONDS, read_timeout=_READ_SECONDS, retries={"total_max_attempts": 3})
    client: Any = Session().client("secretsmanager", config=patience)
    return str(client.get_secret_value(SecretId=arn)["SecretString"])
