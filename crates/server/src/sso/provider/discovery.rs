//! What a platform needs to know of us (OpenID Connect Discovery 1.0), and the keys that it checks our tokens with.

use super::reply::told;
use crate::kernel::{failure::Answer, office::Office};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use domain::sso::{Scope, SigningAlgorithm};

/// The name under which we vouch for people.
pub fn issuer(office: &Office) -> &str {
    &office.means.settings.origin
}

const CLAIMS: [&str; 22] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "at_hash",
    "sid",
    "name",
    "nickname",
    "locale",
    "zoneinfo",
    "phone_number",
    "phone_number_verified",
    "email",
    "email_verified",
    "address",
    "volunteer_number",
    "volunteer_stars",
    "volunteer_confirmed_minutes",
];

/// `/.well-known/openid-configuration`
pub async fn configuration(State(office): State<Office>) -> Response {
    let issuer = issuer(&office);
    let at = |path: &str| format!("{issuer}{path}");
    let scopes: Vec<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
    let algorithms: Vec<&str> = SigningAlgorithm::ALL.iter().map(|algorithm| algorithm.name()).collect();
    let claims: Vec<&str> = CLAIMS.into_iter().chain(["real_name"]).collect();
    let ways = ["client_secret_basic", "client_secret_post", "none"];
    remembered(told(serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/.well-known/jwks.json"),
        "introspection_endpoint": at("/introspect"),
        "revocation_endpoint": at("/revoke"),
        "end_session_endpoint": at("/end_session"),
        "scopes_supported": scopes,
        "claims_supported": claims,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": ways,
        "introspection_endpoint_auth_methods_supported": ways,
        "revocation_endpoint_auth_methods_supported": ways,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["zh-CN", "en"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    })))
}

/// `/.well-known/jwks.json`
pub async fn keys(State(office): State<Office>) -> Answer<Response> {
    let now = office.clock.now();
    let ring = office.means.signers.ring(&office, now).await?;
    Ok(remembered(told(ring.published(now))))
}

/// The same for everybody, for five minutes.
fn remembered(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
