//! Stories of certificates: asking for one, its papers, and how a stranger compares it.

mod desk;
mod papers;
mod verify;

use crate::world::{Person, Reply, World};
use axum::{body::Body, http::Request};
use diesel::prelude::*;
use domain::volunteer::{DocumentKind, Education, Occupation, PoliticalStatus, Sex};
use goodhours::{
    account::{MadePerson, Registered, register_made},
    kernel::{db::schema, office::Ask},
    volunteer::Identity,
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A name and a document for somebody.
pub struct Named<'a>(pub &'a str, pub &'a str, pub &'a str);
pub const NANA: Named<'static> = Named("欧阳", "娜娜", "11010519491231002X");

/// Somebody registered with real-name data, whose identity was verified or not.
pub async fn registered(w: &World, Named(surname, given, document): Named<'_>, verified: bool) -> Person {
    let identity = Identity {
        kind: DocumentKind::ResidentIdentityCard,
        number: document.into(),
        surname: surname.into(),
        given: given.into(),
        surname_pinyin: "OU".into(),
        given_pinyin: "NA".into(),
        expires_on: None,
        authority: "广州市公安局".into(),
        born_on: jiff::civil::Date::strptime("%Y%m%d", &document[6..14]).unwrap(),
        sex: Sex::Female,
        political_status: PoliticalStatus::Masses,
        education: Education::Undergraduate,
        occupation: Occupation::Student,
    };
    let made = MadePerson {
        phone: None,
        email: None,
        user_name: None,
        password_hash: None,
        nickname: given.into(),
        platform_role: 0,
        identity: Some(identity),
        region: "440104".into(),
        wants_card: true,
        verified,
    };
    let Registered { account, volunteer } = w.office.act(Ask::system(w.now()), made, register_made).await.unwrap();
    w.session(account.get(), volunteer.unwrap().get())
}

/// A verified volunteer who belongs to a team below a city.
pub async fn holder(w: &World) -> (Person, i64, i64) {
    let city = w.organisation("广州市志愿者联合会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let person = registered(w, NANA, true).await;
    w.member(&person, team);
    (person, team, city)
}

/// One entry of the ledger; `reverses` names the entry that it takes back.
pub fn credited(w: &World, who: &Person, team: i64, (class, minutes): (i16, i64), reverses: Option<(i64, i16)>) -> i64 {
    use schema::{entry as e, unsealed as u};
    let (id, mut conn) = (w.id(), w.conn());
    let day = domain::kernel::day_number(domain::kernel::local_date(w.now()));
    diesel::insert_into(e::table)
        .values((
            (e::id.eq(id), e::volunteer_id.eq(who.volunteer), e::organisation_id.eq(team), e::class.eq(class)),
            (e::domain.eq(1i16), e::minutes.eq(minutes), e::served_on.eq(day), e::counts_from.eq(day)),
            (e::recorded_at.eq(w.now().as_microsecond()), e::recorded_by.eq(0), e::reason.eq("")),
            (e::salt.eq(vec![7u8; 32]), e::reverses_id.eq(reverses.map(|(id, _)| id))),
            e::reverses_class.eq(reverses.map(|(_, class)| class)),
        ))
        .execute(&mut conn)
        .unwrap();
    diesel::insert_into(u::table).values(u::entry_id.eq(id)).execute(&mut conn).unwrap();
    id
}

/// A portrait as a phone would send it.
pub fn portrait() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(600, 800, |x, y| {
        let face = (x as f32 - 300.0).hypot(y as f32 - 320.0) < 170.0;
        let body = (x as f32 - 300.0).hypot(y as f32 - 860.0) < 330.0;
        image::Rgb(if face {
            [226, 188, 160]
        } else if body {
            [60, 80, 120]
        } else {
            [120, 160, 210]
        })
    });
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

/// Sends one file with fields, as a browser does.
pub async fn upload(w: &World, who: &Person, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n");
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::builder().method("POST").uri(path).header("host", "localhost");
    let request = request.header("origin", "http://localhost").header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    let request = request.header("cookie", format!("goodhours={}", who.token));
    w.send(request.body(Body::from(body)).unwrap()).await
}

/// Keeps a portrait as the ID photo.
pub async fn photographed(w: &World, who: &Person) {
    assert_eq!(upload(w, who, "/me/photo", &[], &portrait()).await.led_to(), "/me/certificate?said=photo");
}

/// Issues a certificate; its id and number.
pub async fn issued(w: &World, who: &Person, body: Value) -> (String, String) {
    let made = w.post(Some(who), "/api/v1/me/certificates", body).await.is(201);
    (made["id"].as_str().unwrap().into(), made["number"].as_str().unwrap().into())
}

/// The bytes of a download.
pub async fn bytes(w: &World, who: &Person, path: &str) -> Vec<u8> {
    let request = Request::builder().uri(path).header("host", "localhost");
    let request = request.header("authorization", format!("Bearer {}", who.token)).body(Body::empty()).unwrap();
    let response = w.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

/// What a program prints, given a file of these bytes; `$` stands for the file.
pub fn told(w: &World, name: &str, file: &[u8], program: &str, arguments: &[&str]) -> String {
    let path = w.folder.join(name);
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let arguments: Vec<String> = arguments.iter().map(|argument| argument.replace('$', path)).collect();
    let output = std::process::Command::new(program).args(&arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The address in the QR code of a PDF, read from its picture at 150 dots per inch.
pub fn scanned(w: &World, pdf: &[u8]) -> String {
    told(w, "scan.pdf", pdf, "pdftoppm", &["-r", "150", "-png", "-singlefile", "$", "$"]);
    told(w, "none", b"", "zbarimg", &["--quiet", "--raw", &format!("{}.png", w.folder.join("scan.pdf").display())])
        .trim()
        .into()
}

/// The solved human check of a visitor who isn't logged in.
pub async fn solved(w: &World) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let challenge = w.page(None, "/human-checks/new?for=query-certificate").await.is(200);
    let (salt, goal) = (challenge["salt"].as_str().unwrap(), challenge["challenge"].as_str().unwrap());
    let number = (0..50_000).find(|n| domain::kernel::sha256_hex(&format!("{salt}{n}")) == goal).unwrap();
    let answer = json!({
        "algorithm": "SHA-256", "challenge": goal, "number": number, "salt": salt, "signature": challenge["signature"],
    });
    STANDARD.encode(answer.to_string())
}
