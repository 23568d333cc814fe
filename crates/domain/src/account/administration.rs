//! Who runs the platform (ORG-09, AUD-02): the roles on the platform itself, what each may do, and the setting by which the work of its
//! owner is divided among three administrators of whom nobody holds two.

use crate::kernel::AccountId;

crate::refusals! {
    /// Why a role on the platform isn't given or taken, or the work isn't divided.
    pub enum AdministrationRefusal {
        /// Nobody changes what they may do themselves.
        OwnRole => "administration.own-role", "AUD-02", Forbidden;
        /// These roles exist once the work is divided.
        NotDivided => "administration.not-divided", "AUD-02", Conflict;
        /// Once it is divided nobody owns the platform alone.
        Divided => "administration.divided", "AUD-02", Conflict;
        /// Somebody has to hold this role.
        LastOne { post: &'static str } => "administration.last-one", "AUD-02", Conflict;
        /// Three administrators are three people.
        SamePerson => "administration.same-person", "AUD-02", Invalid;
        /// Whoever holds one of the three roles gives it back before they get another.
        HoldsAnother { post: &'static str } => "administration.holds-another", "AUD-02", Conflict;
        /// No account that somebody can log in to has this phone.
        NoAccount => "administration.no-account", "AUD-02", Invalid;
    }
}

crate::named! {
    /// What somebody is on the platform. The last three divide what an owner is.
    pub enum Post {
        /// Answers people.
        Support = 1, "platform-support";
        /// Does for any organisation what its stewards do, and reviews the first level.
        Steward = 2, "platform-steward";
        /// May do everything, unless the work is divided.
        Owner = 3, "platform-owner";
        /// Connects other platforms, and sees what isn't sent.
        System = 4, "system-administrator";
        /// Decides about accounts, roles and logins.
        Security = 5, "security-administrator";
        /// Reads the trail, and changes nothing.
        Audit = 6, "audit-administrator";
    }
}

crate::named! {
    /// Whether one person may hold all of the platform's work, or three share it.
    pub enum Division {
        Together = 1, "together";
        Divided = 2, "divided";
    }
}

/// A kind of work on the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Answer questions.
    Tickets,
    /// What stewards do at organisations, and the reviews of what nobody else is above.
    Organisations,
    /// Accounts of people: appeals, suspended ones.
    People,
    /// Who must prove how much at the login.
    LoginRules,
    /// Who has which role on the platform.
    Posts,
    /// Platforms that people log in to from here.
    Platforms,
    /// What the installation itself is about, such as messages that nobody sends.
    Installation,
    /// Read the whole trail.
    Trail,
}

impl Power {
    pub const ALL: [Power; 8] = [
        Power::Tickets,
        Power::Organisations,
        Power::People,
        Power::LoginRules,
        Power::Posts,
        Power::Platforms,
        Power::Installation,
        Power::Trail,
    ];
}

impl Division {
    /// From the setting as it is stored; without one the work is together.
    pub fn of_setting(setting: Option<&str>) -> Division {
        setting.and_then(Division::parse).unwrap_or(Division::Together)
    }
}

impl Post {
    /// The three that exclude each other.
    pub const THREE: [Post; 3] = [Post::System, Post::Security, Post::Audit];

    /// Whether it is one of the three.
    pub const fn is_one_of_three(self) -> bool {
        matches!(self, Post::System | Post::Security | Post::Audit)
    }

    /// Whether somebody must hold it, or nobody could run the platform.
    pub fn is_needed(self, division: Division) -> bool {
        match division {
            Division::Together => self == Post::Owner,
            Division::Divided => self.is_one_of_three(),
        }
    }

    /// Whether it allows the work. Divided, no two of the three share any, and what is theirs is nobody else's.
    pub const fn allows(self, power: Power, division: Division) -> bool {
        use Power::{Installation, LoginRules, Organisations, People, Platforms, Posts, Tickets, Trail};
        match (self, division) {
            (Post::Owner, Division::Together) => true,
            (Post::Owner, Division::Divided) => false,
            (Post::Steward, Division::Together) => {
                matches!(power, Tickets | Organisations | People | Platforms | Trail)
            }
            (Post::Steward, Division::Divided) => matches!(power, Tickets | Organisations),
            (Post::Support, _) => matches!(power, Tickets),
            (_, Division::Together) => false,
            (Post::System, Division::Divided) => matches!(power, Platforms | Installation),
            (Post::Security, Division::Divided) => matches!(power, People | LoginRules | Posts),
            (Post::Audit, Division::Divided) => matches!(power, Trail),
        }
    }
}

/// What somebody holds now, and how many others hold the same.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub post: Option<Post>,
    pub others: u32,
}

