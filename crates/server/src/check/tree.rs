//! The logs themselves: every tile must follow from the leaves below it, up to the root that was signed.

use super::Report;
use crate::kernel::{
    db::{Conn, schema::log_tile},
    failure::Answer,
    log::{self, Log, LogKeys, Standing},
};
use diesel::prelude::*;
use tlog::{
    Hash, TileId, TreeError,
    checkpoint::Checkpoint,
    hash::run_hash,
    leaf_hash,
    note::Purpose,
    tile::{FULL_WIDTH, bundle_entries},
};

pub fn check(conn: &mut Conn, keys: &LogKeys, report: &mut Report) -> Answer<()> {
    for log in Log::ALL {
        for standing in log::epochs(conn, log)? {
            head(keys, &standing, report)?;
            leaves(conn, &standing, report)?;
            stray(conn, &standing, report)?;
        }
    }
    Ok(())
}

fn place(standing: &Standing) -> String {
    format!("{}/{}", standing.log.name(), standing.epoch)
}

/// The head's cells must be what its checkpoint says, and the checkpoint must be ours.
fn head(keys: &LogKeys, standing: &Standing, report: &mut Report) -> Answer<()> {
    let key = keys.signing(&standing.origin)?.verifier(Purpose::Author);
    let signed = Checkpoint::open(&standing.note, &standing.origin, &key, &[]);
    let fits = signed.is_ok_and(|trusted| trusted.checkpoint.head() == standing.head);
    if !fits || key.to_string() != standing.vkey {
        report.find("log_head", place(standing), "not-as-signed");
    }
    Ok(())
}

/// Hashes every bundle and every level above it, and compares with the stored tiles and at last with the root.
fn leaves(conn: &mut Conn, of: &Standing, report: &mut Report) -> Answer<()> {
    let mut hashes = Vec::new();
    let mut index = 0;
    while let Some(id) = TileId::in_tree(0, index, of.head.size) {
        let bundle = log::bundle(conn, of, index, id.width)?.unwrap_or_default();
        let leaves = bundle_entries(&bundle).unwrap_or_default();
        let run: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf)).collect();
        report.leaves += u64::try_from(run.len()).unwrap_or(0);
        if run.len() != usize::from(id.width) || log::tile(conn, of, 0, index, id.width)? != Some(bytes(&run)) {
            report.find("log_tile", format!("{} {id}", place(of)), "not-as-its-leaves");
        }
        if id.width == FULL_WIDTH {
            hashes.push(run_hash(&run));
        }
        index += 1;
    }
    levels(conn, of, hashes, report)?;
    let stored = log::Stored::new(conn, of);
    match tlog::append(&stored, of.head, &[]) {
        Ok(_) => Ok(()),
        Err(TreeError::Store(failure)) => Err(failure),
        Err(_) => {
            report.find("log_head", place(of), "tiles-lead-to-another-root");
            Ok(())
        }
    }
}

fn levels(conn: &mut Conn, of: &Standing, mut hashes: Vec<Hash>, report: &mut Report) -> Answer<()> {
    let mut level = 1;
    while !hashes.is_empty() {
        let mut above = Vec::new();
        for (index, run) in (0..).zip(hashes.chunks(usize::from(FULL_WIDTH))) {
            let width = u16::try_from(run.len()).unwrap_or(FULL_WIDTH);
            if log::tile(conn, of, level, index, width)? != Some(bytes(run)) {
                let id = TileId { level, index, width };
                report.find("log_tile", format!("{} {id}", place(of)), "not-as-its-leaves");
            }
            if width == FULL_WIDTH {
                above.push(run_hash(run));
            }
        }
        hashes = above;
        level += 1;
    }
    Ok(())
}

fn bytes(run: &[Hash]) -> Vec<u8> {
    run.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// Rows beyond the tree, and rows whose width isn't the width of their bytes.
fn stray(conn: &mut Conn, of: &Standing, report: &mut Report) -> Answer<()> {
    let size = i64::try_from(of.head.size).unwrap_or(i64::MAX);
    let mut after = (i16::MIN, -1);
    loop {
        let rows: Vec<(i16, i64, i32)> = log_tile::table
            .filter(log_tile::log.eq(of.log.number()).and(log_tile::epoch.eq(of.epoch)))
            .filter(log_tile::level.gt(after.0).or(log_tile::level.eq(after.0).and(log_tile::idx.gt(after.1))))
            .order((log_tile::level, log_tile::idx))
            .limit(1_000)
            .select((log_tile::level, log_tile::idx, log_tile::width))
            .load(conn)?;
        let Some((level, index, _)) = rows.last() else { return Ok(()) };
        after = (*level, *index);
        for (level, index, width) in rows {
            let hashes = if level <= 0 { size } else { size >> (8 * i32::from(level)).min(62) };
            let there = (hashes - index.saturating_mul(256)).clamp(0, 256);
            if i64::from(width) != there {
                report.find("log_tile", format!("{} level {level} index {index}", place(of)), "beyond-the-tree");
            }
        }
    }
}
