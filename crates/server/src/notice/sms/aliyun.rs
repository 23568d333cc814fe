//! SMS of Alibaba Cloud (Dysmsapi 2017-05-25): SendSms, and QuerySendDetails for what became of one.

use super::{Found, Meaning, Order};
use crate::kernel::{
    cloud::{AliyunCall, CloudFailure, text},
    config::SmsSettings,
    outward::Outward,
};
use domain::kernel::local_date;
use jiff::Timestamp;
use serde_json::{Map, Value};

const VERSION: &str = "2017-05-25";

/// Hands one message over; the answer is its BizId.
pub async fn send(
    sms: &SmsSettings,
    outward: &Outward,
    order: &Order<'_>,
    now: Timestamp,
) -> Result<String, CloudFailure> {
    let facts: Map<String, Value> = order.filled().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    let (facts, id, to) = (Value::Object(facts).to_string(), order.id.to_string(), number(order.to));
    let query = vec![
        ("PhoneNumbers", to),
        ("SignName", sms.sign_name.as_str()),
        ("TemplateCode", order.template.id.as_str()),
        ("TemplateParam", facts.as_str()),
        ("OutId", id.as_str()),
    ];
    let call = AliyunCall { action: "SendSms", version: VERSION, query };
    let answer = sms.account.aliyun(outward, call, now).await?;
    match text(&answer, "/Code") {
        "OK" => Ok(text(&answer, "/BizId").to_owned()),
        "" => Err(CloudFailure::Unknown("the answer has no Code".to_owned())),
        code => Err(CloudFailure::Refused(code.to_owned())),
    }
}

/// Looks for a message among those of its day that went to the same number, by our own id.
pub async fn ask(
    sms: &SmsSettings,
    outward: &Outward,
    (id, to, at): (i64, &str, Timestamp),
    now: Timestamp,
) -> Result<Found, CloudFailure> {
    let (day, id) = (local_date(at).strftime("%Y%m%d").to_string(), id.to_string());
    let query = vec![("PhoneNumber", number(to)), ("SendDate", &day), ("PageSize", "50"), ("CurrentPage", "1")];
    let call = AliyunCall { action: "QuerySendDetails", version: VERSION, query };
    let answer = sms.account.aliyun(outward, call, now).await?;
    match text(&answer, "/Code") {
        "OK" => {}
        code => return Err(CloudFailure::Refused(code.to_owned())),
    }
    let all = answer.pointer("/SmsSendDetailDTOs/SmsSendDetailDTO").and_then(Value::as_array);
    let mine = all.into_iter().flatten().find(|one| text(one, "/OutId") == id);
    let status = mine.and_then(|one| one.get("SendStatus"));
    // A number, or the same as a text.
    let status = status.and_then(|it| it.as_i64().or_else(|| it.as_str()?.parse().ok()));
    Ok(match (mine, status) {
        (None, _) => Found::Nothing,
        (Some(_), Some(2)) => Found::Failed,
        (Some(_), _) => Found::Taken { receipt: String::new() },
    })
}

/// Numbers of the mainland go without +86.
fn number(e164: &str) -> &str {
    e164.strip_prefix("+86").or_else(|| e164.strip_prefix('+')).unwrap_or(e164)
}

/// What a code of SendSms asks of us.
pub fn meaning(code: &str) -> Meaning {
    const OF_THIS_MESSAGE: [&str; 10] = [
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.MOBILE_COUNT_OVER_LIMIT",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.TEMPLATE_PARAMS_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.INVALID_PARAMETERS",
        "isv.INVALID_JSON_PARAM",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
        "isv.SMS_CONTENT_ILLEGAL",
    ];
    match code {
        "isv.BUSINESS_LIMIT_CONTROL" => Meaning::Later,
        "isp.SYSTEM_ERROR" => Meaning::Unknown,
        _ if OF_THIS_MESSAGE.contains(&code) => Meaning::Refused,
        _ => Meaning::Stopped,
    }
}
