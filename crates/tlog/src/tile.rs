//! Where a tile lives and what it holds: names as paths (`tile/1/x001/234`, `tile/entries/x001/234.p/56`), hashes side
//! by side, entries with a 16-bit length before each (C2SP tlog-tiles).
//!
//! A tile of a place only ever grows at its end. So a store needs one row for each place, the widest, and can answer
//! for every narrower one with [`tile_prefix`] and [`bundle_prefix`]; all partial tiles that a checkpoint ever needed
//! stay available.

use std::fmt;

use crate::hash::Hash;

/// Hashes in a full tile, entries in a full bundle.
pub const FULL_WIDTH: u16 = 256;
/// Bytes of an entry at most: what its 16-bit length can say.
pub const ENTRY_BYTES_MAX: usize = 65_535;
const LEVEL_MAX: u8 = 63;

/// The place and width of a tile of hashes; width 1 to 256, where 256 is a full tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    pub level: u8,
    pub index: u64,
    pub width: u16,
}

/// The place and width of a bundle of entries; it covers the same leaves as the level 0 tile of that index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    pub index: u64,
    pub width: u16,
}

/// A tile as it is stored and served: `width` hashes of 32 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub id: TileId,
    pub bytes: Vec<u8>,
}

/// A bundle as it is stored and served: `width` entries, each after its big-endian 16-bit length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub id: BundleId,
    pub bytes: Vec<u8>,
}

impl fmt::Display for TileId {
    /// The path below the log's prefix, such as `tile/0/x001/x234/067.p/8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/{}", self.level, place(self.index, self.width))
    }
}

impl fmt::Display for BundleId {
    /// The path below the log's prefix, such as `tile/entries/000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/entries/{}", place(self.index, self.width))
    }
}

impl TileId {
    /// Reads a path below the log's prefix; `None` for anything that [`fmt::Display`] would not have written.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, place) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = level.parse().ok().filter(|level| *level <= LEVEL_MAX)?;
        let (index, width) = parse_place(place)?;
        let id = Self { level, index, width };
        (id.to_string() == path).then_some(id)
    }

    /// The width that a place has in a tree of `size` leaves; `None` when the tree has nothing there.
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * 8).unwrap_or(0);
        let before = index.checked_mul(u64::from(FULL_WIDTH))?;
        let left = hashes.checked_sub(before).filter(|left| *left > 0)?;
        let width = u16::try_from(left).map_or(FULL_WIDTH, |left| left.min(FULL_WIDTH));
        Some(Self { level, index, width })
    }
}

impl BundleId {
    /// Reads a path below the log's prefix; `None` for anything that [`fmt::Display`] would not have written.
    pub fn parse(path: &str) -> Option<Self> {
        let (index, width) = parse_place(path.strip_prefix("tile/entries/")?)?;
        let id = Self { index, width };
        (id.to_string() == path).then_some(id)
    }
}

fn place(index: u64, width: u16) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    let suffix = if width < FULL_WIDTH { format!(".p/{width}") } else { String::new() };
    groups.join("/") + &suffix
}

/// Lenient: the caller writes the result again and compares, which refuses signs, missing zeroes and empty groups.
fn parse_place(text: &str) -> Option<(u64, u16)> {
    let (groups, width) = match text.split_once(".p/") {
        None => (text, FULL_WIDTH),
        Some((groups, width)) => (groups, width.parse().ok().filter(|width| (1..FULL_WIDTH).contains(width))?),
    };
    let index = groups.split('/').try_fold(0_u64, |index, group| {
        let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok().filter(|digits| *digits < 1000)?;
        index.checked_mul(1000)?.checked_add(digits)
    })?;
    Some((index, width))
}

/// The hashes of the first `width` places of a stored tile; `None` when it holds fewer.
pub fn tile_hashes(bytes: &[u8], width: u16) -> Option<Vec<Hash>> {
    tile_prefix(bytes, width)?.chunks_exact(Hash::BYTES).map(|chunk| Hash::try_from(chunk).ok()).collect()
}

/// The tile of `width` that a wider tile of the same place begins with; `None` when it is narrower.
pub fn tile_prefix(bytes: &[u8], width: u16) -> Option<&[u8]> {
    bytes.get(..usize::from(width) * Hash::BYTES)
}

/// The bundle of `width` that a wider bundle of the same index begins with; `None` when it holds fewer whole entries.
pub fn bundle_prefix(bytes: &[u8], width: u16) -> Option<&[u8]> {
    let mut rest = bytes;
    for _ in 0..width {
        rest = split_entry(rest)?.1;
    }
    bytes.get(..bytes.len() - rest.len())
}

/// The entries of a bundle, in order; `None` when a length runs past the end.
pub fn bundle_entries(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = bytes;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (entry, after) = split_entry(rest)?;
        entries.push(entry);
        rest = after;
    }
    Some(entries)
}

fn split_entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// Writes one entry at the end of a bundle; `None`, with the bundle untouched, when it exceeds [`ENTRY_BYTES_MAX`].
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Option<()> {
    let length = u16::try_from(entry.len()).ok()?;
    bundle.extend(length.to_be_bytes());
    bundle.extend(entry);
    Some(())
}
