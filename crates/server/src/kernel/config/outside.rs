//! Settings of accounts elsewhere by which people can log in: an OpenID provider, WeChat, Alipay. Without any there are none.

use super::SettingsError;
use crate::kernel::{
    cloud::Endpoint,
    crypto::{Secret, read_secret},
};
use std::path::PathBuf;

/// Flags of logins elsewhere.
#[derive(Clone, clap::Args)]
pub struct OutsideSettings {
    /// OpenID provider whose accounts are taken: its issuer, exactly as it calls itself
    #[arg(long, env = "GOODHOURS_OIDC_ISSUER", value_name = "URL")]
    oidc_issuer: Option<String>,
    /// Our client id there
    #[arg(long, env = "GOODHOURS_OIDC_CLIENT_ID", value_name = "ID")]
    oidc_client_id: Option<String>,
    /// File that holds our client secret there; public clients have none
    #[arg(long, env = "GOODHOURS_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    oidc_client_secret_file: Option<PathBuf>,
    /// What people call it, such as the name of the university
    #[arg(long, env = "GOODHOURS_OIDC_NAME", value_name = "NAME", default_value = "OpenID")]
    oidc_name: String,
    /// AppID of the website at WeChat's open platform
    #[arg(long, env = "GOODHOURS_WECHAT_APP_ID", value_name = "ID")]
    wechat_app_id: Option<String>,
    /// File that holds its AppSecret
    #[arg(long, env = "GOODHOURS_WECHAT_SECRET_FILE", value_name = "FILE")]
    wechat_secret_file: Option<PathBuf>,
    /// AppID of the official account, for people who open the site inside of WeChat
    #[arg(long, env = "GOODHOURS_WECHAT_IN_APP_ID", value_name = "ID")]
    wechat_in_app_id: Option<String>,
    /// File that holds its AppSecret
    #[arg(long, env = "GOODHOURS_WECHAT_IN_APP_SECRET_FILE", value_name = "FILE")]
    wechat_in_app_secret_file: Option<PathBuf>,
    /// Where WeChat's API is reached
    #[arg(long, env = "GOODHOURS_WECHAT_ENDPOINT", value_name = "URL", default_value = "https://api.weixin.qq.com")]
    wechat_endpoint: Endpoint,
    /// Where people are sent to confirm
    #[arg(long, env = "GOODHOURS_WECHAT_LOGIN", value_name = "URL", default_value = "https://open.weixin.qq.com")]
    wechat_login: Endpoint,
    /// APPID of the web application at Alipay
    #[arg(long, env = "GOODHOURS_ALIPAY_APP_ID", value_name = "ID")]
    alipay_app_id: Option<String>,
    /// File that holds our private key there (PKCS#8, PEM or bare)
    #[arg(long, env = "GOODHOURS_ALIPAY_KEY_FILE", value_name = "FILE")]
    alipay_key_file: Option<PathBuf>,
    /// File that holds Alipay's public key
    #[arg(long, env = "GOODHOURS_ALIPAY_PUBLIC_KEY_FILE", value_name = "FILE")]
    alipay_public_key_file: Option<PathBuf>,
    /// Where Alipay's gateway is reached
    #[arg(long, env = "GOODHOURS_ALIPAY_ENDPOINT", value_name = "URL", default_value = "https://openapi.alipay.com")]
    alipay_endpoint: Endpoint,
    /// Where people are sent to confirm
    #[arg(long, env = "GOODHOURS_ALIPAY_LOGIN", value_name = "URL", default_value = "https://openauth.alipay.com")]
    alipay_login: Endpoint,
}

/// An OpenID provider.
#[derive(Clone)]
pub struct OidcSettings {
    pub issuer: String,
    pub client_id: String,
    pub secret: Option<Secret<String>>,
    pub name: String,
}

/// One application at WeChat.
#[derive(Clone)]
pub struct WeChatApp {
    pub id: String,
    pub secret: Secret<String>,
}

/// WeChat, by a website, an official account or both.
#[derive(Clone)]
pub struct WeChatSettings {
    pub web: Option<WeChatApp>,
    pub in_app: Option<WeChatApp>,
    pub endpoint: Endpoint,
    pub login: Endpoint,
}

/// Alipay; both keys as they stand in their files.
#[derive(Clone)]
pub struct AlipaySettings {
    pub app_id: String,
    pub key: Secret<String>,
    pub public_key: String,
    pub endpoint: Endpoint,
    pub login: Endpoint,
}

impl OutsideSettings {
    /// The OpenID provider, if there is one.
    pub fn oidc(&self) -> Result<Option<OidcSettings>, SettingsError> {
        let (issuer, client_id) = match (&self.oidc_issuer, &self.oidc_client_id) {
            (None, None) => return Ok(None),
            (Some(issuer), Some(client_id)) => (issuer.clone(), client_id.clone()),
            _ => return Err(SettingsError::OidcHalves),
        };
        if !is_safe(&issuer) {
            return Err(SettingsError::Issuer(issuer));
        }
        let secret = self.oidc_client_secret_file.as_deref().map(read_secret).transpose()?;
        Ok(Some(OidcSettings { issuer, client_id, secret, name: self.oidc_name.clone() }))
    }

    /// WeChat, if an application is given.
    pub fn wechat(&self) -> Result<Option<WeChatSettings>, SettingsError> {
        let app = |id: &Option<String>, secret: &Option<PathBuf>| match (id, secret) {
            (None, None) => Ok(None),
            (Some(id), Some(file)) => Ok(Some(WeChatApp { id: id.clone(), secret: read_secret(file)? })),
            _ => Err(SettingsError::WeChatHalves),
        };
        let web = app(&self.wechat_app_id, &self.wechat_secret_file)?;
        let in_app = app(&self.wechat_in_app_id, &self.wechat_in_app_secret_file)?;
        let (endpoint, login) = (self.wechat_endpoint.clone(), self.wechat_login.clone());
        let some = web.is_some() || in_app.is_some();
        Ok(some.then_some(WeChatSettings { web, in_app, endpoint, login }))
    }

    /// Alipay, if an application is given.
    pub fn alipay(&self) -> Result<Option<AlipaySettings>, SettingsError> {
        let (app_id, key, public_key) = match (&self.alipay_app_id, &self.alipay_key_file, &self.alipay_public_key_file)
        {
            (None, None, None) => return Ok(None),
            (Some(app_id), Some(key), Some(public_key)) => (app_id.clone(), key, public_key),
            _ => return Err(SettingsError::AlipayHalves),
        };
        let public_key = std::fs::read_to_string(public_key).map_err(SettingsError::AlipayPublicKey)?;
        let (endpoint, login) = (self.alipay_endpoint.clone(), self.alipay_login.clone());
        Ok(Some(AlipaySettings { app_id, key: read_secret(key)?, public_key, endpoint, login }))
    }
}

/// HTTPS, or this machine; with a path, unlike other endpoints.
fn is_safe(issuer: &str) -> bool {
    let origin = url::Url::parse(issuer).map(|url| url.origin().ascii_serialization());
    origin.is_ok_and(|origin| origin.parse::<Endpoint>().is_ok()) && !issuer.contains(['?', '#'])
}
