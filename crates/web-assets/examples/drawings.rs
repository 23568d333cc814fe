//! Writes the covers and avatars that the gallery shows: `cargo run -p web-assets --example drawings -- OUT`.

use std::{env, fs, io, path::Path};
use web_assets::{avatar, cover};

const COVERS: [(u64, &str); 8] = [
    (20_261_122, "home"),
    (11, "care"),
    (27, "environment"),
    (12, "traffic"),
    (33, "youth"),
    (58, "culture"),
    (64, "health"),
    (5, "convenience"),
];
const AVATARS: [(u64, char); 6] = [(301, '向'), (302, '绿'), (303, '热'), (41, '李'), (42, '欧'), (43, '吴')];

fn main() -> io::Result<()> {
    let out = env::args_os().nth(1).ok_or_else(|| io::Error::other("usage: drawings OUT"))?;
    let out = Path::new(&out);
    fs::create_dir_all(out.join("covers"))?;
    fs::create_dir_all(out.join("avatars"))?;
    for (seed, category) in COVERS {
        fs::write(out.join(format!("covers/{seed}-{category}.svg")), cover::svg(seed, category))?;
    }
    for (seed, initial) in AVATARS {
        fs::write(out.join(format!("avatars/{seed}-{initial}.svg")), avatar::svg(seed, initial))?;
    }
    Ok(())
}
