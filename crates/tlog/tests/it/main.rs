//! The log against published vectors, against a naive tree of its own tests, and against an independent verifier in
//! Python.

#![expect(
    clippy::as_conversions,
    clippy::string_slice,
    reason = "sizes and hex digits of these tests are small and ASCII"
)]

#[cfg(test)]
mod independent;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod note;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod store;
#[cfg(test)]
mod tile;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod vectors;
