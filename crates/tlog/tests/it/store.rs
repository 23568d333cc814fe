//! A store in memory: one row for each place, the widest, as a server's table would keep it.

use std::collections::BTreeMap;

use tlog::{Appended, Head, Tiles, append};

#[derive(Clone, Debug)]
pub struct Memory {
    pub head: Head,
    pub tiles: BTreeMap<(u8, u64), Vec<u8>>,
    pub bundles: BTreeMap<u64, Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absent;

impl Tiles for Memory {
    type Error = Absent;

    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, Absent> {
        assert!((1..=256).contains(&width), "an empty tile was asked for");
        self.tiles.get(&(level, index)).cloned().ok_or(Absent)
    }

    fn entries(&self, index: u64, width: u16) -> Result<Vec<u8>, Absent> {
        assert!((1..256).contains(&width), "only partial bundles are ever read again");
        self.bundles.get(&index).cloned().ok_or(Absent)
    }
}

impl Memory {
    pub fn new() -> Self {
        Self { head: Head::empty(), tiles: BTreeMap::new(), bundles: BTreeMap::new() }
    }

    pub fn of(leaves: &[Vec<u8>]) -> Self {
        let mut store = Self::new();
        store.grow(leaves);
        store
    }

    pub fn grow(&mut self, leaves: &[Vec<u8>]) -> Appended {
        let grown = append(self, self.head, leaves).unwrap();
        self.head = grown.head;
        for tile in &grown.tiles {
            let before = self.tiles.insert((tile.id.level, tile.id.index), tile.bytes.clone());
            assert!(tile.bytes.starts_with(&before.unwrap_or_default()), "a tile only grows at its end");
            assert_eq!(tile.bytes.len(), usize::from(tile.id.width) * 32);
        }
        for bundle in &grown.entries {
            let before = self.bundles.insert(bundle.id.index, bundle.bytes.clone());
            assert!(bundle.bytes.starts_with(&before.unwrap_or_default()), "a bundle only grows at its end");
        }
        grown
    }
}

pub fn leaves(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| format!("leaf number {number}").into_bytes()).collect()
}
