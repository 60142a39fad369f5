//! What happens around every request.

mod boundary;
mod fresh_forms;
mod headers;
mod kept_input;
mod language;
mod measured;
mod same_origin;

pub use boundary::boundary;
pub use fresh_forms::fresh_forms;
pub use headers::{harden, security_headers};
pub use kept_input::keep_input;
pub use language::in_language;
pub use measured::measured;
pub use same_origin::{Origin, same_origin};
