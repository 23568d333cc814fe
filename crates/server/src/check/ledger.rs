//! Entries against the log: each sealed entry is made into its leaf again and must be the very leaf at its `seq`, and each leaf must
//! be some entry's.

use super::Report;
use crate::{
    hours::{self, Evidence, Recorded},
    kernel::{
        db::{Conn, schema::entry},
        failure::Answer,
        log::{self, EPOCH_LEAF, Log, Standing},
    },
};
use diesel::prelude::*;
use tlog::{TileId, tile::bundle_entries};

/// Entries at a time: two bundles of the log.
const CHUNK: i64 = 512;
/// Scans that may have been received in the very moment before an entry was recorded but were stored after it.
const RACING: usize = 4;

pub fn check(conn: &mut Conn, report: &mut Report) -> Answer<()> {
    let epochs = log::epochs(conn, Log::Hours)?;
    let mut walk = Walk { epochs: &epochs, at: None };
    let mut next = 0;
    let mut last = -1;
    loop {
        let chunk: Vec<Recorded> = entry::table
            .filter(entry::seq.gt(last))
            .order(entry::seq)
            .limit(CHUNK)
            .select(hours::COLUMNS)
            .load(conn)?;
        let Some(seq) = chunk.last().and_then(|entry| entry.seq) else { break };
        last = seq;
        let facts = hours::behind(conn, &chunk)?;
        for entry in &chunk {
            report.entries += 1;
            let seq = entry.seq.unwrap_or(-1);
            walk.skip(conn, next, seq, report)?;
            let stored = walk.leaf(conn, seq)?;
            compare(entry, facts.get(&entry.id).map_or(&[], Vec::as_slice), stored.as_deref(), report)?;
            next = seq + 1;
        }
    }
    walk.skip(conn, next, i64::MAX, report)?;
    Ok(())
}

fn compare(entry: &Recorded, facts: &[Evidence], stored: Option<&[u8]>, report: &mut Report) -> Answer<()> {
    let Some(stored) = stored else {
        report.find("entry", entry.id, "not-in-the-log");
        return Ok(());
    };
    // Scans of the same second may have been stored just after the entry; leaving some of them out must then fit.
    let mut first = None;
    for left_out in 0..1 << facts.len().min(RACING) {
        let kept: Vec<Evidence> =
            facts.iter().enumerate().filter(|(at, _)| left_out >> at & 1 == 0).map(|(_, one)| one.clone()).collect();
        let leaf = entry.leaf(&hours::evidence_text(&kept)?)?;
        if leaf == stored {
            return Ok(());
        }
        first.get_or_insert(leaf);
    }
    let same_evidence = first.as_deref().and_then(hours::mark) == hours::mark(stored);
    report.find("entry", entry.id, "not-as-sealed");
    match (same_evidence, entry.attendance, entry.make_up) {
        (false, Some(attendance), _) => report.find("scan", format!("of attendance {attendance}"), "not-as-sealed"),
        (false, None, Some(make_up)) => report.find("make_up", make_up, "not-as-sealed"),
        _ => {}
    }
    Ok(())
}

/// Reads leaves in order, one bundle at a time.
struct Walk<'a> {
    epochs: &'a [Standing],
    at: Option<(i16, u64, Vec<Vec<u8>>)>,
}

impl Walk<'_> {
    fn epoch_of(&self, seq: i64) -> Option<(&Standing, u64)> {
        let standing = self.epochs.iter().rev().find(|standing| standing.first_seq() <= seq)?;
        let index = u64::try_from(seq - standing.first_seq()).ok()?;
        (index < standing.head.size).then_some((standing, index))
    }

    fn leaf(&mut self, conn: &mut Conn, seq: i64) -> Answer<Option<Vec<u8>>> {
        let Some((standing, index)) = self.epoch_of(seq) else { return Ok(None) };
        let (epoch, bundle) = (standing.epoch, index / 256);
        if self.at.as_ref().is_none_or(|(at_epoch, at, _)| (*at_epoch, *at) != (epoch, bundle)) {
            let width = TileId::in_tree(0, bundle, standing.head.size).map_or(0, |id| id.width);
            let bytes = log::bundle(conn, standing, bundle, width)?.unwrap_or_default();
            let leaves = bundle_entries(&bytes).unwrap_or_default().into_iter().map(<[u8]>::to_vec).collect();
            self.at = Some((epoch, bundle, leaves));
        }
        let offset = usize::try_from(index % 256).unwrap_or(usize::MAX);
        Ok(self.at.as_ref().and_then(|(_, _, leaves)| leaves.get(offset).cloned()))
    }

    /// Leaves from `from` up to `to` that belong to no entry: deleted entries, unless they begin an epoch.
    fn skip(&mut self, conn: &mut Conn, from: i64, to: i64, report: &mut Report) -> Answer<()> {
        let mut seq = from;
        while seq < to {
            let Some((standing, _)) = self.epoch_of(seq) else {
                // Between epochs there are numbers that were never given.
                let Some(first) = self.epochs.iter().map(Standing::first_seq).find(|first| *first > seq) else { break };
                seq = first;
                continue;
            };
            let first = standing.first_seq();
            let opens = seq == first && self.leaf(conn, seq)?.is_some_and(|leaf| leaf.first() == Some(&EPOCH_LEAF));
            if !opens {
                report.find("entry", format!("with seq {seq}"), "missing");
            }
            seq += 1;
        }
        Ok(())
    }
}
