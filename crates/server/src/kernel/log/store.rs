//! The two tables of the logs: the head of each epoch, and the widest tile of each place.

use super::{EPOCH_LEAF, Log, LogKeys, Witnessed, broken_tree};
use crate::kernel::{
    cx::Cx,
    db::{
        BothExt, Conn,
        schema::{log_head, log_tile},
    },
    failure::{Answer, Failure},
};
use diesel::{prelude::*, upsert::excluded};
use domain::kernel::timestamp;
use jiff::Timestamp;
use std::cell::RefCell;
use tlog::{
    Appended, Hash, Head, Tiles,
    checkpoint::Checkpoint,
    note::Purpose,
    tile::{bundle_prefix, tile_prefix},
};

/// Bundles of leaves are kept beside the tiles, under a level of their own.
const BUNDLES: i16 = -1;

/// Where one epoch's tree stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub log: Log,
    pub epoch: i16,
    pub origin: String,
    /// The public key of its checkpoints, as operators hand it out.
    pub vkey: String,
    pub head: Head,
    /// The signed checkpoint.
    pub note: String,
    pub fence: i64,
    pub at: Timestamp,
}

impl Standing {
    /// The `seq` of leaf 0.
    pub fn first_seq(&self) -> i64 {
        first_seq(self.epoch)
    }

    /// The `seq` that the next leaf gets.
    pub fn next_seq(&self) -> i64 {
        self.first_seq().saturating_add(i64::try_from(self.head.size).unwrap_or(i64::MAX))
    }
}

/// Each epoch has 2^40 numbers of its own, so that a restore never gives one twice, whatever was lost.
pub fn first_seq(epoch: i16) -> i64 {
    i64::from(epoch.saturating_sub(1)) << 40
}

type Row = (i16, (String, String), i64, Vec<u8>, String, i64, i64);

/// All epochs of a log, oldest first.
pub fn epochs(conn: &mut Conn, log: Log) -> Answer<Vec<Standing>> {
    let rows: Vec<Row> = log_head::table
        .filter(log_head::log.eq(log.number()))
        .order(log_head::epoch)
        .select((
            log_head::epoch,
            (log_head::origin, log_head::vkey),
            log_head::size,
            log_head::root,
            log_head::note,
            log_head::fence,
            log_head::at,
        ))
        .load(conn)?;
    rows.into_iter().map(|row| of_row(log, row)).collect()
}

fn of_row(log: Log, row: Row) -> Answer<Standing> {
    let (epoch, (origin, vkey), size, root, note, fence, at) = row;
    let size = u64::try_from(size).map_err(Failure::fault)?;
    let root = Hash::try_from(root.as_slice()).map_err(Failure::fault)?;
    let head = Head { size, root };
    Ok(Standing { log, epoch, origin, vkey, head, note, fence, at: timestamp(at) })
}

/// The tree that grows now; none before the first leaf.
pub fn current(conn: &mut Conn, log: Log) -> Answer<Option<Standing>> {
    Ok(epochs(conn, log)?.pop())
}

/// One epoch's tree.
pub fn standing(conn: &mut Conn, log: Log, epoch: i16) -> Answer<Standing> {
    epochs(conn, log)?.into_iter().find(|standing| standing.epoch == epoch).ok_or(Failure::NotFound)
}

/// Appends leaves to the tree that grows now, beginning it when there is none, and signs. The head changes only from exactly
/// the size that was read and never under an older fence, so two sequencers can't both write.
pub fn grow(cx: &mut Cx, keys: &LogKeys, (log, site): (Log, &str), leaves: &[Vec<u8>], fence: i64) -> Answer<Standing> {
    let from = match current(cx.conn, log)? {
        Some(standing) => standing,
        None => begin(cx, keys, (log, site), 1)?,
    };
    let grown = {
        let stored = Stored::new(cx.conn, &from);
        tlog::append(&stored, from.head, leaves).map_err(broken_tree)?
    };
    keep(cx.conn, &from, &grown)?;
    let key = keys.signing(&from.origin)?;
    let note = Checkpoint::new(&from.origin, grown.head)
        .and_then(|checkpoint| checkpoint.sign(&key))
        .map_err(Failure::fault)?;
    let changed = diesel::update(
        log_head::table
            .find((log.number(), from.epoch))
            .filter(log_head::size.eq(stored_size(from.head.size)?))
            .filter(log_head::fence.le(fence)),
    )
    .set((
        log_head::size.eq(stored_size(grown.head.size)?),
        log_head::root.eq(grown.head.root.as_bytes().to_vec()),
        log_head::note.eq(&note),
        log_head::fence.eq(fence),
        log_head::at.eq(cx.at()),
    ))
    .execute(cx.conn)?;
    if changed != 1 {
        tracing::warn!(log = log.name(), fence, "another sequencer was first");
        return Err(Failure::unavailable());
    }
    Ok(Standing { head: grown.head, note, fence, at: cx.now, ..from })
}

