//! A value that can't be printed, logged or serialised by accident, and is wiped when dropped.

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Has neither `Debug` nor `Serialize` on purpose; `expose` is what a reviewer searches for.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// From here on only `expose` reads it.
    pub fn new(value: T) -> Secret<T> {
        Secret(value)
    }

    /// The value, for the one call that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Secret<T> {
        Secret(self.0.clone())
    }
}

impl From<String> for Secret<String> {
    fn from(value: String) -> Secret<String> {
        Secret(value)
    }
}

/// Whether two texts are the same, in a time that tells nothing but their length.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
