//! The floor of a code exchange: one signature by an RSA key of 3,072 bits and one row, committed with a group of others.

use std::io::{Error, Result};
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::cpu::Tree;
use crate::floor::GROUP;
use crate::sqlite::{Database, Value};

const PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full;";
const TABLE: &str = "create table token (hash blob primary key, kind integer not null, expires_at integer not null)";
const INSERT: &str = "insert into token (hash, kind, expires_at) values (?, ?, ?)";
/// About as long as the claims of an ID token.
const CLAIMS: [u8; 480] = [b'a'; 480];

/// CPU microseconds of one, over so many. The folder is made, and the database in it is new.
pub fn cpu_us(folder: &Path, exchanges: u32) -> Result<f64> {
    let broken = |_| Error::other("the key can't sign");
    std::fs::create_dir_all(folder)?;
    let database = Database::open(&folder.join("exchange.sqlite")).map_err(Error::other)?;
    let done = [PRAGMAS, TABLE].iter().try_for_each(|sql| database.execute(sql));
    done.map_err(Error::other)?;
    let key = RsaKeyPair::generate(KeySize::Rsa3072).map_err(broken)?;
    let (random, mut signature) = (SystemRandom::new(), vec![0; key.public_modulus_len()]);
    let statement = |sql| database.prepare(sql).map_err(Error::other);
    let (mut begin, mut insert, mut commit) = (statement("begin immediate")?, statement(INSERT)?, statement("commit")?);

    let this = Tree::of([std::process::id()]);
    let before = this.cpu();
    let mut number = 0;
    while number < exchanges {
        begin.run(&[]).map_err(Error::other)?;
        let beyond = exchanges.min(number.saturating_add(u32::try_from(GROUP).unwrap_or(u32::MAX)));
        for one in number..beyond {
            key.sign(&RSA_PKCS1_SHA256, &random, &CLAIMS, &mut signature).map_err(broken)?;
            let hash = signature.iter().copied().take(28).chain(one.to_be_bytes()).collect::<Vec<u8>>();
            insert.run(&[Value::Blob(&hash), Value::Integer(1), Value::Integer(one.into())]).map_err(Error::other)?;
        }
        commit.run(&[]).map_err(Error::other)?;
        number = beyond;
    }
    let spent = this.cpu().saturating_sub(before);
    Ok(spent.as_secs_f64() * 1e6 / f64::from(exchanges.max(1)))
}
