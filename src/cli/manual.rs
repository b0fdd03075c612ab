//! Owns `completions` and `man`: both are made from the arguments themselves, so they cannot be out of date.

use clap::Command;
use clap_complete::Shell;

use super::mistake::Mistake;
use super::output::{Done, print_text};

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// The page of this verb, instead of the one of the program
    verb: Option<String>,
}

pub(super) fn completions(args: &Completions, mut command: Command) -> anyhow::Result<Done> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command, "postround", &mut out);
    print_text(&String::from_utf8_lossy(&out))?;
    Ok(Done::Well)
}

pub(super) fn man(args: &Man, mut command: Command) -> anyhow::Result<Done> {
    command.build();
    let command = match &args.verb {
        Some(verb) => command
            .find_subcommand(verb)
            .map(|found| found.clone().display_name(format!("postround-{verb}")).bin_name(format!("postround {verb}")))
            .ok_or_else(|| Mistake(format!("there is no verb {verb:?}; `postround --help` lists them")))?,
        None => command,
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out)?;
    print_text(&String::from_utf8_lossy(&out))?;
    Ok(Done::Well)
}
