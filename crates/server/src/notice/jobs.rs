//! The messenger: takes queued messages under a lease, sends them, writes down how it ended. Mail goes at least once under a stable
//! Message-ID; an SMS costs money and goes at most once (law 12).

use super::{
    Channel,
    mail::MailFailure,
    store::{self, Addressed, Ended, Shown, Taken},
    text,
};
use crate::kernel::{
    db::Urgency,
    failure::Answer,
    office::{Ask, Office},
    words::Words,
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Tries of one mail; the waits between them double from one minute.
const MAIL_TRIES_MAX: i32 = 8;

/// How long the messenger rests when nobody wakes it.
const REST: Duration = Duration::from_secs(5);

/// Sends for as long as the server runs. What can't be reached now is tried again after the rest.
pub async fn run(office: Office) -> Answer<()> {
    loop {
        match deliver(&office, office.clock.now()).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(failure) => tracing::error!(%failure, "the messenger can't work"),
        }
        // A wake-up that comes between the look and the wait is missed; the rest bounds what that costs.
        drop(tokio::time::timeout(REST, office.work.notified()).await);
    }
}

/// Sends what is due, once; answers how many messages were taken on.
pub async fn deliver(office: &Office, now: Timestamp) -> Answer<usize> {
    let taken = office.record(Ask { urgency: Urgency::Now, ..Ask::system(now) }, (), |cx, ()| store::take(cx)).await?;
    let many = taken.len();
    for message in taken {
        one(office, now, message).await?;
    }
    Ok(many)
}

async fn one(office: &Office, now: Timestamp, taken: Taken) -> Answer<()> {
    let (looked, asked) = (office.clone(), taken.clone());
    let addressed = office.view(move |conn| store::addressed(conn, &looked.means.keys, &asked)).await?;
    let Some(addressed) = addressed else { return end(office, now, taken.id, Ended::Failed, None).await };
    let shown = shown(office, &taken, addressed);
    match (taken.channel, office.means.mailer.get()) {
        (Channel::Mail, Some(mailer)) => {
            let how = match mailer.send(taken.id, &shown.to, (&shown.subject, &shown.text)).await {
                Ok(()) => Ended::Sent,
                Err(MailFailure::Refused(why)) => {
                    tracing::warn!(message = taken.id, %why, "a mail was refused");
                    Ended::Failed
                }
                Err(MailFailure::Later(why)) => {
                    tracing::warn!(message = taken.id, %why, "a mail can't be sent now");
                    again(taken.tries, now)
                }
            };
            end(office, now, taken.id, how, None).await
        }
        // The outbox takes everything, in the very transaction that says so.
        (channel, _) => end(office, now, taken.id, Ended::Sent, Some((channel, shown))).await,
    }
}

fn again(tries: i32, now: Timestamp) -> Ended {
    if tries >= MAIL_TRIES_MAX {
        return Ended::Failed;
    }
    let minutes = 1_i64 << tries.clamp(1, MAIL_TRIES_MAX);
    Ended::Later(now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX))
}

fn shown(office: &Office, taken: &Taken, addressed: Addressed) -> Shown {
    let words = Words::of(addressed.locale);
    let site = office.means.site_name(addressed.locale);
    let (channel, subject, text) = match taken.channel {
        Channel::Mail => {
            ("mail", text::subject(words, &site, &taken.kind), text::sentence(words, &taken.kind, &addressed.facts))
        }
        _ => ("sms", String::new(), text::short_message(words, &site, &taken.kind, &addressed.facts)),
    };
    Shown { id: String::new(), channel: channel.into(), to: addressed.to, subject, text, at: Timestamp::UNIX_EPOCH }
}

async fn end(office: &Office, now: Timestamp, id: i64, how: Ended, out: Option<(Channel, Shown)>) -> Answer<()> {
    office
        .record(Ask::system(now), (id, how, out), |cx, (id, how, out)| {
            if let Some((channel, shown)) = out {
                store::put(cx, *channel, shown)?;
            }
            store::ended(cx, *id, *how)
        })
        .await
}
