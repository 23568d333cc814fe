//! Stories of the providers outside: text messages and identity checks by either cloud, well behaved and not.

mod identity;
mod sms;

use crate::{
    standin::clouds::{Clouds, KEY_ID, SECRET},
    world::World,
};
use goodhours::{
    kernel::{
        cloud::CloudAccount,
        config::{Cloud, SmsSettings, SmsTemplate},
    },
    notice::ShortMessages,
    volunteer::IdentityProvider,
};

/// The account that the stand-in knows.
fn account(clouds: &Clouds, secret: &str) -> CloudAccount {
    CloudAccount {
        endpoint: clouds.address.parse().unwrap(),
        key_id: KEY_ID.to_owned(),
        secret: secret.to_owned().into(),
    }
}

fn short_messages(cloud: Cloud, account: CloudAccount) -> ShortMessages {
    let template = |id: &str, facts: &[&str]| SmsTemplate {
        id: id.to_owned(),
        facts: facts.iter().map(|fact| (*fact).to_owned()).collect(),
    };
    ShortMessages::new(SmsSettings {
        cloud,
        account,
        sign_name: "岭南志愿".to_owned(),
        templates: [
            ("code".to_owned(), template("SMS_1", &["code", "valid_minutes"])),
            ("role-granted".to_owned(), template("SMS_2", &["organisation"])),
        ]
        .into(),
        app_id: "1400006666".to_owned(),
        region: "ap-guangzhou".to_owned(),
    })
}

/// Connects a world's text messages.
async fn sends_by(w: &World, cloud: Cloud) -> Clouds {
    let clouds = Clouds::open().await;
    let provider = short_messages(cloud, account(&clouds, SECRET));
    assert!(w.office.means.short_messages.set(provider).is_ok());
    clouds
}

/// Connects a world's identity check.
async fn checks_by(w: &World, cloud: Cloud, secret: &str) -> Clouds {
    let clouds = Clouds::open().await;
    let provider = IdentityProvider::new((cloud, account(&clouds, secret)));
    assert!(w.office.means.identity.set(provider).is_ok());
    clouds
}
