//! People, times and days as stewards type them.

use crate::{
    enrolment,
    hours::make_up::SubmitLine,
    kernel::{
        failure::{Answer, Failure},
        web::Visit,
    },
};
use domain::{
    hours::HoursRefusal,
    kernel::{Minutes, TextRefusal, VolunteerId},
};
use jiff::civil::Date;

/// Hours and minutes in two fields; one of them may stay empty.
#[derive(Clone, Copy)]
pub struct Time<'a> {
    pub hours: &'a str,
    pub minutes: &'a str,
}

impl Time<'_> {
    /// The minutes that were meant.
    pub fn read(self) -> Answer<Minutes> {
        let number = |field: &'static str, text: &str| match text.trim() {
            "" => Ok(0),
            text => text.parse::<u32>().map_err(|_| not_allowed(field, text)),
        };
        let (hours, minutes) = (number("hours", self.hours)?, number("minutes", self.minutes)?);
        Ok(Minutes(hours.saturating_mul(60).saturating_add(minutes)))
    }
}

fn not_allowed(field: &'static str, text: &str) -> Failure {
    (field, TextRefusal::NotAllowed { character: text.chars().take(20).collect() }).into()
}

/// One volunteer for each line: a number, then minutes and a day where they differ from the others'.
struct Typed<'a> {
    number: &'a str,
    minutes: Option<Minutes>,
    day: Option<Date>,
}

fn typed(line: &str) -> Answer<Option<Typed<'_>>> {
    let mut words = line.split([' ', '\t', ',', '，', '、', '　']).filter(|word| !word.is_empty());
    let Some(number) = words.next() else { return Ok(None) };
    let minutes = words.next().map(|word| word.parse().map(Minutes).map_err(|_| not_allowed("numbers", word)));
    let day = words.next().map(|word| word.parse().map_err(|_| not_allowed("numbers", word)));
    Ok(Some(Typed { number, minutes: minutes.transpose()?, day: day.transpose()? }))
}

/// The lines of a make-up: everyone who was picked, and everyone whose number was typed. Who is both is taken as typed.
pub async fn lines(
    visit: &Visit,
    (picked, numbers): (&[VolunteerId], &str),
    time: Time<'_>,
    served_on: &str,
) -> Answer<Vec<SubmitLine>> {
    let common = time.read()?;
    let day: Option<Date> = match served_on.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| not_allowed("served_on", text))?),
    };
    let day = |own: Option<Date>| own.or(day).ok_or_else(|| Failure::from(("served_on", TextRefusal::Missing)));
    let typed: Vec<Typed<'_>> = numbers.lines().filter_map(|line| typed(line).transpose()).collect::<Answer<_>>()?;
    let wanted: Vec<String> = typed.iter().map(|one| one.number.to_owned()).collect();
    let known = visit.office.view(move |conn| enrolment::by_numbers(conn, &wanted)).await?;
    let mut lines: Vec<SubmitLine> = Vec::new();
    for one in &typed {
        let found = known.iter().find(|(number, _)| number == one.number).map(|(_, id)| *id);
        let volunteer = found.ok_or_else(|| HoursRefusal::UnknownNumber { number: one.number.to_owned() })?;
        lines.push(SubmitLine { volunteer, minutes: one.minutes.unwrap_or(common), served_on: day(one.day)? });
    }
    for volunteer in picked {
        if !lines.iter().any(|line| line.volunteer == *volunteer) {
            lines.push(SubmitLine { volunteer: *volunteer, minutes: common, served_on: day(None)? });
        }
    }
    Ok(lines)
}
