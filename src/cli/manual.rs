//! Owns `completions` and `man`: both are made from the arguments themselves, so they cannot be out of date.

use clap::Command;
use clap_complete::Shell;

use super::output::{Done, print_text};

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// The verb whose page it is, such as `once` or `subscribers import`; without one, the page of the program
    verb: Vec<String>,
}

pub(super) fn completions(args: &Completions, mut command: Command) -> anyhow::Result<Done> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command, "postround", &mut out);
    print_text(&String::from_utf8_lossy(&out))?;
    Ok(Done::Well)
}

pub(super) fn man(args: &Man, mut command: Command) -> anyhow::Result<Done> {
    command.build();
    let mut name = "postround".to_owned();
    for verb in &args.verb {
        let found = command.find_subcommand(verb).cloned();
        command = found.ok_or_else(|| {
            super::mistake::Mistake(format!("there is no verb \"{name} {verb}\"; `{name} --help` lists them"))
        })?;
        name += &format!(" {verb}");
    }
    let command = command.display_name(name.replace(' ', "-")).bin_name(name);
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out)?;
    print_text(&String::from_utf8_lossy(&out))?;
    Ok(Done::Well)
}
