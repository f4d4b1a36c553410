"""What template.yaml lets anybody do, what it hides, what it can cost and whom it tells; checkov looks as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import getsource
from typing import Any

import pytest

from tests.support.dynamodb_local import ledger_table, template
from voiceshop.bootstrap import Settings

Json = dict[str, Any]
# Where the template calls a function of CloudFormation, this has the call's argument.
TEMPLATE = template()
RESOURCES: dict[str, Json] = TEMPLATE["Resources"]
PARAMETERS: dict[str, Json] = TEMPLATE["Parameters"]
SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:voiceshop-platform-key"
MUST_NOT_STAND_THERE = re.compile(r"PRIVATE KEY|\bsk_(live|test)_|\bwhsec_|\bAKIA[A-Z0-9]{16}\b|\"d\"\s*:")


def of_type(kind: str) -> dict[str, Json]:
    return {name: each["Properties"] for name, each in RESOURCES.items() if each["Type"] == kind}


def all_in(part: Any) -> Iterator[Any]:
    """The part of the template and all that it is made of."""
    yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from all_in(inner)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


FUNCTIONS = of_type("AWS::Serverless::Function")
ALARMS = of_type("AWS::CloudWatch::Alarm")
STATEMENTS = [each for each in all_in(RESOURCES) if isinstance(each, dict) and "Effect" in each]
every_function = pytest.mark.parametrize("name", FUNCTIONS)


class TestPermissions:
    def test_there_are_some_to_look_at(self) -> None:
        assert len(FUNCTIONS) == 3
        assert len(STATEMENTS) == 12

    @pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: f"{each['Action']} of {each.get('Resource')}")
    def test_each_names_what_may_be_done_and_to_what(self, statement: Json) -> None:
        assert statement["Effect"] == "Allow"
        assert set(statement) <= {"Effect", "Action", "Resource", "Principal"}, "a Not... lets in all but something"
        assert all(re.fullmatch(r"[a-z]+:[A-Za-z]+", action) for action in as_list(statement["Action"]))
        if "Principal" in statement:
            assert (statement["Principal"], statement["Action"]) == (
                {"Service": "lambda.amazonaws.com"},
                "sts:AssumeRole",
            )
        else:
            # The ARN of a log group ends with :* when CloudFormation has looked it up: its streams, and nobody else's.
            named = {re.split(r"[.}]", each.removeprefix("${"))[0] for each in as_list(statement["Resource"])}
            assert named <= {*RESOURCES, "PlatformKeySecret"}
            assert "*" not in "".join(as_list(statement["Resource"]))

    @every_function
    def test_a_function_has_a_role_of_its_own_and_nothing_beside_it(self, name: str) -> None:
        role = name.replace("Function", "Role")
        assert FUNCTIONS[name]["Role"] == f"{role}.Arn"
        assert not {"Policies", "ManagedPolicyArns", "PermissionsBoundary"} & set(FUNCTIONS[name])
        assert set(RESOURCES[role]["Properties"]) == {"Description", "AssumeRolePolicyDocument", "Policies"}

    def test_the_only_wildcard_is_for_all_routes_of_our_own_api(self) -> None:
        (permission,) = of_type("AWS::Lambda::Permission").values()
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert permission["SourceArn"].endswith(":${StoreApi}/*/*"), "stage and route; an id of ours stands before them"
        with_wildcards = [each for each in all_in(RESOURCES) if isinstance(each, str) and "*" in each]
        assert with_wildcards == [permission["SourceArn"]]

    def test_alexa_calls_for_this_skill_alone(self) -> None:
        events = {name: list(function.get("Events", {}).values()) for name, function in FUNCTIONS.items()}
        assert events["SkillFunction"] == [{"Type": "AlexaSkill", "Properties": {"SkillId": "SkillId"}}]
        assert [event["Type"] for event in events["SweeperFunction"]] == ["Schedule"]
        assert events["WebhookFunction"] == []
        assert FUNCTIONS["SkillFunction"]["Environment"]["Variables"]["VOICESHOP_SKILL_ID"] == "SkillId"
        assert "Default" not in PARAMETERS["SkillId"]
        for nobody in ("", "*", "amzn1.ask.skill.*"):
            assert re.search(PARAMETERS["SkillId"]["AllowedPattern"], nobody) is None

    def test_nothing_has_an_address_of_its_own_on_the_internet_but_the_stores_api(self) -> None:
        assert not any("FunctionUrlConfig" in function for function in FUNCTIONS.values())
        assert len(of_type("AWS::ApiGatewayV2::Api")) == 1


class TestWhatIsKept:
    def test_the_table_is_encrypted_can_be_put_back_and_outlives_the_stack(self) -> None:
        table = ledger_table()
        assert table["SSESpecification"] == {"SSEEnabled": True}
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert {RESOURCES["LedgerTable"][each] for each in ("DeletionPolicy", "UpdateReplacePolicy")} == {"Retain"}
        assert len(of_type("AWS::DynamoDB::Table")) == 1

    @every_function
    def test_the_lines_of_a_function_end_with_their_days(self, name: str) -> None:
        group = FUNCTIONS[name]["LoggingConfig"]["LogGroup"]
        assert RESOURCES[group]["Properties"]["RetentionInDays"] == "LogRetentionDays"

    def test_the_line_to_the_store_is_encrypted(self) -> None:
        assert re.search(PARAMETERS["StoreUrl"]["AllowedPattern"], "https://store.example")
        assert re.search(PARAMETERS["StoreUrl"]["AllowedPattern"], "http://store.example") is None


class TestSecrets:
    @pytest.mark.parametrize("name", [name for name in PARAMETERS if re.search("Secret|Key|Token|Password", name)])
    def test_a_parameter_that_is_called_like_one_holds_none(self, name: str) -> None:
        pattern, is_public = PARAMETERS[name]["AllowedPattern"], "Public" in name
        assert PARAMETERS[name]["Default"] == ""
        assert (re.search(pattern, SECRET_ARN) is None) is is_public
        for secret in ("correct horse battery staple", "-----BEGIN PRIVATE KEY-----", SECRET_ARN + "\nx"):
            assert re.fullmatch(pattern, secret) is None

    @every_function
    def test_no_setting_is_written_into_the_template(self, name: str) -> None:
        variables = FUNCTIONS[name]["Environment"]["Variables"]
        written = {each for each, value in variables.items() if str(value) not in PARAMETERS and "${" not in str(value)}
        assert written == set()

    def test_the_key_is_passed_on_by_the_name_of_its_secret(self) -> None:
        variables = FUNCTIONS["SweeperFunction"]["Environment"]["Variables"]
        assert variables["VOICESHOP_PLATFORM_KEY"] == ["HasPlatformKey", "secret:${PlatformKeySecret}", ""]

    def test_nothing_looks_like_one(self) -> None:
        assert [each for each in all_in(TEMPLATE) if isinstance(each, str) and MUST_NOT_STAND_THERE.search(each)] == []


class TestWhatItCanCost:
    @every_function
    def test_a_function_runs_so_many_times_at_once_and_no_more(self, name: str) -> None:
        reserved = FUNCTIONS[name]["ReservedConcurrentExecutions"]
        most = PARAMETERS[reserved]["Default"] if reserved in PARAMETERS else reserved
        assert 1 <= most <= 20
        assert FUNCTIONS[name]["Timeout"] <= 60

    def test_the_api_takes_so_many_calls_a_second_and_no_more(self) -> None:
        (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
        assert stage["ApiId"] == "StoreApi"
        assert "RouteSettings" not in stage, "would hold instead of these"
        throttling = stage["DefaultRouteSettings"]
        assert 1 <= throttling["ThrottlingRateLimit"] <= throttling["ThrottlingBurstLimit"] <= 20


class TestAlarms:
    @pytest.mark.parametrize("name", ALARMS)
    def test_an_alarm_reaches_whoever_subscribed(self, name: str) -> None:
        assert ALARMS[name]["AlarmActions"] == ["AlarmTopic"]
        assert ALARMS[name].get("ActionsEnabled", True) is True
        assert RESOURCES["AlarmTopic"]["Type"] == "AWS::SNS::Topic"
        assert ALARMS[name]["AlarmDescription"]

    @pytest.mark.parametrize(
        ("namespace", "metric", "of"),
        [
            ("AWS/Lambda", "Errors", "SkillFunction"),
            ("AWS/Lambda", "Throttles", "SkillFunction"),
            ("AWS/Lambda", "Duration", "SkillFunction"),
            ("AWS/Lambda", "Errors", "SweeperFunction"),
            # Whatever fails in the webhook's function, refused for too many at once included, is a 5xx of the API.
            ("AWS/ApiGateway", "5xx", "StoreApi"),
            ("VoiceShop", "Overdue", None),
        ],
    )
    def test_what_goes_wrong_raises_one(self, namespace: str, metric: str, of: str | None) -> None:
        [alarm] = [
            alarm
            for alarm in ALARMS.values()
            if (alarm.get("Namespace"), alarm.get("MetricName")) == (namespace, metric)
            and [each["Value"] for each in alarm.get("Dimensions", [])] == ([of] if of else [])
        ]
        assert alarm["ComparisonOperator"].startswith("GreaterThan")
        assert alarm["Threshold"] == (5000 if metric == "Duration" else 1)
        assert alarm["EvaluationPeriods"] * alarm["Period"] <= 3600

    def test_a_sweeper_that_does_not_run_at_all_raises_one(self) -> None:
        assert ALARMS["OverduePurchasesAlarm"]["TreatMissingData"] == "breaching"

    @every_function
    def test_a_function_has_an_alarm_of_its_own_or_of_the_api_before_it(self, name: str) -> None:
        integrations = of_type("AWS::ApiGatewayV2::Integration").values()
        before_it = {each["ApiId"] for each in integrations if each["IntegrationUri"] == f"{name}.Arn"}
        watched = {
            each["Value"]
            for alarm in ALARMS.values()
            if alarm.get("MetricName") in {"Errors", "5xx"}
            for each in alarm["Dimensions"]
        }
        assert watched & {name, *before_it}


EXCEPTIONS = [
    (name, each)
    for name, resource in RESOURCES.items()
    for each in resource.get("Metadata", {}).get("checkov", {}).get("skip", ())
]


@pytest.mark.parametrize(("name", "exception"), EXCEPTIONS)
def test_what_checkov_is_told_to_leave_out_is_explained_in_place(name: str, exception: Json) -> None:
    assert re.fullmatch(r"CKV2?_AWS_\d+", exception["id"])
    assert len(exception["comment"].split()) >= 8


def test_a_function_without_a_queue_for_what_failed_says_why_it_needs_none() -> None:
    without = {name for name, function in FUNCTIONS.items() if "DeadLetterQueue" not in function}
    explained = {name for name, exception in EXCEPTIONS if exception["id"] == "CKV_AWS_116"}
    assert without == explained


def test_all_that_the_skill_reads_from_its_environment_can_be_set() -> None:
    """But for where its data lies on a developer's machine, and another Alexa to talk to in tests."""
    read = set(re.findall(r'"(VOICESHOP_[A-Z_]+)"', getsource(Settings.from_environment)))
    set_by_template = set(FUNCTIONS["SkillFunction"]["Environment"]["Variables"])
    assert read - {"VOICESHOP_DATA", "VOICESHOP_ALEXA_API"} <= set_by_template
