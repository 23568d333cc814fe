//! What askers and desks read of tickets.

use super::{
    actions::{Move, is_own},
    asker::Asker,
    desk::clerk,
    store::{self, Case, Stands},
};
use crate::{
    closing,
    kernel::{
        access::Actor,
        crypto::Keys,
        db::{
            Conn,
            schema::{account, volunteer},
        },
        failure::{Answer, DoorRefusal, Failure},
    },
    organisation::{self, platform_power, steward},
};
use diesel::prelude::*;
use domain::{
    account::Power,
    help::{State, Topic},
    kernel::{AccountId, OrganisationId},
    organisation::Act,
};
use jiff::Timestamp;
use serde::Serialize;

const PAGE_SIZE: i64 = 20;
/// The tickets of one asker that are shown.
const OWN_MAX: i64 = 50;

/// A ticket in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketLine {
    pub number: String,
    #[schema(value_type = String)]
    pub topic: Topic,
    /// `open`, `waiting`, `answered`, `reopened` or `closed`.
    pub state: &'static str,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
}

/// Words of one side.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketWord {
    /// `asker`, `organisation` or `platform`.
    pub side: &'static str,
    /// The organisation that answered.
    pub organisation: Option<String>,
    /// None once their time is over.
    pub text: Option<String>,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// Somebody as a desk sees them: the public name and the volunteer number, or the masked phone of somebody without an account.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketPerson {
    pub name: String,
    pub number: Option<String>,
    /// `registered`, `active`, `suspended` or `closed`; none without an account.
    pub account_state: Option<&'static str>,
    /// Whether the account is to be closed.
    pub is_closing: bool,
}

/// What whoever looks may do.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub struct TicketMoves {
    /// Add words of the asker.
    pub say: bool,
    /// Close one's own ticket.
    pub close_own: bool,
    /// What the desk may do.
    #[schema(value_type = Vec<String>)]
    pub reply: Vec<Move>,
    /// Let the account in that it is about.
    pub restore: bool,
}

/// A ticket with everything that was said.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TicketShown {
    #[serde(flatten)]
    pub line: TicketLine,
    /// Who answers: an organisation, or none for the platform.
    pub desk: Option<String>,
    /// The organisation that handed it to the platform.
    pub passed_by: Option<String>,
    pub words: Vec<TicketWord>,
    /// Who asks; for the desk.
    pub asker: Option<TicketPerson>,
    /// Whom a steward asks about; for the desk.
    pub about: Option<TicketPerson>,
    pub may: TicketMoves,
}

/// Who looks at a ticket.
pub struct Reader {
    pub actor: Actor,
    pub asker: Option<Asker>,
}

fn line(case: &Case) -> TicketLine {
    let state = Stands::of(case.state).name();
    TicketLine { number: case.number.clone(), topic: case.topic, state, filed_at: case.filed_at }
}

/// The tickets of an asker, the newest first.
pub fn own(conn: &mut Conn, keys: &Keys, asker: &Asker) -> Answer<Vec<TicketLine>> {
    let account = if let Asker::Account(account) = asker { Some(*account) } else { None };
    let cases = store::of(conn, &asker.mac(keys), account, OWN_MAX)?;
    Ok(cases.iter().map(line).collect())
}

domain::named! {
    /// Which tickets of a desk are listed.
    pub enum Pile {
        /// The desk owes a word.
        Owed = 1, "owed";
        /// It was answered, or the asker was asked back.
        Answered = 2, "answered";
        Closed = 3, "closed";
    }
}

impl Pile {
    const fn states(self) -> &'static [Stands] {
        match self {
            Pile::Owed => &[Stands::Open, Stands::Reopened],
            Pile::Answered => &[Stands::Waiting, Stands::Answered],
            Pile::Closed => &[Stands::Closed],
        }
    }
}

/// Which page of which pile.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    pub pile: Pile,
    pub after: Option<i64>,
}

/// A page of a desk's pile, the newest first, and the id after which the next begins.
pub fn at_desk(
    conn: &mut Conn,
    by: &Actor,
    desk: Option<OrganisationId>,
    turn: Turn,
    now: Timestamp,
) -> Answer<(Vec<TicketLine>, Option<i64>)> {
    match desk {
        Some(at) => steward(conn, by, at, Act::Members, now).map(drop)?,
        None => platform_power(conn, by, Power::Tickets).map(drop)?,
    }
    let mut cases = store::at_desk(conn, desk, turn.pile.states(), (turn.after, PAGE_SIZE + 1))?;
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let is_more = cases.len() > size;
    cases.truncate(size);
    let next = cases.last().filter(|_| is_more).map(|case| case.id);
    Ok((cases.iter().map(line).collect(), next))
}

