use tlog::checkpoint::Checkpoint;
use tlog::note::{Note, NoteError, Purpose, SigningKey, VerifierKey, open};
use tlog::proof_text::{ProofText, Refused};
use tlog::{Head, prove_inclusion};

use crate::store::{Memory, leaves};

const ORIGIN: &str = "log.example.org/hours";

fn log() -> SigningKey {
    SigningKey::new(ORIGIN, &[1; 32]).unwrap()
}

fn log_key() -> VerifierKey {
    log().verifier(Purpose::Author)
}

fn witness() -> SigningKey {
    SigningKey::new("witness.example.net", &[2; 32]).unwrap()
}

fn signed(head: Head) -> String {
    Checkpoint::new(ORIGIN, head).unwrap().sign(&log()).unwrap()
}

fn witnessed(note: &str, seconds: u64) -> String {
    let mut note = Note::parse(note).unwrap();
    note.signatures.push(witness().witness(&note.text, seconds));
    note.render()
}

#[test]
fn a_note_opens_with_the_key_that_signed_it_and_with_no_other() {
    let note = log().sign("善时\n\nsecond part\n").unwrap();
    let stranger = SigningKey::new(ORIGIN, &[9; 32]).unwrap().verifier(Purpose::Author);

    assert_eq!(open(&note, &[stranger.clone(), log_key()]).unwrap().text, "善时\n\nsecond part\n");
    assert_eq!(open(&note, &[stranger]), Err(NoteError::Unsigned));
    assert_eq!(open(&note, &[]), Err(NoteError::Unsigned));
}

// rules: LOG-02
#[test]
fn a_checkpoint_with_any_byte_changed_is_refused() {
    let note = signed(Memory::of(&leaves(5)).head);
    assert!(Checkpoint::open(&note, ORIGIN, &log_key(), &[]).is_ok());

    for at in 0..note.len() {
        let mut bytes = note.clone().into_bytes();
        bytes[at] ^= 1;
        if let Ok(altered) = String::from_utf8(bytes) {
            assert!(Checkpoint::open(&altered, ORIGIN, &log_key(), &[]).is_err(), "byte {at}");
        }
    }
}

#[test]
fn a_false_signature_by_a_known_key_refuses_the_whole_note() {
    let note = witnessed(&signed(Head::empty()), 1_700_000_000);
    let mut altered = Note::parse(&note).unwrap();
    altered.signatures[1].bytes[20] ^= 1;

    let opened = open(&altered.render(), &[log_key(), witness().verifier(Purpose::Witness)]);

    assert_eq!(opened, Err(NoteError::BadSignature { name: "witness.example.net".into() }));
    assert!(open(&altered.render(), &[log_key()]).is_ok(), "an unknown key is passed over");
}

// rules: LOG-02
#[test]
fn witnesses_sign_the_checkpoint_with_their_time() {
    let key = witness().verifier(Purpose::Witness);
    let note = witnessed(&signed(Head::empty()), 1_700_000_000);

    let trusted = Checkpoint::open(&note, ORIGIN, &log_key(), std::slice::from_ref(&key)).unwrap();
    assert_eq!(trusted.witnesses.len(), 1);
    assert_eq!(trusted.witnesses[0].signed_at, Some(1_700_000_000));

    let mut later = Note::parse(&note).unwrap();
    later.signatures[1].bytes[7] ^= 1;
    let refused = Checkpoint::open(&later.render(), ORIGIN, &log_key(), &[key]);
    assert_eq!(refused, Err(NoteError::BadSignature { name: "witness.example.net".into() }), "the time is signed too");
}

#[test]
fn a_witness_alone_does_not_make_a_checkpoint() {
    let mut note = Note::parse(&witnessed(&signed(Head::empty()), 1)).unwrap();
    note.signatures.remove(0);

    let refused = Checkpoint::open(&note.render(), ORIGIN, &log_key(), &[witness().verifier(Purpose::Witness)]);

    assert_eq!(refused, Err(NoteError::Unsigned));
}

#[test]
fn a_checkpoint_of_another_log_is_refused() {
    let other = Checkpoint::new("log.example.org/other", Head::empty()).unwrap().sign(&log()).unwrap();

    assert_eq!(Checkpoint::open(&other, ORIGIN, &log_key(), &[]), Err(NoteError::OtherOrigin));
    assert!(Checkpoint::open(&other, "log.example.org/other", &log_key(), &[]).is_ok());
}

