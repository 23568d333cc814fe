//! What is kept of volunteers: the sealed identity, where its check stands, the public name.

use super::identity::Identity;
use crate::{
    account::{person_key, seal_text},
    kernel::{
        crypto::{Cell, IndexField, Keys},
        cx::Cx,
        db::{
            Conn,
            schema::{hand_check, name_index, volunteer},
        },
        failure::{Answer, Failure},
    },
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, BlobId, VolunteerId, at_local, timestamp},
    volunteer::{Cause, Check, HandCheck, VolunteerNumber, age, name::comparable},
};
use jiff::{Timestamp, ToSpan, civil::time};

/// Where the identity check stands, as it is stored.
pub mod verification {
    pub const NONE: i16 = 0;
    pub const PENDING: i16 = 1;
    pub const VERIFIED: i16 = 2;
    pub const FAILED: i16 = 3;
    pub const UNAVAILABLE: i16 = 4;
    pub const BY_HAND: i16 = 5;
}

pub(super) fn place(column: &'static str, row: i64) -> Cell {
    Cell { table: "volunteer", column, row }
}

/// The volunteer behind an account.
pub fn id_of_account(conn: &mut Conn, account: AccountId) -> Answer<Option<VolunteerId>> {
    let row: Option<i64> = volunteer::table
        .filter(volunteer::account_id.eq(account.get()))
        .select(volunteer::id)
        .first(conn)
        .optional()?;
    Ok(row.map(VolunteerId))
}

/// The account behind a volunteer.
pub fn account_of(conn: &mut Conn, id: VolunteerId) -> Answer<AccountId> {
    let row: i64 = volunteer::table.find(id.get()).select(volunteer::account_id).first(conn)?;
    Ok(AccountId(row))
}

/// Whether the account's holder has a verified identity.
pub fn verified(conn: &mut Conn, account: AccountId) -> Answer<bool> {
    let row: Option<i16> = volunteer::table
        .filter(volunteer::account_id.eq(account.get()))
        .select(volunteer::verification)
        .first(conn)
        .optional()?;
    Ok(row == Some(verification::VERIFIED))
}

/// Stores a new volunteer with real-name data and the beginning of its check.
pub fn insert(cx: &mut Cx, account: AccountId, data: &Identity, check: &Check) -> Answer<VolunteerId> {
    let id = cx.id();
    let number = draw_number(cx)?;
    let row = (
        volunteer::id.eq(id),
        volunteer::account_id.eq(account.get()),
        volunteer::number.eq(number.to_string()),
        volunteer::public_name.eq(masked(data)),
        volunteer::sex.eq(data.sex.number()),
        volunteer::listed.eq(false),
        volunteer::region.eq(""),
        volunteer::verification.eq(verification::NONE),
        volunteer::verification_cause.eq(""),
        volunteer::wants_card.eq(domain::account::registration::CARD_WISH_PRESELECTED),
        volunteer::registered_at.eq(cx.at()),
    );
    diesel::insert_into(volunteer::table).values(row).execute(cx.conn)?;
    let id = VolunteerId(id);
    save_identity(cx, id, account, data)?;
    save_check(cx, id, check)?;
    Ok(id)
}

/// Draws numbers until one is free; two people meet once in millions of years.
fn draw_number(cx: &mut Cx) -> Answer<VolunteerNumber> {
    loop {
        let number = VolunteerNumber::draw(u64::from_be_bytes(cx.dice.bytes()));
        let taken: i64 =
            volunteer::table.filter(volunteer::number.eq(number.to_string())).count().get_result(cx.conn)?;
        if taken == 0 {
            return Ok(number);
        }
    }
}

/// The name for everyone's eyes.
pub fn masked(data: &Identity) -> String {
    data.name().map_or_else(|| "*".to_owned(), |name| name.masked())
}

/// Stores corrected data; the public name follows and is masked again.
pub fn save_identity(cx: &mut Cx, id: VolunteerId, account: AccountId, data: &Identity) -> Answer<()> {
    let key = person_key(cx.conn, &cx.means.keys, account)?;
    let sealed = seal_text(cx, &key, place("identity", id.get()), &serde_json::to_string(data)?);
    let minor_until = minor_until(data, cx.now);
    let row = (
        volunteer::identity.eq(sealed),
        volunteer::public_name.eq(masked(data)),
        volunteer::sex.eq(data.sex.number()),
        volunteer::minor_until.eq(minor_until),
    );
    diesel::update(volunteer::table.find(id.get())).set(row).execute(cx.conn)?;
    index_name(cx, id, data)
}

