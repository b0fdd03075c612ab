//! Owns the rendering: a template's name and a view go in, a letter or a page comes out.

use minijinja::{Environment, Value, context, value::Serde};
use serde::Serialize;

use super::page::Surroundings;
use super::view::DigestView;
use super::{load, sample, text};

/// Longest subject line, in characters.
const SUBJECT: usize = 150;

/// A letter before it is a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML document.
    pub html: String,
}

/// All templates, parsed and tried.
#[derive(Debug)]
pub struct Templates {
    pub(super) environment: Environment<'static>,
}

/// A template failed on data its trial did not hold.
#[derive(Debug, thiserror::Error)]
#[error("cannot render {template}")]
pub struct RenderError {
    template: String,
    source: minijinja::Error,
}

impl Templates {
    /// Whether there is a digest template of that name.
    pub fn has_letter(&self, template: &str) -> bool {
        !matches!(template, "pages" | "alarm" | "reported")
            && self.environment.get_template(&format!("{template}/body.html")).is_ok()
    }

    /// Tries the template of a subject line; the error says what is wrong with it.
    pub fn check_subject(&self, subject: &str) -> Result<(), String> {
        for view in sample::letters() {
            let line = self.environment.render_named_str("subject", subject, Value::from(Serde(&view)));
            match line {
                Ok(line) if text::one_line(&line).is_empty() => return Err("gives an empty subject line".to_owned()),
                Ok(_) => {}
                Err(error) => return Err(load::what(&error)),
            }
        }
        Ok(())
    }

    /// Renders the letter of one recipient. `template` is the folder of its templates; `subject` is the template of
    /// the subject line, or empty for the folder's own.
    pub fn letter(&self, template: &str, subject: &str, view: &DigestView) -> Result<Letter, RenderError> {
        let view = Value::from(Serde(view));
        let subject = if subject.trim().is_empty() {
            self.render(&format!("{template}/subject.txt"), view.clone())?
        } else {
            let line = self.environment.render_named_str("subject", subject, view.clone());
            line.map_err(|source| RenderError { template: "the subject".to_owned(), source })?
        };
        let text = self.render(&format!("{template}/body.txt"), view.clone())?;
        Ok(Letter {
            subject: text::clip(&text::one_line(&subject), SUBJECT),
            text: tidy(&text),
            html: self.render(&format!("{template}/body.html"), view)?,
        })
    }

    /// Renders a letter by the templates of a folder, with the folder's own subject.
    pub fn rendered<V: Serialize>(&self, template: &str, view: &V) -> Result<Letter, RenderError> {
        let view = Value::from(Serde(view));
        let subject = self.render(&format!("{template}/subject.txt"), view.clone())?;
        let text = self.render(&format!("{template}/body.txt"), view.clone())?;
        Ok(Letter {
            subject: text::clip(&text::one_line(&subject), SUBJECT),
            text: tidy(&text),
            html: self.render(&format!("{template}/body.html"), view)?,
        })
    }

    /// Renders a web page: `name` is "index", "feeds", "feed", "edition", "unsubscribe", "unsubscribed", "error" or one
    /// of those for moderation.
    pub fn page<V: Serialize>(&self, name: &str, view: &V, around: &Surroundings) -> Result<String, RenderError> {
        self.render(&format!("pages/{name}.html"), on_page(view, around))
    }

    fn render(&self, name: &str, view: Value) -> Result<String, RenderError> {
        let rendered = self.environment.get_template(name).and_then(|template| template.render(view));
        rendered.map_err(|source| RenderError { template: name.to_owned(), source })
    }
}

/// What the template of a page can name: its view, and what stands around it.
pub(super) fn on_page<V: Serialize>(view: &V, around: &Surroundings) -> Value {
    context! { ..Value::from(Serde(view)), ..Value::from(Serde(around)) }
}

/// The text without blanks at line ends and without more than one empty line in a row, which conditions in a template
/// leave behind.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 1;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied.push('\n');
    tidied
}
