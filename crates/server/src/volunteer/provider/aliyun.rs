//! Identity check by two elements of Alibaba Cloud (cloudauth 2019-03-07, Id2MetaVerify).

use crate::kernel::{
    cloud::{AliyunCall, CloudAccount, CloudFailure, text},
    outward::Outward,
};
use domain::volunteer::{Answer, Cause};
use jiff::Timestamp;
use serde_json::Value;

/// Asks about one person.
pub async fn ask(
    account: &CloudAccount,
    outward: &Outward,
    (name, number): (&str, &str),
    now: Timestamp,
) -> Result<Answer, CloudFailure> {
    let query = vec![("ParamType", "normal"), ("IdentifyNum", number), ("UserName", name)];
    let call = AliyunCall { action: "Id2MetaVerify", version: "2019-03-07", query };
    match account.aliyun(outward, call, now).await {
        Ok(answer) => verdict(&answer),
        // Sound numbers only are asked about, so it is a name that the service doesn't take.
        Err(CloudFailure::Refused(code)) if code == "401" => Ok(Answer::Undecided),
        Err(why) => Err(why),
    }
}

fn verdict(answer: &Value) -> Result<Answer, CloudFailure> {
    match text(answer, "/Code") {
        "200" => {}
        "401" => return Ok(Answer::Undecided),
        code => return Err(CloudFailure::Refused(code.to_owned())),
    }
    let result = answer.pointer("/ResultObject/BizCode");
    // A text, or the same as a number.
    let result = result.and_then(|it| it.as_i64().or_else(|| it.as_str()?.parse().ok()));
    match result {
        Some(1) => Ok(Answer::Match),
        Some(2) => Ok(Answer::NoMatch(Cause::Mismatch)),
        Some(3) => Ok(Answer::Undecided),
        _ => Err(CloudFailure::Unknown("the answer has no BizCode".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // rules: REG-08
    #[test]
    fn only_a_stated_match_is_one() {
        let said = |code: Value| verdict(&json!({ "Code": "200", "ResultObject": { "BizCode": code } }));
        assert_eq!((said(json!("1")), said(json!(1))), (Ok(Answer::Match), Ok(Answer::Match)));
        assert_eq!(said(json!("2")), Ok(Answer::NoMatch(Cause::Mismatch)));
        assert_eq!(said(json!("3")), Ok(Answer::Undecided));
        for odd in [json!("4"), json!(""), json!(null), json!(true), json!("1 ")] {
            assert!(said(odd.clone()).is_err(), "{odd}");
        }
        let coded = |code: &str| verdict(&json!({ "Code": code, "ResultObject": { "BizCode": "1" } }));
        assert_eq!(coded("401"), Ok(Answer::Undecided));
        for code in ["402", "403", "410", "500", ""] {
            assert!(coded(code).is_err(), "{code}");
        }
    }
}
