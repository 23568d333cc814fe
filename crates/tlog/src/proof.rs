//! Proofs that a leaf is in the tree (RFC 9162 section 2.1.3) and that a later tree only added to an earlier one
//! (2.1.4). Making one reads O(log n) tiles; checking one needs the proof and the heads alone.

use std::collections::HashMap;

use crate::hash::{Hash, empty_hash, node_hash, run_hash};
use crate::tile::{FULL_WIDTH, TileId};
use crate::tree::{Head, Tiles, TreeError, load_tile};

/// A proof does not lead from what it should prove to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unproven;

impl std::fmt::Display for Unproven {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the proof does not lead to the root")
    }
}

impl std::error::Error for Unproven {}

/// The hashes beside the path from leaf `index` to the root of the tree of `size`, the leaf's own sibling first.
pub fn prove_inclusion<T: Tiles>(tiles: &T, size: u64, index: u64) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if index >= size {
        return Err(TreeError::OutOfRange);
    }
    let mut reader = Reader { tiles, size, seen: HashMap::new() };
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while end - start > 1 {
        let middle = split(start, end);
        if index < middle {
            proof.push(reader.range(middle, end)?);
            end = middle;
        } else {
            proof.push(reader.range(start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that lead from the root of `old_size` leaves to the root of `size`; empty when nothing was added or
/// nothing was there.
pub fn prove_consistency<T: Tiles>(tiles: &T, old_size: u64, size: u64) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if old_size > size {
        return Err(TreeError::OutOfRange);
    }
    if old_size == 0 || old_size == size {
        return Ok(Vec::new());
    }
    let mut reader = Reader { tiles, size, seen: HashMap::new() };
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while end != old_size {
        let middle = split(start, end);
        if old_size <= middle {
            proof.push(reader.range(middle, end)?);
            end = middle;
        } else {
            proof.push(reader.range(start, middle)?);
            start = middle;
        }
    }
    // The old root itself is known to the checker; a part of it isn't.
    if start > 0 {
        proof.push(reader.range(start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Where RFC 6962 splits a range of at least two leaves: the largest power of two that is smaller than its length.
fn split(start: u64, end: u64) -> u64 {
    start + (1 << (end - start - 1).ilog2())
}

/// Reads hashes of ranges, and each tile once.
struct Reader<'a, T> {
    tiles: &'a T,
    size: u64,
    seen: HashMap<(u8, u64), Vec<Hash>>,
}

impl<T: Tiles> Reader<'_, T> {
    /// The hash over leaves `start..end`, where `start` is a multiple of the largest power of two up to the length.
    fn range(&mut self, start: u64, end: u64) -> Result<Hash, TreeError<T::Error>> {
        let length = end - start;
        if length.is_power_of_two() {
            return self.complete(start, length.trailing_zeros());
        }
        let middle = split(start, end);
        Ok(node_hash(&self.complete(start, (middle - start).trailing_zeros())?, &self.range(middle, end)?))
    }

    /// The hash over the `2^height` leaves from `start`: a run inside one tile.
    fn complete(&mut self, start: u64, height: u32) -> Result<Hash, TreeError<T::Error>> {
        let level = u8::try_from(height / 8).map_err(|_| TreeError::OutOfRange)?;
        let first = start.checked_shr(height / 8 * 8).unwrap_or(0);
        let width = u64::from(FULL_WIDTH);
        let id = TileId::in_tree(level, first / width, self.size).ok_or(TreeError::OutOfRange)?;
        if !self.seen.contains_key(&(level, id.index)) {
            self.seen.insert((level, id.index), load_tile(self.tiles, id)?);
        }
        let offset = usize::try_from(first % width).map_err(|_| TreeError::OutOfRange)?;
        let run = self.seen.get(&(level, id.index)).and_then(|tile| tile.get(offset..offset + (1 << (height % 8))));
        run.map(run_hash).ok_or(TreeError::Missing(id))
    }
}

/// Checks that `leaf` is the hash of the entry at `index` under the head (RFC 9162 section 2.1.3.2).
pub fn verify_inclusion(head: &Head, index: u64, leaf: &Hash, proof: &[Hash]) -> Result<(), Unproven> {
    if index >= head.size {
        return Err(Unproven);
    }
    let mut walk = Walk { place: index, last: head.size - 1 };
    let mut hash = *leaf;
    for beside in proof {
        hash = match walk.climb()? {
            Side::Left => node_hash(beside, &hash),
            Side::Right => node_hash(&hash, beside),
        };
    }
    if walk.last == 0 && hash == head.root { Ok(()) } else { Err(Unproven) }
}

/// Checks that the tree of `new` begins with the whole tree of `old` (RFC 9162 section 2.1.4.2). The empty tree begins
/// every tree.
pub fn verify_consistency(old: &Head, new: &Head, proof: &[Hash]) -> Result<(), Unproven> {
    if old.size == 0 || old.size == new.size {
        let fits = if old.size == new.size { old.root == new.root } else { old.root == empty_hash() };
        return if fits && proof.is_empty() { Ok(()) } else { Err(Unproven) };
    }
    if old.size > new.size {
        return Err(Unproven);
    }
    let (first, rest) = match proof {
        rest if old.size.is_power_of_two() => (old.root, rest),
        [first, rest @ ..] => (*first, rest),
        [] => return Err(Unproven),
    };
    let joined = (old.size - 1).trailing_ones();
    let mut walk = Walk { place: (old.size - 1) >> joined, last: (new.size - 1) >> joined };
    let (mut old_hash, mut new_hash) = (first, first);
    for beside in rest {
        match walk.climb()? {
            Side::Left => {
                old_hash = node_hash(beside, &old_hash);
                new_hash = node_hash(beside, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, beside),
        }
    }
    if walk.last == 0 && old_hash == old.root && new_hash == new.root { Ok(()) } else { Err(Unproven) }
}

/// The way from a node to the root: its place in its level, and the last place there.
struct Walk {
    place: u64,
    last: u64,
}

/// Where the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

impl Walk {
    /// Goes up to the parent that the next hash of the proof is needed for; refuses beyond the root.
    fn climb(&mut self) -> Result<Side, Unproven> {
        if self.last == 0 {
            return Err(Unproven);
        }
        let side = if self.place & 1 == 1 || self.place == self.last { Side::Left } else { Side::Right };
        // A last node without a right neighbour moves up unchanged, until it is itself a right one.
        while matches!(side, Side::Left) && self.place & 1 == 0 && self.place != 0 {
            self.up();
        }
        self.up();
        Ok(side)
    }

    fn up(&mut self) {
        self.place >>= 1;
        self.last >>= 1;
    }
}
