//! What is made before the server compiles: the list of embedded locale files.

mod locales {
    include!("build/locales.rs");
}

fn main() -> std::io::Result<()> {
    locales::embed()
}
