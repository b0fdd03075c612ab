//! Owns the templates: views of the model go in, letters and pages come out. The built-in templates are part of the
//! binary; files of the same name in the operator's folder take their place. Everything is parsed and tried against a
//! sample when it is loaded, so that a mistake is told before anything is sent.

pub mod alarm;
mod filters;
mod load;
mod masthead;
pub mod moderation;
pub mod page;
pub mod reported;
pub mod sample;
mod templates;
pub mod text;
pub mod view;

pub use masthead::Masthead;
pub use templates::{Letter, RenderError, Templates};
pub use view::DigestView;

#[cfg(test)]
mod tests;
