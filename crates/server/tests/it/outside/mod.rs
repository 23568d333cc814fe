//! Stories of people who log in by an account elsewhere.

mod attacks;
mod links;

use crate::{
    account::{PASSWORD, registered},
    pages::account::Browser,
    standin::accounts::Accounts,
    world::{Person, Reply, World},
};
use goodhours::{account::Outside, kernel::web::encode};

/// A world that takes all providers' accounts.
async fn open(w: &World) -> Accounts {
    let accounts = Accounts::open().await;
    let outside = Outside::of(Some(accounts.oidc()), Some(accounts.wechat()), Some(accounts.alipay())).unwrap();
    assert!(w.office.means.outside.set(outside).is_ok());
    accounts
}

/// What an address asks with.
fn asked(address: &str, name: &str) -> String {
    let url = url::Url::parse(address).unwrap();
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// Leaves by a way; the provider's address.
async fn leaves(w: &World, b: &mut Browser, way: &str) -> String {
    b.see(w, &format!("/sessions/outside/{way}?next=%2Fhours")).await.led_to()
}

/// Where the provider sends somebody back to.
fn back(way: &str, fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("/sessions/outside/{way}/return?{}", pairs.join("&"))
}

/// Goes to the OpenID provider as this person and comes back.
async fn by_oidc(w: &World, accounts: &Accounts, b: &mut Browser, subject: &str) -> Reply {
    let led_to = leaves(w, b, "oidc").await;
    let code = accounts.agrees(subject, &led_to);
    let fields = [("state", asked(&led_to, "state")), ("code", code), ("iss", accounts.address.clone())];
    b.see(w, &back("oidc", &fields.each_ref().map(|(name, value)| (*name, value.as_str())))).await
}

/// Goes to WeChat or Alipay as this person and comes back.
async fn by_code(w: &World, accounts: &Accounts, b: &mut Browser, (way, person): (&str, serde_json::Value)) -> Reply {
    let led_to = leaves(w, b, way).await;
    let (state, code) = (asked(&led_to, "state"), accounts.knows(person));
    let name = if way == "alipay" { "auth_code" } else { "code" };
    b.see(w, &back(way, &[(name, &code), ("state", &state)])).await
}

/// Logs in by password in this browser.
async fn logs_in(w: &World, b: &mut Browser, phone: &str) {
    let form = [("login", phone), ("password", PASSWORD), ("next", "/me/linked/new")];
    assert_eq!(b.fill(w, "/sessions", &form).await.led_to(), "/me/linked/new");
}

/// Somebody with an account who linked what this browser proved.
async fn links(w: &World, b: &mut Browser, phone: &str) -> Person {
    let person = registered(w, phone).await;
    logs_in(w, b, phone).await;
    b.see(w, "/me/linked/new").await.says(&["138****", "请不要确认"]);
    assert_eq!(b.fill(w, "/me/linked", &[("key", "k")]).await.led_to(), "/me/linked");
    person
}

/// Whether a browser is inside.
async fn is_inside(w: &World, b: &mut Browser) -> bool {
    b.see(w, "/me/security").await.status == 200
}
