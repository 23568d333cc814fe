//! The real-name data of registration (REG-03): one form, checked as a whole, every wrong field named at once.

use super::{
    document::{Document, DocumentKind, DocumentRefusal, Sex},
    name::{NameRefusal, PersonName, pinyin},
};
use crate::kernel::{Fact, Refuse, Shape, TextRefusal, clean};
use jiff::civil::Date;

crate::refusals! {
    /// What can be wrong in the form beside document and name.
    pub enum RealNameRefusal {
        /// No kind of document was chosen.
        KindMissing => "real-name.kind-missing", "REG-03", Invalid;
        /// Neither an expiry date nor "long-term".
        ExpiryMissing => "real-name.expiry-missing", "REG-03", Invalid;
        /// The document is no longer valid.
        Expired { expired_on: Date } => "real-name.expired", "REG-03", Invalid;
        /// Nothing from the list was chosen.
        NotOnTheList => "real-name.not-on-the-list", "REG-03", Invalid;
        /// The number doesn't tell the birth date, so it must be entered.
        BirthMissing => "real-name.birth-missing", "REG-03", Invalid;
        /// The birth date is later than today.
        BornInFuture => "real-name.born-in-future", "REG-03", Invalid;
    }
}

crate::named! {
    /// GB/T 4762-1984; the number is the code, printed with two digits.
    pub enum PoliticalStatus {
        PartyMember = 1, "party-member";
        ProbationaryPartyMember = 2, "probationary-party-member";
        LeagueMember = 3, "league-member";
        RevolutionaryCommittee = 4, "revolutionary-committee";
        DemocraticLeague = 5, "democratic-league";
        NationalConstruction = 6, "national-construction";
        PromotingDemocracy = 7, "promoting-democracy";
        PeasantsAndWorkers = 8, "peasants-and-workers";
        ZhiGong = 9, "zhi-gong";
        JiuSan = 10, "jiu-san";
        TaiwanSelfGovernment = 11, "taiwan-self-government";
        Independent = 12, "independent";
        Masses = 13, "masses";
    }
}

crate::named! {
    /// The main classes of GB/T 4658-2006; the number is the code.
    pub enum Education {
        Postgraduate = 10, "postgraduate";
        Undergraduate = 20, "undergraduate";
        College = 30, "college";
        SecondaryVocational = 40, "secondary-vocational";
        SeniorMiddle = 60, "senior-middle";
        JuniorMiddle = 70, "junior-middle";
        Primary = 80, "primary";
        Other = 90, "other";
    }
}

crate::named! {
    /// GB/T 2261.4-2003; the number is the code.
    pub enum Occupation {
        CivilServant = 11, "civil-servant";
        Professional = 13, "professional";
        Clerk = 17, "clerk";
        EnterpriseManager = 21, "enterprise-manager";
        Worker = 24, "worker";
        Farmer = 27, "farmer";
        Student = 31, "student";
        Soldier = 37, "soldier";
        Freelancer = 51, "freelancer";
        SelfEmployed = 54, "self-employed";
        Jobless = 70, "jobless";
        Retired = 80, "retired";
        Other = 90, "other";
    }
}

/// Until when a document is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Valid through this day.
    On(Date),
    LongTerm,
}

/// The form as it was typed. Fields hold raw text; an empty one was not filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    pub kind: Option<DocumentKind>,
    pub number: String,
    pub surname: String,
    pub given: String,
    pub surname_pinyin: String,
    pub given_pinyin: String,
    pub expires_on: Option<Date>,
    pub is_long_term: bool,
    pub authority: String,
    pub born_on: Option<Date>,
    pub sex: Option<Sex>,
    pub political_status: Option<PoliticalStatus>,
    pub education: Option<Education>,
    pub occupation: Option<Occupation>,
}

/// Complete real-name data; well formed, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealName {
    pub document: Document,
    pub name: PersonName,
    pub surname_pinyin: String,
    pub given_pinyin: String,
    pub expiry: Expiry,
    pub authority: String,
    pub born_on: Date,
    pub sex: Sex,
    pub political_status: PoliticalStatus,
    pub education: Education,
    pub occupation: Occupation,
}

/// What is wrong in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldRefusal {
    Document(DocumentRefusal),
    Name(NameRefusal),
    Text(TextRefusal),
    Other(RealNameRefusal),
}

