//! Identity check by two elements of Tencent Cloud (faceid 2018-03-01, IdCardVerification).

use crate::kernel::{
    cloud::{CloudAccount, CloudFailure, TencentCall, text},
    outward::Outward,
};
use domain::volunteer::{Answer, Cause};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Asks about one person.
pub async fn ask(
    account: &CloudAccount,
    outward: &Outward,
    (name, number): (&str, &str),
    now: Timestamp,
) -> Result<Answer, CloudFailure> {
    let body = json!({ "IdCard": number, "Name": name });
    let call =
        TencentCall { service: "faceid", action: "IdCardVerification", version: "2018-03-01", region: None, body };
    verdict(&account.tencent(outward, call, now).await?)
}

fn verdict(answer: &Value) -> Result<Answer, CloudFailure> {
    match text(answer, "/Result") {
        "0" => Ok(Answer::Match),
        "-1" => Ok(Answer::NoMatch(Cause::Mismatch)),
        // The number is sound by its form, so the register has none like it.
        "-2" => Ok(Answer::NoMatch(Cause::UnknownNumber)),
        // A name that the service doesn't take, or nobody on record.
        "-3" | "-5" => Ok(Answer::Undecided),
        // The register fails, is being updated, or was asked too often today.
        code @ ("-4" | "-6" | "-7") => Err(CloudFailure::Later(format!("result {code}"))),
        code => Err(CloudFailure::Unknown(format!("result {code:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: REG-08
    #[test]
    fn only_a_stated_match_is_one() {
        let said = |result: Value| verdict(&json!({ "Result": result, "Description": "…" }));
        assert_eq!(said(json!("0")), Ok(Answer::Match));
        assert_eq!(said(json!("-1")), Ok(Answer::NoMatch(Cause::Mismatch)));
        assert_eq!(said(json!("-2")), Ok(Answer::NoMatch(Cause::UnknownNumber)));
        assert_eq!((said(json!("-3")), said(json!("-5"))), (Ok(Answer::Undecided), Ok(Answer::Undecided)));
        for odd in [json!("-4"), json!("-6"), json!("-7"), json!("1"), json!(0), json!(""), json!(null)] {
            assert!(said(odd.clone()).is_err(), "{odd}");
        }
    }
}
