use tlog::tile::{bundle_entries, bundle_prefix, push_entry, tile_prefix};
use tlog::{BundleId, TileId};

#[test]
fn paths_group_the_index_by_three_digits_and_read_back() {
    for (level, index, width, path) in [
        (0, 0, 256, "tile/0/000"),
        (8, 999, 1, "tile/8/999.p/1"),
        (1, 1000, 255, "tile/1/x001/000.p/255"),
        (63, 1_234_067, 256, "tile/63/x001/x234/067"),
        (0, u64::MAX, 256, "tile/0/x018/x446/x744/x073/x709/x551/615"),
    ] {
        let id = TileId { level, index, width };
        assert_eq!(id.to_string(), path);
        assert_eq!(TileId::parse(path), Some(id));
    }
    let bundle = BundleId { index: 1_234_067, width: 8 };
    assert_eq!(bundle.to_string(), "tile/entries/x001/x234/067.p/8");
    assert_eq!(BundleId::parse("tile/entries/x001/x234/067.p/8"), Some(bundle));
}

#[test]
fn a_path_has_one_spelling() {
    for path in [
        "tile/00/000",
        "tile/64/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/+01",
        "tile/+0/000",
        "tile/0/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/entries/000",
        "tile/-1/000",
    ] {
        assert_eq!(TileId::parse(path), None, "{path}");
    }
    for path in ["tile/entries/0", "tile/0/000", "tile/entries/000.p/256", "tile/entries/", "tile/entries/../000"] {
        assert_eq!(BundleId::parse(path), None, "{path}");
    }
}

#[test]
fn the_example_tree_of_the_specification_has_its_tiles() {
    let width = |level, index| TileId::in_tree(level, index, 70_000).map(|id| id.width);

    assert_eq!([width(0, 272), width(0, 273), width(0, 274)], [Some(256), Some(112), None]);
    assert_eq!([width(1, 0), width(1, 1), width(1, 2)], [Some(256), Some(17), None]);
    assert_eq!([width(2, 0), width(2, 1), width(3, 0)], [Some(1), None, None]);
    assert_eq!(TileId::in_tree(0, 0, 0), None);
    assert_eq!(TileId::in_tree(1, 0, 256).map(|id| id.width), Some(1));
    assert_eq!(TileId::in_tree(7, 255, u64::MAX).map(|id| id.width), None);
    assert_eq!(TileId::in_tree(7, 0, u64::MAX).map(|id| id.width), Some(255));
    assert_eq!(TileId::in_tree(63, 0, u64::MAX), None);
}

#[test]
fn a_wide_bundle_serves_every_narrower_one() {
    let entries: [&[u8]; 3] = [b"one", b"", &[7; 65_535]];
    let mut bundle = Vec::new();
    for entry in entries {
        push_entry(&mut bundle, entry).unwrap();
    }

    assert_eq!(bundle_entries(&bundle).unwrap(), entries);
    assert_eq!(bundle_prefix(&bundle, 1), Some(b"\x00\x03one".as_slice()));
    assert_eq!(bundle_prefix(&bundle, 2), Some(b"\x00\x03one\x00\x00".as_slice()));
    assert_eq!(bundle_prefix(&bundle, 3), Some(bundle.as_slice()));
    assert_eq!(bundle_prefix(&bundle, 4), None);
    assert_eq!(bundle_entries(&bundle[..bundle.len() - 1]), None);
    assert_eq!(tile_prefix(&[5; 70], 2).map(<[u8]>::len), Some(64));
    assert_eq!(tile_prefix(&[5; 63], 2), None);
}

#[test]
fn an_entry_longer_than_its_length_field_can_say_is_refused() {
    let mut bundle = b"before".to_vec();

    assert_eq!(push_entry(&mut bundle, &[0; 65_536]), None);
    assert_eq!(bundle, b"before");
}
