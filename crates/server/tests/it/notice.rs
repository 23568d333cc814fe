//! Stories of messages: what goes out, once or at least once, and in which words.

use crate::{
    account::{ask_code, registered},
    story,
    world::World,
};
use domain::kernel::AccountId;
use goodhours::{
    kernel::{config::Smtp, cx::Cx, failure::Answer, office::Ask},
    notice::{self, Channel},
};
use jiff::SignedDuration;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

pub async fn tell(w: &World, to: i64, channel: Channel, kind: &'static str, facts: serde_json::Value) {
    let ask = Ask::system(w.now());
    let action = |cx: &mut Cx,
                  (to, channel, kind, facts): &(i64, Channel, &'static str, serde_json::Value)|
     -> Answer<()> { notice::tell(cx, AccountId(*to), *channel, kind, facts) };
    w.office.record(ask, (to, channel, kind, facts), action).await.unwrap();
}

// rules: MSG-02, MSG-03
story!(acceptance_and_removal_are_told_in_the_agreed_words, w, {
    let person = registered(&w, "13800138000").await;
    let facts = serde_json::json!({ "activity": "暖冬行动", "contact": "陈老师", "phone": "13900139000", "steward": "王站长",
        "person_in_charge": "李站长", "reason": "名额已满" });
    for kind in ["enrolment-accepted-contact", "enrolment-removed", "enrolment-rejected"] {
        tell(&w, person.account, Channel::Sms, kind, facts.clone()).await;
    }
    let sent = w.get(None, "/api/v1/outbox?to=13800138000").await.is(200);
    let texts: Vec<&str> = sent["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
    for text in [
        "【善时】您已被活动暖冬行动录用，请准时参加。联系人陈老师，电话13900139000。",
        "【善时】您好，您已被志愿服务活动暖冬行动管理员：王站长移出了本活动，如有疑问，请及时联系负责人：李站长，联系电话：13900139000。有您参与，志愿更精彩！",
        "【善时】您好，您报名的志愿服务活动暖冬行动没有录用您，原因：名额已满。如有疑问，请联系陈老师，电话13900139000。",
    ] {
        assert!(texts.contains(&text), "{text} in {texts:?}");
    }
});

story!(the_outbox_shows_simulated_messages_to_a_phone_and_on_a_page, w, {
    ask_code(&w, "13800138000", "register").await.is(202);
    ask_code(&w, "13900139000", "register").await.is(202);
    let to = w.get(None, "/api/v1/outbox?to=%2B8613800138000").await.is(200);
    assert_eq!(to["items"].as_array().unwrap().len(), 1);
    assert_eq!(w.get(None, "/api/v1/outbox").await.is(200)["items"].as_array().unwrap().len(), 2);
    w.page(None, "/outbox").await.says(&["+8613800138000", "验证码"]);
});

// rules: MSG-01
story!(an_sms_that_was_being_sent_when_the_server_died_is_never_sent_again, w, {
    let person = registered(&w, "13800138000").await;
    tell(&w, person.account, Channel::Sms, "role-granted", serde_json::json!({ "organisation": "向阳队" })).await;
    // given a messenger that took the message and died
    let now = w.now().as_microsecond();
    diesel::RunQueryDsl::execute(
        diesel::sql_query(format!(
            "update message set state = 2, tries = 1, lease_until = {} where kind = 'role-granted'",
            now + 1_000_000
        )),
        &mut w.conn(),
    )
    .unwrap();
    // when its lease ran out
    w.wait(SignedDuration::from_secs(120));
    notice::deliver(&w.office, w.now()).await.unwrap();
    // then it is asked about, not sent
    assert_eq!(w.count("message where kind = 'role-granted' and state = 5"), 1);
    assert_eq!(w.count("outbox"), 1, "only the code of registering");
});

/// A mail server of one's own: takes mails, or puts the sender off the first times.
async fn mail_server(put_off: usize) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, mails) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
    let kept = Arc::clone(&mails);
    tokio::spawn(async move {
        let mut left = put_off;
        while let Ok((stream, _)) = listener.accept().await {
            let (reading, mut writing) = stream.into_split();
            let mut lines = BufReader::new(reading).lines();
            writing.write_all(b"220 here\r\n").await.unwrap();
            let (mut in_data, mut text) = (false, String::new());
            while let Ok(Some(line)) = lines.next_line().await {
                if in_data && line != "." {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                let answer = match (in_data, line.split(' ').next().unwrap_or("")) {
                    (true, _) => {
                        in_data = false;
                        kept.lock().unwrap().push(std::mem::take(&mut text));
                        "250 taken"
                    }
                    (_, "MAIL") if left > 0 => {
                        left -= 1;
                        "451 come back"
                    }
                    (_, "DATA") => {
                        in_data = true;
                        "354 go on"
                    }
                    (_, "QUIT") => "221 bye",
                    _ => "250 fine",
                };
                writing.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            }
        }
    });
    (port, mails)
}

// rules: MSG-01
story!(a_mail_goes_by_smtp_again_and_again_under_one_id_until_it_is_taken, w, {
    let (port, mails) = mail_server(1).await;
    let smtp = Smtp { host: "127.0.0.1".into(), port, login: None, from: "Goodhours <noreply@hours.example>".into() };
    assert!(w.office.means.mailer.set(notice::Mailer::new(&smtp).unwrap()).is_ok());
    let made = goodhours::account::MadePerson {
        phone: None,
        email: Some("ada@example.org".into()),
        user_name: Some("ada_l".into()),
        password_hash: None,
        nickname: "Ada".into(),
        platform_role: 0,
        identity: None,
        region: String::new(),
        wants_card: false,
        verified: false,
    };
    let account = w.office.record(Ask::system(w.now()), made, goodhours::account::register_made).await.unwrap().account;
    let facts = serde_json::json!({ "what": "password", "at": w.now() });
    tell(&w, account.get(), Channel::Mail, "account-changed", facts).await;
    // when the server puts us off, the mail waits
    notice::deliver(&w.office, w.now()).await.unwrap();
    assert_eq!(w.count("message where kind = 'account-changed' and state = 1"), 1);
    assert_eq!(notice::deliver(&w.office, w.now()).await.unwrap(), 0);
    w.wait(SignedDuration::from_secs(121));
    notice::deliver(&w.office, w.now()).await.unwrap();
    // then it arrives, in the reader's language, under the message's own id
    let mails = mails.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Message-ID: <") && mails[0].contains("@hours.example>"), "{}", mails[0]);
    assert_eq!(w.count("message where kind = 'account-changed' and state = 3"), 1);
});
