//! Organisations for people: finding and reading them, registering one, belonging, and the desks of stewards and of the platform.

mod desk;
mod enrolments;
mod grants;
mod identity;
mod members;
mod mine;
mod platform;
mod profile;
mod public;
mod register;
mod reviews;
mod trail;

pub(super) use identity::read_identity;

use super::{
    actions::registration::Texts,
    rights::{self, Allowed},
    store, views,
};
use crate::{
    kernel::{
        access::Actor,
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, upload_limit},
    },
    region::{self, Named},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::{
    kernel::OrganisationId,
    organisation::{Kind, OrganisationForm, Scope},
    region::Region,
};
use jiff::Timestamp;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    let uploads = Router::new()
        .route("/organisations", post(register::register))
        .route("/organisations/{organisation}/registration", get(register::state).post(register::send_again))
        .route("/steward/{organisation}/profile/becoming", post(profile::become_organisation))
        .layer(upload_limit());
    Router::new()
        .route("/organisations", get(public::list))
        .route("/organisations/new", get(register::form))
        .route("/organisations/{organisation}", get(public::show))
        .route("/organisations/{organisation}/memberships", post(mine::apply))
        .route("/me/organisations", get(mine::list))
        .route("/memberships/{membership}/withdrawal", post(mine::withdraw))
        .route("/memberships/{membership}/departure", post(mine::leave))
        .route("/steward", get(desk::choose))
        .route("/steward/{organisation}", get(desk::home))
        .route("/steward/{organisation}/members", get(members::list).post(members::decide))
        .route("/steward/{organisation}/members/{membership}/identity", get(identity::ask).post(identity::show))
        .route("/steward/{organisation}/members/{membership}/avatar", get(identity::avatar))
        .route("/steward/{organisation}/enrolments", get(enrolments::list))
        .route("/steward/{organisation}/reviews", get(reviews::list))
        .route("/steward/{organisation}/reviews/{subject}", get(reviews::show).post(reviews::decide))
        .route("/steward/{organisation}/grants", get(grants::list).post(grants::give))
        .route("/steward/{organisation}/grants/{grant}/revocation", post(grants::take))
        .route("/steward/{organisation}/profile", get(profile::form).post(profile::edit))
        .route("/steward/{organisation}/trail", get(trail::of_organisation))
        .route("/platform", get(platform::home))
        .route("/platform/reviews/{subject}", get(platform::show).post(platform::decide))
        .route("/platform/trail", get(trail::of_platform))
        .route("/organisations/{organisation}/evidence", get(reviews::evidence))
        .merge(uploads)
        .merge(super::integrity::routes())
}

/// The side of a desk: whose it is, which page is open, what waits. Templates reach it as `side`.
pub struct Side {
    pub organisation: OrganisationId,
    pub name: String,
    pub page: &'static str,
    pub allowed: Allowed,
    pub own: views::Counts,
    pub below: Option<views::Counts>,
}

impl Side {
    /// Reads what the side of a desk shows; a desk of which one may see nothing isn't there.
    pub fn read(
        conn: &mut Conn,
        by: &Actor,
        organisation: OrganisationId,
        page: &'static str,
        now: Timestamp,
    ) -> Answer<Side> {
        let allowed = rights::allowed(conn, by, organisation, now)?;
        let own = views::counts(conn, Scope::Own(organisation))?;
        let below = match allowed.below {
            true => Some(views::counts(conn, Scope::OwnAndBelow(organisation))?),
            false => None,
        };
        Ok(Side { organisation, name: store::name_of(conn, organisation)?, page, allowed, own, below })
    }

    /// What lies below without the own level.
    pub fn only_below(&self) -> Option<views::Counts> {
        Some(self.below?.without(&self.own))
    }

    /// `page` or nothing, for `aria-current`.
    pub fn current(&self, page: &str) -> askama::filters::Safe<&'static str> {
        askama::filters::Safe(if self.page == page { " aria-current=\"page\"" } else { "" })
    }
}

/// The fields that describe an organisation, as a form shows them.
pub struct Fields {
    pub kind: Kind,
    pub texts: Texts,
    /// Counties to choose from, city by city.
    pub counties: Vec<(&'static str, Vec<Named>)>,
    /// The province itself and its cities, for organisations that serve more than a county.
    pub wider: Vec<Named>,
    pub provinces: Vec<Named>,
    pub province: Option<Region>,
}

impl Fields {
    /// A form that shows the divisions of the chosen region's province.
    fn new(kind: Kind, texts: Texts, province: Option<Region>) -> Fields {
        let own = region::find(&texts.region).and_then(|region| region::path(region).first().map(|(top, _)| *top));
        let province = province.or(own);
        let counties = province.map(region::counties).unwrap_or_default();
        let wider = province.map(wider).unwrap_or_default();
        Fields { kind, texts, counties, wider, provinces: region::children(None), province }
    }

    /// Whether a division is the chosen one.
    pub fn is_at(&self, region: &Region) -> bool {
        self.texts.region == region.to_string()
    }

    /// Whether a province is the one whose divisions are shown.
    pub fn is_in(&self, region: &Region) -> bool {
        self.province == Some(*region)
    }

    /// Kinds to choose from.
    pub fn kinds(&self) -> &'static [Kind] {
        Kind::ALL
    }

    /// Whether a kind is the chosen one.
    pub fn is_kind(&self, kind: &Kind) -> bool {
        self.kind == *kind
    }

    pub fn name_max(&self) -> u32 {
        OrganisationForm::NAME_CHARS_MAX
    }

    pub fn contact_max(&self) -> u32 {
        OrganisationForm::CONTACT_CHARS_MAX
    }

    pub fn introduction_max(&self) -> u32 {
        OrganisationForm::INTRODUCTION_CHARS_MAX
    }

    pub fn address_max(&self) -> u32 {
        super::actions::registration::ADDRESS_CHARS_MAX
    }
}

fn wider(province: Region) -> Vec<Named> {
    let own = region::name(province).map(|name| (province, name));
    let below = region::children(Some(province));
    let cities = below.into_iter().filter(|(region, _)| region.level() == domain::region::Level::City);
    own.into_iter().chain(cities).collect()
}

/// A text's lines as paragraphs.
fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Whole hours, as figures on pages show them.
fn hours(c: &Chrome, minutes: i64) -> String {
    c.number(minutes / 60)
}
