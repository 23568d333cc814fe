//! The steps of registration (REG-01, REG-02, REG-05) and its two dead ends made passable: a phone or a document that is already
//! registered (REG-12, REG-13). Both are only told to someone who has proven the phone, which `PhoneProven` stands for.

use super::{Phone, agreement::AT_REGISTRATION};
use crate::{
    account::Agreement,
    kernel::{AccountId, OrganisationId},
    organisation::membership::HELD_MAX,
    volunteer::Check,
};
use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why a registration doesn't go on.
    pub enum RegistrationRefusal {
        /// No organisation was chosen.
        NoOrganisation => "registration.no-organisation", "REG-05", Invalid;
        /// Pending and approved ones together would be too many.
        TooManyOrganisations { held: u32, held_max: u32 } => "registration.too-many-organisations", "REG-05", Invalid;
        /// One was chosen twice, or is held already.
        OrganisationTwice => "registration.organisation-twice", "REG-05", Invalid;
        /// The phone must be proven by a code first (again).
        PhoneNotProven => "registration.phone-not-proven", "REG-12", Conflict;
        /// The phone belongs to an account: log in, or reset the password by SMS.
        PhoneKnown => "registration.phone-known", "REG-12", Conflict;
        /// The document belongs to an account: recover the password, or appeal.
        DocumentKnown => "registration.document-known", "REG-13", Conflict;
    }
}

crate::named! {
    /// What the first page asks (REG-01).
    pub enum Role {
        BecomeVolunteer = 1, "become-volunteer";
        PublishActivities = 2, "publish-activities";
    }
}

crate::named! {
    /// What comes next for someone who registers.
    pub enum Step {
        /// Phone, code, password, nickname.
        Account = 1, "account";
        /// Real-name data, for volunteers.
        RealName = 2, "real-name";
        /// Region, organisations, card wish, for volunteers.
        Organisations = 3, "organisations";
        /// Kind, evidence and parent of the organisation, for publishers.
        OrganisationForm = 4, "organisation-form";
        /// Nothing to do but wait; the state is shown.
        Reviews = 5, "reviews";
        Done = 6, "done";
    }
}

impl Role {
    /// The steps in their order.
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Role::BecomeVolunteer => &[Step::Account, Step::RealName, Step::Organisations, Step::Reviews],
            Role::PublishActivities => &[Step::Account, Step::OrganisationForm, Step::Reviews],
        }
    }
}

/// How far a volunteer's registration has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pub has_account: bool,
    pub accepted: Vec<Agreement>,
    /// None until the real-name data is saved.
    pub check: Option<Check>,
    pub pending_memberships: u32,
    pub approved_memberships: u32,
}

impl Progress {
    /// The next step. A failed identity check leads back to the data (REG-10); reviews last until the check and every application ended.
    pub fn next(&self) -> Step {
        let accepted_all = AT_REGISTRATION.iter().all(|agreement| self.accepted.contains(agreement));
        match &self.check {
            _ if !self.has_account || !accepted_all => Step::Account,
            None => Step::RealName,
            Some(check) if check.may_correct_only() => Step::RealName,
            Some(_) if self.pending_memberships + self.approved_memberships == 0 => Step::Organisations,
            Some(check) if check.is_verified() && self.pending_memberships == 0 => Step::Done,
            Some(_) => Step::Reviews,
        }
    }
}

/// Whether the card wish is ticked before the person touches it: a newly registered volunteer should hold a card (REG-02).
pub const CARD_WISH_PRESELECTED: bool = true;

/// One to five organisations, counting those held (pending or approved).
pub fn choose_organisations(chosen: &[OrganisationId], held: &[OrganisationId]) -> Result<(), RegistrationRefusal> {
    if chosen.is_empty() {
        return Err(RegistrationRefusal::NoOrganisation);
    }
    let is_twice = |(at, one): (usize, &OrganisationId)| {
        held.contains(one) || chosen.iter().skip(at + 1).any(|other| other == one)
    };
    if chosen.iter().enumerate().any(is_twice) {
        return Err(RegistrationRefusal::OrganisationTwice);
    }
    let together = u32::try_from(chosen.len() + held.len()).unwrap_or(u32::MAX);
    match together > HELD_MAX {
        true => Err(RegistrationRefusal::TooManyOrganisations {
            held: u32::try_from(held.len()).unwrap_or(u32::MAX),
            held_max: HELD_MAX,
        }),
        false => Ok(()),
    }
}

/// Someone holds this phone: they entered the code that was sent to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneProven {
    phone: Phone,
    at: Timestamp,
}

impl PhoneProven {
    /// How long the proof serves to go on registering.
    pub const LASTS_SECONDS: i64 = 1800;

    /// Only a right code makes one.
    pub(super) const fn by_code(phone: Phone, at: Timestamp) -> PhoneProven {
        PhoneProven { phone, at }
    }

    /// A proof kept with an unfinished registration, as long as it lasts.
    pub fn kept(phone: Phone, at: Timestamp, now: Timestamp) -> Result<PhoneProven, RegistrationRefusal> {
        let ends_at =
            at.saturating_add(SignedDuration::from_secs(PhoneProven::LASTS_SECONDS)).unwrap_or(Timestamp::MAX);
        match (at..ends_at).contains(&now) {
            true => Ok(PhoneProven { phone, at }),
            false => Err(RegistrationRefusal::PhoneNotProven),
        }
    }

    pub const fn phone(&self) -> &Phone {
        &self.phone
    }

    pub const fn at(&self) -> Timestamp {
        self.at
    }
}

/// What is known of an account with the proven phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub account: AccountId,
    pub has_volunteer: bool,
}

