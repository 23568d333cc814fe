//! Writes one of each paper into a folder, to look at and to measure: `cargo run -p paper --example samples -- DIR [FONT…]`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the samples are those of the tests; a broken one should stop the example"
)]

#[path = "../tests/it/sample.rs"]
mod sample;

use paper::{Certificate, Pictures, Press};
use std::{error::Error, fs, path::PathBuf, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("give a folder")?;
    let fonts = arguments.map(fs::read).collect::<Result<Vec<_>, _>>()?;
    fs::create_dir_all(&folder)?;
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes);
    let has_fonts = !fonts.is_empty();

    let press = timed("press", || Press::new(fonts))?;
    let (photo, seal) = (sample::photo(), sample::seal());
    let both = Pictures { photo: Some(&photo), seal: Some(&seal) };
    let certificate = sample::certificate();
    write("certificate.pdf", &timed("first certificate", || press.certificate(&certificate, both))?.bytes)?;
    timed("100 more, each different", || {
        (0..100).try_for_each(|n| {
            let other = Certificate {
                number: format!("N-{n:04}"),
                name: format!("陈雨{}", ["晴", "欣", "桐", "涵"][n % 4]),
                verify_url: format!("{}{n:03}", certificate.verify_url),
                ..certificate.clone()
            };
            press.certificate(&other, both).map(drop)
        })
    })?;
    write("certificate-en.pdf", &press.certificate(&sample::certificate_in_english(), both)?.bytes)?;
    let name = if has_fonts {
        "𠮷野·阿卜杜热西提·买买提吐尔逊"
    } else {
        "阿卜杜热西提·买买提吐尔逊·艾合买提江"
    };
    let plain = Certificate {
        name: name.to_owned(),
        verify_url: "https://volunteer.example.org/c/7K3M".to_owned(),
        ..certificate
    };
    write("certificate-plain.pdf", &press.certificate(&plain, Pictures::default())?.bytes)?;
    write("card.png", &timed("first card", || press.card_png(&sample::card(), Some(&photo)))?)?;
    timed("card", || press.card_png(&sample::card(), Some(&photo)))?;
    write("list.pdf", &timed("40 rows", || press.detail_list(&sample::detail_list(40)))?.bytes)?;
    let long = sample::detail_list(3_000);
    write("list-3000.pdf", &timed("3,000 rows", || press.detail_list(&long))?.bytes)?;
    timed("3,000 rows again", || press.detail_list(&long))?;
    timed("certificate after a list", || press.certificate(&plain, both))?;
    println!(
        "{}",
        fs::read_to_string("/proc/self/status")?.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("")
    );
    Ok(())
}

fn timed<T>(what: &str, make: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = make();
    println!("{what}: {} ms", start.elapsed().as_millis());
    made
}
