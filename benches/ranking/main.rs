//! Owns the command that holds the ranking against threads graded by hand. A judgement, not a timing.
//!
//! ```text
//! cargo bench --bench ranking                       the table
//! cargo bench --bench ranking -- --json             the same as one JSON document
//! cargo bench --bench ranking -- --check            exit 1 where it falls below floors.toml
//! cargo bench --bench ranking -- --details tune     each thread of a half: what was chosen, what was missed
//! cargo bench --bench ranking -- --thread NAME      one thread, each comment with its features
//! ```

mod details;
// By path, as tests/it takes it, so that its modules lie beside it for both.
#[path = "evaluation.rs"]
mod evaluation;

use std::process::ExitCode;

use evaluation::floors::Floors;
use evaluation::threads::Half;
use evaluation::{Report, floors, table, threads};

const USAGE: &str = "cargo bench --bench ranking -- [--json] [--check] [--details tune|held|all] [--thread NAME]";

/// What was asked for.
#[derive(Default)]
struct Asked {
    json: bool,
    check: bool,
    details: Option<&'static [Half]>,
    thread: Option<String>,
}

fn asked(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Asked> {
    let mut asked = Asked::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // cargo adds this one itself.
            "--bench" => {}
            "--json" => asked.json = true,
            "--check" => asked.check = true,
            "--details" => {
                asked.details = Some(match arguments.next().as_deref() {
                    Some("tune") => &[Half::Tune],
                    Some("held") => &[Half::Held],
                    Some("all") => &[Half::Tune, Half::Held],
                    _ => anyhow::bail!("--details wants `tune`, `held` or `all`"),
                });
            }
            "--thread" => {
                let name = arguments.next();
                asked.thread = Some(name.ok_or_else(|| anyhow::anyhow!("--thread wants a file's name without .toml"))?);
            }
            other => anyhow::bail!("`{other}` is not known: {USAGE}"),
        }
    }
    Ok(asked)
}

fn run(asked: &Asked) -> anyhow::Result<bool> {
    let threads = threads::load(&threads::folder())?;
    if let Some(name) = &asked.thread {
        let thread = threads.iter().find(|thread| thread.name == *name);
        let thread = thread.ok_or_else(|| anyhow::anyhow!("no thread is called `{name}`"))?;
        print!("{}", details::every_comment(thread));
        return Ok(true);
    }
    if let Some(halves) = asked.details {
        for thread in threads.iter().filter(|thread| halves.contains(&thread.half)) {
            println!("{}", details::of(thread));
        }
        return Ok(true);
    }
    let report = Report::of(&threads);
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&table::json(&report))?);
    } else {
        print!("{}", table::text(&report));
    }
    if !asked.check {
        return Ok(true);
    }
    let below = Floors::read(&floors::file())?.below(&report);
    for line in &below {
        eprintln!("{line}");
    }
    Ok(below.is_empty())
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(mistake) => {
            eprintln!("{mistake}");
            return ExitCode::from(2);
        }
    };
    match run(&asked) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}
