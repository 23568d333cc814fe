//! Registering an organisation (ORG-03): a form with evidence, decided by the reviewing organisation.

use super::{Identity, Kind, KindRefusal};
use crate::{
    account::Phone,
    kernel::{AccountId, Fact, OrganisationId, Refuse, Shape, TextRefusal, clean, clean_lines},
};
use jiff::Timestamp;

crate::refusals! {
    /// Why a registration doesn't go on.
    pub enum RegistrationRefusal {
        /// A name of 2 to 60 characters is needed.
        Name { characters_min: u32, characters_max: u32 } => "organisation.name", "ORG-03", Invalid;
        /// A person to talk to is needed.
        ContactName => "organisation.contact-name", "ORG-03", Invalid;
        /// A mobile number of that person is needed.
        ContactPhone => "organisation.contact-phone", "ORG-03", Invalid;
        /// Every registration needs at least one picture or paper.
        EvidenceMissing => "organisation.evidence-needed", "ORG-03", Invalid;
        /// Returning and refusing need a reason.
        ReasonMissing => "organisation.reason-missing", "ORG-03", Invalid;
        /// Only the reviewing organisation decides.
        NotTheReviewer => "organisation.not-the-reviewer", "ORG-03", Forbidden;
        /// Nobody decides about what they registered.
        OwnRegistration => "organisation.own-registration", "ORG-03", Forbidden;
        /// It isn't waiting for a decision.
        NotWaiting => "organisation.not-waiting", "ORG-03", Conflict;
        /// It wasn't returned, so there is nothing to send again.
        NotReturned => "organisation.not-returned", "ORG-03", Conflict;
    }
}

/// The form as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawForm<'a> {
    pub name: &'a str,
    pub code: &'a str,
    pub contact_name: &'a str,
    pub contact_phone: &'a str,
    pub introduction: &'a str,
    /// How many pictures or papers were uploaded.
    pub evidence: u32,
}

/// A complete form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationForm {
    pub name: String,
    pub identity: Identity,
    pub contact_name: String,
    pub contact_phone: Phone,
    pub introduction: String,
}

/// What is wrong with a form: its own fields, or kind and code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormRefusal {
    Form(RegistrationRefusal),
    Kind(KindRefusal),
}

impl Refuse for FormRefusal {
    fn shape(&self) -> Shape {
        match self {
            FormRefusal::Form(refusal) => refusal.shape(),
            FormRefusal::Kind(refusal) => refusal.shape(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            FormRefusal::Form(refusal) => refusal.facts(),
            FormRefusal::Kind(refusal) => refusal.facts(),
        }
    }
}

impl OrganisationForm {
    pub const NAME_CHARS_MIN: u32 = 2;
    pub const NAME_CHARS_MAX: u32 = 60;
    pub const CONTACT_CHARS_MAX: u32 = 50;
    pub const INTRODUCTION_CHARS_MAX: u32 = 2000;

    /// Checks a form of this kind.
    pub fn parse(kind: Kind, raw: &RawForm<'_>) -> Result<OrganisationForm, FormRefusal> {
        let (characters_min, characters_max) = (OrganisationForm::NAME_CHARS_MIN, OrganisationForm::NAME_CHARS_MAX);
        let wrong_name = RegistrationRefusal::Name { characters_min, characters_max };
        let name = clean(raw.name, characters_max).ok().filter(|name| name.chars().nth(1).is_some());
        let form = |refusal| FormRefusal::Form(refusal);
        if raw.evidence == 0 {
            return Err(form(RegistrationRefusal::EvidenceMissing));
        }
        Ok(OrganisationForm {
            name: name.ok_or(form(wrong_name))?,
            identity: Identity::check(kind, raw.code, raw.evidence).map_err(FormRefusal::Kind)?,
            contact_name: clean(raw.contact_name, OrganisationForm::CONTACT_CHARS_MAX)
                .map_err(|_| form(RegistrationRefusal::ContactName))?,
            contact_phone: Phone::parse(raw.contact_phone).map_err(|_| form(RegistrationRefusal::ContactPhone))?,
            introduction: clean_lines(raw.introduction, OrganisationForm::INTRODUCTION_CHARS_MAX).unwrap_or_default(),
        })
    }
}

/// Where a registration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    Applied {
        at: Timestamp,
    },
    /// Sent back to be completed.
    Returned {
        at: Timestamp,
        by: AccountId,
        reason: String,
    },
    Approved {
        at: Timestamp,
        by: AccountId,
    },
    Refused {
        at: Timestamp,
        by: AccountId,
        reason: String,
    },
}

/// What the reviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    Approve,
    Return { reason: &'a str },
    Refuse { reason: &'a str },
}

/// Who decides: a steward acting for an organisation, or for the platform (None), which reviews roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reviewer {
    pub account: AccountId,
    pub acts_for: Option<OrganisationId>,
}

/// Who sent a registration and who is to review it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub by: AccountId,
    pub reviewer: Option<OrganisationId>,
}

impl Registration {
    pub const REASON_CHARS_MAX: u32 = 500;

