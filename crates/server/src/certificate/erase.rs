//! The end of a holder's certificates: what they stated is destroyed. Number and date stay, so that whoever asks learns that the holder is
//! gone and isn't told that there never was one.

use crate::kernel::{
    cx::Cx,
    db::schema::{certificate, glyph_gap},
    failure::Answer,
};
use diesel::prelude::*;
use domain::kernel::{BlobId, VolunteerId};

/// Destroys statements; answers the files (photos and papers) that are to go too.
pub fn erase(cx: &mut Cx, holder: VolunteerId) -> Answer<Vec<BlobId>> {
    let own = certificate::table.filter(certificate::volunteer_id.eq(holder.get()));
    let files: Vec<(i64, Option<i64>, Option<i64>)> =
        own.select((certificate::photo_id, certificate::paper_id, certificate::details_id)).load(cx.conn)?;
    let nothing = None::<i64>;
    let row = (
        certificate::statement.eq(Vec::<u8>::new()),
        certificate::photo_id.eq(0i64),
        certificate::paper_id.eq(nothing),
        certificate::details_id.eq(nothing),
    );
    diesel::update(own).set(row).execute(cx.conn)?;
    diesel::delete(glyph_gap::table.filter(glyph_gap::volunteer_id.eq(holder.get()))).execute(cx.conn)?;
    let files = files.into_iter().flat_map(|(photo, paper, details)| [Some(photo), paper, details]);
    Ok(files.flatten().map(BlobId).collect())
}
