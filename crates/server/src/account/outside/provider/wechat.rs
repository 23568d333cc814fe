//! WeChat's OAuth: a code on the screen for other browsers (`qrconnect`), a question inside of WeChat's own. People are known by
//! `unionid`, the same for all applications of an operator, or by `openid`, which is one application's.

use super::{Login, Proof, fetched, form};
use crate::kernel::{
    config::{WeChatApp, WeChatSettings},
    outward::Outward,
};
use domain::account::{
    OutsideRefusal,
    outside::{Provider, Way},
};
use serde::Deserialize;

fn app(wechat: &WeChatSettings, way: Way) -> Result<&WeChatApp, OutsideRefusal> {
    let app = if way == Way::WeChatInApp { &wechat.in_app } else { &wechat.web };
    app.as_ref().ok_or(OutsideRefusal::Unreachable)
}

/// Where the person is sent; WeChat wants the parameters in this order and the mark at the end.
pub fn address(wechat: &WeChatSettings, way: Way, login: &Login<'_>) -> Result<String, OutsideRefusal> {
    let app = app(wechat, way)?;
    let (path, scope) = match way {
        Way::WeChatInApp => ("oauth2/authorize", "snsapi_userinfo"),
        _ => ("qrconnect", "snsapi_login"),
    };
    let query = form(&[
        ("appid", &app.id),
        ("redirect_uri", login.redirect_uri),
        ("response_type", "code"),
        ("scope", scope),
        ("state", &login.left.state),
    ]);
    Ok(format!("{}/connect/{path}?{query}#wechat_redirect", wechat.login))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    openid: String,
    #[serde(default)]
    unionid: String,
}

/// The code isn't one, was used, or is another application's.
const NO_CODE: [i64; 4] = [40_029, 40_163, 41_008, 42_003];

/// Who came back.
pub async fn prove(
    wechat: &WeChatSettings,
    outward: &Outward,
    (way, code): (Way, &str),
) -> Result<Proof, OutsideRefusal> {
    let app = app(wechat, way)?;
    let query = form(&[
        ("appid", &app.id),
        ("secret", app.secret.expose()),
        ("code", code),
        ("grant_type", "authorization_code"),
    ]);
    let answer: Answer = fetched(outward, &format!("{}/sns/oauth2/access_token?{query}", wechat.endpoint)).await?;
    if NO_CODE.contains(&answer.errcode) {
        return Err(OutsideRefusal::Unproven);
    }
    if answer.errcode != 0 || answer.openid.is_empty() {
        tracing::error!(code = answer.errcode, "WeChat refuses a login");
        return Err(OutsideRefusal::Unreachable);
    }
    let union = (!answer.unionid.is_empty()).then(|| ("wechat".to_owned(), answer.unionid));
    let own = (format!("wechat:{}", app.id), answer.openid);
    Ok(Proof { provider: Provider::WeChat, subjects: union.into_iter().chain([own]).collect() })
}
