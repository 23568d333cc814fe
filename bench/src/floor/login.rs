//! The login's floor: argon2id alone, its memory allocated once for each thread.

use std::io::{Error, Result};

use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::cpu::Tree;

/// CPU microseconds of one hash, over `hashes` on each of `threads`; CPU time comes in steps of 10 ms, so ask for many.
pub fn hash_cpu_us(params: &Params, threads: u32, hashes: u32) -> Result<f64> {
    let this = Tree::of([std::process::id()]);
    let before = this.cpu();
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(|| hash_many(params, hashes))).collect();
        started.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(Error::other("a thread died"))))
    })?;
    let spent = this.cpu().saturating_sub(before);
    Ok(spent.as_secs_f64() * 1e6 / f64::from(threads.saturating_mul(hashes).max(1)))
}

fn hash_many(params: &Params, hashes: u32) -> Result<()> {
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut memory = vec![Block::new(); params.block_count()];
    let mut hash = [0; 32];
    for number in 0..hashes {
        let password = number.to_be_bytes();
        hasher
            .hash_password_into_with_memory(&password, b"sixteen bytes ok", &mut hash, &mut memory)
            .map_err(Error::other)?;
    }
    Ok(())
}
