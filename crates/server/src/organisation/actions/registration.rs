//! Registering organisations, and deciding about registrations.

use crate::{
    audit, file,
    kernel::{
        cx::{Cx, Key},
        failure::{Answer, DoorRefusal, Failure},
        search::{self, Found},
    },
    notice::{self, Channel},
    organisation::{
        rights::{platform_steward, steward},
        store::{self, Core, Filed, Node, State},
    },
    region,
};
use domain::{
    kernel::{AccountId, BlobId, OrganisationId, clean, day_number, local_date},
    organisation::{
        Act, Grant, Identity, Kind, OrganisationForm, Reach, RegistrationRefusal, Role, Root, TreeRefusal,
        registration::{Decision, FormRefusal, RawForm, Reviewer, Sent},
    },
    region::RegionRefusal,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The texts of an organisation as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Texts {
    pub name: String,
    #[serde(default)]
    pub code: String,
    pub region: String,
    #[serde(default)]
    pub address: String,
    pub contact_name: String,
    pub contact_phone: String,
    #[serde(default)]
    pub introduction: String,
}

/// Longest address, in characters.
pub const ADDRESS_CHARS_MAX: u32 = 100;

impl Texts {
    /// Everything checked, each refusal beside its field. `evidence` counts the papers.
    pub(super) fn parse(&self, kind: Kind, evidence: u32) -> Answer<(Identity, Filed)> {
        let raw = RawForm {
            name: &self.name,
            code: &self.code,
            contact_name: &self.contact_name,
            contact_phone: &self.contact_phone,
            introduction: &self.introduction,
            evidence,
        };
        let form = OrganisationForm::parse(kind, &raw).map_err(beside_its_field)?;
        let region = region::find(&self.region).ok_or(("region", RegionRefusal::NotACode))?;
        let filed = Filed {
            name: form.name,
            region: region.to_string(),
            address: clean(&self.address, ADDRESS_CHARS_MAX).unwrap_or_default(),
            contact_name: form.contact_name,
            contact_phone: form.contact_phone.national().to_owned(),
            introduction: form.introduction,
        };
        Ok((form.identity, filed))
    }
}

fn beside_its_field(refusal: FormRefusal) -> Failure {
    use domain::organisation::KindRefusal;
    match refusal {
        FormRefusal::Form(refusal) => {
            let field = match refusal {
                RegistrationRefusal::Name { .. } => "name",
                RegistrationRefusal::ContactName => "contact_name",
                RegistrationRefusal::ContactPhone => "contact_phone",
                _ => "evidence",
            };
            (field, refusal).into()
        }
        FormRefusal::Kind(KindRefusal::EvidenceMissing) => ("evidence", KindRefusal::EvidenceMissing).into(),
        FormRefusal::Kind(refusal) => ("code", refusal).into(),
    }
}

/// Somebody registers an organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Register {
    /// None asks the platform for a root.
    pub parent: Option<OrganisationId>,
    /// What a root stands for; taken from the parent otherwise.
    pub branch: Option<Root>,
    pub kind: Kind,
    pub texts: Texts,
    pub evidence: Option<BlobId>,
}

/// Files a registration for the reviewing organisation, by default the parent.
pub fn register(cx: &mut Cx, cmd: &Register) -> Answer<OrganisationId> {
    let by = cx.account()?;
    let branch = branch_of(cx, cmd.parent, cmd.branch)?;
    let evidence = own_paper(cx, by, cmd.evidence)?;
    let (identity, filed) = cmd.texts.parse(cmd.kind, u32::from(evidence.is_some()))?;
    let node = Node {
        parent: cmd.parent,
        reviewer: None,
        branch,
        identity,
        state: State::Applied,
        evidence,
        applied_by: Some(by),
        registered_on: None,
    };
    store::insert_node(cx, &node, &filed)
}

/// The branch of a new node: its parent's, which must be approved, or the root's own.
fn branch_of(cx: &mut Cx, parent: Option<OrganisationId>, root: Option<Root>) -> Answer<Root> {
    let Some(parent) = parent else { return root.ok_or_else(|| ("parent", TreeRefusal::ParentMissing).into()) };
    let above = store::core(cx.conn, parent)?;
    if above.state == State::Approved { Ok(above.branch) } else { Err(Failure::NotFound) }
}

/// A paper counts only when the same person handed it in.
pub(super) fn own_paper(cx: &mut Cx, by: AccountId, paper: Option<BlobId>) -> Answer<Option<BlobId>> {
    let Some(paper) = paper else { return Ok(None) };
    let known = file::is_of(cx.conn, paper, by)?;
    Ok(known.then_some(paper))
}

/// What the reviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Approve,
    /// Back to be completed.
    Return,
    Refuse,
}

/// The reviewing organisation decides about a registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub organisation: OrganisationId,
    pub verdict: Verdict,
    pub reason: String,
}