#[test]
fn checkpoint_texts_have_one_spelling() {
    let root = Head::empty().root.to_base64();
    let good = format!("origin\n0\n{root}\n");
    assert_eq!(Checkpoint::parse(&good).unwrap().render(), good);
    let extended = format!("origin\n12\n{root}\nmore\n");
    assert_eq!(Checkpoint::parse(&extended).unwrap().extensions(), ["more"]);
    assert_eq!(Checkpoint::parse(&extended).unwrap().render(), extended);

    for bad in [
        format!("origin\n0\n{root}"),
        format!("\n0\n{root}\n"),
        format!("origin\n00\n{root}\n"),
        format!("origin\n+1\n{root}\n"),
        format!("origin\n18446744073709551616\n{root}\n"),
        format!("origin\n0\n{}\n", &root[..43]),
        format!("origin\n0\n{root}\n\n"),
        format!("origin\n0\n{root}\n\nmore\n"),
        "origin\n0\n".to_owned(),
    ] {
        assert_eq!(Checkpoint::parse(&bad), Err(NoteError::Malformed), "{bad:?}");
    }
    assert_eq!(Checkpoint::new("two\nlines", Head::empty()), Err(NoteError::Malformed));
    let split = Checkpoint::new("origin", Head::empty()).unwrap().with_extension("two\nlines");
    assert_eq!(split, Err(NoteError::Malformed));
}

#[test]
fn names_and_texts_that_would_break_the_format_are_refused() {
    for name in ["", "with space", "with+plus", "wide\u{3000}space", "line\nbreak"] {
        assert_eq!(SigningKey::new(name, &[1; 32]).map(|_| ()), Err(NoteError::BadKey), "{name:?}");
    }
    for text in ["", "no newline", "tab\there\n", "nul\0\n"] {
        assert_eq!(log().sign(text), Err(NoteError::Malformed), "{text:?}");
    }
    for note in [
        "text\n",
        "text\n\n",
        "text\n\n- name AAAAAAA=\n",
        "text\n\n\u{2014} name AAAAAAA=",
        "text\n\n\u{2014} name ????\n",
    ] {
        assert_eq!(Note::parse(note), Err(NoteError::Malformed), "{note:?}");
    }
}

#[test]
fn a_note_may_carry_64_signatures_and_no_more() {
    let mut note = Note::parse(&signed(Head::empty())).unwrap();
    let line = note.signatures[0].clone();
    note.signatures = vec![line.clone(); 64];
    assert_eq!(open(&note.render(), &[log_key()]).unwrap().signers.len(), 1, "one key counts once");

    note.signatures.push(line);
    assert_eq!(open(&note.render(), &[log_key()]), Err(NoteError::Malformed));
}

#[test]
fn a_secret_key_does_not_show_its_secret() {
    assert_eq!(format!("{:?}", log()), "SigningKey { name: \"log.example.org/hours\", .. }");
}

// rules: LOG-02
#[test]
fn a_travelling_proof_checks_without_the_log_and_only_for_its_entry() {
    let all = leaves(300);
    let store = Memory::of(&all);
    let hashes = prove_inclusion(&store, 300, 7).unwrap();
    let text = ProofText { extra: Some(b"salt".to_vec()), index: 7, hashes, checkpoint: signed(store.head) }.render();

    let proof = ProofText::parse(&text).unwrap();

    assert_eq!(proof.render(), text);
    assert_eq!(proof.extra.as_deref(), Some(b"salt".as_slice()));
    assert_eq!(proof.verify(&all[7], ORIGIN, &log_key(), &[]).unwrap().checkpoint.head(), store.head);
    assert!(matches!(proof.verify(&all[8], ORIGIN, &log_key(), &[]), Err(Refused::Inclusion(_))));
    let stranger = witness().verifier(Purpose::Author);
    assert_eq!(proof.verify(&all[7], ORIGIN, &stranger, &[]), Err(Refused::Checkpoint(NoteError::Unsigned)));
}

#[test]
fn a_travelling_proof_has_one_spelling() {
    let store = Memory::of(&leaves(1));
    let proof = ProofText { extra: None, index: 0, hashes: Vec::new(), checkpoint: signed(store.head) };
    let text = proof.render();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example.org/hours\n1\n"));
    assert_eq!(ProofText::parse(&text), Ok(proof));

    for bad in [
        text.replace("@v1", "@v2"),
        text.replace("index 0", "index 00"),
        text.replace("index 0\n", "index 0\n????\n"),
        text.replace("index", "extra ????\nindex"),
        text.replace("index 0\n", ""),
    ] {
        assert_eq!(ProofText::parse(&bad), Err(NoteError::Malformed), "{bad:?}");
    }
}
