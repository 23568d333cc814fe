//! Who is asked whether name and number belong together (REG-08): a cloud that the operator has a contract with, or the simulator,
//! which needs none and whose verdict every page labels.

mod aliyun;
mod simulator;
mod tencent;

use super::identity::Identity;
use crate::{
    kernel::{
        cloud::{CloudAccount, CloudFailure},
        config::Cloud,
    },
    means::Means,
};
use domain::volunteer::Answer;
use jiff::Timestamp;

/// A cloud that checks identities.
pub struct IdentityProvider {
    cloud: Cloud,
    account: CloudAccount,
}

impl IdentityProvider {
    /// The provider of the settings.
    pub fn new((cloud, account): (Cloud, CloudAccount)) -> IdentityProvider {
        IdentityProvider { cloud, account }
    }

    /// The provider's name and its address, to be shown to the operator.
    pub fn shown(&self) -> (&'static str, String) {
        (self.cloud.name(), self.account.endpoint.to_string())
    }
}

/// Asks. Takes as long as the provider takes, so never within a transaction. Whatever isn't an answer is a provider that can't be
/// reached.
pub async fn ask(means: &Means, data: &Identity, now: Timestamp) -> Answer {
    let Some(provider) = means.identity.get() else { return simulator::verdict(&data.number) };
    let name = data.full_name();
    let person = (name.as_str(), data.number.as_str());
    let answer = match provider.cloud {
        Cloud::Aliyun => aliyun::ask(&provider.account, &means.outward, person, now).await,
        Cloud::Tencent => tencent::ask(&provider.account, &means.outward, person, now).await,
    };
    answer.unwrap_or_else(|why| {
        match why {
            CloudFailure::Refused(code) => tracing::error!(code, "the identity provider refuses to answer"),
            why => tracing::warn!(%why, "the identity provider can't be reached"),
        }
        Answer::Unreachable
    })
}