/// Decides whether `by` may make `to` what is wanted, or nothing. Without a `by` it is the operator at the machine.
pub fn appoint(
    division: Division,
    (by, to): (Option<AccountId>, AccountId),
    held: Held,
    wanted: Option<Post>,
) -> Result<(), AdministrationRefusal> {
    if by == Some(to) {
        return Err(AdministrationRefusal::OwnRole);
    }
    match (wanted, division) {
        (Some(post), Division::Together) if post.is_one_of_three() => return Err(AdministrationRefusal::NotDivided),
        (Some(Post::Owner), Division::Divided) => return Err(AdministrationRefusal::Divided),
        _ => {}
    }
    let Some(post) = held.post.filter(|post| wanted != Some(*post)) else { return Ok(()) };
    if post.is_needed(division) && held.others == 0 {
        return Err(AdministrationRefusal::LastOne { post: post.name() });
    }
    if post.is_one_of_three() && wanted.is_some_and(Post::is_one_of_three) {
        return Err(AdministrationRefusal::HoldsAnother { post: post.name() });
    }
    Ok(())
}

/// Decides whether the work may be divided among these, in the order of `Post::THREE`.
pub fn divide([system, security, audit]: [AccountId; 3]) -> Result<(), AdministrationRefusal> {
    if system == security || security == audit || system == audit {
        return Err(AdministrationRefusal::SamePerson);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    const ANNA: AccountId = AccountId(1);
    const BEN: AccountId = AccountId(2);
    const CLEO: AccountId = AccountId(3);

    fn held(post: Post, others: u32) -> Held {
        Held { post: Some(post), others }
    }

    fn powers(post: Post, division: Division) -> Vec<Power> {
        Power::ALL.into_iter().filter(|power| post.allows(*power, division)).collect()
    }

    // rules: AUD-02
    #[test]
    fn divided_work_is_in_one_hand_each_and_never_in_two() {
        for power in Power::ALL {
            let hands = Post::THREE.into_iter().filter(|post| post.allows(power, Division::Divided)).count();
            let others = [Post::Support, Post::Steward, Post::Owner];
            let elsewhere = others.into_iter().filter(|post| post.allows(power, Division::Divided)).count();
            let is_daily_work = matches!(power, Power::Tickets | Power::Organisations);
            assert_eq!((hands, elsewhere > 0), (usize::from(!is_daily_work), is_daily_work), "{power:?}");
        }
        assert_eq!(powers(Post::Audit, Division::Divided), [Power::Trail]);
        assert_eq!(powers(Post::Owner, Division::Divided), []);
    }

    // rules: AUD-02
    #[test]
    fn together_an_owner_does_everything_and_the_three_are_nothing() {
        assert_eq!(powers(Post::Owner, Division::Together), Power::ALL);
        assert!(Post::THREE.into_iter().all(|post| powers(post, Division::Together).is_empty()));
        let steward = powers(Post::Steward, Division::Together);
        assert!(!steward.contains(&Power::Posts) && steward.contains(&Power::Trail));
        assert_eq!(powers(Post::Support, Division::Together), [Power::Tickets]);
        assert_eq!(Division::of_setting(None), Division::Together);
        assert_eq!(Division::of_setting(Some("divided")), Division::Divided);
    }

    // rules: AUD-02
    #[test]
    fn nobody_appoints_themselves_or_holds_two_of_the_three() {
        let ask = |held, wanted| appoint(Division::Divided, (Some(ANNA), BEN), held, wanted);
        let nothing = Held { post: None, others: 0 };
        assert_eq!(ask(nothing, Some(Post::Audit)), Ok(()));
        let own = appoint(Division::Divided, (Some(ANNA), ANNA), nothing, Some(Post::Steward));
        assert_eq!(own.unwrap_err().shape().code, "administration.own-role");
        let other = ask(held(Post::System, 1), Some(Post::Audit)).unwrap_err();
        assert_eq!(other, AdministrationRefusal::HoldsAnother { post: "system-administrator" });
        assert_eq!(ask(held(Post::System, 1), None), Ok(()));
        assert_eq!(ask(held(Post::System, 0), Some(Post::System)), Ok(()));
        assert_eq!(ask(nothing, Some(Post::Owner)), Err(AdministrationRefusal::Divided));
    }

    // rules: AUD-02
    #[test]
    fn what_somebody_must_hold_is_never_taken_from_the_last() {
        let ask = |division, held, wanted| appoint(division, (None, BEN), held, wanted);
        assert_eq!(ask(Division::Together, held(Post::Owner, 1), None), Ok(()));
        let last = |post: Post| Err(AdministrationRefusal::LastOne { post: post.name() });
        assert_eq!(ask(Division::Together, held(Post::Owner, 0), Some(Post::Steward)), last(Post::Owner));
        assert_eq!(ask(Division::Divided, held(Post::Audit, 0), None), last(Post::Audit));
        assert_eq!(ask(Division::Divided, held(Post::Steward, 0), None), Ok(()));
        assert_eq!(
            ask(Division::Together, held(Post::Support, 0), Some(Post::Audit)),
            Err(AdministrationRefusal::NotDivided)
        );
    }

    // rules: AUD-02
    #[test]
    fn the_work_is_divided_among_three_people() {
        assert_eq!(divide([ANNA, BEN, CLEO]), Ok(()));
        for two in [[ANNA, ANNA, BEN], [ANNA, BEN, ANNA], [BEN, ANNA, ANNA]] {
            assert_eq!(divide(two), Err(AdministrationRefusal::SamePerson));
        }
    }
}