/// Files a name under every version of the index key that is here.
pub fn index_name(cx: &mut Cx, id: VolunteerId, data: &Identity) -> Answer<()> {
    diesel::delete(name_index::table.filter(name_index::volunteer_id.eq(id.get()))).execute(cx.conn)?;
    for (version, mac) in cx.means.keys.index(IndexField::Name, &comparable(&data.full_name())) {
        let row = (
            name_index::key_version.eq(i16::try_from(version).unwrap_or(i16::MAX)),
            name_index::mac.eq(mac.to_vec()),
            name_index::volunteer_id.eq(id.get()),
        );
        diesel::insert_into(name_index::table).values(row).execute(cx.conn)?;
    }
    Ok(())
}

/// The instant of the eighteenth birthday, for those who are younger.
fn minor_until(data: &Identity, now: Timestamp) -> Option<i64> {
    let birthday = data.born_on.checked_add(i64::from(age::ADULT_YEARS).years()).ok()?;
    age::is_minor(data.born_on, now).then(|| at_local(birthday, time(0, 0, 0, 0)).as_microsecond())
}

/// Whether the account's holder is known to be under 18.
pub fn is_minor(conn: &mut Conn, account: AccountId, now: Timestamp) -> Answer<bool> {
    let row: Option<Option<i64>> = volunteer::table
        .filter(volunteer::account_id.eq(account.get()))
        .select(volunteer::minor_until)
        .first(conn)
        .optional()?;
    Ok(row.flatten().is_some_and(|until| now.as_microsecond() < until))
}

/// Opens the real-name data.
pub fn identity(conn: &mut Conn, keys: &Keys, id: VolunteerId) -> Answer<Identity> {
    let (account, sealed): (i64, Option<Vec<u8>>) =
        volunteer::table.find(id.get()).select((volunteer::account_id, volunteer::identity)).first(conn)?;
    let sealed = sealed.ok_or(Failure::NotFound)?;
    let plain = person_key(conn, keys, AccountId(account))?
        .open(place("identity", id.get()), &sealed)
        .map_err(Failure::fault)?;
    Ok(serde_json::from_slice(&plain)?)
}

/// Where the check stands; who checked by hand is on record beside it.
pub fn check(conn: &mut Conn, id: VolunteerId) -> Answer<Option<Check>> {
    let (state, cause, verified_at, since, tries, again_at): (i16, String, Option<i64>, i64, i32, Option<i64>) =
        volunteer::table
            .find(id.get())
            .select((
                volunteer::verification,
                volunteer::verification_cause,
                volunteer::verified_at,
                volunteer::check_since,
                volunteer::check_tries,
                volunteer::check_again_at,
            ))
            .first(conn)?;
    let since = timestamp(since);
    Ok(match state {
        verification::PENDING => Some(Check::Pending { since }),
        verification::UNAVAILABLE => Some(Check::Unavailable {
            since,
            tries: u32::try_from(tries).unwrap_or(0),
            retry_at: timestamp(again_at.unwrap_or_default()),
        }),
        verification::BY_HAND => Some(Check::ByHand { since }),
        verification::FAILED => {
            Some(Check::Failed { at: since, cause: Cause::parse(&cause).unwrap_or(Cause::Mismatch) })
        }
        verification::VERIFIED => {
            Some(Check::Verified { at: timestamp(verified_at.unwrap_or_default()), by_hand: None })
        }
        _ => None,
    })
}

/// Stores where the check stands.
pub fn save_check(cx: &mut Cx, id: VolunteerId, check: &Check) -> Answer<()> {
    let (state, cause, since, tries) = match check {
        Check::Pending { since } => (verification::PENDING, "", since, 0),
        Check::Unavailable { since, tries, .. } => (verification::UNAVAILABLE, "", since, *tries),
        Check::ByHand { since } => (verification::BY_HAND, "", since, 0),
        Check::Failed { at, cause } => (verification::FAILED, cause.name(), at, 0),
        Check::Verified { at, .. } => (verification::VERIFIED, "", at, 0),
    };
    let row = (
        volunteer::verification.eq(state),
        volunteer::verification_cause.eq(cause),
        volunteer::verified_at.eq(check.is_verified().then(|| since.as_microsecond())),
        volunteer::check_since.eq(since.as_microsecond()),
        volunteer::check_tries.eq(i32::try_from(tries).unwrap_or(i32::MAX)),
        volunteer::check_again_at.eq(check.ask_at().map(Timestamp::as_microsecond)),
    );
    diesel::update(volunteer::table.find(id.get())).set(row).execute(cx.conn)?;
    if let Check::Verified { by_hand: Some(record), .. } = check {
        insert_hand_check(cx, id, record, true)?;
    }
    Ok(())
}

