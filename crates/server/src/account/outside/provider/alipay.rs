//! Alipay: a code is exchanged at the gateway by `alipay.system.oauth.token`, signed both ways by RSA2.

use super::{Login, Proof, call, form, rsa};
use crate::kernel::{config::AlipaySettings, outward::Outward};
use aws_lc_rs::signature::{RsaKeyPair, UnparsedPublicKey};
use axum::http::Request;
use bytes::Bytes;
use domain::{
    account::{OutsideRefusal, outside::Provider},
    kernel::ZONE,
};
use jiff::Timestamp;
use serde_json::Value;

/// Alipay with its keys.
pub struct Alipay {
    settings: AlipaySettings,
    key: RsaKeyPair,
    theirs: UnparsedPublicKey<Vec<u8>>,
}

const ANSWER: &str = "alipay_system_oauth_token_response";

impl Alipay {
    /// Reads the keys.
    pub fn new(settings: AlipaySettings) -> Result<Alipay, rsa::NoKey> {
        let (key, theirs) = (rsa::private_key(settings.key.expose())?, rsa::public_key(&settings.public_key)?);
        Ok(Alipay { settings, key, theirs })
    }

    /// Whether it is on this very machine.
    pub fn is_here(&self) -> bool {
        self.settings.endpoint.is_here()
    }

    /// Where the person is sent.
    pub fn address(&self, login: &Login<'_>) -> String {
        let query = form(&[
            ("app_id", &self.settings.app_id),
            ("scope", "auth_base"),
            ("redirect_uri", login.redirect_uri),
            ("state", &login.left.state),
        ]);
        format!("{}/oauth2/publicAppAuthorize.htm?{query}", self.settings.login)
    }

    /// Who came back.
    pub async fn prove(&self, outward: &Outward, code: &str, now: Timestamp) -> Result<Proof, OutsideRefusal> {
        let unreachable = || OutsideRefusal::Unreachable;
        let form = self.signed(code, now).ok_or_else(unreachable)?;
        let request = Request::post(format!("{}/gateway.do", self.settings.endpoint))
            .header("content-type", "application/x-www-form-urlencoded;charset=utf-8")
            .body(Bytes::from(form))
            .map_err(|_| unreachable())?;
        let (_, body) = call(outward, request).await?;
        let text = std::str::from_utf8(&body).map_err(|_| unreachable())?;
        let answer: Value = serde_json::from_str(text).map_err(|_| unreachable())?;
        if let Some(failed) = answer.get("error_response") {
            let code = failed.get("sub_code").and_then(Value::as_str).unwrap_or_default();
            if code == "isv.code-invalid" {
                return Err(OutsideRefusal::Unproven);
            }
            tracing::error!(code, "Alipay refuses a login");
            return Err(OutsideRefusal::Unreachable);
        }
        let signature = answer.get("sign").and_then(Value::as_str).unwrap_or_default();
        if !raw(text, ANSWER).is_some_and(|signed| rsa::is_signed(&self.theirs, signed, signature)) {
            return Err(OutsideRefusal::Unproven);
        }
        let said = |name: &str| answer.get(ANSWER)?.get(name)?.as_str().filter(|id| !id.is_empty()).map(str::to_owned);
        let open = said("open_id").map(|id| (format!("alipay:{}", self.settings.app_id), id));
        let user = said("user_id").map(|id| ("alipay".to_owned(), id));
        let subjects: Vec<(String, String)> = open.into_iter().chain(user).collect();
        if subjects.is_empty() { Err(unreachable()) } else { Ok(Proof { provider: Provider::Alipay, subjects }) }
    }

    /// The form for the gateway: every field in the order of names, joined as they are, signed.
    fn signed(&self, code: &str, now: Timestamp) -> Option<String> {
        let at = now.to_zoned(ZONE).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let fields = [
            ("app_id", self.settings.app_id.as_str()),
            ("charset", "utf-8"),
            ("code", code),
            ("format", "JSON"),
            ("grant_type", "authorization_code"),
            ("method", "alipay.system.oauth.token"),
            ("sign_type", "RSA2"),
            ("timestamp", at.as_str()),
            ("version", "1.0"),
        ];
        let joined: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let signature = rsa::sign(&self.key, &joined.join("&"))?;
        let all: Vec<(&str, &str)> = fields.into_iter().chain([("sign", signature.as_str())]).collect();
        Some(form(&all))
    }
}

/// The object of a name as it stands in the text, which is what is signed.
fn raw<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\"{name}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    for (at, c) in rest.char_indices() {
        match (c, in_text, escaped) {
            (_, true, true) => escaped = false,
            ('\\', true, false) => escaped = true,
            ('"', _, _) => in_text = !in_text,
            ('{', false, _) => depth += 1,
            ('}', false, _) => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return rest.get(..=at).filter(|object| object.starts_with('{'));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::raw;

    #[test]
    fn the_signed_part_is_taken_as_it_stands() {
        for (text, expected) in [
            (r#"{"a":{"x":"}\"{"},"sign":"s"}"#, Some(r#"{"x":"}\"{"}"#)),
            (r#"{"sign":"s", "a" : {"x":{"y":1}} }"#, Some(r#"{"x":{"y":1}}"#)),
            (r#"{"a":"text"}"#, None),
            (r#"{"a":{"x":1"#, None),
            (r#"{"b":{}}"#, None),
        ] {
            assert_eq!(raw(text, "a"), expected, "{text}");
        }
    }
}
