//! Fixed lists of things with a stable name (addresses, API, word keys) and a stable number (storage).

/// Declares such a list: `Variant = 1, "stable-name";` per line. Names and numbers never change once released.
#[macro_export]
macro_rules! named {
    (
        $(#[$meta:meta])*
        pub enum $list:ident { $($(#[$vmeta:meta])* $variant:ident = $number:literal, $name:literal;)+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $list { $($(#[$vmeta])* $variant,)+ }

        impl $list {
            /// Everything on the list, in its order.
            pub const ALL: &'static [$list] = &[$($list::$variant,)+];

            /// The stable name in addresses, API and word keys.
            pub const fn name(self) -> &'static str {
                match self { $($list::$variant => $name,)+ }
            }

            /// The number as it is stored.
            pub const fn number(self) -> i16 {
                match self { $($list::$variant => $number,)+ }
            }

            /// By its stable name.
            pub fn parse(name: &str) -> Option<$list> {
                $list::ALL.iter().copied().find(|one| one.name() == name)
            }

            /// From a stored number.
            pub const fn stored(number: i16) -> Option<$list> {
                match number { $($number => Some($list::$variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $list {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.name())
            }
        }
        impl<'de> serde::Deserialize<'de> for $list {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                $list::parse(&name).ok_or_else(|| serde::de::Error::custom(concat!("not one of ", stringify!($list))))
            }
        }
    };
}
