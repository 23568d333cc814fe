//! Finding by words: every record is filed under its single characters, its pairs of neighbours and its Latin words, because
//! Chinese text has no blanks and full-text engines fail on words of two characters. Holds no personal data.

use crate::kernel::{
    cx::Cx,
    db::{BothExt, schema::search_term},
    failure::Answer,
};
use diesel::prelude::*;

/// What a term leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Activity,
    Organisation,
}

impl Found {
    /// The number as it is stored.
    pub const fn number(self) -> i16 {
        match self {
            Found::Activity => 1,
            Found::Organisation => 2,
        }
    }
}

/// Files a record under the terms of `text`, in place of those it was filed under before.
pub fn index(cx: &mut Cx, kind: Found, id: i64, text: &str) -> Answer<()> {
    let old = search_term::table.filter(search_term::kind.eq(kind.number()).and(search_term::entity_id.eq(id)));
    diesel::delete(old).execute(cx.conn)?;
    let mut terms = grams(text);
    terms.sort();
    terms.dedup();
    for term in terms {
        let row = (search_term::term.eq(term), search_term::kind.eq(kind.number()), search_term::entity_id.eq(id));
        diesel::insert_into(search_term::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    }
    Ok(())
}

/// The terms that a search asks for: pairs where there are pairs, at most eight.
pub fn terms(words: &str) -> Vec<String> {
    let all = grams(words);
    let pairs: Vec<String> = all.iter().filter(|term| term.chars().count() > 1).cloned().collect();
    let mut terms = if pairs.is_empty() { all } else { pairs };
    terms.truncate(8);
    terms
}

/// Every single character, every pair of neighbours, and every Latin word or number, in lower case.
fn grams(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut terms = Vec::new();
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.is_ascii() {
            terms.push(word.to_owned());
            continue;
        }
        let chars: Vec<char> = word.chars().collect();
        terms.extend(chars.iter().map(char::to_string));
        terms.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ORG-05
    #[test]
    fn two_characters_are_enough_to_find_a_name() {
        let name = grams("广州市 义务工作 Care 2026");
        for wanted in ["广州", "义务", "工", "2026", "CARE"] {
            assert!(terms(wanted).iter().all(|term| name.contains(term)), "{wanted}");
        }
        assert!(!terms("州广").iter().all(|term| name.contains(term)));
    }
}
