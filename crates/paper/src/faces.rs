//! The typefaces: three built in, more handed in by the deployment for rare characters. Answers which characters can be printed.

use crate::error::PaperError;
use serde::Serialize;
use std::collections::HashSet;
use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

const BUILT_IN: [&[u8]; 3] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/fonts/NotoSansSC_400Regular.ttf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/fonts/NotoSansSC_700Bold.ttf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/fonts/NotoSerifSC_600SemiBold.ttf")),
];

/// A font without these is not the Chinese font that we think it is.
const PROBE: &str = "志愿服务时间证书姓名性别编号负责人经办龘㐂，。：（）·〇0123456789AZaz−…";

pub(crate) struct Faces {
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
    pub families: Families,
    covered: HashSet<char>,
}

/// Family names in the order in which a character is looked for, as the templates take them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Families {
    serif: Vec<String>,
    sans: Vec<String>,
}

impl Faces {
    pub fn new(extra: Vec<Vec<u8>>) -> Result<Faces, PaperError> {
        let mut fonts: Vec<Font> = BUILT_IN.into_iter().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        let mut others = Vec::new();
        for (place, data) in extra.into_iter().enumerate() {
            let found: Vec<Font> = Font::iter(Bytes::new(data)).collect();
            if found.is_empty() {
                return Err(PaperError::BadFont { place });
            }
            others.extend(found.iter().map(|font| font.info().family.clone()));
            fonts.extend(found);
        }
        let covered = fonts
            .iter()
            .flat_map(|font| font.info().coverage.iter().filter_map(char::from_u32))
            .collect::<HashSet<_>>();
        let missing: Vec<char> = PROBE.chars().filter(|c| !covered.contains(c)).collect();
        if !missing.is_empty() {
            return Err(PaperError::NoChineseFont { missing });
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let families = Families { serif: chain("Noto Serif SC", &others), sans: chain("Noto Sans SC", &others) };
        Ok(Faces { fonts, book, families, covered })
    }

    pub fn has(&self, c: char) -> bool {
        self.covered.contains(&c)
    }
}

/// The built-in sans stands before the deployment's fonts, so that a serif lacking a character borrows from a known face first.
fn chain(first: &str, others: &[String]) -> Vec<String> {
    let mut families = vec![first.to_owned()];
    for family in ["Noto Sans SC"].into_iter().chain(others.iter().map(String::as_str)) {
        if !families.iter().any(|known| known == family) {
            families.push(family.to_owned());
        }
    }
    families
}
