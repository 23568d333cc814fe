//! The providers elsewhere: where people are sent, and what is believed of whoever comes back.

mod alipay;
mod oidc;
mod rsa;
mod wechat;

use super::cookies::Left;
use crate::{
    kernel::{
        config::{AlipaySettings, OidcSettings, OutsideSettings, WeChatSettings},
        outward::{Outward, OutwardFailure},
    },
    start::Trouble,
};
use axum::http::Request;
use bytes::Bytes;
use domain::account::{
    OutsideRefusal,
    outside::{Provider, Way},
};
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};

/// Somebody elsewhere: by one name or several, the one to keep first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub provider: Provider,
    /// Issuer and subject.
    pub subjects: Vec<(String, String)>,
}

/// A way that the login page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub way: &'static str,
    pub provider: &'static str,
    /// What the operator calls it; empty for those whose name everybody knows.
    pub name: String,
}

/// What a provider sends back with the person. Each names its code in its own way.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Came {
    pub state: String,
    pub code: String,
    pub auth_code: String,
    pub iss: Option<String>,
    pub error: String,
}

impl Came {
    /// The code to exchange; none when somebody said no.
    fn exchanged<'a>(&'a self, code: &'a str) -> Result<&'a str, OutsideRefusal> {
        if self.error.is_empty() && !code.is_empty() { Ok(code) } else { Err(OutsideRefusal::Declined) }
    }
}

/// Every provider of the settings.
#[derive(Default)]
pub struct Outside {
    oidc: Option<OidcSettings>,
    wechat: Option<WeChatSettings>,
    alipay: Option<alipay::Alipay>,
}

/// One login: where the person comes back to, and what belongs to it.
pub struct Login<'a> {
    pub left: &'a Left,
    pub redirect_uri: &'a str,
    pub now: Timestamp,
}

impl Outside {
    /// The providers of the settings; keys of Alipay that can't be read are an error of the operator's.
    pub fn new(settings: &OutsideSettings) -> Result<Outside, Trouble> {
        Outside::of(settings.oidc()?, settings.wechat()?, settings.alipay()?)
    }

    /// These providers.
    pub fn of(
        oidc: Option<OidcSettings>,
        wechat: Option<WeChatSettings>,
        alipay: Option<AlipaySettings>,
    ) -> Result<Outside, Trouble> {
        let alipay = alipay.map(alipay::Alipay::new).transpose()?;
        Ok(Outside { oidc, wechat, alipay })
    }

    /// Whether there is any.
    pub fn is_open(&self) -> bool {
        self.oidc.is_some() || self.wechat.is_some() || self.alipay.is_some()
    }

    /// Whether all of them are on this very machine, as simulated data may ask them.
    pub fn is_here(&self) -> bool {
        let oidc = self.oidc.as_ref().is_none_or(|oidc| oidc::is_here(&oidc.issuer));
        let wechat = self.wechat.as_ref().is_none_or(|wechat| wechat.endpoint.is_here());
        oidc && wechat && self.alipay.as_ref().is_none_or(alipay::Alipay::is_here)
    }

    /// What a browser is offered. WeChat's own browser can't scan its own screen, and no other can do without.
    pub fn offered(&self, agent: &str) -> Vec<Offered> {
        let in_app = agent.contains("MicroMessenger");
        let wechat = self.wechat.as_ref().and_then(|wechat| match (in_app, &wechat.web, &wechat.in_app) {
            (true, _, Some(_)) => Some(Way::WeChatInApp),
            (false, Some(_), _) => Some(Way::WeChat),
            _ => None,
        });
        let offer =
            |way: Way, name: &str| Offered { way: way.name(), provider: way.provider().name(), name: name.to_owned() };
        let oidc = self.oidc.as_ref().map(|oidc| offer(Way::Oidc, &oidc.name));
        let wechat = wechat.map(|way| offer(way, ""));
        let alipay = self.alipay.as_ref().map(|_| offer(Way::Alipay, ""));
        [oidc, wechat, alipay].into_iter().flatten().collect()
    }

    /// What the operator calls a provider, where it is configured and has a name of its own.
    pub fn name_of(&self, provider: Provider) -> Option<&str> {
        let oidc = self.oidc.as_ref().filter(|_| provider == Provider::Oidc)?;
        Some(oidc.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Whether a way leads anywhere.
    pub fn has(&self, way: Way) -> bool {
        match way {
            Way::Oidc => self.oidc.is_some(),
            Way::WeChat => self.wechat.as_ref().is_some_and(|wechat| wechat.web.is_some()),
            Way::WeChatInApp => self.wechat.as_ref().is_some_and(|wechat| wechat.in_app.is_some()),
            Way::Alipay => self.alipay.is_some(),
        }
    }

    /// Where the person is sent.
    pub async fn address(&self, outward: &Outward, way: Way, login: &Login<'_>) -> Result<String, OutsideRefusal> {
        match (way, &self.oidc, &self.wechat, &self.alipay) {
            (Way::Oidc, Some(oidc), ..) => oidc::address(oidc, outward, login).await,
            (Way::WeChat | Way::WeChatInApp, _, Some(wechat), _) => wechat::address(wechat, way, login),
            (Way::Alipay, .., Some(alipay)) => Ok(alipay.address(login)),
            _ => Err(OutsideRefusal::Unreachable),
        }
    }

    /// Who came back.
    pub async fn prove(
        &self,
        outward: &Outward,
        (way, came): (Way, &Came),
        login: &Login<'_>,
    ) -> Result<Proof, OutsideRefusal> {
        match (way, &self.oidc, &self.wechat, &self.alipay) {
            (Way::Oidc, Some(oidc), ..) => oidc::prove(oidc, outward, came, login).await,
            (Way::WeChat | Way::WeChatInApp, _, Some(wechat), _) => {
                wechat::prove(wechat, outward, (way, came.exchanged(&came.code)?)).await
            }
            (Way::Alipay, .., Some(alipay)) => alipay.prove(outward, came.exchanged(&came.auth_code)?, login.now).await,
            _ => Err(OutsideRefusal::Unreachable),
        }
    }
}

/// Calls a provider; what isn't an answer of a working one is none.
async fn call(outward: &Outward, request: Request<Bytes>) -> Result<(u16, Bytes), OutsideRefusal> {
    let answer = outward.call(request).await.map_err(|why: OutwardFailure| {
        tracing::warn!(%why, "a provider elsewhere can't be reached");
        OutsideRefusal::Unreachable
    })?;
    let status = answer.status();
    if status.is_server_error() || status.as_u16() == 429 {
        return Err(OutsideRefusal::Unreachable);
    }
    Ok((status.as_u16(), answer.into_body()))
}

/// Reads an address as JSON.
async fn fetched<T: DeserializeOwned>(outward: &Outward, address: &str) -> Result<T, OutsideRefusal> {
    let request = Request::get(address).header("accept", "application/json").body(Bytes::new());
    let (status, body) = call(outward, request.map_err(|_| OutsideRefusal::Unreachable)?).await?;
    match serde_json::from_slice(&body) {
        Ok(read) if status == 200 => Ok(read),
        _ => Err(OutsideRefusal::Unreachable),
    }
}

/// A form's fields as they travel.
fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
