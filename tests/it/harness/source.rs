//! Owns the reading of source text: files, code without comments, strings and tests, and the paths it names.
//!
//! It knows just enough Rust for the rules of the house; what the compiler or clippy can check is left to them.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder, in no order; none where the folder is missing.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// The files of `src`, as paths from there with `/`, and their text; tests (`tests.rs`, `tests/`) are left out.
pub(crate) fn sources() -> Vec<(String, String)> {
    let folder = super::root().join("src");
    let mut sources = Vec::new();
    for file in files_below(&folder) {
        let name = file.strip_prefix(&folder).expect("the file stands below the folder");
        let name = name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let rust = file.extension().is_some_and(|extension| extension == "rs");
        let tests = name.split('/').any(|part| matches!(part, "tests" | "tests.rs"));
        if rust && !tests {
            sources.push((name, fs::read_to_string(&file).expect("a source file is UTF-8")));
        }
    }
    sources.sort();
    sources
}

/// The code alone: comments, strings and what stands under `#[cfg(test)]` become blanks; line numbers stay.
pub(crate) fn code_of(text: &str) -> String {
    let mut code = blank_words(text);
    while let Some(start) = code.find("#[cfg(test)]") {
        let end = start + end_of_item(&code[start..]);
        let blank: String = code[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(start..end, &blank);
    }
    code
}

/// Where an item ends: after its `;`, or after the brace that closes its first one.
fn end_of_item(text: &str) -> usize {
    let mut depth = 0_u32;
    for (place, letter) in text.char_indices() {
        match letter {
            ';' if depth == 0 => return place + 1,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return place + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

fn blank_words(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = code.chars().next_back();
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => plain_string(rest),
            'r' if !before.is_some_and(is_word) => raw_string(rest),
            'b' if !before.is_some_and(is_word) && rest.starts_with("br") => match raw_string(&rest[1..]) {
                0 => 0,
                size => size + 1,
            },
            '\'' => character(rest),
            _ => 0,
        };
        let taken = if skipped == 0 { first.len_utf8() } else { skipped };
        if skipped == 0 {
            code.push(first);
        } else {
            code.extend(rest[..taken].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = &rest[taken..];
    }
    code
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn plain_string(text: &str) -> usize {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string that starts here with `r`; 0 where none does.
fn raw_string(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|letter| *letter == '#').count();
    if !text[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = 2 + hashes;
    text[start..].find(&end).map_or(text.len(), |place| start + place + end.len())
}

/// The length of a character literal that starts here; 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => {
            letters.next();
            letters.find(|(_, letter)| *letter == '\'').map_or(0, |(place, _)| place + 1)
        }
        Some(_) => letters.next().filter(|(_, letter)| *letter == '\'').map_or(0, |(place, _)| place + 1),
        None => 0,
    }
}

/// A path the code names, from the root of the crate, and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// Every path in `code` that begins with `crate::`, `super::` or the crate's own name, resolved for the file `name`;
/// use trees are unfolded.
pub(crate) fn paths_of(name: &str, code: &str) -> Vec<Named> {
    let module = module_of(name);
    let mut named = Vec::new();
    for root in ["crate", "super", "postround"] {
        for (place, _) in code.match_indices(&format!("{root}::")) {
            let before = &code[..place];
            if before.chars().next_back().is_some_and(|letter| is_word(letter) || letter == ':') {
                continue;
            }
            let mut base = if root == "super" { parent(&module) } else { Vec::new() };
            let mut rest = &code[place + root.len() + 2..];
            while let Some(further) = rest.strip_prefix("super::") {
                base = parent(&base);
                rest = further;
            }
            let line = before.matches('\n').count() + 1;
            let mut paths = Vec::new();
            unfold(rest, &base, &mut paths);
            named.extend(paths.into_iter().map(|path| Named { path, line }));
        }
    }
    named
}

/// The module a file holds: `gather/page.rs` is `gather`, `page`.
pub(crate) fn module_of(name: &str) -> Vec<String> {
    let name = name.trim_end_matches(".rs");
    let parts = name.split('/').filter(|part| *part != "mod");
    parts.filter(|part| !(name == "lib" || name == "main") || *part == "main").map(str::to_owned).collect()
}

fn parent(module: &[String]) -> Vec<String> {
    module[..module.len().saturating_sub(1)].to_vec()
}

/// Unfolds one use tree or plain path and returns the length of what it read.
fn unfold(text: &str, base: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let blank = text.len() - text.trim_start().len();
    let rest = &text[blank..];
    if let Some(inside) = rest.strip_prefix('{') {
        let mut place = blank + 1;
        let mut left = inside;
        loop {
            let size = unfold(left, base, paths);
            let gap = left[size..].find([',', '}']).unwrap_or(left.len() - size);
            let end = size + gap;
            let last = !left[end..].starts_with(',');
            place += (end + 1).min(left.len());
            left = left.get(end + 1..).unwrap_or("");
            if last || left.trim_start().starts_with('}') || left.is_empty() {
                let closing = if last { 0 } else { left.find('}').map_or(0, |end| end + 1) };
                return place + closing;
            }
        }
    }
    let word: String = rest.chars().take_while(|letter| is_word(*letter) || *letter == '*').collect();
    if word.is_empty() {
        return blank;
    }
    let mut path = base.to_vec();
    if word != "self" {
        path.push(word.clone());
    }
    let after = blank + word.len();
    if text[after..].starts_with("::") && !text[after + 2..].starts_with('<') {
        return after + 2 + unfold(&text[after + 2..], &path, paths);
    }
    paths.push(path);
    after
}
