//! Tencent Cloud's API 3.0 (TC3-HMAC-SHA256): parameters as JSON in the body; refusals come with status 200.

use super::{CloudAccount, CloudFailure, Signed, canonical, hmac, sha256, text, utc};
use crate::kernel::outward::Outward;
use domain::kernel::hex;
use jiff::Timestamp;
use serde_json::Value;

/// One call of a service.
pub struct TencentCall<'a> {
    pub service: &'static str,
    pub action: &'static str,
    pub version: &'static str,
    /// Services that have regions want one.
    pub region: Option<&'a str>,
    pub body: Value,
}

const CONTENT_TYPE: &str = "application/json; charset=utf-8";

impl CloudAccount {
    /// Calls Tencent Cloud; the answer is what its `Response` holds.
    pub async fn tencent(
        &self,
        outward: &Outward,
        call: TencentCall<'_>,
        now: Timestamp,
    ) -> Result<Value, CloudFailure> {
        let body = serde_json::to_vec(&call.body).map_err(|_| CloudFailure::Refused("unwritable body".to_owned()))?;
        let action = call.action.to_lowercase();
        let headers =
            [("content-type", CONTENT_TYPE), ("host", self.endpoint.host.as_str()), ("x-tc-action", action.as_str())];
        let key = (self.key_id.as_str(), self.secret.expose().as_str());
        let mut sent = vec![
            ("content-type", CONTENT_TYPE.to_owned()),
            ("x-tc-action", call.action.to_owned()),
            ("x-tc-version", call.version.to_owned()),
            ("x-tc-timestamp", now.as_second().to_string()),
            ("authorization", authorization(key, (call.service, now), &headers, &body)),
        ];
        sent.extend(call.region.map(|region| ("x-tc-region", region.to_owned())));
        let (status, mut answer) = self.post(outward, Signed { path_and_query: "/", headers: sent, body }).await?;
        match (status, text(&answer, "/Response/Error/Code")) {
            (_, code) if code.starts_with("RequestLimitExceeded") => Err(CloudFailure::Later(code.to_owned())),
            (_, code) if code.starts_with("InternalError") => Err(CloudFailure::Unknown(code.to_owned())),
            (200, "") => match answer.get_mut("Response").map(Value::take) {
                Some(response @ Value::Object(_)) => Ok(response),
                _ => Err(CloudFailure::Unknown("the answer has no Response".to_owned())),
            },
            (status, "") => Err(CloudFailure::Refused(format!("status {status}"))),
            (_, code) => Err(CloudFailure::Refused(code.to_owned())),
        }
    }
}

/// The header that proves who asks; everything is a POST to `/`.
fn authorization(
    (key_id, secret): (&str, &str),
    (service, at): (&str, Timestamp),
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let (lines, names) = canonical(headers);
    let request = format!("POST\n/\n\n{lines}\n{names}\n{}", sha256(body));
    let (date, seconds) = (utc(at, "%Y-%m-%d"), at.as_second());
    let scope = format!("{date}/{service}/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{seconds}\n{scope}\n{}", sha256(request.as_bytes()));
    let key = [date.as_str(), service, "tc3_request"]
        .iter()
        .fold(format!("TC3{secret}").into_bytes(), |key, part| hmac(&key, part));
    let signature = hex(&hmac(&key, &text));
    format!("TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");

    fn signature(service: &str, headers: &[(&str, &str)], body: &str, secret: &str) -> (String, String) {
        let (lines, names) = canonical(headers);
        let request = sha256(format!("POST\n/\n\n{lines}\n{names}\n{}", sha256(body.as_bytes())).as_bytes());
        let at = Timestamp::from_second(1_551_113_065).unwrap();
        let header = authorization((KEY.0, secret), (service, at), headers, body.as_bytes());
        let begin = format!(
            "TC3-HMAC-SHA256 Credential={}/2019-02-25/{service}/tc3_request, SignedHeaders={names}, Signature=",
            KEY.0
        );
        (request, header.strip_prefix(&begin).unwrap().to_owned())
    }

    const DOCUMENTED: &str =
        r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

    #[test]
    fn the_documented_example_gives_the_documented_signature() {
        let two = [("content-type", CONTENT_TYPE), ("host", "cvm.tencentcloudapi.com")];
        let (request, found) = signature("cvm", &two, DOCUMENTED, KEY.1);
        assert_eq!(request, "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031");
        assert_eq!(found, "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168");
        let three = [two[0], two[1], ("x-tc-action", "describeinstances")];
        let (request, found) = signature("cvm", &three, DOCUMENTED, KEY.1);
        assert_eq!(request, "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84");
        assert_eq!(found, "644be983de9a8a3f00db8eadaba61467c3b429e2215758ba897b738ca469fd26");
        let (_, masked) = signature("cvm", &three, DOCUMENTED, &"*".repeat(32));
        assert_eq!(masked, "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f");
    }

    #[test]
    fn an_sms_and_an_identity_check_in_chinese_are_signed_as_they_travel() {
        let sms = r#"{"PhoneNumberSet":["+8613800000000"],"SmsSdkAppId":"1400006666","SignName":"腾讯云","TemplateId":"1234","TemplateParamSet":["123456"]}"#;
        let headers = |host: &'static str, action: &'static str| {
            [("content-type", CONTENT_TYPE), ("host", host), ("x-tc-action", action)]
        };
        let (request, found) = signature("sms", &headers("sms.tencentcloudapi.com", "sendsms"), sms, KEY.1);
        assert_eq!(request, "4434496ee170847df51fa0df7f3bea2e7eedc4ad7a940f6f136adda05279d5f8");
        assert_eq!(found, "a4db05b860dce605e3ff7b3a7da003640b2e29eef60bd37dd328c2c62e737e55");
        let check = r#"{"IdCard":"11010519491231002X","Name":"韦小宝"}"#;
        let whom = headers("faceid.tencentcloudapi.com", "idcardverification");
        let (request, found) = signature("faceid", &whom, check, KEY.1);
        assert_eq!(request, "451668357a9a5377cea6938224ec263f4d975e85be30a25d826ac7c75a0acdad");
        assert_eq!(found, "84386893d6bdd494524dd17ddda140849924afa38a1816b534ac9e127965b7ce");
    }
}
