//! The tree as RFC 6962 section 2.1 writes it down: recursive, over all leaves, with its own hashing calls.

use sha2::{Digest, Sha256};
use tlog::Hash;

pub fn root(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [only] => sha256(&[&[0], only]),
        more => {
            let (left, right) = more.split_at(split(more.len()));
            sha256(&[&[1], root(left).as_bytes(), root(right).as_bytes()])
        }
    }
}

pub fn path(index: usize, leaves: &[Vec<u8>]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if index < left.len() {
        [path(index, left), vec![root(right)]].concat()
    } else {
        [path(index - left.len(), right), vec![root(left)]].concat()
    }
}

pub fn consistency(old: usize, leaves: &[Vec<u8>]) -> Vec<Hash> {
    sub_proof(old, leaves, true)
}

fn sub_proof(old: usize, leaves: &[Vec<u8>], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if old <= left.len() {
        [sub_proof(old, left, whole), vec![root(right)]].concat()
    } else {
        [sub_proof(old - left.len(), right, false), vec![root(left)]].concat()
    }
}

fn split(length: usize) -> usize {
    let mut power = 1;
    while power * 2 < length {
        power *= 2;
    }
    power
}

fn sha256(parts: &[&[u8]]) -> Hash {
    Hash::from(<[u8; 32]>::from(Sha256::digest(parts.concat())))
}
