use proptest::prelude::*;
use tlog::proof::Unproven;
use tlog::{
    Hash, Head, TreeError, leaf_hash, prove_consistency, prove_inclusion, verify_consistency, verify_inclusion,
};

use crate::naive;
use crate::store::{Memory, leaves};

const SIZES: [usize; 16] = [1, 2, 3, 4, 5, 7, 8, 31, 100, 255, 256, 257, 300, 511, 512, 600];

// rules: LOG-02
#[test]
fn every_leaf_of_every_tree_is_proved_and_no_other_place_is() {
    for size in SIZES {
        let all = leaves(size);
        let store = Memory::of(&all);
        for (index, entry) in all.iter().enumerate() {
            let proof = prove_inclusion(&store, size as u64, index as u64).unwrap();
            let leaf = leaf_hash(entry);

            assert_eq!(verify_inclusion(&store.head, index as u64, &leaf, &proof), Ok(()), "{index} of {size}");
            let other = if index == 0 { size as u64 - 1 } else { index as u64 - 1 };
            if size > 1 {
                assert_eq!(verify_inclusion(&store.head, other, &leaf, &proof), Err(Unproven), "{index} of {size}");
            }
        }
    }
}

// rules: LOG-02
#[test]
fn every_older_tree_is_proved_to_begin_the_newer_one() {
    for size in SIZES {
        let all = leaves(size);
        let store = Memory::of(&all);
        for old in 0..=size {
            let before = Head { size: old as u64, root: naive::root(&all[..old]) };
            let proof = prove_consistency(&store, old as u64, size as u64).unwrap();

            assert_eq!(verify_consistency(&before, &store.head, &proof), Ok(()), "{old} to {size}");
            let forked = Head { root: leaf_hash(b"another history"), ..before };
            assert_eq!(verify_consistency(&forked, &store.head, &proof), Err(Unproven), "{old} to {size}");
            let onto = verify_consistency(&before, &Head { root: forked.root, ..store.head }, &proof);
            assert_eq!(onto, if old == 0 { Ok(()) } else { Err(Unproven) }, "the empty tree begins every tree");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn proofs_are_those_of_the_naive_tree(size in 1_usize..600, pick in any::<prop::sample::Index>()) {
        let all = leaves(size);
        let store = Memory::of(&all);
        let index = pick.index(size);

        prop_assert_eq!(prove_inclusion(&store, size as u64, index as u64).unwrap(), naive::path(index, &all));
        let old = index + 1;
        prop_assert_eq!(prove_consistency(&store, old as u64, size as u64).unwrap(), naive::consistency(old, &all));
    }

    #[test]
    fn proofs_of_an_older_tree_come_from_the_newer_store(size in 2_usize..600, pick in any::<prop::sample::Index>()) {
        let all = leaves(size);
        let store = Memory::of(&all);
        let older = pick.index(size - 1) + 1;

        prop_assert_eq!(prove_inclusion(&store, older as u64, 0).unwrap(), naive::path(0, &all[..older]));
    }

    #[test]
    fn a_proof_with_any_bit_changed_proves_nothing(size in 2_usize..600, pick in any::<prop::sample::Index>(), bit in 0_usize..256) {
        let all = leaves(size);
        let store = Memory::of(&all);
        let index = pick.index(size);
        let leaf = leaf_hash(&all[index]);
        let inclusion = prove_inclusion(&store, size as u64, index as u64).unwrap();
        let old = Head { size: index as u64 + 1, root: naive::root(&all[..=index]) };
        let consistency = prove_consistency(&store, old.size, size as u64).unwrap();

        for at in 0..inclusion.len() {
            let mut altered = inclusion.clone();
            altered[at] = flip(altered[at], bit);
            prop_assert_eq!(verify_inclusion(&store.head, index as u64, &leaf, &altered), Err(Unproven));
        }
        for at in 0..consistency.len() {
            let mut altered = consistency.clone();
            altered[at] = flip(altered[at], bit);
            prop_assert_eq!(verify_consistency(&old, &store.head, &altered), Err(Unproven));
        }
        prop_assert_eq!(verify_inclusion(&store.head, index as u64, &flip(leaf, bit), &inclusion), Err(Unproven));
    }
}

fn flip(hash: Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from(bytes)
}

#[test]
fn a_proof_with_a_hash_more_or_less_proves_nothing() {
    let all = leaves(300);
    let store = Memory::of(&all);
    let leaf = leaf_hash(&all[299]);
    let proof = prove_inclusion(&store, 300, 299).unwrap();
    let longer = [proof.clone(), vec![leaf]].concat();
    assert_eq!(verify_inclusion(&store.head, 299, &leaf, &longer), Err(Unproven));
    assert_eq!(verify_inclusion(&store.head, 299, &leaf, &proof[1..]), Err(Unproven));
    assert_eq!(verify_inclusion(&store.head, 299, &leaf, &[]), Err(Unproven));

    let old = Head { size: 200, root: naive::root(&all[..200]) };
    let proof = prove_consistency(&store, 200, 300).unwrap();
    let longer = [proof.clone(), vec![leaf]].concat();
    assert_eq!(verify_consistency(&old, &store.head, &longer), Err(Unproven));
    assert_eq!(verify_consistency(&old, &store.head, &proof[..proof.len() - 1]), Err(Unproven));
    assert_eq!(verify_consistency(&old, &store.head, &[]), Err(Unproven));
    assert_eq!(verify_consistency(&store.head, &store.head, &[leaf]), Err(Unproven));
}

#[test]
fn places_outside_the_tree_are_refused() {
    let store = Memory::of(&leaves(10));
    let leaf = leaf_hash(b"leaf number 9");

    assert_eq!(prove_inclusion(&store, 10, 10), Err(TreeError::OutOfRange));
    assert_eq!(prove_inclusion(&store, 0, 0), Err(TreeError::OutOfRange));
    assert_eq!(prove_consistency(&store, 11, 10), Err(TreeError::OutOfRange));
    assert_eq!(verify_inclusion(&store.head, 10, &leaf, &[]), Err(Unproven));
    assert_eq!(verify_inclusion(&Head::empty(), 0, &leaf, &[]), Err(Unproven));
    let larger = Head { size: 11, ..store.head };
    assert_eq!(verify_consistency(&larger, &store.head, &[]), Err(Unproven), "a log never shrinks");
}

#[test]
fn the_largest_trees_do_not_overflow_the_checks() {
    let head = Head { size: u64::MAX, root: leaf_hash(b"") };
    let proof = vec![leaf_hash(b""); 64];

    for index in [0, 1, u64::MAX / 2, u64::MAX - 1] {
        assert_eq!(verify_inclusion(&head, index, &leaf_hash(b""), &proof), Err(Unproven));
    }
    for size in [1, 2, 1 << 63, u64::MAX - 1] {
        let old = Head { size, root: leaf_hash(b"old") };
        assert_eq!(verify_consistency(&old, &head, &proof), Err(Unproven));
    }
    assert!(prove_inclusion(&Memory::new(), u64::MAX, u64::MAX - 1).is_err());
}
