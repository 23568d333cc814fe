//! Stories of what the platform says of itself: the page on personal data, and the filing numbers.

use crate::{
    story,
    world::{World, engines},
};
use goodhours::means::Publisher;

// rules: ACC-15
story!(one_page_lists_purposes_data_times_recipients_and_the_contact, w, {
    let page = w.page(None, "/privacy").await;
    page.says(&["至少 10 年", "至少 6 个月", "最多 7 天", "15 天可以反悔", "最多 90 天", "没有向其他合作方提供"]);
    for data in domain::retention::Data::ALL {
        let words = ["data", "for", "to"].map(|part| format!("privacy-{part}-{}", data.name()));
        for lang in [goodhours::kernel::words::Locale::ZhCn, goodhours::kernel::words::Locale::En] {
            let known = goodhours::kernel::words::Words::of(lang);
            assert!(words.iter().all(|key| known.has(key)), "{words:?}");
        }
    }
    w.page(None, "/").await.says(&["href=\"/privacy\""]).is_silent_on(&["beian.miit.gov.cn", "beian.mps.gov.cn"]);
    w.visit(None, "GET", "/privacy", "", "en").await.says(&["At least 10 years", "named a contact yet"]);
});

// rules: ACC-15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_carries_the_filing_numbers_of_its_deployment() {
    for engine in engines() {
        let publisher = Publisher {
            icp_filing: "粤ICP备12345678号-1".into(),
            police_filing: "粤公网安备44010602000001号".into(),
            privacy_contact: "个人信息保护负责人 <020-12355>".into(),
        };
        let w = World::published_by(engine, publisher).await;
        for path in ["/", "/activities", "/privacy", "/sessions/new"] {
            w.page(None, path).await.says(&["粤ICP备12345678号-1", "粤公网安备44010602000001号"]);
        }
        w.page(None, "/privacy").await.says(&["个人信息保护负责人", "&#60;020-12355&#62;"]);
        w.close();
    }
}
