//! Alibaba Cloud's OpenAPI, version 3 of its signature (ACS3-HMAC-SHA256): parameters in the query, no body.

use super::{CloudAccount, CloudFailure, Signed, canonical, hmac, sha256, text, utc};
use crate::kernel::{dice::entropy, outward::Outward};
use domain::kernel::hex;
use jiff::Timestamp;
use serde_json::Value;

/// One call of a service.
pub struct AliyunCall<'a> {
    pub action: &'static str,
    pub version: &'static str,
    pub query: Vec<(&'static str, &'a str)>,
}

impl CloudAccount {
    /// Calls Alibaba Cloud. The answer's own `Code` is the caller's to judge; errors of the gateway are refusals already.
    pub async fn aliyun(&self, outward: &Outward, call: AliyunCall<'_>, now: Timestamp) -> Result<Value, CloudFailure> {
        let query = query(&call.query);
        let (date, nonce, empty) = (utc(now, "%Y-%m-%dT%H:%M:%SZ"), hex(&entropy::<16>()), sha256(b""));
        let headers = [
            ("host", self.endpoint.host.as_str()),
            ("x-acs-action", call.action),
            ("x-acs-version", call.version),
            ("x-acs-date", date.as_str()),
            ("x-acs-signature-nonce", nonce.as_str()),
            ("x-acs-content-sha256", empty.as_str()),
        ];
        let authorization = authorization((&self.key_id, self.secret.expose()), &query, &headers);
        let mut sent: Vec<(&'static str, String)> =
            headers.iter().skip(1).map(|(name, value)| (*name, (*value).to_owned())).collect();
        sent.push(("authorization", authorization));
        let signed = Signed { path_and_query: &format!("/?{query}"), headers: sent, body: Vec::new() };
        let (status, answer) = self.post(outward, signed).await?;
        match (status, text(&answer, "/Code")) {
            (200, _) => Ok(answer),
            (_, code) if code.starts_with("Throttling") => Err(CloudFailure::Later(code.to_owned())),
            (status, "") => Err(CloudFailure::Refused(format!("status {status}"))),
            (_, code) => Err(CloudFailure::Refused(code.to_owned())),
        }
    }
}

/// The query in canonical form: sorted by name, encoded by RFC 3986.
fn query(parameters: &[(&str, &str)]) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort_unstable();
    let pairs: Vec<String> =
        sorted.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The header that proves who asks; everything is a POST to `/` without a body.
fn authorization((key_id, secret): (&str, &str), query: &str, headers: &[(&str, &str)]) -> String {
    let (lines, names) = canonical(headers);
    let request = format!("POST\n/\n{query}\n{lines}\n{names}\n{}", sha256(b""));
    let signature = hex(&hmac(secret.as_bytes(), &format!("ACS3-HMAC-SHA256\n{}", sha256(request.as_bytes()))));
    format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: (&str, &str) = ("YourAccessKeyId", "YourAccessKeySecret");
    const NAMES: &str = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

    fn signature(
        query: &str,
        (host, action, version): (&str, &str, &str),
        (date, nonce): (&str, &str),
    ) -> (String, String) {
        let empty = sha256(b"");
        let headers = [
            ("host", host),
            ("x-acs-action", action),
            ("x-acs-version", version),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-content-sha256", empty.as_str()),
        ];
        let (lines, names) = canonical(&headers);
        let request = sha256(format!("POST\n/\n{query}\n{lines}\n{names}\n{empty}").as_bytes());
        let header = authorization(KEY, query, &headers);
        let begin = format!("ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={NAMES},Signature=");
        (request, header.strip_prefix(&begin).unwrap().to_owned())
    }

    #[test]
    fn the_documented_example_gives_the_documented_signature() {
        let query =
            query(&[("RegionId", "cn-shanghai"), ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")]);
        let whom = ("ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26");
        let (request, found) = signature(&query, whom, ("2023-10-26T10:22:32Z", "3156853299f313e23d1673dc12e1703d"));
        assert_eq!(request, "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
        assert_eq!(found, "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    #[test]
    fn an_sms_in_chinese_is_signed_as_it_travels() {
        let query = query(&[
            ("TemplateParam", r#"{"code":"123456"}"#),
            ("SignName", "阿里云"),
            ("PhoneNumbers", "13800000000"),
            ("TemplateCode", "SMS_000000000"),
        ]);
        assert_eq!(
            query,
            "PhoneNumbers=13800000000&SignName=%E9%98%BF%E9%87%8C%E4%BA%91&TemplateCode=SMS_000000000&TemplateParam=%7B%22code%22%3A%22123456%22%7D"
        );
        let whom = ("dysmsapi.aliyuncs.com", "SendSms", "2017-05-25");
        let (request, found) = signature(&query, whom, ("2023-10-26T10:22:32Z", "3156853299f313e23d1673dc12e1703d"));
        assert_eq!(request, "a8856867eaaa1a1e4d31970a2d9d1e013eba5fe174720fbb4fcc439ac527b5a4");
        assert_eq!(found, "e8452a4c652c67ed4b76bc3a5dd98acf432bdeae18dac6d8c21a4fa69a950f66");
    }

    #[test]
    fn blanks_and_tildes_are_written_as_rfc_3986_has_them() {
        assert_eq!(query(&[("b", "a b~*"), ("a", "+/")]), "a=%2B%2F&b=a%20b~%2A");
    }
}
