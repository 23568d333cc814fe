//! What can be wrong with a document number, each thing by itself, so that the page can say what to do.

crate::refusals! {
    /// Why a document number can't be taken.
    pub enum DocumentRefusal {
        /// Nothing was entered.
        Missing => "document.missing", "REG-09", Invalid;
        /// Something other than letters and digits.
        NotAllowed { character: String } => "document.not-allowed", "REG-09", Invalid;
        /// The old form, no longer valid since 2013: enter the 18-digit one.
        FifteenDigits => "document.fifteen-digits", "REG-08", Invalid;
        /// Not 18 characters.
        WrongLength { characters: u32, characters_expected: u32 } => "document.wrong-length", "REG-08", Invalid;
        /// A letter where only the last place may have an X.
        NotDigits => "document.not-digits", "REG-08", Invalid;
        /// The birth date doesn't exist.
        NotADate { digits: String } => "document.not-a-date", "REG-08", Invalid;
        /// The birth date is later than today.
        BornInFuture { born_on: jiff::civil::Date } => "document.born-in-future", "REG-08", Invalid;
        /// The last character doesn't belong to the other 17: one of them was mistyped.
        WrongCheckCharacter => "document.wrong-check-character", "REG-08", Invalid;
        /// The number is sound but of another kind of document.
        OtherKind { kind: &'static str } => "document.other-kind", "REG-08", Invalid;
        /// Not the form of this kind of document.
        WrongForm { kind: &'static str } => "document.wrong-form", "REG-08", Invalid;
    }
}
