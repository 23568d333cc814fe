//! Growing the tree. A batch of leaves is laid on the right edge, which is one partial tile for each level; the tiles
//! that changed come back for the caller to store together with the new checkpoint.
//!
//! The edge that the store lends is hashed first and compared with the last signed root. A store that was altered or
//! rolled back is refused before anything new is signed over it.

use std::fmt;

use crate::hash::{Hash, empty_hash, leaf_hash, node_hash, run_hash};
use crate::tile::{Bundle, BundleId, FULL_WIDTH, Tile, TileId, bundle_prefix, push_entry, tile_hashes};

/// Tiles that exist already, lent by whoever keeps them. Both methods may return more than `width` (a wider tile of the
/// same place): only the beginning is used. Something missing may be an error of the store or too few bytes, which is
/// [`TreeError::Missing`].
pub trait Tiles {
    /// Why the store could not answer.
    type Error;

    /// The hashes of a tile, 32 bytes each; `width` is 1 to 256.
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, Self::Error>;

    /// The entries of a bundle, each after its 16-bit length; `width` is 1 to 255 (a full bundle never changes again).
    fn entries(&self, index: u64, width: u16) -> Result<Vec<u8>, Self::Error>;
}

/// What a checkpoint speaks of: how many leaves, and the root over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: u64,
    pub root: Hash,
}

impl Head {
    /// The head of a log without leaves.
    pub fn empty() -> Self {
        Self { size: 0, root: empty_hash() }
    }
}

/// The outcome of [`append`]: the new head, and every tile and bundle that is new or wider than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    pub head: Head,
    pub tiles: Vec<Tile>,
    pub entries: Vec<Bundle>,
}

/// Why a tree could not be grown or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError<E> {
    /// The store failed.
    Store(E),
    /// The store holds less of this tile (or of the bundle beside it) than the size of the tree demands.
    Missing(TileId),
    /// The stored tiles do not hash to the signed root: they were altered, or belong to another tree.
    RootMismatch,
    /// The entry at this position of the batch exceeds [`crate::tile::ENTRY_BYTES_MAX`].
    EntryTooLong { position: usize },
    /// An index or a size outside the tree was asked for, or the size would exceed 64 bits.
    OutOfRange,
}

impl<E: fmt::Display> fmt::Display for TreeError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "log store: {error}"),
            Self::Missing(id) => write!(f, "log store lacks {id}"),
            Self::RootMismatch => write!(f, "stored tiles do not hash to the signed root"),
            Self::EntryTooLong { position } => write!(f, "entry {position} of the batch is too long"),
            Self::OutOfRange => write!(f, "outside the tree"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for TreeError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Store(error) = self { Some(error) } else { None }
    }
}

/// Appends a batch to the tree of the last signed head. An empty batch changes nothing, but still checks the stored
/// edge.
pub fn append<T: Tiles>(tiles: &T, from: Head, leaves: &[Vec<u8>]) -> Result<Appended, TreeError<T::Error>> {
    let added = u64::try_from(leaves.len()).map_err(|_| TreeError::OutOfRange)?;
    let size = from.size.checked_add(added).ok_or(TreeError::OutOfRange)?;
    let mut edge = Edge::load(tiles, from.size)?;
    if edge.root() != from.root {
        return Err(TreeError::RootMismatch);
    }
    let entries = bundle(tiles, from.size, leaves)?;
    let mut changed = Vec::new();
    for leaf in leaves {
        edge.push(leaf_hash(leaf), &mut changed);
    }
    edge.partial_tiles(&mut changed);
    Ok(Appended { head: Head { size, root: edge.root() }, tiles: changed, entries })
}

/// The right edge: for each level the last tile that is not full. It holds everything that the root needs.
struct Edge(Vec<Level>);

struct Level {
    index: u64,
    hashes: Vec<Hash>,
    grew: bool,
}

impl Edge {
    fn load<T: Tiles>(tiles: &T, size: u64) -> Result<Self, TreeError<T::Error>> {
        let mut levels = Vec::new();
        let mut hashes_here = size;
        let mut level = 0;
        while hashes_here > 0 {
            let index = hashes_here / u64::from(FULL_WIDTH);
            let hashes = match TileId::in_tree(level, index, size) {
                Some(id) => load_tile(tiles, id)?,
                None => Vec::new(),
            };
            levels.push(Level { index, hashes, grew: false });
            hashes_here = index;
            level += 1;
        }
        Ok(Self(levels))
    }