/// One ticket, for its asker and for whoever answers at its desk.
pub fn shown(conn: &mut Conn, keys: &Keys, (reader, number): (&Reader, &str), now: Timestamp) -> Answer<TicketShown> {
    let found = store::by_number(conn, number);
    let own = |case: &Case| reader.asker.as_ref().is_some_and(|asker| is_own(case, asker, &asker.mac(keys)));
    let (case, is_own) = match found {
        Ok(case) => {
            let is_own = own(&case);
            (case, is_own)
        }
        // Nobody learns without a login which numbers there are.
        Err(Failure::NotFound) if reader.actor.account.is_none() && reader.asker.is_none() => {
            return Err(DoorRefusal::LoginNeeded.into());
        }
        Err(failure) => return Err(failure),
    };
    let is_platform = match is_own {
        true => false,
        false if reader.actor.account.is_none() && reader.asker.is_some() => return Err(Failure::NotFound),
        false => clerk(conn, &reader.actor, case.desk, now)?.support.is_some(),
    };
    let people = if is_own { (None, None) } else { people(conn, keys, &case)? };
    let may = if is_own { own_moves(case.state, now) } else { desk_moves(&case, &people, is_platform) };
    let desk = case.desk.map(|id| organisation::name_of(conn, id)).transpose()?;
    let passed_by = case.passed_by.map(|id| organisation::name_of(conn, id)).transpose()?;
    let mut words = Vec::new();
    for word in store::words(conn, keys, case.id)? {
        let organisation = word.organisation.map(|id| organisation::name_of(conn, id)).transpose()?;
        words.push(TicketWord { side: word.side.name(), organisation, text: word.text, at: word.at });
    }
    let (asker, about) = people;
    Ok(TicketShown { line: line(&case), desk, passed_by, words, asker, about, may })
}

fn own_moves(state: State, now: Timestamp) -> TicketMoves {
    let (say, close_own) = (state.say(now).is_ok(), state.close(now).is_ok());
    TicketMoves { say, close_own, ..TicketMoves::default() }
}

type People = (Option<TicketPerson>, Option<TicketPerson>);

fn desk_moves(case: &Case, (asker, about): &People, is_platform: bool) -> TicketMoves {
    if matches!(case.state, State::Closed { .. }) {
        return TicketMoves::default();
    }
    let mut reply = vec![Move::Answer, Move::AskBack];
    if case.desk.is_some() {
        reply.push(Move::PassOn);
    }
    reply.push(Move::Close);
    let whose = about.as_ref().or(asker.as_ref());
    let is_shut = |person: &TicketPerson| person.account_state == Some("suspended") || person.is_closing;
    let restore = is_platform && case.topic == Topic::RestoreAccount && whose.is_some_and(is_shut);
    TicketMoves { reply, restore, ..TicketMoves::default() }
}

/// Who asks, and about whom when that is somebody else.
fn people(conn: &mut Conn, keys: &Keys, case: &Case) -> Answer<People> {
    let asker = match (case.asker, store::contact(keys, case)?) {
        (Some(asker), _) => Some(person(conn, asker)?),
        (None, Some(to)) => {
            let name = to.phone().masked();
            Some(TicketPerson { name, number: None, account_state: None, is_closing: false })
        }
        (None, None) => None,
    };
    let about = case.about.filter(|about| case.asker != Some(*about));
    Ok((asker, about.map(|about| person(conn, about)).transpose()?))
}

fn person(conn: &mut Conn, id: AccountId) -> Answer<TicketPerson> {
    let (state, nickname, named): (i16, String, (Option<String>, Option<String>)) = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::id.eq(id.get()))
        .select((account::state, account::nickname, (volunteer::public_name.nullable(), volunteer::number.nullable())))
        .first(conn)?;
    let account_state = Some(match state {
        1 => "registered",
        2 => "active",
        3 => "suspended",
        _ => "closed",
    });
    let is_closing = closing::pending(conn, id)?.is_some();
    Ok(TicketPerson { name: named.0.unwrap_or(nickname), number: named.1, account_state, is_closing })
}
