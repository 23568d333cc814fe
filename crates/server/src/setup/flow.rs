//! Inviting to the set-up, and finishing it: the password is hashed between looking at the token and writing anything down.

use super::{
    SetupRefusal,
    actions::{self, Issue, SetUp},
};
use crate::{
    account::{self, Appoint, OWNER},
    kernel::{
        crypto::Secret,
        db::Urgency,
        dice::{entropy, text},
        failure::{Answer, Failure},
        office::{Ask, Office},
        web::Visit,
    },
    region,
};
use domain::{
    kernel::clean,
    region::{Level, Region},
};

/// Longest name of a platform, in characters.
pub const SITE_NAME_CHARS_MAX: u32 = 20;
/// Longest name of the owner, which others see, in characters.
pub const OWNER_CHARS_MAX: u32 = 20;

/// The address at which the platform is set up, with a new token; none when that was done. Until it is, nothing else is shown.
pub async fn invitation(office: &Office) -> Answer<Option<String>> {
    let token = text(&entropy::<20>());
    let ask = Ask { urgency: Urgency::Now, ..Ask::system(office.clock.now()) };
    if !office.record(ask, Issue { token: token.clone() }, actions::issue).await? {
        return Ok(None);
    }
    office.means.site.close();
    office.means.pages.clear();
    Ok(Some(format!("{}/setup?token={token}", office.means.settings.origin)))
}

/// Reads what the set-up decided; another instance may have done it.
pub async fn recall(office: &Office) -> Answer<()> {
    let name = office.view(actions::site_name).await?;
    office.means.site.rename(name);
    Ok(())
}

/// What the first step asks: how the platform is called and where it is.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Platform {
    pub token: String,
    pub site_name: String,
    pub province: String,
}

impl Platform {
    /// The name as it will be shown, and the province.
    pub fn parse(&self) -> Answer<(String, Region)> {
        let name = clean(&self.site_name, SITE_NAME_CHARS_MAX).map_err(|refusal| ("site_name", refusal))?;
        let province = region::find(&self.province).filter(|region| region.level() == Level::Province);
        Ok((name, province.ok_or(("province", SetupRefusal::NoProvince))?))
    }
}

/// What the last step asks, with everything before it.
#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Sent {
    pub token: String,
    pub site_name: String,
    pub province: String,
    pub region: String,
    /// The organisation's.
    pub name: String,
    /// The owner's.
    pub contact_name: String,
    pub phone: String,
    pub password: String,
    pub again: String,
}

impl Sent {
    /// The part that the first step asked.
    pub fn platform(&self) -> Platform {
        Platform { token: self.token.clone(), site_name: self.site_name.clone(), province: self.province.clone() }
    }
}

/// Checks the token and the form, hashes the password and sets the platform up. From then on pages carry its name.
pub async fn finish(visit: &Visit, sent: &Sent) -> Answer<()> {
    let (token, now) = (sent.token.clone(), visit.now);
    visit.office.view(move |conn| actions::admit(conn, &token, now)).await?;
    let (site_name, _) = sent.platform().parse()?;
    let nickname = clean(&sent.contact_name, OWNER_CHARS_MAX).map_err(|refusal| ("contact_name", refusal))?;
    let password = Secret::new(sent.password.clone());
    let password_hash = account::hash_for(&visit.office, &sent.phone, &password).await?;
    if sent.password != sent.again {
        return Err(("again", SetupRefusal::PasswordsDiffer).into());
    }
    let cmd = SetUp {
        token: sent.token.clone(),
        site_name: site_name.clone(),
        region: sent.region.clone(),
        organisation: sent.name.clone(),
        owner: Appoint { phone: sent.phone.clone(), nickname, password_hash, platform_role: OWNER },
    };
    // The token is the operator's word, so it is the system that acts, whoever may be logged in.
    let ask = Ask { urgency: Urgency::Now, ..Ask::system(visit.now) };
    visit.office.record(ask, cmd, actions::set_up).await?;
    visit.office.means.site.rename(site_name);
    visit.office.means.site.open();
    visit.office.means.pages.clear();
    Ok(())
}

/// Whether a refusal came of sending the last form twice.
pub async fn is_repeat(visit: &Visit, failure: &Failure, token: &str) -> Answer<bool> {
    if failure.code() != Some("setup.over") {
        return Ok(false);
    }
    let token = token.to_owned();
    visit.office.view(move |conn| actions::was_done_with(conn, &token)).await
}
