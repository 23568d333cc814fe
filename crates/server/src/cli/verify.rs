//! `goodhours verify`: checks what somebody was given with nothing but a public key, so without a network and without trusting the
//! server that gave it. The keys should come from elsewhere than the file: from print, or from a copy of long ago.

use super::say;
use crate::{certificate, hours, start::Trouble};
use std::{fs, path::PathBuf};
use tlog::note::VerifierKey;

/// What `verify` is given.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

/// Something that can be checked.
#[derive(clap::Subcommand)]
enum What {
    /// That an entry is in the public log: a .tlog-proof as its volunteer downloads it
    Proof {
        file: PathBuf,
        /// The log's key as its page shows it: name+hash+key
        #[arg(long)]
        key: String,
    },
    /// That a certificate was signed by the platform: the address in its QR code, or the digits behind its #
    Certificate {
        code: String,
        /// The platform's public key as /.well-known/issuers.json shows it: 64 hexadecimal digits
        #[arg(long)]
        key: String,
    },
}

/// Checks, and prints as JSON what is proven; fails when nothing is.
pub fn run(args: &Args) -> Result<(), Trouble> {
    match &args.what {
        What::Proof { file, key } => {
            let text = fs::read_to_string(file).map_err(|cause| format!("{}: {cause}", file.display()))?;
            proof(&text, key)
        }
        What::Certificate { code, key } => code_of(code, key),
    }
}

fn proof(text: &str, key: &str) -> Result<(), Trouble> {
    let key = VerifierKey::parse(key).map_err(|error| format!("the key can't be read: {error}"))?;
    let record = hours::verify_proof(text, key.name(), &key).map_err(|refused| format!("not proven: {refused}"))?;
    let proven = record.as_deref().and_then(hours::proven).ok_or("not proven: the file holds no record")?;
    say(&serde_json::to_string(&proven)?);
    Ok(())
}

/// What a certificate says.
#[derive(serde::Serialize)]
struct Stated<'a> {
    issuer: &'a str,
    number: String,
    issued_at: jiff::Timestamp,
    name: &'a str,
    document: &'a str,
    minutes: i64,
    records: i64,
}

fn code_of(code: &str, key: &str) -> Result<(), Trouble> {
    let digits = code.rsplit_once('#').map_or(code, |(_, digits)| digits);
    let key = public(key).ok_or("the key can't be read: it has 64 hexadecimal digits")?;
    let said = certificate::verified(digits, &key).ok_or("not proven: this key did not sign the code")?;
    let stated = Stated {
        issuer: &said.issuer,
        number: said.number.to_string(),
        issued_at: said.issued_at,
        name: &said.name,
        document: &said.document_masked,
        minutes: said.total_minutes,
        records: said.records,
    };
    say(&serde_json::to_string(&stated)?);
    Ok(())
}

fn public(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    bytes?.try_into().ok().filter(|_| digits.iter().all(u8::is_ascii_hexdigit))
}