/// Decides; with the approval the one who applied becomes the owner.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<State> {
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    let core = store::core(cx.conn, cmd.organisation)?;
    let by = reviewer(cx, &core)?;
    let applicant = core.applied_by.ok_or(RegistrationRefusal::NotWaiting)?;
    let sent = Sent { by: applicant, reviewer: core.reviewed_by() };
    let decision = match cmd.verdict {
        Verdict::Approve => Decision::Approve,
        Verdict::Return => Decision::Return { reason: &cmd.reason },
        Verdict::Refuse => Decision::Refuse { reason: &cmd.reason },
    };
    let decided = core.registration().decide(sent, by, decision, cx.now)?;
    store::save_decision(cx, core.id, &decided)?;
    let (act, kind, state) = match cmd.verdict {
        Verdict::Approve => ("organisation-approved", "organisation-approved", State::Approved),
        Verdict::Return => ("organisation-returned", "organisation-returned", State::Returned),
        Verdict::Refuse => ("organisation-refused", "organisation-refused", State::Refused),
    };
    if state == State::Approved {
        open(cx, &core, applicant)?;
    }
    log(cx, act, core.id, &cmd.reason, serde_json::json!({}))?;
    let facts = serde_json::json!({ "organisation": core.name, "reason": cmd.reason });
    notice::tell(cx, applicant, Channel::InSite, kind, &facts)?;
    Ok(state)
}

/// Who decides: a reviewer of the organisation above, or the platform for roots.
pub(super) fn reviewer(cx: &mut Cx, core: &Core) -> Answer<Reviewer> {
    match core.reviewed_by() {
        Some(above) => {
            let by = steward(cx.conn, &cx.actor, above, Act::Review, cx.now)?;
            Ok(Reviewer { account: by.account(), acts_for: Some(above) })
        }
        None => Ok(Reviewer { account: platform_steward(cx.conn, &cx.actor)?.account(), acts_for: None }),
    }
}

/// An approved organisation is found by its name, and its applicant owns it.
fn open(cx: &mut Cx, core: &Core, owner: AccountId) -> Answer<()> {
    store::set_registered_on(cx, core.id, day_number(local_date(cx.now)))?;
    search::index(cx, Found::Organisation, core.id.get(), &core.name)?;
    let grant = Grant { role: Role::Owner, reach: Reach::OwnAndBelow, activity: None, expires_at: None };
    store::insert_grant(cx, owner, core.id, &grant)?;
    Ok(())
}

/// A returned form is completed and sent again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendAgain {
    pub organisation: OrganisationId,
    pub kind: Kind,
    pub texts: Texts,
    /// None keeps the paper that was handed in first.
    pub evidence: Option<BlobId>,
}

/// Sends a returned registration again; only its applicant can, and for others it isn't there.
pub fn send_again(cx: &mut Cx, cmd: &SendAgain) -> Answer<State> {
    let by = cx.account()?;
    cx.lock(&[Key::Organisation(cmd.organisation.get())])?;
    let core = store::core(cx.conn, cmd.organisation)?;
    if core.applied_by != Some(by) {
        return Err(Failure::NotFound);
    }
    core.registration().send_again(cx.now)?;
    let evidence = match own_paper(cx, by, cmd.evidence)? {
        Some(paper) => Some(paper),
        None => store::evidence(cx.conn, core.id)?,
    };
    let (identity, filed) = cmd.texts.parse(cmd.kind, u32::from(evidence.is_some()))?;
    store::file_again(cx, core.id, &identity, &filed, evidence)?;
    Ok(State::Applied)
}

/// An organisation that is approved as it is made: roots by the platform, and whole trees by seeds and imports.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Make {
    pub parent: Option<OrganisationId>,
    /// What a root stands for; taken from the parent otherwise.
    pub branch: Option<Root>,
    pub kind: Kind,
    pub texts: Texts,
    pub owner: Option<AccountId>,
    pub registered_on: Option<Date>,
}

/// Makes an approved organisation; for the system itself and the platform's stewards.
pub fn create_made(cx: &mut Cx, cmd: &Make) -> Answer<OrganisationId> {
    if cx.actor.account.is_some() || cx.actor.session.is_some() {
        platform_steward(cx.conn, &cx.actor)?;
    } else if cx.actor.address != "system" {
        return Err(DoorRefusal::LoginNeeded.into());
    }
    let branch = branch_of(cx, cmd.parent, cmd.branch)?;
    let (identity, filed) = cmd.texts.parse(cmd.kind, 1)?;
    let registered_on = cmd.registered_on.unwrap_or_else(|| local_date(cx.now));
    let node = Node {
        parent: cmd.parent,
        reviewer: None,
        branch,
        identity,
        state: State::Approved,
        evidence: None,
        applied_by: None,
        registered_on: Some(day_number(registered_on)),
    };
    let id = store::insert_node(cx, &node, &filed)?;
    search::index(cx, Found::Organisation, id.get(), &filed.name)?;
    if let Some(owner) = cmd.owner {
        let grant = Grant { role: Role::Owner, reach: Reach::OwnAndBelow, activity: None, expires_at: None };
        store::insert_grant(cx, owner, id, &grant)?;
    }
    log(cx, "organisation-approved", id, "", serde_json::json!({ "made": true }))?;
    Ok(id)
}

pub(super) fn log(
    cx: &mut Cx,
    act: &'static str,
    id: OrganisationId,
    reason: &str,
    facts: serde_json::Value,
) -> Answer<()> {
    let subject = format!("organisation/{id}");
    audit::write(cx, audit::Act { act, subject, organisation: Some(id), reason, facts })
}