/// One wrong field by the name of its input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: &'static str,
    pub refusal: FieldRefusal,
}

impl Form {
    pub const AUTHORITY_CHARS_MAX: u32 = 60;

    /// Another kind of document: everything else is cleared, since none of it belongs to the new one (REG-03).
    pub fn change_kind(self, kind: DocumentKind) -> Form {
        match self.kind == Some(kind) {
            true => self,
            false => Form { kind: Some(kind), ..Form::default() },
        }
    }

    /// The data, or every wrong field in the order of the form. Birth date and sex in the number win over typed ones.
    pub fn parse(&self, today: Date) -> Result<RealName, Vec<Problem>> {
        let mut wrong = Wrong::default();
        let document = wrong.note("number", self.document(today));
        let name = wrong.note("surname", PersonName::parse(&self.surname, &self.given).map_err(FieldRefusal::Name));
        let surname_pinyin = wrong.note("surname_pinyin", pinyin(&self.surname_pinyin).map_err(FieldRefusal::Name));
        let given_pinyin = wrong.note("given_pinyin", pinyin(&self.given_pinyin).map_err(FieldRefusal::Name));
        let expiry = wrong.note("expires_on", self.expiry(today).map_err(FieldRefusal::Other));
        let authority =
            wrong.note("authority", clean(&self.authority, Form::AUTHORITY_CHARS_MAX).map_err(FieldRefusal::Text));
        let (born_on, sex) = self.birth_and_sex(document.as_ref(), today, &mut wrong);
        let political_status = wrong.listed("political_status", self.political_status);
        let education = wrong.listed("education", self.education);
        let occupation = wrong.listed("occupation", self.occupation);
        let complete = || {
            Some(RealName {
                document: document?,
                name: name?,
                surname_pinyin: surname_pinyin?,
                given_pinyin: given_pinyin?,
                expiry: expiry?,
                authority: authority?,
                born_on: born_on?,
                sex: sex?,
                political_status: political_status?,
                education: education?,
                occupation: occupation?,
            })
        };
        complete().ok_or(wrong.problems)
    }

    fn document(&self, today: Date) -> Result<Document, FieldRefusal> {
        let kind = self.kind.ok_or(FieldRefusal::Other(RealNameRefusal::KindMissing))?;
        Document::parse(kind, &self.number, today).map_err(FieldRefusal::Document)
    }

    fn expiry(&self, today: Date) -> Result<Expiry, RealNameRefusal> {
        match self.expires_on {
            _ if self.is_long_term => Ok(Expiry::LongTerm),
            None => Err(RealNameRefusal::ExpiryMissing),
            Some(expired_on) if expired_on < today => Err(RealNameRefusal::Expired { expired_on }),
            Some(day) => Ok(Expiry::On(day)),
        }
    }

    fn birth_and_sex(
        &self,
        document: Option<&Document>,
        today: Date,
        wrong: &mut Wrong,
    ) -> (Option<Date>, Option<Sex>) {
        let told = document.and_then(Document::born_on).or(self.born_on);
        let born_on = match told {
            Some(born_on) if born_on <= today => Some(born_on),
            // A refused number can't tell the birth date; saying so twice helps nobody.
            None if document.is_none() => None,
            told => {
                let refusal = told.map_or(RealNameRefusal::BirthMissing, |_| RealNameRefusal::BornInFuture);
                wrong.note("born_on", Err(FieldRefusal::Other(refusal)))
            }
        };
        let sex = document.and_then(Document::sex).or(self.sex);
        (born_on, if document.is_some() { wrong.listed("sex", sex) } else { sex })
    }
}

#[derive(Default)]
struct Wrong {
    problems: Vec<Problem>,
}

impl Wrong {
    fn note<T>(&mut self, field: &'static str, checked: Result<T, FieldRefusal>) -> Option<T> {
        checked.map_err(|refusal| self.problems.push(Problem { field, refusal })).ok()
    }

    fn listed<T>(&mut self, field: &'static str, chosen: Option<T>) -> Option<T> {
        self.note(field, chosen.ok_or(FieldRefusal::Other(RealNameRefusal::NotOnTheList)))
    }
}

