//! Encrypted cells: `0x01 | algorithm | key id (4 bytes) | nonce (24 bytes) | ciphertext and tag`, bound to their place by
//! `table|column|row` as associated data, so that a cell that was moved or cut can't be opened.

use super::{CryptoError, Secret};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use domain::kernel::keyed;

/// Random bytes that a new person's key takes: the key and the nonce of its wrapping.
pub const KEY_DICE_BYTES: usize = KEY_BYTES + NONCE_BYTES;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const VERSION: u8 = 1;
const XCHACHA20_POLY1305: u8 = 1;

/// Where a cell lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub table: &'static str,
    pub column: &'static str,
    pub row: i64,
}

impl Cell {
    fn place(&self) -> Vec<u8> {
        format!("{}|{}|{}", self.table, self.column, self.row).into_bytes()
    }
}

/// A key that seals cells.
pub struct CellKey {
    key: Secret<[u8; KEY_BYTES]>,
    id: u32,
}

/// The key of one person's cells.
pub type PersonKey = CellKey;

/// A person's key as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey(pub Vec<u8>);

impl CellKey {
    /// From key bytes, such as `Keys::derived` gives for a purpose; its id says nothing but which key it is.
    pub fn new(key: [u8; KEY_BYTES]) -> CellKey {
        let [a, b, c, d, ..] = keyed(&key, &[b"key id"]);
        CellKey::numbered(key, u32::from_be_bytes([a, b, c, d]))
    }

    pub(super) fn numbered(key: [u8; KEY_BYTES], id: u32) -> CellKey {
        CellKey { key: Secret::new(key), id }
    }

    /// Encrypts a cell. The nonce must be fresh (24 random bytes) for every call.
    pub fn seal(&self, cell: Cell, plain: &[u8], nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
        self.seal_bound(&cell.place(), plain, nonce)
    }

    /// Decrypts a cell of this place.
    pub fn open(&self, cell: Cell, sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.open_bound(&cell.place(), sealed)
    }

    pub(crate) fn seal_bound(&self, place: &[u8], plain: &[u8], nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
        let mut sealed = vec![VERSION, XCHACHA20_POLY1305];
        sealed.extend(self.id.to_be_bytes());
        sealed.extend(nonce);
        let payload = Payload { msg: plain, aad: place };
        // Only a text of 256 GiB can't be encrypted; what is left then is a cell that never opens.
        sealed.extend(self.cipher().encrypt(&nonce.into(), payload).unwrap_or_default());
        sealed
    }

    pub(crate) fn open_bound(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let (id, rest) = key_id(sealed)?;
        if id != self.id {
            return Err(CryptoError::UnknownKey { id });
        }
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(CryptoError::Malformed)?;
        let payload = Payload { msg: ciphertext, aad: place };
        self.cipher().decrypt(&(*nonce).into(), payload).map_err(|_| CryptoError::Tampered)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.expose().into())
    }
}

/// The id of the key that a cell was sealed under, and what follows it.
pub(super) fn key_id(sealed: &[u8]) -> Result<(u32, &[u8]), CryptoError> {
    match sealed {
        [VERSION, XCHACHA20_POLY1305, a, b, c, d, rest @ ..] => Ok((u32::from_be_bytes([*a, *b, *c, *d]), rest)),
        _ => Err(CryptoError::Malformed),
    }
}

impl WrappedKey {
    const PLACE: &'static [u8] = b"wrapped person key";

    /// A new person's key under an epoch's key.
    pub(super) fn make(epoch: &CellKey, dice: &[u8; KEY_DICE_BYTES]) -> WrappedKey {
        let (mut key, mut nonce) = ([0; KEY_BYTES], [0; NONCE_BYTES]);
        let (key_dice, nonce_dice) = dice.split_at(KEY_BYTES);
        key.copy_from_slice(key_dice);
        nonce.copy_from_slice(nonce_dice);
        WrappedKey(epoch.seal_bound(WrappedKey::PLACE, &key, nonce))
    }

    /// How every key begins that an epoch wrapped.
    pub fn head(epoch: u32) -> [u8; 6] {
        let [a, b, c, d] = epoch.to_be_bytes();
        [VERSION, XCHACHA20_POLY1305, a, b, c, d]
    }

    /// The number of the epoch that wrapped it.
    pub fn epoch(&self) -> Result<u32, CryptoError> {
        key_id(&self.0).map(|(epoch, _)| epoch)
    }

    pub(super) fn unwrap(&self, epoch: &CellKey) -> Result<Secret<[u8; KEY_BYTES]>, CryptoError> {
        let plain = Secret::new(epoch.open_bound(WrappedKey::PLACE, &self.0)?);
        plain.expose().as_slice().try_into().map(Secret::new).map_err(|_| CryptoError::Malformed)
    }

    pub(super) fn wrap(epoch: &CellKey, key: &[u8; KEY_BYTES], nonce: [u8; NONCE_BYTES]) -> WrappedKey {
        WrappedKey(epoch.seal_bound(WrappedKey::PLACE, key, nonce))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Cell = Cell { table: "volunteer", column: "name", row: 7 };

    fn sealed() -> (CellKey, Vec<u8>) {
        let key = CellKey::new([3; 32]);
        let sealed = key.seal(NAME, "张三".as_bytes(), [9; 24]);
        (key, sealed)
    }

    // rules: ACC-11
    #[test]
    fn a_cell_opens_only_in_its_own_place() {
        let (key, sealed) = sealed();
        assert_eq!(key.open(NAME, &sealed), Ok("张三".as_bytes().to_vec()));
        for moved in [Cell { row: 8, ..NAME }, Cell { column: "phone", ..NAME }, Cell { table: "account", ..NAME }] {
            assert_eq!(key.open(moved, &sealed), Err(CryptoError::Tampered), "{moved:?}");
        }
    }

    // rules: ACC-11
    #[test]
    fn a_changed_or_cut_cell_never_opens() {
        let (key, sealed) = sealed();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key.open(NAME, &changed).is_err(), "byte {index}");
            assert!(key.open(NAME, &sealed[..index]).is_err(), "cut to {index}");
        }
        assert_eq!(key.open(NAME, &sealed[..sealed.len() - 1]), Err(CryptoError::Tampered));
        assert_eq!(key.open(NAME, b"plain"), Err(CryptoError::Malformed));
    }

    #[test]
    fn another_key_is_told_apart() {
        let (key, sealed) = sealed();
        let other = CellKey::new([4; 32]);
        assert_eq!(other.open(NAME, &sealed), Err(CryptoError::UnknownKey { id: key.id }));
        assert_eq!(CellKey::numbered([4; 32], key.id).open(NAME, &sealed), Err(CryptoError::Tampered));
    }

    #[test]
    fn the_plain_text_is_not_in_the_cell() {
        let (_, sealed) = sealed();
        assert!(!sealed.windows(3).any(|window| window == "张".as_bytes()));
        assert_eq!(sealed.len(), 2 + 4 + 24 + 6 + 16);
    }
}
