//! The messenger: takes queued messages under a lease, sends them, writes down how it ended. Mail goes at least once under a stable
//! Message-ID; an SMS costs money and goes at most once (law 12).

use super::{
    Channel,
    mail::{MailFailure, Mailer},
    sms::{Order, Sent, ShortMessages},
    store::{self, Addressed, Ended, Shown, Taken},
    text, unknown,
};
use crate::kernel::{
    db::Urgency,
    failure::Answer,
    office::{Ask, Office},
    words::Words,
};
use domain::account::SmsLimits;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Tries of one message that couldn't go; the waits between them double from two minutes.
const TRIES_MAX: i32 = 8;

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
    let has_provider = office.means.short_messages.get().is_some();
    let (abroad, here): (Vec<Taken>, Vec<Taken>) =
        taken.into_iter().partition(|taken| has_provider && taken.channel == Channel::Sms);
    // A provider that takes its time mustn't make the others wait until their leases run out.
    let sent = join_all(abroad.into_iter().map(|message| one(office, now, message)));
    let (sent, ()) = tokio::try_join!(async { Ok(sent.await) }, async {
        for message in here {
            one(office, now, message).await?;
        }
        Answer::Ok(())
    })?;
    sent.into_iter().collect::<Answer<()>>()?;
    ask_about_lost(office, now).await?;
    Ok(many)
}

async fn one(office: &Office, now: Timestamp, taken: Taken) -> Answer<()> {
    let (looked, asked) = (office.clone(), taken.clone());
    let addressed = office.view(move |conn| store::addressed(conn, &looked.means.keys, &asked)).await?;
    let Some(addressed) = addressed else { return end(office, now, taken.id, Ended::Failed, None).await };
    let means = &office.means;
    match (taken.channel, means.mailer.get(), means.short_messages.get()) {
        (Channel::Mail, Some(mailer), _) => {
            let how = by_mail(mailer, &taken, &shown(office, &taken, addressed), now).await;
            end(office, now, taken.id, how, None).await
        }
        (Channel::Sms, _, Some(provider)) => {
            let how = by_sms(office, provider, (&taken, &addressed), now).await?;
            end(office, now, taken.id, how, None).await
        }
        // The outbox takes everything, in the very transaction that says so.
        (channel, _, _) => {
            let shown = shown(office, &taken, addressed);
            end(office, now, taken.id, Ended::Sent, Some((channel, shown))).await
        }
    }
}

async fn by_mail(mailer: &Mailer, taken: &Taken, shown: &Shown, now: Timestamp) -> Ended {
    match mailer.send(taken.id, &shown.to, (&shown.subject, &shown.text)).await {
        Ok(()) => Ended::Sent,
        Err(MailFailure::Refused(why)) => {
            tracing::warn!(message = taken.id, %why, "a mail was refused");
            Ended::Failed
        }
        Err(MailFailure::Later(why)) => {
            tracing::warn!(message = taken.id, %why, "a mail can't be sent now");
            again(taken.tries, now)
        }
    }
}

async fn by_sms(
    office: &Office,
    provider: &ShortMessages,
    (taken, addressed): (&Taken, &Addressed),
    now: Timestamp,
) -> Answer<Ended> {
    if is_stale(taken, now) {
        return Ok(Ended::Failed);
    }
    let Some(template) = provider.template(&taken.kind) else {
        tracing::warn!(message = taken.id, kind = taken.kind, "no template is set for this kind of SMS; it isn't sent");
        return Ok(Ended::Failed);
    };
    let values = text::values(Words::of(addressed.locale), &addressed.facts);
    let order = Order { id: taken.id, to: &addressed.to, template, values };
    Ok(match provider.send(&office.means.outward, &order, now).await {
        Sent::Taken { receipt } => Ended::Taken(receipt),
        Sent::Later(why) => {
            tracing::warn!(message = taken.id, %why, "an SMS can't be sent now");
            again(taken.tries, now)
        }
        Sent::Refused(why) => {
            tracing::warn!(message = taken.id, %why, "an SMS was refused");
            Ended::Failed
        }
        Sent::Stopped(why) => {
            tracing::error!(message = taken.id, %why, "no SMS goes out until the SMS account is put right");
            office.record(Ask::system(now), why, |cx, why| store::alarm(cx, why)).await?;
            again(taken.tries, now)
        }
        Sent::Unknown(why) => {
            tracing::warn!(message = taken.id, %why, "the SMS provider gave no answer");
            Ended::Unknown
        }
    })
}

/// A code that can't be used any more isn't worth its SMS.
fn is_stale(taken: &Taken, now: Timestamp) -> bool {
    let valid = SignedDuration::from_secs(i64::from(SmsLimits::default().valid_seconds));
    taken.kind == "code" && now.duration_since(taken.created_at) >= valid
}

/// Asks the provider about messages of which nobody knows whether they went.
async fn ask_about_lost(office: &Office, now: Timestamp) -> Answer<()> {
    let Some(provider) = office.means.short_messages.get() else { return Ok(()) };
    let lost = office.record(Ask::system(now), (), |cx, ()| unknown::take(cx)).await?;
    let asked = lost.into_iter().map(|lost| ask_about(office, provider, lost, now));
    join_all(asked).await.into_iter().collect()
}

async fn ask_about(office: &Office, provider: &ShortMessages, lost: unknown::Lost, now: Timestamp) -> Answer<()> {
    let (looked, asked) = (office.clone(), lost.clone());
    let number = office.view(move |conn| unknown::number(conn, &looked.means.keys, &asked)).await?;
    let Some(number) = number else { return Ok(()) };
    match provider.ask(&office.means.outward, (lost.id, &number, lost.at), now).await {
        Ok(found) => {
            tracing::info!(message = lost.id, ?found, "what became of an SMS");
            office.record(Ask::system(now), (lost.id, found), |cx, (id, found)| unknown::found(cx, *id, found)).await
        }
        Err(why) => {
            tracing::warn!(message = lost.id, %why, "the SMS provider can't be asked about a message");
            Ok(())
        }
    }
}

fn again(tries: i32, now: Timestamp) -> Ended {
    if tries >= TRIES_MAX {
        return Ended::Failed;
    }
    let minutes = 1_i64 << tries.clamp(1, TRIES_MAX);
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
            store::ended(cx, *id, how)
        })
        .await
}
