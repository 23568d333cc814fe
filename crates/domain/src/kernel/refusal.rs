//! A refusal: a rule said no. It has a code that never changes, the rule behind it, and the facts that the rule used.
//!
//! The words for people live in the locales, under the code with its dots turned into hyphens.

use crate::kernel::Minutes;
use jiff::{Timestamp, civil::Date};

/// One value that a rule used, named in the answer so that a person can check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    Text(String),
    Count(i64),
    Minutes(Minutes),
    At(Timestamp),
    Day(Date),
}

/// What sort of no it is; doors turn it into a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input itself is wrong (422).
    Invalid,
    /// The state of things forbids it now (409).
    Conflict,
    /// This person may not (403).
    Forbidden,
    /// Nobody is logged in, or not strongly enough (401).
    Unauthenticated,
    /// Too often; the fact `wait_seconds` says how long (429).
    TooMany,
}

/// The fixed part of a refusal, for the law that every code has words in every locale.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub code: &'static str,
    pub rule: &'static str,
    pub kind: Kind,
    pub facts: &'static [&'static str],
}

/// Implemented by every enum that `refusals!` declares.
pub trait Refuse: std::fmt::Debug {
    /// The code, the rule and the kind of this variant.
    fn shape(&self) -> Shape;
    /// The facts by name, in the order of `Shape::facts`.
    fn facts(&self) -> Vec<(&'static str, Fact)>;
}

macro_rules! from {
    ($($source:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$source> for Fact {
            fn from(value: $source) -> Fact {
                Fact::$variant(value.into())
            }
        }
    )+};
}
macro_rules! from_borrowed {
    ($($source:ty),+) => {$(
        impl From<&$source> for Fact {
            fn from(value: &$source) -> Fact {
                value.clone().into()
            }
        }
    )+};
}
from_borrowed!(String, i64, u32, Minutes, Timestamp, Date);
from!(String => Text, &str => Text, i64 => Count, u32 => Count, u16 => Count, u8 => Count, Minutes => Minutes, Timestamp => At, Date => Day);

/// Declares a concept's refusals: `Variant { fact: Type } => "concept.code", "RULE-01", Kind;`
#[macro_export]
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$vmeta:meta])* $variant:ident $({ $($field:ident: $ty:ty),+ $(,)? })? => $code:literal, $rule:literal, $kind:ident;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vmeta])* $variant $({ $($field: $ty),+ })?,)+
        }
        impl $name {
            /// Every refusal of this concept.
            pub const ALL: &'static [$crate::kernel::Shape] = &[
                $($crate::kernel::Shape {
                    code: $code, rule: $rule, kind: $crate::kernel::Kind::$kind, facts: &[$($(stringify!($field)),+)?],
                },)+
            ];
        }
        impl $crate::kernel::Refuse for $name {
            fn shape(&self) -> $crate::kernel::Shape {
                match self {
                    $(Self::$variant $({ $($field: _),+ })? => $crate::kernel::Shape {
                        code: $code, rule: $rule, kind: $crate::kernel::Kind::$kind, facts: &[$($(stringify!($field)),+)?],
                    },)+
                }
            }
            fn facts(&self) -> Vec<(&'static str, $crate::kernel::Fact)> {
                match self {
                    $(Self::$variant $({ $($field),+ })? => vec![$($((stringify!($field), $field.clone().into())),+)?],)+
                }
            }
        }
    };
}
