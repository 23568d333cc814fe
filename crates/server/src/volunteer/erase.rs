//! The end of a volunteer: who it was is destroyed, the number stays as the pseudonym of the hours.

use super::store::verification;
use crate::kernel::{
    cx::Cx,
    db::schema::{hand_check, name_index, volunteer},
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    closing::CLOSED,
    kernel::{BlobId, VolunteerId},
};

/// Destroys the real-name data, the index of the name, what stewards noted about documents, and the public name. Answers the photo, whose
/// file is to go too.
pub fn erase(cx: &mut Cx, id: VolunteerId) -> Answer<Option<BlobId>> {
    let photo: Option<i64> = volunteer::table.find(id.get()).select(volunteer::photo_id).first(cx.conn)?;
    diesel::delete(name_index::table.filter(name_index::volunteer_id.eq(id.get()))).execute(cx.conn)?;
    diesel::delete(hand_check::table.filter(hand_check::volunteer_id.eq(id.get()))).execute(cx.conn)?;
    let (nothing, nobody, never) = (None::<Vec<u8>>, None::<i64>, None::<i64>);
    let row = (
        (volunteer::identity.eq(&nothing), volunteer::guardian.eq(&nothing), volunteer::photo_id.eq(nobody)),
        (volunteer::public_name.eq(CLOSED), volunteer::listed.eq(false), volunteer::sex.eq(0i16)),
        (volunteer::region.eq(""), volunteer::wants_card.eq(false), volunteer::minor_until.eq(never)),
        (volunteer::verification.eq(verification::NONE), volunteer::verification_cause.eq("")),
        (volunteer::verified_at.eq(never), volunteer::check_again_at.eq(never), volunteer::check_tries.eq(0)),
        (volunteer::face_marked_at.eq(never), volunteer::face_marked_by.eq(nobody)),
    );
    diesel::update(volunteer::table.find(id.get())).set(row).execute(cx.conn)?;
    Ok(photo.map(BlobId))
}
