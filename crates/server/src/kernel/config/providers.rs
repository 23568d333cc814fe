//! Settings of the providers outside: who sends text messages, who checks names and numbers. The defaults need no contract.

use super::SettingsError;
use crate::kernel::{
    cloud::{CloudAccount, Endpoint},
    crypto::read_secret,
};
use std::{collections::BTreeMap, path::PathBuf};

/// Flags of the providers.
#[derive(Clone, clap::Args)]
pub struct ProviderSettings {
    /// Who sends text messages; the outbox sends nothing and shows them to the platform's owner
    #[arg(long, env = "GOODHOURS_SMS_PROVIDER", value_name = "outbox|aliyun|tencent", default_value = "outbox")]
    sms_provider: SmsChoice,
    /// Where the provider is reached, if not at its public address
    #[arg(long, env = "GOODHOURS_SMS_ENDPOINT", value_name = "URL")]
    sms_endpoint: Option<Endpoint>,
    /// Key id (AccessKey ID or SecretId) of the SMS account
    #[arg(long, env = "GOODHOURS_SMS_KEY_ID", value_name = "ID")]
    sms_key_id: Option<String>,
    /// File that holds the secret of that key
    #[arg(long, env = "GOODHOURS_SMS_SECRET_FILE", value_name = "FILE")]
    sms_secret_file: Option<PathBuf>,
    /// Signature of the text messages as the provider approved it
    #[arg(long, env = "GOODHOURS_SMS_SIGN_NAME", value_name = "NAME")]
    sms_sign_name: Option<String>,
    /// Approved templates as KIND=TEMPLATE:FACT+FACT, with commas; `code` is needed
    #[arg(long, env = "GOODHOURS_SMS_TEMPLATES", value_name = "TEMPLATES", value_delimiter = ',')]
    sms_templates: Vec<String>,
    /// SmsSdkAppId, for Tencent
    #[arg(long, env = "GOODHOURS_SMS_APP_ID", value_name = "ID")]
    sms_app_id: Option<String>,
    /// Region, for Tencent
    #[arg(long, env = "GOODHOURS_SMS_REGION", value_name = "REGION", default_value = "ap-guangzhou")]
    sms_region: String,
    /// Who says whether name and number belong together; the simulator decides by the number alone
    #[arg(
        long,
        env = "GOODHOURS_IDENTITY_PROVIDER",
        value_name = "simulator|aliyun|tencent",
        default_value = "simulator"
    )]
    identity_provider: IdentityChoice,
    /// Where the provider is reached, if not at its public address
    #[arg(long, env = "GOODHOURS_IDENTITY_ENDPOINT", value_name = "URL")]
    identity_endpoint: Option<Endpoint>,
    /// Key id of the account that checks identities
    #[arg(long, env = "GOODHOURS_IDENTITY_KEY_ID", value_name = "ID")]
    identity_key_id: Option<String>,
    /// File that holds the secret of that key
    #[arg(long, env = "GOODHOURS_IDENTITY_SECRET_FILE", value_name = "FILE")]
    identity_secret_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SmsChoice {
    Outbox,
    Aliyun,
    Tencent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum IdentityChoice {
    Simulator,
    Aliyun,
    Tencent,
}

/// A cloud that provides a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    Aliyun,
    Tencent,
}

impl Cloud {
    /// The stable name, as in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Cloud::Aliyun => "aliyun",
            Cloud::Tencent => "tencent",
        }
    }
}

/// Who sends text messages, and how they are written there.
#[derive(Clone)]
pub struct SmsSettings {
    pub cloud: Cloud,
    pub account: CloudAccount,
    pub sign_name: String,
    pub templates: BTreeMap<String, SmsTemplate>,
    /// Tencent's; empty elsewhere.
    pub app_id: String,
    pub region: String,
}

/// A text that the provider approved, and the facts that go into it in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsTemplate {
    pub id: String,
    pub facts: Vec<String>,
}

