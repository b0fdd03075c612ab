//! Owns `[moderation]`, and the operator's password in `[web]`.

use crate::domain::{BlockKind, Name, folded};

use super::mail::password_in;
use super::near::nearest;
use super::read::{Field, Table};
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

const PASSWORD_VARIABLE: &str = "POSTROUND_OPERATOR_PASSWORD";
/// A shorter password is guessed.
const SHORTEST: usize = 8;
const HIDE_AFTER: u32 = 3;

/// What `[moderation]` says.
pub(super) struct Moderating {
    pub(super) blocks: Vec<(BlockKind, String)>,
    pub(super) hide_after_reports: u32,
}

pub(super) fn read(root: &Table<'_>, around: &Surroundings<'_>) -> Moderating {
    let table = root.key("moderation").table();
    let mut blocks = Vec::new();
    for (key, kind) in [("words", BlockKind::Word), ("people", BlockKind::Person)] {
        let listed = table.key(key).list(|item| item.parsed(|text| matchable(kind, text)));
        blocks.extend(listed.into_iter().flatten().map(|text| (kind, text)));
    }
    let sources = table.key("sources").list(|item| source(&item, around));
    blocks.extend(sources.into_iter().flatten().map(|name| (BlockKind::Source, name)));
    let hide_after_reports = table.key("hide_after_reports").integer(0..=1000).unwrap_or(HIDE_AFTER);
    table.finish();
    Moderating { blocks, hide_after_reports }
}

fn matchable(kind: BlockKind, text: &str) -> Result<String, Mistake> {
    let text = values::line(text)?;
    if folded(kind, &text).is_none() {
        let what = format!("{text:?} holds no letter and no figure, so nothing could match it");
        return Err(Mistake::new(what, "write a whole word or a phrase"));
    }
    Ok(text)
}

fn source(field: &Field<'_>, around: &Surroundings<'_>) -> Option<String> {
    let name: Name = field.parsed(values::name)?;
    if around.sources.contains(name.as_str()) {
        return Some(name.to_string());
    }
    let cure = match nearest(name.as_str(), around.sources.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near:?}?"),
        None => "write the name of a [[source]]".to_owned(),
    };
    field.refuse(Mistake::new(format!("there is no source {:?}", name.as_str()), cure));
    None
}

/// The password of the operator's pages, from the environment, the file or a file of its own; `None`: there are no such
/// pages.
pub(super) fn password(web: &Table<'_>, around: &Surroundings<'_>) -> Option<String> {
    let password = web.key("operator_password");
    let file = web.key("operator_password_file");
    if password.is_present() {
        let cure = "keep one of the two; operator_password_file keeps it out of this file";
        file.must_be_absent("the password is given both here and in operator_password", cure);
    }
    let said = password.parsed(|text| long_enough(text).map(|()| text.to_owned()));
    let path = file.parsed(values::path);
    let given = (around.environment)(PASSWORD_VARIABLE).filter(|text| !text.is_empty());
    let (password, field) = match (given, said, path) {
        (Some(given), ..) => (given, None),
        (None, Some(said), _) => return Some(said),
        (None, None, Some(path)) => (password_in(&file, &around.resolve(&path))?, Some(&file)),
        (None, None, None) => return None,
    };
    if let Err(mistake) = long_enough(&password) {
        field.unwrap_or(&file).refuse(if field.is_some() {
            mistake
        } else {
            Mistake::new(
                format!("{PASSWORD_VARIABLE} in the environment has fewer than {SHORTEST} characters"),
                mistake.cure,
            )
        });
        return None;
    }
    Some(password)
}

fn long_enough(password: &str) -> Result<(), Mistake> {
    if password.chars().count() >= SHORTEST {
        return Ok(());
    }
    let cure = "write a longer one, such as four words that do not belong together";
    Err(Mistake::new(format!("the password has fewer than {SHORTEST} characters, and would be guessed"), cure))
}