/// Where someone with a proven phone goes on (REG-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneBranch {
    /// A new account.
    New,
    /// Login or SMS reset; afterwards the linked volunteer is found.
    LogIn(AccountId),
    /// Login or SMS reset; afterwards the registration is completed.
    LogInAndComplete(AccountId),
}

/// The branch for a proven phone. Before the proof every phone is treated alike.
pub const fn phone_branch(_: &PhoneProven, known: Option<Known>) -> PhoneBranch {
    match known {
        None => PhoneBranch::New,
        Some(Known { account, has_volunteer: true }) => PhoneBranch::LogIn(account),
        Some(Known { account, has_volunteer: false }) => PhoneBranch::LogInAndComplete(account),
    }
}

crate::named! {
    /// Ways out when a document is already registered (REG-13).
    pub enum Recovery {
        /// A code to the phone bound there.
        BoundPhone = 1, "bound-phone";
        /// A link to the e-mail address bound there.
        BoundEmail = 2, "bound-email";
        /// REG-14.
        Appeal = 3, "appeal";
    }
}

/// Whether the document is free for the account that registers. The refusal names no owner, and the same ways out are always offered
/// (`Recovery::ALL`), so they tell nothing about the other account either.
pub fn document_is_free(_: &PhoneProven, me: AccountId, owner: Option<AccountId>) -> Result<(), RegistrationRefusal> {
    if owner.is_none_or(|owner| owner == me) { Ok(()) } else { Err(RegistrationRefusal::DocumentKnown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn proven() -> PhoneProven {
        PhoneProven::by_code(Phone::parse("13800138000").unwrap(), at(0))
    }

    // rules: REG-01
    #[test]
    fn the_role_decides_the_way() {
        assert_eq!(Role::ALL.len(), 2);
        assert_eq!(Role::BecomeVolunteer.steps(), [Step::Account, Step::RealName, Step::Organisations, Step::Reviews]);
        assert_eq!(Role::PublishActivities.steps(), [Step::Account, Step::OrganisationForm, Step::Reviews]);
    }

    // rules: REG-02, REG-10
    #[test]
    fn each_step_follows_when_the_one_before_is_complete() {
        // given
        let mut progress = Progress { has_account: true, ..Progress::default() };
        let verified = Some(Check::Verified { at: at(0), by_hand: None });
        // then
        assert_eq!(progress.next(), Step::Account);
        progress.accepted = AT_REGISTRATION.to_vec();
        assert_eq!(progress.next(), Step::RealName);
        progress.check = Some(Check::Failed { at: at(0), cause: crate::volunteer::Cause::Mismatch });
        assert_eq!(progress.next(), Step::RealName);
        progress.check = Some(Check::Pending { since: at(0) });
        assert_eq!(progress.next(), Step::Organisations);
        progress.pending_memberships = 1;
        assert_eq!(progress.next(), Step::Reviews);
        progress.check = verified;
        assert_eq!(progress.next(), Step::Reviews);
        (progress.pending_memberships, progress.approved_memberships) = (0, 1);
        assert_eq!(progress.next(), Step::Done);
        const { assert!(CARD_WISH_PRESELECTED) };
    }

    // rules: REG-05
    #[test]
    fn one_to_five_organisations_pending_and_approved_together() {
        let ids = |range: std::ops::Range<i64>| range.map(OrganisationId).collect::<Vec<_>>();
        assert_eq!(choose_organisations(&[], &[]), Err(RegistrationRefusal::NoOrganisation));
        assert_eq!(choose_organisations(&ids(0..5), &[]), Ok(()));
        let too_many = |held| Err(RegistrationRefusal::TooManyOrganisations { held, held_max: 5 });
        assert_eq!(choose_organisations(&ids(0..6), &[]), too_many(0));
        assert_eq!(choose_organisations(&ids(0..1), &ids(10..14)), Ok(()));
        assert_eq!(choose_organisations(&ids(0..1), &ids(10..15)), too_many(5));
        assert_eq!(choose_organisations(&[OrganisationId(1); 2], &[]), Err(RegistrationRefusal::OrganisationTwice));
        assert_eq!(choose_organisations(&ids(0..1), &ids(0..1)), Err(RegistrationRefusal::OrganisationTwice));
    }

    // rules: REG-12
    #[test]
    fn a_known_phone_leads_to_login_once_it_is_proven() {
        let known = |has_volunteer| Some(Known { account: AccountId(1), has_volunteer });
        assert_eq!(phone_branch(&proven(), None), PhoneBranch::New);
        assert_eq!(phone_branch(&proven(), known(true)), PhoneBranch::LogIn(AccountId(1)));
        assert_eq!(phone_branch(&proven(), known(false)), PhoneBranch::LogInAndComplete(AccountId(1)));
        let kept = |now| PhoneProven::kept(proven().phone().clone(), at(0), at(now));
        assert_eq!(kept(1799), Ok(proven()));
        assert_eq!(kept(1800), Err(RegistrationRefusal::PhoneNotProven));
        assert_eq!(kept(-1), Err(RegistrationRefusal::PhoneNotProven));
    }

    // rules: REG-13
    #[test]
    fn a_known_document_is_told_without_its_owner() {
        let me = AccountId(1);
        assert_eq!(document_is_free(&proven(), me, None), Ok(()));
        assert_eq!(document_is_free(&proven(), me, Some(me)), Ok(()));
        assert_eq!(document_is_free(&proven(), me, Some(AccountId(2))), Err(RegistrationRefusal::DocumentKnown));
        assert_eq!(Recovery::ALL, [Recovery::BoundPhone, Recovery::BoundEmail, Recovery::Appeal]);
    }
}
