//! The office: everything a door needs to carry out a command or to look something up.

use crate::kernel::{
    access::Actor,
    clock::Clock,
    cx::{Cx, Drawn, Effects},
    db::{BothExt, Conn, Db, Urgency, schema::command},
    dice::entropy,
    failure::{Answer, DoorRefusal},
    ids::Ids,
    session::{self, Sessions},
};
use diesel::prelude::*;
use domain::kernel::AccountId;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use std::{ops::Deref, sync::Arc};
use tokio::sync::Notify;

/// Shared by all doors of one process.
#[derive(Clone)]
pub struct Office(Arc<Desk>);

/// What the office holds.
pub struct Desk {
    pub db: Db,
    pub clock: Clock,
    pub ids: Ids,
    pub sessions: Sessions,
    /// Rung when the sequencer or the messenger has work.
    pub work: Notify,
    pub means: Means,
}

/// What slices bring: keys, hashers, paper, settings. Kept apart so that the kernel's engine stays small.
pub type Means = crate::means::Means;

impl Deref for Office {
    type Target = Desk;
    fn deref(&self) -> &Desk {
        &self.0
    }
}

/// One thing that is asked for: by whom, when, and under which key a repeat is recognised.
#[derive(Debug, Clone)]
pub struct Ask {
    pub actor: Actor,
    pub now: Timestamp,
    pub key: Option<String>,
    pub urgency: Urgency,
}

impl Ask {
    /// By the system itself, at `now`.
    pub fn system(now: Timestamp) -> Ask {
        Ask { actor: Actor::system(), now, key: None, urgency: Urgency::Background }
    }

    /// The same for one step of a flow: each has its own key below the one that was asked under, so a repeat repeats them all.
    pub fn step(&self, name: &str) -> Ask {
        Ask { key: self.key.as_ref().map(|key| format!("{key}/{name}")), ..self.clone() }
    }
}

/// An action: loads, decides and saves within one transaction.
pub type Action<C, T> = fn(&mut Cx, &C) -> Answer<T>;

impl Office {
    /// Puts the office together.
    pub fn new(desk: Desk) -> Office {
        Office(Arc::new(desk))
    }

    /// Carries out a command once. The session is read again inside the transaction, and a repeat under the same key gets the
    /// first answer again.
    pub async fn act<C, T>(&self, ask: Ask, cmd: C, action: Action<C, T>) -> Answer<T>
    where
        C: Serialize + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        self.run(ask, move |cx, key| {
            session::confirm(cx)?;
            let Some(key) = key else { return action(cx, &cmd) };
            once(cx, key, &cmd, action)
        })
        .await
    }

    /// Carries out a command that recognises repeats and sessions by itself, in its own facts query: the on-site hot path.
    pub async fn record<C, T>(&self, ask: Ask, cmd: C, action: Action<C, T>) -> Answer<T>
    where
        C: Send + 'static,
        T: Send + 'static,
    {
        self.run(ask, move |cx, _| action(cx, &cmd)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        ask: Ask,
        mut job: impl FnMut(&mut Cx, Option<&str>) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        let (seed, desk) = (entropy::<32>(), Arc::clone(&self.0));
        let mut drawn = Drawn::default();
        let urgency = ask.urgency;
        let work = move |conn: &mut Conn| {
            let mut cx = Cx::new(conn, ask.now, ask.actor.clone(), seed, (&desk, &mut drawn));
            let answer = job(&mut cx, ask.key.as_deref())?;
            Ok((answer, cx.effects))
        };
        let (answer, effects) = self.db.write(work, urgency).await?;
        self.after(&effects);
        Ok(answer)
    }

    /// Looks something up in one snapshot.
    pub async fn view<T: Send + 'static>(
        &self,
        look: impl FnMut(&mut Conn) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        self.db.read(look).await
    }

    fn after(&self, effects: &Effects) {
        for account in &effects.forget {
            self.sessions.forget(*account);
        }
        if effects.wake {
            self.work.notify_waiters();
        }
    }
}

/// Forgets under which keys commands were carried out before that moment; a repeat that late is a new command. Answers how many.
pub fn sweep(cx: &mut Cx, before: Timestamp) -> Answer<usize> {
    Ok(diesel::delete(command::table.filter(command::at.lt(before.as_microsecond()))).execute(cx.conn)?)
}

/// Forgets under which keys somebody's commands were carried out, with their answers.
pub fn forget(cx: &mut Cx, who: AccountId) -> Answer<usize> {
    Ok(diesel::delete(command::table.filter(command::actor.eq(who.get()))).execute(cx.conn)?)
}

/// The first statement claims the key; a repeat finds it taken and reads the first answer.
fn once<C: Serialize, T: Serialize + DeserializeOwned>(
    cx: &mut Cx,
    key: &str,
    cmd: &C,
    action: Action<C, T>,
) -> Answer<T> {
    let (actor, name) = (cx.actor.number(), std::any::type_name::<C>());
    let body = blake3::hash(&serde_json::to_vec(cmd)?).as_bytes().to_vec();
    let row = (
        command::actor.eq(actor),
        command::key.eq(key),
        command::name.eq(name),
        command::body.eq(&body),
        command::answer.eq(""),
        command::at.eq(cx.at()),
    );
    let fresh = diesel::insert_into(command::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    let this = command::table.find((actor, key));
    if fresh == 0 {
        let (known_name, known_body, answer): (String, Vec<u8>, String) =
            this.select((command::name, command::body, command::answer)).first(cx.conn)?;
        if known_name != name || known_body != body {
            return Err(DoorRefusal::KeyReused.into());
        }
        return Ok(serde_json::from_str(&answer)?);
    }
    let answer = action(cx, cmd)?;
    diesel::update(this).set(command::answer.eq(serde_json::to_string(&answer)?)).execute(cx.conn)?;
    Ok(answer)
}
