//! SMS of Tencent Cloud (2021-01-11): SendSms, and PullSmsSendStatusByPhoneNumber for what became of one.

use super::{Found, Meaning, Order};
use crate::kernel::{
    cloud::{CloudFailure, TencentCall, text},
    config::SmsSettings,
    outward::Outward,
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Hands one message over; the answer is its SerialNo.
pub async fn send(
    sms: &SmsSettings,
    outward: &Outward,
    order: &Order<'_>,
    now: Timestamp,
) -> Result<String, CloudFailure> {
    let values: Vec<&str> = order.filled().map(|(_, value)| value).collect();
    let body = json!({
        "PhoneNumberSet": [order.to], "SmsSdkAppId": sms.app_id, "SignName": sms.sign_name,
        "TemplateId": order.template.id, "TemplateParamSet": values, "SessionContext": order.id.to_string(),
    });
    let answer = sms.account.tencent(outward, call("SendSms", sms, body), now).await?;
    match text(&answer, "/SendStatusSet/0/Code") {
        "Ok" => Ok(text(&answer, "/SendStatusSet/0/SerialNo").to_owned()),
        "" => Err(CloudFailure::Unknown("the answer has no SendStatusSet".to_owned())),
        code => Err(CloudFailure::Refused(code.to_owned())),
    }
}

/// Looks for a message among those that went to the same number since then, by our own id.
pub async fn ask(
    sms: &SmsSettings,
    outward: &Outward,
    (id, to, at): (i64, &str, Timestamp),
    now: Timestamp,
) -> Result<Found, CloudFailure> {
    let body = json!({
        "BeginTime": at.as_second().saturating_sub(60), "EndTime": now.as_second(), "Offset": 0, "Limit": 100,
        "PhoneNumber": to, "SmsSdkAppId": sms.app_id,
    });
    let answer = sms.account.tencent(outward, call("PullSmsSendStatusByPhoneNumber", sms, body), now).await?;
    let (id, all) = (id.to_string(), answer.get("PullSmsSendStatusSet").and_then(Value::as_array));
    let mine = all.into_iter().flatten().find(|one| text(one, "/SessionContext") == id);
    Ok(match mine.map(|one| (text(one, "/ReportStatus"), text(one, "/SerialNo"))) {
        None => Found::Nothing,
        Some(("FAIL", _)) => Found::Failed,
        Some((_, receipt)) => Found::Taken { receipt: receipt.to_owned() },
    })
}

fn call<'a>(action: &'static str, sms: &'a SmsSettings, body: Value) -> TencentCall<'a> {
    TencentCall { service: "sms", action, version: "2021-01-11", region: Some(&sms.region), body }
}

/// What a code of SendSms asks of us.
pub fn meaning(code: &str) -> Meaning {
    const OF_THE_NUMBER: [&str; 6] = [
        "LimitExceeded.DeliveryFrequencyLimit",
        "LimitExceeded.PhoneNumberDailyLimit",
        "LimitExceeded.PhoneNumberOneHourLimit",
        "LimitExceeded.PhoneNumberSameContentDailyLimit",
        "LimitExceeded.PhoneNumberThirtySecondLimit",
        "LimitExceeded.PhoneNumberCountLimit",
    ];
    const OF_THIS_MESSAGE: [&str; 6] = [
        "FailedOperation.ContainSensitiveWord",
        "FailedOperation.PhoneNumberInBlacklist",
        "InvalidParameterValue.IncorrectPhoneNumber",
        "InvalidParameterValue.ContentLengthLimit",
        "InvalidParameterValue.TemplateParameterFormatError",
        "InvalidParameterValue.TemplateParameterLengthLimit",
    ];
    match code {
        _ if OF_THE_NUMBER.contains(&code) => Meaning::Later,
        _ if OF_THIS_MESSAGE.contains(&code) => Meaning::Refused,
        _ if code.starts_with("InternalError") => Meaning::Unknown,
        _ => Meaning::Stopped,
    }
}
