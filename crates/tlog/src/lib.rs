//! A tamper-evident log: the Merkle tree of RFC 6962, laid out in the tiles of [C2SP
//! tlog-tiles](https://c2sp.org/tlog-tiles), with checkpoints signed as [C2SP signed
//! notes](https://c2sp.org/signed-note) and offline proofs in the format of [C2SP
//! tlog-proof](https://c2sp.org/tlog-proof).
//!
//! Everything here is a function of its arguments: no files, no network, no clock, no dice. The caller keeps the tiles
//! in a table, a folder or a bucket, and lends them through [`Tiles`]. A log grows like this, inside one transaction of
//! the caller:
//!
//! ```
//! # use std::collections::HashMap;
//! # use tlog::{Head, Tiles, append, checkpoint::Checkpoint, note::SigningKey};
//! # #[derive(Default)]
//! # struct Table { tiles: HashMap<(u8, u64), Vec<u8>>, bundles: HashMap<u64, Vec<u8>> }
//! # impl Tiles for Table {
//! #     type Error = std::convert::Infallible;
//! #     fn tile(&self, level: u8, index: u64, _: u16) -> Result<Vec<u8>, Self::Error> {
//! #         Ok(self.tiles.get(&(level, index)).cloned().unwrap_or_default())
//! #     }
//! #     fn entries(&self, index: u64, _: u16) -> Result<Vec<u8>, Self::Error> {
//! #         Ok(self.bundles.get(&index).cloned().unwrap_or_default())
//! #     }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut table = Table::default();
//! let key = SigningKey::new("log.example.org/hours", &[7; 32])?;
//!
//! let grown = append(&table, Head::empty(), &[b"first leaf".to_vec(), b"second leaf".to_vec()])?;
//! for tile in grown.tiles {
//!     // The widest tile of a place serves all narrower ones.
//!     table.tiles.insert((tile.id.level, tile.id.index), tile.bytes);
//! }
//! for bundle in grown.entries {
//!     table.bundles.insert(bundle.id.index, bundle.bytes);
//! }
//! let checkpoint = Checkpoint::new("log.example.org/hours", grown.head)?.sign(&key)?;
//! assert!(checkpoint.starts_with("log.example.org/hours\n2\n"));
//! # Ok(())
//! # }
//! ```
//!
//! Not here: when to sign, where to store, who is a witness, what a leaf means.

pub mod checkpoint;
pub mod hash;
pub mod note;
pub mod proof;
pub mod proof_text;
pub mod tile;
pub mod tree;

pub use hash::{Hash, leaf_hash, node_hash};
pub use proof::{prove_consistency, prove_inclusion, verify_consistency, verify_inclusion};
pub use tile::{Bundle, BundleId, Tile, TileId};
pub use tree::{Appended, Head, Tiles, TreeError, append};
