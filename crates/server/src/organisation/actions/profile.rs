//! What an organisation's own stewards change: its public data, and what it is.

use super::registration::{Texts, log, own_paper, reviewer};
use crate::{
    kernel::{
        cx::{Cx, Key},
        failure::{Answer, Failure},
        search::{self, Found},
    },
    notice::{self, Channel},
    organisation::{
        rights::steward,
        store::{self, State},
    },
};
use domain::{
    kernel::{BlobId, OrganisationId},
    organisation::{Act, CreditCode, Identity, Kind, KindRefusal, RegistrationRefusal},
};
use serde::{Deserialize, Serialize};

/// A steward edits the public page. Kind and code stay: they are changed by `Become` and its review.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edit {
    pub organisation: OrganisationId,
    pub texts: Texts,
}

/// Saves the public data.
pub fn edit(cx: &mut Cx, cmd: &Edit) -> Answer<()> {
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    steward(cx.conn, &cx.actor, cmd.organisation, Act::Profile, cx.now)?;
    let core = store::core(cx.conn, cmd.organisation)?;
    let texts = Texts { code: core.code.clone(), ..cmd.texts.clone() };
    let (_, filed) = texts.parse(core.kind, 1)?;
    store::save_profile(cx, core.id, &filed)?;
    search::index(cx, Found::Organisation, core.id.get(), &filed.name)?;
    let facts = if filed.name == core.name { serde_json::json!({}) } else { serde_json::json!({ "name": filed.name }) };
    log(cx, "organisation-edited", core.id, "", facts)
}

/// A group has registered and asks to be shown as an organisation (ORG-01).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Become {
    pub organisation: OrganisationId,
    pub code: String,
    pub evidence: Option<BlobId>,
}

/// Hands code and evidence to the reviewing organisation.
pub fn become_organisation(cx: &mut Cx, cmd: &Become) -> Answer<()> {
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Profile, cx.now)?;
    let core = store::core(cx.conn, cmd.organisation)?;
    let evidence = own_paper(cx, by.account(), cmd.evidence)?;
    let group = Identity { kind: core.kind, code: None };
    let identity = group.become_organisation(&cmd.code, u32::from(evidence.is_some()))?;
    let (Some(code), Some(evidence)) = (identity.code, evidence) else {
        return Err(KindRefusal::EvidenceMissing.into());
    };
    store::save_pending(cx, core.id, Some((code.as_str(), evidence)))
}

/// The reviewing organisation decides whether the group is an organisation now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecideBecoming {
    pub organisation: OrganisationId,
    pub approve: bool,
    pub reason: String,
}

/// Decides about what `become_organisation` handed in.
pub fn decide_becoming(cx: &mut Cx, cmd: &DecideBecoming) -> Answer<Kind> {
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    let core = store::core(cx.conn, cmd.organisation)?;
    reviewer(cx, &core)?;
    if core.state != State::Approved {
        return Err(Failure::NotFound);
    }
    let (code, evidence) = store::pending(cx.conn, core.id)?.ok_or(RegistrationRefusal::NotWaiting)?;
    let reason = cmd.reason.trim();
    if !cmd.approve && reason.is_empty() {
        return Err(RegistrationRefusal::ReasonMissing.into());
    }
    store::save_pending(cx, core.id, None)?;
    let (act, kind) = if cmd.approve {
        let identity = Identity { kind: Kind::Organisation, code: Some(CreditCode::parse(&code)?) };
        store::save_identity(cx, core.id, &identity, evidence)?;
        ("organisation-approved", Kind::Organisation)
    } else {
        ("organisation-returned", core.kind)
    };
    log(cx, act, core.id, reason, serde_json::json!({ "becomes": Kind::Organisation, "code": code }))?;
    if let Some(applicant) = core.applied_by {
        let facts = serde_json::json!({ "organisation": core.name, "reason": reason });
        notice::tell(cx, applicant, Channel::InSite, act, &facts)?;
    }
    Ok(kind)
}
