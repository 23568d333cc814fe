//! The public side of the tamper-evident logs (LOG-01, LOG-02): the static files of C2SP tlog-tiles, a page that explains them, and
//! the proofs of one's own entries. It never writes; the sequencer does.

pub mod pages;
mod views;
