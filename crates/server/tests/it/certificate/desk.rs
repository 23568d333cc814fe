//! Who signs for an organisation.

use super::{portrait, upload};
use crate::story;
use domain::organisation::Role;

// rules: CER-03
story!(an_owner_names_who_signs_and_others_can_not, w, {
    let city = w.organisation("广州市志愿者联合会", None);
    let (owner, auditor, stranger) = (w.steward(city, Role::Owner), w.steward(city, Role::Auditor), w.person("路人"));
    let path = format!("/steward/{city}/certificates");
    let fields = [("key", "k1"), ("in_charge", "李明远"), ("handled_by", "周岚")];

    // refused: without the right, and with an empty name
    assert_eq!(upload(&w, &auditor, &path, &fields, &portrait()).await.status, 403);
    assert_eq!(upload(&w, &stranger, &path, &fields, &portrait()).await.status, 404);
    let empty = [("key", "k0"), ("in_charge", " "), ("handled_by", "周岚")];
    let refused = upload(&w, &owner, &path, &empty, b"").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("in_charge-error") && refused.text.contains("周岚"), "{}", refused.text);
    assert_eq!(w.count("signatory"), 0);

    // saved: with a seal, which a later change without one keeps, each on record
    assert_eq!(upload(&w, &owner, &path, &fields, &portrait()).await.led_to(), format!("{path}?said=saved"));
    let later = [("key", "k2"), ("in_charge", "陈建华"), ("handled_by", "周岚")];
    upload(&w, &owner, &path, &later, b"").await.led_to();
    w.page(Some(&owner), &path).await.says(&["陈建华", "周岚", &format!("/steward/{city}/seal")]);
    assert_eq!(w.count("signatory where seal_id is not null"), 1);
    assert_eq!(w.count("audit where act = 'certificate.sign-for'"), 2);
});
