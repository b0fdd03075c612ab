//! Owns how templates come in: the built-in ones, the operator's folder over them, and the trial that turns every
//! mistake in them into a problem with its file, line and cure.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value, value::Serde};

use super::page::COPY_SCRIPT;
use super::templates::Templates;
use super::{filters, sample};
use crate::problem::Problem;

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => { [$(($name, include_str!(concat!("../../templates/", $name)))),+] };
}

const BUILT_IN: [(&str, &str); 25] = built_in![
    "alarm/subject.txt",
    "alarm/body.txt",
    "alarm/body.html",
    "digest/subject.txt",
    "digest/body.txt",
    "digest/body.html",
    "pages/base.html",
    "pages/_articles.html",
    "pages/_cases.html",
    "pages/_decide.html",
    "pages/_feeds.html",
    "pages/index.html",
    "pages/feed.html",
    "pages/feeds.html",
    "pages/edition.html",
    "pages/unsubscribe.html",
    "pages/unsubscribed.html",
    "pages/error.html",
    "pages/report.html",
    "pages/reported.html",
    "pages/moderation.html",
    "pages/article.html",
    "reported/subject.txt",
    "reported/body.txt",
    "reported/body.html",
];

/// What a folder of digest templates holds.
const LETTER: [&str; 3] = ["subject.txt", "body.txt", "body.html"];

/// Instructions one rendering may take: a thousand times what a long digest takes, and still a fraction of a second.
const FUEL: u64 = 5_000_000;

impl Templates {
    /// Loads the built-in templates, and over them those of the operator's folder: the same names take the place of
    /// the built-in ones, another folder with `subject.txt`, `body.txt` and `body.html` is a digest template of its
    /// own, and a file whose name begins with `_` is there to be included. All mistakes are told at once.
    pub fn load(overrides: Option<&Path>) -> Result<Self, Vec<Problem>> {
        match Self::load_what_can_be(overrides) {
            (templates, problems) if problems.is_empty() => Ok(templates),
            (_, problems) => Err(problems),
        }
    }