/// Begins the next epoch after a restore. Its first leaf is the last checkpoint that is known from outside.
pub fn open_epoch(cx: &mut Cx, keys: &LogKeys, log: Log, seen: &Witnessed) -> Answer<Standing> {
    let parts = seen.origin.rsplit_once('/').and_then(|(tree, epoch)| {
        let site = tree.strip_suffix(log.name())?.strip_suffix("/log/")?;
        Some((site.to_owned(), epoch.parse::<i16>().ok()?))
    });
    let (site, lost) = parts.ok_or_else(|| Failure::broken(format!("{} is no origin of ours", seen.origin)))?;
    let before = current(cx.conn, log)?;
    let latest = before.as_ref().map_or(lost, |before| before.epoch.max(lost));
    let epoch = latest.checked_add(1).ok_or_else(|| Failure::broken("too many epochs"))?;
    begin(cx, keys, (log, &site), epoch)?;
    let leaf = [[EPOCH_LEAF].as_slice(), seen.note.as_bytes()].concat();
    grow(cx, keys, (log, &site), &[leaf], before.map_or(0, |before| before.fence))
}

fn begin(cx: &mut Cx, keys: &LogKeys, (log, site): (Log, &str), epoch: i16) -> Answer<Standing> {
    let origin = format!("{site}/log/{}/{epoch}", log.name());
    let (key, head) = (keys.signing(&origin)?, Head::empty());
    let vkey = key.verifier(Purpose::Author).to_string();
    let note = Checkpoint::new(&origin, head).and_then(|checkpoint| checkpoint.sign(&key)).map_err(Failure::fault)?;
    let row = (
        log_head::log.eq(log.number()),
        log_head::epoch.eq(epoch),
        log_head::origin.eq(&origin),
        log_head::vkey.eq(&vkey),
        log_head::size.eq(0),
        log_head::root.eq(head.root.as_bytes().to_vec()),
        log_head::note.eq(&note),
        log_head::fence.eq(0),
        log_head::at.eq(cx.at()),
    );
    diesel::insert_into(log_head::table).values(row).execute(cx.conn)?;
    Ok(Standing { log, epoch, origin, vkey, head, note, fence: 0, at: cx.now })
}

fn stored_size(size: u64) -> Answer<i64> {
    i64::try_from(size).map_err(Failure::fault)
}

/// Writes the tiles and bundles that are new or wider.
fn keep(conn: &mut Conn, standing: &Standing, grown: &Appended) -> Answer<()> {
    for tile in &grown.tiles {
        put(conn, standing, (i16::from(tile.id.level), tile.id.index, tile.id.width), &tile.bytes)?;
    }
    for bundle in &grown.entries {
        put(conn, standing, (BUNDLES, bundle.id.index, bundle.id.width), &bundle.bytes)?;
    }
    Ok(())
}

fn put(conn: &mut Conn, of: &Standing, (level, index, width): (i16, u64, u16), bytes: &[u8]) -> Answer<()> {
    let row = (
        log_tile::log.eq(of.log.number()),
        log_tile::epoch.eq(of.epoch),
        log_tile::level.eq(level),
        log_tile::idx.eq(stored_size(index)?),
        log_tile::width.eq(i32::from(width)),
        log_tile::bytes.eq(bytes),
    );
    diesel::insert_into(log_tile::table)
        .values(row)
        .on_conflict((log_tile::log, log_tile::epoch, log_tile::level, log_tile::idx))
        .do_update()
        .set((log_tile::width.eq(excluded(log_tile::width)), log_tile::bytes.eq(excluded(log_tile::bytes))))
        .both()
        .execute(conn)?;
    Ok(())
}

/// A tile of at least `width` hashes cut to that width; none when the log has no such tile yet.
pub fn tile(conn: &mut Conn, of: &Standing, level: u8, index: u64, width: u16) -> Answer<Option<Vec<u8>>> {
    let bytes = read(conn, of, i16::from(level), index)?;
    Ok(bytes.and_then(|bytes| tile_prefix(&bytes, width).map(<[u8]>::to_vec)))
}

/// A bundle of at least `width` leaves cut to that width; none when the log has no such bundle yet.
pub fn bundle(conn: &mut Conn, of: &Standing, index: u64, width: u16) -> Answer<Option<Vec<u8>>> {
    let bytes = read(conn, of, BUNDLES, index)?;
    Ok(bytes.and_then(|bytes| bundle_prefix(&bytes, width).map(<[u8]>::to_vec)))
}

fn read(conn: &mut Conn, of: &Standing, level: i16, index: u64) -> Answer<Option<Vec<u8>>> {
    let place = log_tile::table.find((of.log.number(), of.epoch, level, stored_size(index)?));
    Ok(place.select(log_tile::bytes).first(conn).optional()?)
}

/// The tables as the tree's code reads them.
pub struct Stored<'a> {
    conn: RefCell<&'a mut Conn>,
    of: &'a Standing,
}

impl<'a> Stored<'a> {
    /// The tiles of one epoch's tree.
    pub fn new(conn: &'a mut Conn, of: &'a Standing) -> Stored<'a> {
        Stored { conn: RefCell::new(conn), of }
    }
}

impl Tiles for Stored<'_> {
    type Error = Failure;

    fn tile(&self, level: u8, index: u64, _width: u16) -> Answer<Vec<u8>> {
        Ok(read(*self.conn.borrow_mut(), self.of, i16::from(level), index)?.unwrap_or_default())
    }

    fn entries(&self, index: u64, _width: u16) -> Answer<Vec<u8>> {
        Ok(read(*self.conn.borrow_mut(), self.of, BUNDLES, index)?.unwrap_or_default())
    }
}