impl FieldRefusal {
    fn inner(&self) -> &dyn Refuse {
        match self {
            FieldRefusal::Document(refusal) => refusal,
            FieldRefusal::Name(refusal) => refusal,
            FieldRefusal::Text(refusal) => refusal,
            FieldRefusal::Other(refusal) => refusal,
        }
    }
}

impl Refuse for FieldRefusal {
    fn shape(&self) -> Shape {
        self.inner().shape()
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        self.inner().facts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 28);

    fn form() -> Form {
        Form {
            kind: Some(DocumentKind::ResidentIdentityCard),
            number: "11010519491231002x".to_owned(),
            surname: "张".to_owned(),
            given: "三".to_owned(),
            surname_pinyin: "zhang".to_owned(),
            given_pinyin: "san".to_owned(),
            expires_on: Some(TODAY),
            authority: "北京市公安局".to_owned(),
            political_status: Some(PoliticalStatus::Masses),
            education: Some(Education::College),
            occupation: Some(Occupation::Retired),
            ..Form::default()
        }
    }

    fn problems(form: &Form) -> Vec<(&'static str, &'static str)> {
        form.parse(TODAY).unwrap_err().iter().map(|problem| (problem.field, problem.refusal.shape().code)).collect()
    }

    // rules: REG-03
    #[test]
    fn a_complete_form_gives_name_birth_and_sex() {
        let data = form().parse(TODAY).unwrap();
        assert_eq!((data.name.full().as_str(), data.surname_pinyin.as_str()), ("张三", "ZHANG"));
        assert_eq!((data.born_on, data.sex, data.expiry), (date(1949, 12, 31), Sex::Female, Expiry::On(TODAY)));
        assert_eq!(
            (PoliticalStatus::Masses.number(), Education::College.number(), Occupation::Retired.number()),
            (13, 30, 80)
        );
    }

    // rules: REG-03
    #[test]
    fn every_wrong_field_is_named_at_once() {
        assert_eq!(
            problems(&Form::default()),
            [
                ("number", "real-name.kind-missing"),
                ("surname", "name.surname-missing"),
                ("expires_on", "real-name.expiry-missing"),
                ("authority", "text.missing"),
                ("political_status", "real-name.not-on-the-list"),
                ("education", "real-name.not-on-the-list"),
                ("occupation", "real-name.not-on-the-list"),
            ]
        );
    }

    // rules: REG-03
    #[test]
    fn a_wrong_field_brings_the_facts_of_its_own_rule() {
        let wrong = Form { surname: "张3".to_owned(), ..form() }.parse(TODAY).unwrap_err();
        assert_eq!(wrong[0].refusal.facts(), [("character", Fact::Text("3".to_owned()))]);
    }

    // rules: REG-03
    #[test]
    fn a_document_is_valid_through_its_last_day() {
        let yesterday = Form { expires_on: Some(date(2026, 11, 27)), ..form() };
        assert_eq!(problems(&yesterday), [("expires_on", "real-name.expired")]);
        let long_term = Form { expires_on: None, is_long_term: true, ..form() };
        assert_eq!(long_term.parse(TODAY).unwrap().expiry, Expiry::LongTerm);
    }

    // rules: REG-03
    #[test]
    fn changing_the_kind_of_document_clears_the_form() {
        let changed = form().change_kind(DocumentKind::ForeignPassport);
        assert_eq!(changed, Form { kind: Some(DocumentKind::ForeignPassport), ..Form::default() });
        assert_eq!(form().change_kind(DocumentKind::ResidentIdentityCard), form());
    }

    // rules: REG-03, REG-11
    #[test]
    fn a_number_that_tells_nothing_needs_birth_and_sex_typed() {
        let passport = Form { kind: Some(DocumentKind::ForeignPassport), number: "AB123".to_owned(), ..form() };
        assert_eq!(problems(&passport), [("born_on", "real-name.birth-missing"), ("sex", "real-name.not-on-the-list")]);
        let complete = Form { born_on: Some(date(1990, 1, 1)), sex: Some(Sex::Unstated), ..passport };
        assert_eq!(complete.parse(TODAY).unwrap().born_on, date(1990, 1, 1));
        let unborn = Form { born_on: Some(date(2026, 11, 29)), ..complete };
        assert_eq!(problems(&unborn), [("born_on", "real-name.born-in-future")]);
    }
}
