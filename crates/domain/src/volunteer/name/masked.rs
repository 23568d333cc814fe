//! Masking a full name whose parts aren't known apart, as in imports and old records.

/// Surnames of two characters (复姓) that live people bear.
const COMPOUND: [&str; 56] = [
    "欧阳", "上官", "司马", "诸葛", "皇甫", "司徒", "令狐", "尉迟", "长孙", "慕容", "宇文", "东方", "南宫", "夏侯",
    "公孙", "端木", "轩辕", "独孤", "西门", "百里", "呼延", "东郭", "申屠", "公羊", "澹台", "闻人", "赫连", "钟离",
    "鲜于", "闾丘", "太史", "淳于", "单于", "公冶", "宗政", "濮阳", "万俟", "拓跋", "完颜", "纳兰", "第五", "东宫",
    "太叔", "仲孙", "司空", "司寇", "子车", "颛孙", "巫马", "公西", "漆雕", "乐正", "壤驷", "公良", "夹谷", "令孤",
];

/// The first character, or a compound surname that is followed by a given name, and one star: the length stays hidden.
pub fn masked(full: &str) -> String {
    let shown = match full.chars().count() > 2 && COMPOUND.iter().any(|surname| full.starts_with(surname)) {
        true => 2,
        false => 1,
    };
    let head: String = full.chars().take(shown).collect();
    format!("{head}*")
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: PUB-04
    #[test]
    fn a_compound_surname_stays_whole_when_a_given_name_follows() {
        assert_eq!(masked("张三"), "张*");
        assert_eq!(masked("欧阳娜娜"), "欧阳*");
        assert_eq!(masked("欧阳"), "欧*");
        assert_eq!(masked("𠮷田"), "𠮷*");
        assert_eq!(masked("Ada Lovelace"), "A*");
    }
}