    /// After the reviewing organisation decided.
    pub fn decide(
        self,
        sent: Sent,
        by: Reviewer,
        decision: Decision<'_>,
        now: Timestamp,
    ) -> Result<Registration, RegistrationRefusal> {
        match self {
            Registration::Applied { .. } if by.acts_for != sent.reviewer => {
                return Err(RegistrationRefusal::NotTheReviewer);
            }
            Registration::Applied { .. } if by.account == sent.by => return Err(RegistrationRefusal::OwnRegistration),
            Registration::Applied { .. } => {}
            _ => return Err(RegistrationRefusal::NotWaiting),
        }
        let (at, by) = (now, by.account);
        Ok(match decision {
            Decision::Approve => Registration::Approved { at, by },
            Decision::Return { reason } => Registration::Returned { at, by, reason: clean_reason(reason)? },
            Decision::Refuse { reason } => Registration::Refused { at, by, reason: clean_reason(reason)? },
        })
    }

    /// After a returned form was completed and sent again.
    pub fn send_again(self, now: Timestamp) -> Result<Registration, RegistrationRefusal> {
        match self {
            Registration::Returned { .. } => Ok(Registration::Applied { at: now }),
            _ => Err(RegistrationRefusal::NotReturned),
        }
    }
}

fn clean_reason(raw: &str) -> Result<String, RegistrationRefusal> {
    clean_lines(raw, Registration::REASON_CHARS_MAX).map_err(|_: TextRefusal| RegistrationRefusal::ReasonMissing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    const FORM: RawForm<'static> = RawForm {
        name: "善时服务队",
        code: "",
        contact_name: "张三",
        contact_phone: "13800138000",
        introduction: "",
        evidence: 1,
    };

    // rules: ORG-03
    #[test]
    fn a_registration_needs_a_form_and_evidence() {
        let parse = |raw: RawForm<'_>| OrganisationForm::parse(Kind::Group, &raw);
        assert_eq!(parse(FORM).unwrap().name, "善时服务队");
        let refused = |raw| match parse(raw).unwrap_err() {
            FormRefusal::Form(refusal) => refusal,
            FormRefusal::Kind(refusal) => panic!("{refusal:?}"),
        };
        assert_eq!(refused(RawForm { evidence: 0, ..FORM }), RegistrationRefusal::EvidenceMissing);
        let name = RegistrationRefusal::Name { characters_min: 2, characters_max: 60 };
        assert_eq!(refused(RawForm { name: "善", ..FORM }), name);
        assert!(parse(RawForm { name: "善时", ..FORM }).is_ok());
        assert_eq!(refused(RawForm { contact_phone: "1380013800", ..FORM }), RegistrationRefusal::ContactPhone);
        assert_eq!(refused(RawForm { contact_name: " ", ..FORM }), RegistrationRefusal::ContactName);
        let code = OrganisationForm::parse(Kind::Organisation, &FORM);
        assert_eq!(code, Err(FormRefusal::Kind(KindRefusal::CodeMissing)));
        // and: whatever is wrong brings the facts of its own rule
        let long = KindRefusal::CodeLength { characters: 3, characters_expected: 18 };
        assert_eq!(FormRefusal::Kind(long.clone()).facts(), long.facts());
        assert_eq!(FormRefusal::Form(name.clone()).facts().len(), name.facts().len());
    }

    // rules: ORG-03
    #[test]
    fn the_reviewing_organisation_decides_and_says_why() {
        // given
        let sent = Sent { by: AccountId(1), reviewer: Some(OrganisationId(7)) };
        let reviewer = Reviewer { account: AccountId(2), acts_for: Some(OrganisationId(7)) };
        let decide = |by, decision| Registration::Applied { at: now() }.decide(sent, by, decision, now());
        // then
        assert_eq!(decide(reviewer, Decision::Approve), Ok(Registration::Approved { at: now(), by: AccountId(2) }));
        let elsewhere = Reviewer { acts_for: Some(OrganisationId(8)), ..reviewer };
        assert_eq!(decide(elsewhere, Decision::Approve), Err(RegistrationRefusal::NotTheReviewer));
        assert_eq!(
            decide(Reviewer { acts_for: None, ..reviewer }, Decision::Approve),
            Err(RegistrationRefusal::NotTheReviewer)
        );
        let oneself = Reviewer { account: AccountId(1), ..reviewer };
        assert_eq!(decide(oneself, Decision::Approve), Err(RegistrationRefusal::OwnRegistration));
        assert_eq!(decide(reviewer, Decision::Refuse { reason: " " }), Err(RegistrationRefusal::ReasonMissing));
        let refused = decide(reviewer, Decision::Refuse { reason: "no such address" }).unwrap();
        assert_eq!(refused.decide(sent, reviewer, Decision::Approve, now()), Err(RegistrationRefusal::NotWaiting));
    }

    // rules: ORG-03
    #[test]
    fn a_returned_form_is_completed_and_sent_again() {
        let returned = Registration::Returned { at: now(), by: AccountId(2), reason: "stamp missing".to_owned() };
        assert_eq!(returned.send_again(now()), Ok(Registration::Applied { at: now() }));
        let refused = Registration::Refused { at: now(), by: AccountId(2), reason: "no".to_owned() };
        assert_eq!(refused.send_again(now()), Err(RegistrationRefusal::NotReturned));
    }
}
