//! The character zero: nobody types it, and PostgreSQL stores none. It is refused at the door, so that both engines answer alike.

use crate::kernel::failure::{DoorRefusal, Failure};
use axum::extract::Request;

/// Refuses addresses with a zero: such a path leads nowhere, such a query can't be read.
pub fn no_zeros(request: &Request) -> Result<(), Failure> {
    if request.uri().path().contains("%00") {
        return Err(Failure::NotFound);
    }
    if request.uri().query().is_some_and(|query| query.contains("%00")) { Err(refusal()) } else { Ok(()) }
}

/// Whether a body holds one, as a form or JSON writes it.
pub fn has_zero(body: &[u8]) -> bool {
    body.contains(&0) || [&b"%00"[..], br"\u0000"].iter().any(|zero| body.windows(zero.len()).any(|part| part == *zero))
}

/// What a zero is told.
pub fn refusal() -> Failure {
    DoorRefusal::BadForm { field: "U+0000".into() }.into()
}
