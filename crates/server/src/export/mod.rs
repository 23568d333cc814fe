//! x
pub mod api { use crate::kernel::office::Office; pub fn routes() -> utoipa_axum::router::OpenApiRouter<Office> { utoipa_axum::router::OpenApiRouter::new() } }
pub mod pages { use crate::kernel::office::Office; pub fn routes() -> axum::Router<Office> { axum::Router::new() } }
