//! The same log through other eyes: `tests/verify.py` knows only the published formats and shares no code with this
//! crate. It reads the tiles, entries, checkpoint and proofs from a folder that is laid out like the log's address.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tlog::checkpoint::Checkpoint;
use tlog::note::{Note, Purpose, SigningKey};
use tlog::proof_text::ProofText;
use tlog::{Hash, prove_consistency, prove_inclusion};

use crate::store::{Memory, leaves};

const ORIGIN: &str = "log.example.org/hours";

/// Grows a log to `size` in uneven batches and writes it with proofs for many places.
fn written(name: &str, size: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    let all = leaves(size);
    let mut store = Memory::new();
    let mut proofs = String::new();
    let mut olds = Vec::new();
    for batch in all.chunks(size / 7 + 1) {
        olds.push(store.head);
        for tile in store.grow(batch).tiles {
            write(&folder.join(tile.id.to_string()), &tile.bytes);
        }
    }
    for (index, bytes) in &store.bundles {
        let width = (size - *index as usize * 256).min(256) as u16;
        write(&folder.join(tlog::BundleId { index: *index, width }.to_string()), bytes);
    }
    for old in olds {
        let proof = prove_consistency(&store, old.size, size as u64).unwrap();
        proofs += &format!("consistency {} {} {}\n", old.size, old.root.to_base64(), joined(&proof));
    }
    for index in (0..size).step_by(size / 50 + 1).chain([size - 1]) {
        let proof = prove_inclusion(&store, size as u64, index as u64).unwrap();
        proofs += &format!("inclusion {index} {}\n", joined(&proof));
    }
    let log = SigningKey::new(ORIGIN, &[3; 32]).unwrap();
    let witness = SigningKey::new("witness.example.net", &[4; 32]).unwrap();
    let mut note = Note::parse(&Checkpoint::new(ORIGIN, store.head).unwrap().sign(&log).unwrap()).unwrap();
    note.signatures.push(witness.witness(&note.text, 1_700_000_000));
    let hashes = prove_inclusion(&store, size as u64, 0).unwrap();
    let travelling = ProofText { extra: None, index: 0, hashes, checkpoint: note.render() };
    write(&folder.join("checkpoint"), note.render().as_bytes());
    write(&folder.join("first.tlog-proof"), travelling.render().as_bytes());
    write(&folder.join("proofs"), proofs.as_bytes());
    let keys = format!("{}\n{}\n", log.verifier(Purpose::Author), witness.verifier(Purpose::Witness));
    write(&folder.join("keys"), keys.as_bytes());
    folder
}

fn joined(hashes: &[Hash]) -> String {
    hashes.iter().map(Hash::to_base64).collect::<Vec<_>>().join(" ")
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn verify(folder: &Path) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify.py");
    Command::new("python3").arg(script).arg(folder).output().expect("python3 is needed for this test")
}

// rules: LOG-01, LOG-02
#[test]
fn an_independent_verifier_accepts_the_log() {
    for size in [1, 2, 255, 256, 257, 600, 70_000] {
        let output = verify(&written(&format!("log-{size}"), size));

        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{size} leaves: {said}");
        assert!(said.contains(&format!("{size} entries, 2 signatures")), "{said}");
    }
}

// rules: LOG-02
#[test]
fn an_independent_verifier_refuses_every_altered_file() {
    let folder = written("log-altered", 600);
    for name in [
        "checkpoint",
        "first.tlog-proof",
        "proofs",
        "tile/0/000",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/002.p/88",
    ] {
        let path = folder.join(name);
        let good = fs::read(&path).unwrap();
        for at in [good.len() / 2, good.len() - 8] {
            let mut altered = good.clone();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            fs::write(&path, altered).unwrap();
            assert_eq!(verify(&folder).status.code(), Some(1), "{name}, byte {at}");
        }
        fs::write(&path, good).unwrap();
    }
    assert!(verify(&folder).status.success(), "restored");
}
