use proptest::prelude::*;
use tlog::tile::bundle_entries;
use tlog::{BundleId, Head, TileId, TreeError, append, leaf_hash};

use crate::naive;
use crate::store::{Absent, Memory, leaves};

// rules: LOG-01
#[test]
fn every_size_to_600_has_the_root_of_the_naive_tree() {
    let all = leaves(600);
    let mut store = Memory::new();
    for size in 0..=600 {
        assert_eq!(store.head, Head { size: size as u64, root: naive::root(&all[..size]) }, "{size} leaves");
        if size < 600 {
            store.grow(&all[size..=size]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn batches_of_any_size_grow_the_same_tree(batches in proptest::collection::vec(0_usize..300, 0..6)) {
        let all = leaves(batches.iter().sum());
        let at_once = Memory::of(&all);

        let mut grown = Memory::new();
        let mut done = 0;
        for batch in batches {
            grown.grow(&all[done..done + batch]);
            done += batch;
        }

        prop_assert_eq!(grown.head, at_once.head);
        prop_assert_eq!(&grown.tiles, &at_once.tiles);
        prop_assert_eq!(&grown.bundles, &at_once.bundles);
        prop_assert_eq!(grown.head.root, naive::root(&all));
    }
}

#[test]
fn a_batch_returns_exactly_the_tiles_that_changed() {
    let all = leaves(70_000);
    let mut store = Memory::of(&all[..69_900]);

    let grown = store.grow(&all[69_900..]);

    let tiles: Vec<String> = grown.tiles.iter().map(|tile| tile.id.to_string()).collect();
    assert_eq!(tiles, ["tile/0/273.p/112"], "69,900 is in the same tile, and fills none");
    let bundles: Vec<BundleId> = grown.entries.iter().map(|bundle| bundle.id).collect();
    assert_eq!(bundles, [BundleId { index: 273, width: 112 }]);
    assert_eq!(grown.head.root, naive::root(&all));
    assert_eq!(store.tiles.len(), 274 + 2 + 1);
}

#[test]
fn a_batch_over_the_edge_of_a_level_fills_tiles_above() {
    let all = leaves(65_537);
    let mut store = Memory::of(&all[..65_535]);

    let grown = store.grow(&all[65_535..]);

    let tiles: Vec<String> = grown.tiles.iter().map(|tile| tile.id.to_string()).collect();
    assert_eq!(tiles, ["tile/0/255", "tile/1/000", "tile/0/256.p/1", "tile/2/000.p/1"]);
    let entries = bundle_entries(&grown.entries[1].bytes).unwrap();
    assert_eq!(entries, [all[65_536].as_slice()]);
    assert_eq!(grown.head.root, naive::root(&all));
}

#[test]
fn an_empty_batch_changes_nothing() {
    for size in [0, 1, 256, 300] {
        let store = Memory::of(&leaves(size));
        let grown = append(&store, store.head, &[]).unwrap();
        assert_eq!((grown.head, grown.tiles.len(), grown.entries.len()), (store.head, 0, 0));
    }
}

// rules: LOG-01
#[test]
fn nothing_is_appended_to_tiles_that_were_altered() {
    let store = Memory::of(&leaves(70_000));
    let next = [b"next".to_vec()];
    assert!(append(&store, store.head, &next).is_ok());

    for place in [(0, 273), (1, 1), (2, 0)] {
        let mut altered = store.clone();
        altered.tiles.get_mut(&place).unwrap()[31] ^= 1;
        assert_eq!(append(&altered, store.head, &next), Err(TreeError::RootMismatch), "{place:?}");
    }
    let mut altered = store.clone();
    altered.bundles.get_mut(&273).unwrap()[5] ^= 1;
    assert_eq!(append(&altered, store.head, &next), Err(TreeError::RootMismatch), "an altered entry");
}

#[test]
fn nothing_is_appended_when_the_store_is_older_than_the_head() {
    let older = Memory::of(&leaves(300));
    let head = Memory::of(&leaves(301)).head;
    let next = [b"next".to_vec()];

    let missing = TileId { level: 0, index: 1, width: 45 };
    assert_eq!(append(&older, head, &next), Err(TreeError::Missing(missing)));
    let mut lost = Memory::of(&leaves(300));
    lost.bundles.clear();
    assert_eq!(append(&lost, lost.head, &next), Err(TreeError::Store(Absent)));
    let wrong = Head { size: 299, root: head.root };
    assert_eq!(append(&older, wrong, &next), Err(TreeError::RootMismatch));
}

#[test]
fn a_store_that_is_ahead_is_read_as_it_was() {
    let ahead = Memory::of(&leaves(310));
    let head = Memory::of(&leaves(300)).head;

    let grown = append(&ahead, head, &leaves(301)[300..]).unwrap();

    assert_eq!(grown.head, Memory::of(&leaves(301)).head);
}

#[test]
fn the_longest_entry_fits_and_one_byte_more_is_refused() {
    let store = Memory::new();
    let longest = vec![1; 65_535];

    let grown = append(&store, store.head, std::slice::from_ref(&longest)).unwrap();
    assert_eq!(grown.head.root, leaf_hash(&longest));
    let refused = append(&store, store.head, &[b"short".to_vec(), vec![1; 65_536]]);
    assert_eq!(refused, Err(TreeError::EntryTooLong { position: 1 }));
}

#[test]
fn a_size_beyond_64_bits_is_refused() {
    let full = Head { size: u64::MAX, root: Head::empty().root };

    assert_eq!(append(&Memory::new(), full, &leaves(1)), Err(TreeError::OutOfRange));
}
