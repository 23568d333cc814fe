//! A certificate's statement as the sheets that the press takes, in the words of its language.

use super::{records::Line, store::Row};
use crate::kernel::words::{Locale, Words};
use domain::{
    hours::{Class, Totals},
    kernel::{Fact as Value, local_date},
    volunteer::VolunteerNumber,
};
use paper::{Certificate, CertificateWords, DetailList, DetailListWords, DetailRow, Fact, Hours};

/// The certificate; `origin` is the address of the platform.
pub fn certificate(row: &Row, origin: &str) -> Certificate {
    let words = Words::of(row.locale);
    let (t, stated) = (texts(words), &row.stated);
    let at = words.at_full(row.as_of);
    Certificate {
        language: row.locale.tag().to_owned(),
        words: labels(words),
        number: row.number.to_string(),
        name: stated.name.clone(),
        sex: t(&format!("sex-{}", stated.sex.name())),
        document_kind: t(&format!("document-kind-{}", stated.document_kind.name())),
        document_number: stated.document_number.clone(),
        volunteer_number: grouped(&stated.volunteer_number),
        registered_on: words.day_full(stated.registered_on),
        registered_in: stated.registered_in.clone(),
        statement: t("certificate-statement"),
        hours: hours(&stated.totals),
        as_of: words.with("certificate-as-of", &[("at", Value::from(at.as_str()))]),
        details: words.with("certificate-details-attached", &[("records", Value::from(count(row)))]),
        in_charge: stated.in_charge.clone(),
        handled_by: stated.handled_by.clone(),
        issuer: stated.issuer.clone(),
        issued: at,
        issued_at: row.as_of,
        query_address: format!("{origin}/certificates"),
        verify_url: format!("{origin}/c#{}", stated.code),
        notes: vec![t("certificate-note-free"), t("certificate-note-changes")],
    }
}

/// The detail list with these lines, the oldest first.
pub fn details(row: &Row, lines: &[Line]) -> DetailList {
    let words = Words::of(row.locale);
    let (t, stated) = (texts(words), &row.stated);
    let fact = |label: &str, value: String| Fact { label: t(label), value };
    let totals = &stated.totals;
    DetailList {
        language: row.locale.tag().to_owned(),
        words: list_words(words),
        number: row.number.to_string(),
        name: stated.name.clone(),
        issuer: stated.issuer.clone(),
        facts: vec![
            fact("certificate-volunteer-number", grouped(&stated.volunteer_number)),
            fact("certificate-total", words.minutes(totals.total())),
            fact("certificate-honorary", words.minutes(totals.honorary)),
            fact("certificate-training", words.minutes(totals.training)),
            fact("certificate-issued", words.at_full(row.as_of)),
            fact("certificate-records", count(row).to_string()),
        ],
        rows: lines.iter().map(|line| listed(line, words)).collect(),
        issued_at: row.as_of,
        notes: vec![t("certificate-note-beside"), t("certificate-note-changes")],
    }
}

/// What is printed around the rows of a detail list.
pub fn list_words(words: &'static Words) -> DetailListWords {
    let t = texts(words);
    DetailListWords {
        title: t("certificate-list-title"),
        date: t("certificate-list-date"),
        activity: t("certificate-list-activity"),
        organisation: t("certificate-list-organisation"),
        place: t("certificate-list-place"),
        scan_minutes: t("certificate-list-scan"),
        make_up_minutes: t("certificate-list-make-up"),
        state: t("certificate-list-state"),
        certificate_number: t("certificate-number"),
        page_of: t("certificate-list-page").replace('〔', "{").replace('〕', "}"),
    }
}

fn texts(words: &'static Words) -> impl Fn(&str) -> String {
    |key| words.t(key).into_owned()
}

fn count(row: &Row) -> i64 {
    i64::try_from(row.stated.entries.len()).unwrap_or(i64::MAX)
}

/// A volunteer number in the groups in which it is read aloud.
pub fn grouped(number: &str) -> String {
    VolunteerNumber::parse(number).map_or_else(|_| number.to_owned(), VolunteerNumber::grouped)
}

fn hours(totals: &Totals) -> Hours {
    Hours {
        scan: totals.scan.0,
        make_up: totals.make_up.0,
        deducted: totals.deducted.0,
        honorary: totals.honorary.0,
        training: totals.training.0,
    }
}

fn listed(line: &Line, words: &Words) -> DetailRow {
    let minutes = if line.is_service() { line.signed_minutes() } else { 0 };
    let is_made_up = line.class() == Some(Class::MakeUp);
    let state = words.t(&format!("certificate-class-{}", line.state())).into_owned();
    let beside = words.number(line.signed_minutes());
    DetailRow {
        date: line.served_on().to_string(),
        activity: line.activity.clone().unwrap_or_else(|| state.clone()),
        organisation: line.organisation.clone(),
        place: line.place(),
        scan_minutes: if is_made_up { 0 } else { minutes },
        make_up_minutes: if is_made_up { minutes } else { 0 },
        state: if line.is_service() { state } else { format!("{state} {beside}") },
    }
}

/// The labels of a certificate.
fn labels(words: &'static Words) -> CertificateWords {
    let t = texts(words);
    let other = match words.locale() {
        Locale::ZhCn => Locale::En,
        Locale::En => Locale::ZhCn,
    };
    CertificateWords {
        title: t("certificate-paper-title"),
        subtitle: Some(Words::of(other).t("certificate-paper-title").into_owned()),
        name: t("certificate-name"),
        sex: t("certificate-sex"),
        volunteer_number: t("certificate-volunteer-number"),
        registered_on: t("certificate-registered-on"),
        registered_in: t("certificate-registered-in"),
        total: t("certificate-total"),
        hours_unit: t("certificate-hours-unit"),
        minutes_unit: t("certificate-minutes-unit"),
        scan: t("certificate-scan"),
        make_up: t("certificate-make-up"),
        deducted: t("certificate-deducted"),
        honorary: t("certificate-honorary"),
        training: t("certificate-training"),
        not_added: t("certificate-note-beside"),
        in_charge: t("certificate-in-charge"),
        handled_by: t("certificate-handled-by"),
        certificate_number: t("certificate-number"),
        issued: t("certificate-issued"),
        query_address: t("certificate-query-address"),
        scan_to_verify: t("certificate-scan-to-verify"),
        unsigned_seal: t("certificate-unsigned-seal"),
        photo_alt: t("certificate-photo"),
        seal_alt: t("certificate-seal-alt"),
        qr_alt: t("certificate-qr-alt"),
    }
}

/// The local day on a certificate's file name.
pub fn file_name(row: &Row, what: &str) -> String {
    format!("{what}-{}-{}.pdf", row.number, local_date(row.as_of))
}