/// Keeps who looked at a document, when, and what was seen (REG-11), sealed under the holder's key.
pub fn insert_hand_check(cx: &mut Cx, id: VolunteerId, record: &HandCheck, accepted: bool) -> Answer<()> {
    let row_id = cx.id();
    let account = account_of(cx.conn, id)?;
    let key = person_key(cx.conn, &cx.means.keys, account)?;
    let cell = |column| Cell { table: "hand_check", column, row: row_id };
    let seen = seal_text(cx, &key, cell("seen"), &record.seen);
    let statement = record.statement.as_ref().map(|text| seal_text(cx, &key, cell("statement"), text));
    let row = (
        hand_check::id.eq(row_id),
        hand_check::volunteer_id.eq(id.get()),
        hand_check::checked_by.eq(record.by.get()),
        hand_check::at.eq(record.at.as_microsecond()),
        hand_check::accepted.eq(accepted),
        hand_check::seen.eq(seen),
        hand_check::statement.eq(statement),
    );
    diesel::insert_into(hand_check::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Stores residence and card wish (REG-04, REG-02).
pub fn save_residence(cx: &mut Cx, id: VolunteerId, region: &str, wants_card: bool) -> Answer<()> {
    diesel::update(volunteer::table.find(id.get()))
        .set((volunteer::region.eq(region), volunteer::wants_card.eq(wants_card)))
        .execute(cx.conn)?;
    Ok(())
}

/// Stores the name that the public reads, and whether the person has a public page.
pub fn save_public(cx: &mut Cx, id: VolunteerId, public_name: &str, listed: bool) -> Answer<()> {
    diesel::update(volunteer::table.find(id.get()))
        .set((volunteer::public_name.eq(public_name), volunteer::listed.eq(listed)))
        .execute(cx.conn)?;
    Ok(())
}

/// Stores which picture is the ID photo (CER-02).
pub fn save_photo(cx: &mut Cx, id: VolunteerId, photo: BlobId) -> Answer<()> {
    diesel::update(volunteer::table.find(id.get())).set(volunteer::photo_id.eq(photo.get())).execute(cx.conn)?;
    Ok(())
}

/// From now on there is no ID photo.
pub fn drop_photo(cx: &mut Cx, id: VolunteerId) -> Answer<()> {
    diesel::update(volunteer::table.find(id.get())).set(volunteer::photo_id.eq(None::<i64>)).execute(cx.conn)?;
    Ok(())
}

/// Keeps a guardian's consent, sealed under the child's key.
pub fn save_guardian(cx: &mut Cx, id: VolunteerId, text: &str) -> Answer<()> {
    let account = account_of(cx.conn, id)?;
    let key = person_key(cx.conn, &cx.means.keys, account)?;
    let sealed = seal_text(cx, &key, place("guardian", id.get()), text);
    diesel::update(volunteer::table.find(id.get())).set(volunteer::guardian.eq(sealed)).execute(cx.conn)?;
    Ok(())
}

/// Volunteers whose provider is to be asked (again) by now, the longest waiting first.
pub fn due(conn: &mut Conn, now: Timestamp, most: i64) -> Answer<Vec<VolunteerId>> {
    let rows: Vec<i64> = volunteer::table
        .filter(volunteer::check_again_at.le(now.as_microsecond()))
        .order(volunteer::check_again_at)
        .limit(most)
        .select(volunteer::id)
        .load(conn)?;
    Ok(rows.into_iter().map(VolunteerId).collect())
}

/// Where somebody lives (a county's code, or nothing yet) and whether they want a card.
pub fn residence(conn: &mut Conn, id: VolunteerId) -> Answer<(String, bool)> {
    Ok(volunteer::table.find(id.get()).select((volunteer::region, volunteer::wants_card)).first(conn)?)
}