impl ProviderSettings {
    /// Who sends text messages; none: they stay in the outbox.
    pub fn sms(&self) -> Result<Option<SmsSettings>, SettingsError> {
        let (cloud, host) = match self.sms_provider {
            SmsChoice::Outbox => return Ok(None),
            SmsChoice::Aliyun => (Cloud::Aliyun, "https://dysmsapi.aliyuncs.com"),
            SmsChoice::Tencent => (Cloud::Tencent, "https://sms.tencentcloudapi.com"),
        };
        let missing = || SettingsError::SmsAccount;
        let account =
            account((&self.sms_endpoint, host), &self.sms_key_id, &self.sms_secret_file)?.ok_or_else(missing)?;
        let sign_name = self.sms_sign_name.clone().ok_or_else(missing)?;
        let app_id = self.sms_app_id.clone().unwrap_or_default();
        if cloud == Cloud::Tencent && app_id.is_empty() {
            return Err(SettingsError::NoAppId);
        }
        let templates = templates(&self.sms_templates)?;
        Ok(Some(SmsSettings { cloud, account, sign_name, templates, app_id, region: self.sms_region.clone() }))
    }

    /// Who checks identities; none: the simulator.
    pub fn identity(&self) -> Result<Option<(Cloud, CloudAccount)>, SettingsError> {
        let (cloud, host) = match self.identity_provider {
            IdentityChoice::Simulator => return Ok(None),
            IdentityChoice::Aliyun => (Cloud::Aliyun, "https://cloudauth.aliyuncs.com"),
            IdentityChoice::Tencent => (Cloud::Tencent, "https://faceid.tencentcloudapi.com"),
        };
        let found = account((&self.identity_endpoint, host), &self.identity_key_id, &self.identity_secret_file)?;
        Ok(Some((cloud, found.ok_or(SettingsError::IdentityAccount)?)))
    }
}

fn account(
    (endpoint, host): (&Option<Endpoint>, &str),
    key_id: &Option<String>,
    secret: &Option<PathBuf>,
) -> Result<Option<CloudAccount>, SettingsError> {
    let (Some(key_id), Some(secret)) = (key_id, secret) else { return Ok(None) };
    let endpoint = match endpoint {
        Some(endpoint) => endpoint.clone(),
        None => host.parse().map_err(|_| SettingsError::SmsAccount)?,
    };
    Ok(Some(CloudAccount { endpoint, key_id: key_id.clone(), secret: read_secret(secret)? }))
}

/// `code=SMS_1:code,account-changed=SMS_2:what+at`.
fn templates(given: &[String]) -> Result<BTreeMap<String, SmsTemplate>, SettingsError> {
    let one = |text: &String| {
        let (kind, rest) = text.split_once('=')?;
        let (id, facts) = rest.split_once(':').unwrap_or((rest, ""));
        let facts = facts.split('+').map(str::trim).filter(|fact| !fact.is_empty()).map(str::to_owned).collect();
        let (kind, id) = (kind.trim().to_owned(), id.trim().to_owned());
        (!kind.is_empty() && !id.is_empty()).then_some((kind, SmsTemplate { id, facts }))
    };
    let found: BTreeMap<String, SmsTemplate> = given
        .iter()
        .map(|text| one(text).ok_or_else(|| SettingsError::Template(text.clone())))
        .collect::<Result<_, _>>()?;
    match found.get("code") {
        Some(code) if code.facts.iter().any(|fact| fact == "code") => Ok(found),
        _ => Err(SettingsError::NoCodeTemplate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_their_facts_in_order() {
        let given = ["code=SMS_1:code+valid_minutes".to_owned(), " role-granted = 77 ".to_owned()];
        let found = templates(&given).unwrap();
        assert_eq!(
            found["code"],
            SmsTemplate { id: "SMS_1".into(), facts: vec!["code".into(), "valid_minutes".into()] }
        );
        assert_eq!(found["role-granted"], SmsTemplate { id: "77".into(), facts: Vec::new() });
        // nobody could log in by a code that isn't in the text
        for without in [vec![], vec!["code=SMS_1".to_owned()], vec!["role-granted=77:code".to_owned()]] {
            assert!(matches!(templates(&without), Err(SettingsError::NoCodeTemplate)), "{without:?}");
        }
        assert!(matches!(templates(&["code".to_owned()]), Err(SettingsError::Template(_))));
    }
}