    /// Puts a hash at the end of level 0; tiles that this fills go to `full`, and their hash to the level above.
    fn push(&mut self, leaf: Hash, full: &mut Vec<Tile>) {
        let mut carry = Some(leaf);
        let mut number: u8 = 0;
        while let Some(hash) = carry.take() {
            if self.0.len() == usize::from(number) {
                self.0.push(Level { index: 0, hashes: Vec::new(), grew: false });
            }
            let Some(level) = self.0.get_mut(usize::from(number)) else { return };
            level.hashes.push(hash);
            level.grew = true;
            if level.hashes.len() == usize::from(FULL_WIDTH) {
                carry = Some(run_hash(&level.hashes));
                full.push(level.tile(number));
                *level = Level { index: level.index + 1, hashes: Vec::new(), grew: false };
            }
            number += 1;
        }
    }

    fn partial_tiles(&self, changed: &mut Vec<Tile>) {
        for (number, level) in (0..).zip(&self.0) {
            if level.grew {
                changed.push(level.tile(number));
            }
        }
    }

    /// The peaks from right to left, each joined with all that is to its right (RFC 6962 section 2.1).
    fn root(&self) -> Hash {
        let mut root = None;
        for level in &self.0 {
            let mut rest = level.hashes.as_slice();
            while !rest.is_empty() {
                let lowest_bit = 1 << rest.len().trailing_zeros();
                let (before, peak) = rest.split_at(rest.len() - lowest_bit);
                let peak = run_hash(peak);
                root = Some(root.map_or(peak, |right| node_hash(&peak, &right)));
                rest = before;
            }
        }
        root.unwrap_or_else(empty_hash)
    }
}

impl Level {
    fn tile(&self, level: u8) -> Tile {
        let width = u16::try_from(self.hashes.len()).unwrap_or(FULL_WIDTH);
        let bytes = self.hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
        Tile { id: TileId { level, index: self.index, width }, bytes }
    }
}

/// Reads one tile and checks that it is as wide as the tree says.
pub(crate) fn load_tile<T: Tiles>(tiles: &T, id: TileId) -> Result<Vec<Hash>, TreeError<T::Error>> {
    let bytes = tiles.tile(id.level, id.index, id.width).map_err(TreeError::Store)?;
    tile_hashes(&bytes, id.width).ok_or(TreeError::Missing(id))
}

/// The bundles that a batch fills or widens, the first one beginning with the entries that were there.
fn bundle<T: Tiles>(tiles: &T, size: u64, leaves: &[Vec<u8>]) -> Result<Vec<Bundle>, TreeError<T::Error>> {
    let mut bundles = Vec::new();
    if leaves.is_empty() {
        return Ok(bundles);
    }
    let mut open = open_bundle(tiles, size)?;
    for (position, leaf) in leaves.iter().enumerate() {
        push_entry(&mut open.bytes, leaf).ok_or(TreeError::EntryTooLong { position })?;
        open.id.width += 1;
        if open.id.width == FULL_WIDTH {
            let next = Bundle { id: BundleId { index: open.id.index + 1, width: 0 }, bytes: Vec::new() };
            bundles.push(std::mem::replace(&mut open, next));
        }
    }
    if open.id.width > 0 {
        bundles.push(open);
    }
    Ok(bundles)
}

/// The bundle that the next entry goes to. Its entries must hash to the tile beside it: an altered entry is refused
/// here, as the root covers only hashes.
fn open_bundle<T: Tiles>(tiles: &T, size: u64) -> Result<Bundle, TreeError<T::Error>> {
    let index = size / u64::from(FULL_WIDTH);
    let Some(tile) = TileId::in_tree(0, index, size) else {
        return Ok(Bundle { id: BundleId { index, width: 0 }, bytes: Vec::new() });
    };
    let stored = tiles.entries(index, tile.width).map_err(TreeError::Store)?;
    let bytes = bundle_prefix(&stored, tile.width).ok_or(TreeError::Missing(tile))?;
    let entries = crate::tile::bundle_entries(bytes).ok_or(TreeError::Missing(tile))?;
    let hashes: Vec<Hash> = entries.into_iter().map(leaf_hash).collect();
    if hashes != load_tile(tiles, tile)? {
        return Err(TreeError::RootMismatch);
    }
    Ok(Bundle { id: BundleId { index, width: tile.width }, bytes: bytes.to_vec() })
}
