//! Text messages by a provider. They cost money, so whatever isn't certainly refused counts as perhaps sent: it is asked about,
//! and never sent a second time (law 12).

mod aliyun;
mod tencent;

use crate::kernel::{
    cloud::CloudFailure,
    config::{Cloud, SmsSettings, SmsTemplate},
    outward::Outward,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Sends text messages through one provider.
pub struct ShortMessages(SmsSettings);

/// One message for a provider.
pub struct Order<'a> {
    /// Ours; comes back when we ask about it.
    pub id: i64,
    /// E.164.
    pub to: &'a str,
    pub template: &'a SmsTemplate,
    /// Every fact of the message in words.
    pub values: BTreeMap<String, String>,
}

impl Order<'_> {
    /// The facts of the template with their values, in its order.
    fn filled(&self) -> impl Iterator<Item = (&str, &str)> {
        let value = |name: &String| self.values.get(name).map_or("", String::as_str);
        self.template.facts.iter().map(move |name| (name.as_str(), value(name)))
    }
}

/// How sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The provider took it, under this number of its own.
    Taken { receipt: String },
    /// Not now: a limit, or nobody there. Nothing was sent.
    Later(String),
    /// Never: this number or this text.
    Refused(String),
    /// Nothing goes out until the operator does something: no money, no template, a wrong key.
    Stopped(String),
    /// Perhaps sent.
    Unknown(String),
}

/// What became of a message that was perhaps sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Taken {
        receipt: String,
    },
    /// Taken, but it didn't arrive.
    Failed,
    /// The provider doesn't know of it, so far.
    Nothing,
}

/// What a provider's own code means.
enum Meaning {
    Later,
    Refused,
    Unknown,
    Stopped,
}

impl ShortMessages {
    /// Text messages as the settings have them.
    pub fn new(settings: SmsSettings) -> ShortMessages {
        ShortMessages(settings)
    }

    /// The provider's name and its address, to be shown to the operator.
    pub fn shown(&self) -> (&'static str, String) {
        (self.0.cloud.name(), self.0.account.endpoint.to_string())
    }

    /// The approved text of a kind of message.
    pub fn template(&self, kind: &str) -> Option<&SmsTemplate> {
        self.0.templates.get(kind)
    }

    /// Sends one message, once.
    pub async fn send(&self, outward: &Outward, order: &Order<'_>, now: Timestamp) -> Sent {
        let answer = match self.0.cloud {
            Cloud::Aliyun => aliyun::send(&self.0, outward, order, now).await,
            Cloud::Tencent => tencent::send(&self.0, outward, order, now).await,
        };
        match answer {
            Ok(receipt) => Sent::Taken { receipt },
            Err(CloudFailure::Later(why)) => Sent::Later(why),
            Err(CloudFailure::Unknown(why)) => Sent::Unknown(why),
            Err(CloudFailure::Refused(code)) => match self.meaning(&code) {
                Meaning::Later => Sent::Later(code),
                Meaning::Refused => Sent::Refused(code),
                Meaning::Unknown => Sent::Unknown(code),
                Meaning::Stopped => Sent::Stopped(code),
            },
        }
    }

    /// Asks what became of message `id` to `to`, which was handed over at about `at`.
    pub async fn ask(
        &self,
        outward: &Outward,
        (id, to, at): (i64, &str, Timestamp),
        now: Timestamp,
    ) -> Result<Found, CloudFailure> {
        match self.0.cloud {
            Cloud::Aliyun => aliyun::ask(&self.0, outward, (id, to, at), now).await,
            Cloud::Tencent => tencent::ask(&self.0, outward, (id, to, at), now).await,
        }
    }

    fn meaning(&self, code: &str) -> Meaning {
        match self.0.cloud {
            Cloud::Aliyun => aliyun::meaning(code),
            Cloud::Tencent => tencent::meaning(code),
        }
    }
}
