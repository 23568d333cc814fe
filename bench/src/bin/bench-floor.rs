//! Runs one floor by hand: `bench-floor '{"login": {"memory_kib": 19456, "passes": 2, "lanes": 1, "threads": 2,
//! "hashes": 50}}'`.

fn main() -> std::io::Result<()> {
    bench::floor_main(&std::env::args().nth(1).unwrap_or_default())
}
