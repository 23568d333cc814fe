//! Traditional characters in a name: mainland documents print simplified ones, so a check with traditional ones fails (REG-09).

/// Traditional-only characters that are common in names. A hint needs no complete list: what is missing costs a hint, nothing else.
const TRADITIONAL: &str = "張陳劉楊黃趙吳孫馬許鄭謝韓馮蔣蕭葉呂蘇盧賈鍾鐘譚陸萬錢嚴賴龔龍陽閻顧賀塗湯鄧鄒韋駱羅蘭喬龐紀藍關莊麥簡歐畢連嶽單\
    倫儀偉傑備億優儉凱劍動勝勛勳勵勁華協國園圓團堅報壯壽壺夢婭媽嫻孌學寧寶實寬審將專對尋導岡島嶺帥師幫幹應廣廬慶愛憲\
    懷戀戰擇攜擁揚撫敘數斷時晉暉曉會東條棟極楓樂樓樞樹橋檢權歡歲歷氣漢潔澤濤濱瀟灃灝災烏無煒煥燁燈爍爾牽獎獻瑋瑤璽環\
    瓊產畫發皚盡盤眾碩禎禮稱穎積穩窮競筆節範築籃糧紅純紋紛絲綠維綱綺緒緯緻縈縱總繡繪繼續纖羨義習翹聖聞聰聯聲職肅脈脫\
    興舉舊艷芻莖萊蓮蔭薑薔蘊虛號蟬術衛衝裡裝見規視親覺觀訓記訪設詠詩詳誌誠語誼調諾謀謙講證識譯議護譽讓讚豐豔貝負財貞\
    貢貴貽資賓賢質贊趕躍軍軒軼輝輕輪轉辦農運達遠適選遷遙鄉鄰釗鈞鈴鈺鉑銀銘銳鋒鋼錄錦鎮鏡鐵鑲長門開閔間閣閩闊陰陣隊階\
    際隨險隱隸雙雜雞離難雲電霧靈靜韻頁項順須頌預領頡頻題顏願類風飛飯飲養騎騏騰騫驕驗驚鬆魚魯鮮鳳鳴鴻鴿鵬鶴鷹麗黨齊齡";

/// Whether a character of `name` is only used in traditional writing.
pub fn has_traditional(name: &str) -> bool {
    name.chars().any(|c| TRADITIONAL.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: REG-09
    #[test]
    fn traditional_writing_is_noticed() {
        assert!(has_traditional("張三") && has_traditional("李國華"));
        assert!(
            !has_traditional("张三")
                && !has_traditional("李国华")
                && !has_traditional("王坤峰")
                && !has_traditional("Ada L")
        );
    }
}
