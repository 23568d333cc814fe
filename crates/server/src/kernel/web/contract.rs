//! The API's document, completed: what is true of many operations is said once, here, and not beside each route. Names that are
//! unique, the statuses that any door may answer with, refusals in the media type that they have, and who must be logged in.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, Parameter, ParameterIn, PathItem},
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

/// The name of the only way to log in.
const SESSION: &str = "session";
const PROBLEM: &str = "#/components/schemas/Problem";
const PROBLEM_JSON: &str = "application/problem+json";

/// Completes what the routes say of themselves.
pub fn completed(mut document: OpenApi) -> OpenApi {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    document.components.get_or_insert_default().add_security_scheme(SESSION, bearer);
    for item in document.paths.paths.values_mut() {
        for (changes, operation) in operations(item) {
            complete(changes, operation);
        }
    }
    document
}

/// Each operation of a path, and whether it changes something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let PathItem { get, put, post, delete, .. } = item;
    [(false, get), (true, put), (true, post), (true, delete)]
        .into_iter()
        .filter_map(|(changes, operation)| Some((changes, operation.as_mut()?)))
}

fn complete(changes: bool, operation: &mut Operation) {
    let area = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
    let name = operation.operation_id.take().unwrap_or_default();
    operation.operation_id = Some(format!("{area}_{name}"));
    for status in owed(changes, operation) {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(status)));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            described(status, response);
        }
    }
    // Where a 401 means something else, the route says so by a security of its own.
    if operation.security.is_none() && operation.responses.responses.contains_key("401") {
        operation.security = Some(vec![SecurityRequirement::new(SESSION, [""; 0])]);
    }
}

/// What any operation of this shape may answer with.
fn owed(changes: bool, operation: &Operation) -> Vec<&'static str> {
    let takes = |place: ParameterIn| {
        let mut own = operation.parameters.iter().flatten();
        own.any(|one| matches!(one, RefOr::T(Parameter { parameter_in, .. }) if *parameter_in == place))
    };
    let mut owed = vec!["503"];
    if takes(ParameterIn::Path) {
        owed.push("404");
    }
    // A body that can't be read, a query that can't, a key that was used for something else.
    if changes || takes(ParameterIn::Query) {
        owed.push("422");
    }
    // A cookie that rides on another site's form.
    if changes {
        owed.push("403");
    }
    owed
}

fn problem(status: &str) -> Response {
    let content = Content::new(Some(Ref::new(PROBLEM)));
    ResponseBuilder::new().description(meaning(status)).content(PROBLEM_JSON, content).build()
}

/// Gives a response its words, and a problem its media type.
fn described(status: &str, response: &mut Response) {
    if response.description.is_empty() {
        response.description = meaning(status).to_owned();
    }
    let is_problem = response.content.values().any(
        |content| matches!(content, RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) if schema.ref_location == PROBLEM),
    );
    if is_problem {
        response.content = problem(status).content;
    }
}

const fn meaning(status: &str) -> &'static str {
    match status.as_bytes() {
        b"200" => "Done, or found.",
        b"201" => "Made.",
        b"202" => "On its way.",
        b"204" => "Done; there is nothing to tell.",
        b"401" => "Nobody is logged in.",
        b"403" => "Not with these rights, not without a human check, or not from another site's page.",
        b"404" => "Not there, or not for this caller to know of.",
        b"409" => "A rule forbids it as things stand.",
        b"422" => "Something that was sent can't be taken.",
        b"429" => "Too often; Retry-After says how long to wait.",
        b"503" => "Not now; Retry-After says how long to wait.",
        _ => "",
    }
}
