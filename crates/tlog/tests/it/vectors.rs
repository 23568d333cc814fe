//! Published values: the classic eight leaves of RFC 6962 implementations, and the example notes of C2SP and of Go.

use tlog::checkpoint::Checkpoint;
use tlog::note::{Purpose, VerifierKey, open};
use tlog::{Hash, Head, prove_consistency, prove_inclusion};

use crate::store::Memory;

const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap()).collect()
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| Hash::try_from(unhex(text).as_slice()).unwrap()).collect()
}

fn classic(count: usize) -> Memory {
    Memory::of(&LEAVES[..count].iter().map(|leaf| unhex(leaf)).collect::<Vec<_>>())
}

#[test]
fn the_classic_trees_have_their_known_roots() {
    for (count, root) in ROOTS.iter().enumerate() {
        let head = classic(count).head;

        assert_eq!(format!("{:?}", head.root), *root, "{count} leaves");
        assert_eq!(head.size, count as u64);
    }
}

#[test]
fn the_classic_proofs_come_out_hash_by_hash() {
    let eight = classic(8);
    let sibling = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    let left_four = ROOTS[4];
    let last_pair = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    assert_eq!(prove_inclusion(&eight, 8, 5).unwrap(), hashes(&[sibling, last_pair, left_four]));
    assert_eq!(prove_inclusion(&classic(3), 3, 2).unwrap(), hashes(&[ROOTS[2]]));

    let middle_pair = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
    assert_eq!(prove_consistency(&eight, 6, 8).unwrap(), hashes(&[middle_pair, last_pair, left_four]));
    let three_to_seven = [
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        ROOTS[2],
        "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e",
    ];
    assert_eq!(prove_consistency(&classic(7), 3, 7).unwrap(), hashes(&three_to_seven));
}

#[test]
fn notes_signed_by_others_open() {
    let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").unwrap();
    let note = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    assert_eq!(open(note, &[key]).unwrap().text, "This is an example message.\n");

    let key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    assert_eq!(open(note, &[key]).unwrap().signers[0].name, "PeterNeumann");
}

#[test]
fn a_published_checkpoint_reads_and_writes_back_the_same() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    let checkpoint = Checkpoint::parse(text).unwrap();

    assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.head().size, 20_852_163);
    assert_eq!(checkpoint.render(), text);
    assert_eq!(Head::empty().root, hashes(&[ROOTS[0]])[0]);
}

#[test]
fn a_key_whose_id_belongs_to_another_purpose_is_no_key() {
    let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    assert_eq!(VerifierKey::parse(vkey).unwrap().to_string(), vkey);

    assert!(VerifierKey::parse(&vkey.replace("530d903a", "530d903b")).is_err());
    assert!(VerifierKey::parse(&vkey.replace("+Ae", "+BO")).is_err(), "a witness key with the author's id");
    let witness = tlog::note::SigningKey::new("w", &[1; 32]).unwrap().verifier(Purpose::Witness);
    assert_eq!(VerifierKey::parse(&witness.to_string()).unwrap(), witness);
}
