//! Why a login at another platform doesn't happen: told to the person on a page of ours where the platform can't be trusted, and to the
//! platform in the words of the protocol everywhere else.

crate::refusals! {
    /// What is told on a page of ours, since leading on would lead to a stranger.
    pub enum SsoRefusal {
        /// No such platform is connected.
        ClientUnknown => "sso.client-unknown", "ACC-06", Invalid;
        /// The platform asks to be led to an address that it never registered.
        RedirectUnknown => "sso.redirect-unknown", "ACC-06", Invalid;
        /// Where a logout should lead is no registered address, or the hint beside it isn't ours.
        LogoutUnfit => "sso.logout-unfit", "ACC-06", Invalid;
    }
}

macro_rules! protocol {
    ($($(#[$meta:meta])* $variant:ident => $name:literal;)+) => {
        /// An error in the protocol's own words (RFC 6749 4.1.2.1 and 5.2, RFC 6750 3.1, OpenID Connect Core 3.1.2.6).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Protocol { $($(#[$meta])* $variant,)+ }

        impl Protocol {
            /// The word on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Protocol::$variant => $name,)+ }
            }
        }
    };
}
protocol! {
    InvalidRequest => "invalid_request";
    UnauthorizedClient => "unauthorized_client";
    AccessDenied => "access_denied";
    UnsupportedResponseType => "unsupported_response_type";
    InvalidScope => "invalid_scope";
    LoginRequired => "login_required";
    ConsentRequired => "consent_required";
    RequestNotSupported => "request_not_supported";
    RequestUriNotSupported => "request_uri_not_supported";
    RegistrationNotSupported => "registration_not_supported";
    InvalidClient => "invalid_client";
    InvalidGrant => "invalid_grant";
    UnsupportedGrantType => "unsupported_grant_type";
    InvalidToken => "invalid_token";
}
