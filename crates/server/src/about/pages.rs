//! The page of what one says about oneself: four parts, each sent alone, each optional.

use super::{
    actions::{self, DropAvatar},
    flow,
    views::{self, About},
};
use crate::{
    account,
    kernel::{
        blobs::BlobRefusal,
        db::Conn,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Upload, Visit, page, see, upload_limit},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Query,
    response::Response,
    routing::{get, post},
};
use domain::{
    about::{Address, Day, Part, Skill, Skills, Slot},
    activity::Category,
};
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/me/about", get(show))
        .route("/me/avatar", get(avatar).merge(post(keep_avatar).layer(upload_limit())))
        .route("/me/avatar/removal", post(drop_avatar))
        .route("/me/address", post(say_address))
        .route("/me/skills", post(say_skills))
        .route("/me/offer", post(say_offer))
}

/// A part of a day of the week in words, by its stable name.
pub fn slot_words(c: &Chrome, slot: &str) -> String {
    let (day, part) = slot.split_once('-').unwrap_or((slot, ""));
    format!("{}{}{}", c.named("about-day", day), c.t("about-day-joint"), c.named("about-part", part))
}

/// What was just done, in addresses and word keys.
const SAID: [&str; 5] = ["avatar", "avatar-gone", "address", "skills", "offer"];

#[derive(Template)]
#[template(path = "about/about.html")]
struct AboutPage {
    c: Chrome,
    trouble: Trouble,
    said: Option<&'static str>,
    about: About,
    /// The picture, drawn where there is none.
    picture: String,
}

impl AboutPage {
    fn skills(&self) -> &'static [Skill] {
        Skill::ALL
    }
    fn has_skill(&self, skill: &Skill) -> bool {
        self.about.skills.iter().any(|name| name == skill.name())
    }
    fn kinds(&self) -> [Category; 9] {
        Category::ALL
    }
    fn offers(&self, kind: &Category) -> bool {
        self.about.kinds.iter().any(|name| name == kind.name())
    }
    fn days(&self) -> &'static [Day] {
        Day::ALL
    }
    fn parts(&self) -> &'static [Part] {
        Part::ALL
    }
    fn slot(&self, day: &Day, part: &Part) -> String {
        Slot { day: *day, part: *part }.name()
    }
    fn is_free(&self, slot: &String) -> bool {
        self.about.times.contains(slot)
    }
    fn slot_words(&self, slot: &str) -> String {
        slot_words(&self.c, slot)
    }
    fn said_at(&self, part: &str) -> bool {
        self.said.is_some_and(|said| said.starts_with(part))
    }
    fn address_max(&self) -> u32 {
        Address::CHARACTERS_MAX
    }
    fn other_max(&self) -> u32 {
        Skills::OTHER_CHARACTERS_MAX
    }
}

async fn about_page(visit: &Visit, trouble: Trouble) -> Answer<AboutPage> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let look = move |conn: &mut Conn| {
        let keys = &office.means.keys;
        let me = account::me(conn, keys, account)?;
        Ok((views::about(conn, keys, account)?, me.public_name.unwrap_or(me.nickname)))
    };
    let (about, name) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Mine);
    let picture = if about.has_avatar { "/me/avatar".to_owned() } else { c.avatar(account, &name) };
    Ok(AboutPage { c, trouble, said: None, about, picture })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    said: String,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let said = SAID.into_iter().find(|said| *said == asked.said);
    page(&AboutPage { said, ..about_page(&visit, Trouble::default()).await? })
}

/// Leads back to the part that was sent, or shows it again with what was typed and what is wrong.
async fn answered(
    visit: &Visit,
    done: Answer<()>,
    to: &'static str,
    typed: impl FnOnce(&mut About),
) -> Answer<Response> {
    match done {
        Ok(()) => Ok(see(to)),
        Err(failure) => {
            let beside = |code: &str| code.starts_with("blob.").then_some("file");
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let mut page = about_page(visit, trouble).await?;
            typed(&mut page.about);
            page.trouble.page(&page)
        }
    }
}

async fn avatar(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    flow::avatar_of(&visit.office, account).await
}

#[derive(Deserialize)]
struct OnlyKey {
    #[serde(default)]
    key: Key,
}

async fn keep_avatar(Known(visit): Known, upload: Upload<OnlyKey>) -> Answer<Response> {
    let kept = match upload.file("file") {
        Some(sent) => flow::keep_avatar(&visit, visit.ask_once(upload.fields.key.0), sent).await,
        None => Err(Failure::from(("file", BlobRefusal::Empty))),
    };
    answered(&visit, kept, "/me/about?said=avatar#avatar", |_| ()).await
}

async fn drop_avatar(Known(visit): Known, Form(form): Form<OnlyKey>) -> Answer<Response> {
    visit.office.act(visit.ask_once(form.key.0), DropAvatar, actions::drop_avatar).await?;
    Ok(see("/me/about?said=avatar-gone#avatar"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AddressForm {
    address: String,
    key: Key,
}

async fn say_address(Known(visit): Known, Form(form): Form<AddressForm>) -> Answer<Response> {
    let done = flow::say_address(&visit, visit.ask_once(form.key.0), &form.address).await;
    answered(&visit, done, "/me/about?said=address#address-part", |about| about.address = Some(form.address)).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SkillsForm {
    skills: Vec<String>,
    other_skills: String,
    key: Key,
}

async fn say_skills(Known(visit): Known, Form(form): Form<SkillsForm>) -> Answer<Response> {
    let done = flow::say_skills(&visit, visit.ask_once(form.key.0), (&form.skills, &form.other_skills)).await;
    let typed = |about: &mut About| {
        about.skills = form.skills;
        about.other_skills = Some(form.other_skills);
    };
    answered(&visit, done, "/me/about?said=skills#skills-part", typed).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OfferForm {
    kinds: Vec<String>,
    times: Vec<String>,
    key: Key,
}

async fn say_offer(Known(visit): Known, Form(form): Form<OfferForm>) -> Answer<Response> {
    let done = flow::say_offer(&visit, visit.ask_once(form.key.0), (&form.kinds, &form.times)).await;
    let typed = |about: &mut About| {
        about.kinds = form.kinds;
        about.times = form.times;
    };
    answered(&visit, done, "/me/about?said=offer#offer-part", typed).await
}
