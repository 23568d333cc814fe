//! The headers that every answer wears.

use crate::world::Reply;

/// Asserts the headers of one answer.
#[track_caller]
pub fn assert_dressed(reply: &Reply, about: &str) {
    let header = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{about}: {policy}");
    let page = policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'");
    assert!(page || policy.ends_with("; sandbox"), "{about}: {policy}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{about}");
    assert_eq!(header("referrer-policy"), "strict-origin-when-cross-origin", "{about}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{about}");
    assert!(header("permissions-policy").contains("camera=(self)"), "{about}");
    assert!(!header("cache-control").is_empty() && !header("vary").is_empty(), "{about}");
}
