//! Owns how a comment is named on the command line: by whatever of it a person can copy.

use crate::app::App;
use crate::cli::mistake::Mistake;
use crate::domain::{ANONYMOUS, bare};
use crate::store::NamedComment;

/// So many that come near are shown.
const NEAR: usize = 5;

/// The one comment of that name.
pub(super) async fn find(app: &App, name: &str) -> anyhow::Result<NamedComment> {
    let name = name.trim();
    // PostgreSQL's TEXT takes no NUL.
    if name.is_empty() || name.contains('\0') {
        return Err(Mistake("name a comment; `postround moderate list` shows those reported".to_owned()).into());
    }
    let token = name.rsplit_once("/report/").map_or(name, |(_, token)| token.split(['?', '#']).next().unwrap_or(token));
    if let Some((comment, _)) = app.seal.as_ref().and_then(|seal| seal.report_of(token))
        && let Some(found) = app.store.comment_numbered(comment).await?
    {
        return Ok(found);
    }
    // The anchor of a comment on the operator's pages.
    let bare = name.rsplit_once("#c-").map_or(name, |(_, id)| id);
    let mut called = app.store.comments_called(bare).await?;
    let what = match called.len() {
        1 => return Ok(called.remove(0)),
        0 => {
            let near = app.store.comments_near(bare, NEAR).await?;
            let cure = if near.is_empty() {
                "the operator's page of an article (/articles/ID) shows the id of each comment".to_owned()
            } else {
                format!("these come near:\n{}", lines(&near))
            };
            format!("there is no comment {name:?}; {cure}")
        }
        _ => format!(
            "several comments are called {name:?}; name one by its whole id, or by the end of it:\n{}",
            lines(&called)
        ),
    };
    Err(Mistake(what).into())
}

fn lines(comments: &[NamedComment]) -> String {
    comments.iter().map(|comment| format!("  {}", line(comment))).collect::<Vec<_>>().join("\n")
}

/// `0f8e1c52-… Jo under “Title”: the first words …`
pub(super) fn line(comment: &NamedComment) -> String {
    let author = comment.author.as_deref().unwrap_or(ANONYMOUS);
    let (author, title, text) = (clip(author, 40), clip(&comment.title, 50), clip(&comment.text, 60));
    format!("{} {author} under \u{201c}{title}\u{201d}: {text}", bare(&comment.uid))
}

/// One line of at most so many characters, without what a terminal would obey.
pub(super) fn clip(text: &str, most: usize) -> String {
    crate::render::text::clip(&crate::render::text::one_line(text), most)
}
