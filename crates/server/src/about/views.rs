//! What somebody said about themselves, for themselves and for stewards of their organisations.

use super::store;
use crate::kernel::{crypto::Keys, db::Conn, failure::Answer};
use domain::{about::Skill, kernel::AccountId};
use serde::Serialize;
use utoipa::ToSchema;

/// Everything that one says about oneself; names of lists as in the forms.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct About {
    /// Whether there is a picture, read at `/me/avatar`.
    pub has_avatar: bool,
    /// Where one lives; nobody else reads it.
    pub address: Option<String>,
    /// Such as `medical` or `teaching`.
    pub skills: Vec<String>,
    /// In one's own words.
    pub other_skills: Option<String>,
    /// Kinds of service that one offers: categories of activities.
    pub kinds: Vec<String>,
    /// When one usually can, such as `saturday-morning`; none is any time.
    pub times: Vec<String>,
}

/// What a steward of somebody's organisation reads of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Shown {
    pub has_avatar: bool,
    pub skills: Vec<String>,
    pub other_skills: Option<String>,
    pub kinds: Vec<String>,
    pub times: Vec<String>,
}

impl Shown {
    /// Whether there is anything besides the picture.
    pub fn says_something(&self) -> bool {
        !self.skills.is_empty() || self.other_skills.is_some() || !self.kinds.is_empty()
    }
}

/// Reads what somebody said about themselves.
pub fn about(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<About> {
    let kept = store::kept(conn, keys, who)?;
    Ok(About {
        has_avatar: kept.avatar.is_some(),
        address: kept.address,
        skills: kept.skills.into_iter().map(|skill| Skill::name(skill).to_owned()).collect(),
        other_skills: kept.other_skills,
        kinds: kept.offer.kinds,
        times: kept.offer.times,
    })
}

/// Reads what stewards may know of it: everything but the address.
pub fn shown(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Shown> {
    let About { has_avatar, skills, other_skills, kinds, times, .. } = about(conn, keys, who)?;
    Ok(Shown { has_avatar, skills, other_skills, kinds, times })
}