    /// The same, with what is sound of them, so that what else rests on the templates can be tried as well.
    pub fn load_what_can_be(overrides: Option<&Path>) -> (Self, Vec<Problem>) {
        let mut loading = Loading { environment: environment(), files: BTreeMap::new(), problems: BTreeSet::new() };
        for (name, source) in BUILT_IN {
            loading.add(name, source.to_owned());
        }
        if let Some(folder) = overrides {
            loading.add_folder(folder);
        }
        loading.try_all();
        (Self { environment: loading.environment }, loading.problems.into_iter().collect())
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_reload(false);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(50);
    environment.set_syntax(blocks_leave_no_line());
    filters::register(&mut environment);
    environment.add_global("copy_script", Value::from_safe_string(COPY_SCRIPT.to_owned()));
    environment
}

/// A line that holds nothing but a block leaves no empty line behind.
fn blocks_leave_no_line() -> SyntaxConfig {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    syntax.expect("the delimiters are the engine's own")
}

/// Templates on their way in.
struct Loading {
    environment: Environment<'static>,
    files: BTreeMap<String, PathBuf>,
    problems: BTreeSet<Problem>,
}

impl Loading {
    /// Parses one template. One that does not parse leaves the built-in one in its place, or an empty one, so that the
    /// trial of the others does not repeat its mistake.
    fn add(&mut self, name: &str, source: String) {
        if let Err(error) = self.environment.add_template_owned(name.to_owned(), source) {
            self.tell(name, &error);
            if self.environment.get_template(name).is_err() {
                let empty = self.environment.add_template_owned(name.to_owned(), String::new());
                debug_assert!(empty.is_ok(), "an empty template parses");
            }
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let mut found = Vec::new();
        if let Err(error) = collect(folder, &mut found) {
            self.problems.insert(Problem {
                file: folder.display().to_string(),
                line: None,
                key: String::new(),
                what: format!("cannot read the folder of templates: {error}"),
                cure: "make the folder, or take [templates] folder out of the configuration".to_owned(),
            });
        }
        for path in found {
            let Some(name) = template_name(folder, &path) else { continue };
            self.files.insert(name.clone(), path.clone());
            if let Some((what, cure)) = out_of_place(&name) {
                self.complain(&name, None, what, cure);
                continue;
            }
            match std::fs::read_to_string(&path) {
                Ok(source) => self.add(&name, source),
                Err(error) => self.complain(
                    &name,
                    None,
                    format!("cannot read the template: {error}"),
                    "a template is a text file in UTF-8",
                ),
            }
        }
    }

    fn try_all(&mut self) {
        let names: BTreeSet<String> = self.environment.templates().map(|(name, _)| name.to_owned()).collect();
        let folders: BTreeSet<&str> = names.iter().filter_map(|name| name.split_once('/')).map(|(f, _)| f).collect();
        for folder in folders.into_iter().filter(|folder| *folder != "pages") {
            for file in LETTER {
                let name = format!("{folder}/{file}");
                if names.contains(&name) {
                    for view in samples(folder) {
                        self.try_one(&name, view);
                    }
                } else if !self.files.contains_key(&name) {
                    let cure = "a folder of digest templates holds subject.txt, body.txt and body.html";
                    self.complain(&name, None, "the template is missing".to_owned(), cure);
                }
            }
        }
        for (name, view) in sample::pages() {
            self.try_one(name, view);
        }
    }

    fn try_one(&mut self, name: &str, view: Value) {
        let tried = self.environment.get_template(name).and_then(|template| template.render(view));
        if let Err(error) = tried {
            self.tell(name, &error);
        }
    }

    /// Tells of the innermost error: an include or a base page reports its own.
    fn tell(&mut self, name: &str, error: &minijinja::Error) {
        let inner = innermost(error);
        let line = inner.line().and_then(|line| u32::try_from(line).ok());
        self.complain(inner.name().unwrap_or(name), line, what(error), cure(inner.kind()));
    }

    fn complain(&mut self, name: &str, line: Option<u32>, what: String, cure: &str) {
        let file = self.files.get(name).map_or_else(|| format!("templates/{name}"), |path| path.display().to_string());
        self.problems.insert(Problem { file, line, key: String::new(), what, cure: cure.to_owned() });
    }
}

/// What the letters of a folder are tried against.
fn samples(folder: &str) -> Vec<Value> {
    match folder {
        "reported" => sample::reported().iter().map(|view| Value::from(Serde(view))).collect(),
        "alarm" => sample::alarms().iter().map(|view| Value::from(Serde(view))).collect(),
        _ => sample::letters().iter().map(|view| Value::from(Serde(view))).collect(),
    }
}

/// Every `.html` and `.txt` file below the folder, hidden ones left out.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "html" || ending == "txt") {
            found.push(path);
        }
    }
    Ok(())
}

/// The name of a template: its path within the folder, with "/" on every system.
fn template_name(folder: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(folder).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Why a file would never be used: what is wrong, and what to do.
fn out_of_place(name: &str) -> Option<(String, &'static str)> {
    let (folder, file) = name.split_once('/').unwrap_or(("", name));
    let known = match folder {
        "" => false,
        "pages" => BUILT_IN.iter().any(|(built_in, _)| *built_in == name),
        _ => LETTER.contains(&file),
    };
    if known || name.rsplit('/').next().is_some_and(|file| file.starts_with('_')) {
        return None;
    }
    let cure = "name it as one of the built-in templates, such as digest/body.html or pages/index.html, or begin its \
                name with \"_\" if other templates include it";
    Some(("no page or letter uses a template of this name".to_owned(), cure))
}

fn innermost(error: &minijinja::Error) -> &minijinja::Error {
    let mut inner = error;
    while let Some(source) = inner.source().and_then(|source| source.downcast_ref::<minijinja::Error>()) {
        inner = source;
    }
    inner
}

/// What a template error says, without the place, which a problem tells by itself.
pub(super) fn what(error: &minijinja::Error) -> String {
    let inner = innermost(error);
    match inner.detail() {
        Some(detail) => format!("{}: {detail}", inner.kind()),
        None => inner.kind().to_string(),
    }
}

fn cure(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::SyntaxError => "see the built-in templates for how it is written",
        ErrorKind::UndefinedError => "name a value the view has, or put {% if … %} around one that may be missing",
        ErrorKind::UnknownFilter => "beside the engine's own filters there are date, wrap, plural, clip and paragraphs",
        ErrorKind::TemplateNotFound | ErrorKind::BadInclude => {
            "name the file by its path within the folder of templates"
        }
        ErrorKind::OutOfFuel => "the template loops too often",
        _ => "compare the line with the built-in template of the same name",
    }
}
