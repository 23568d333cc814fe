//! `goodhours`: the office of the volunteers as one program. See ARCHITECTURE.md for the map.

fn main() {}
