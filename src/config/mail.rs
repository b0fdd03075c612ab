//! Owns the reading of `[mail]` and of the transports under it, with the password from wherever it is kept.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::deliver::options::{Login, MailOptions, Mailbox, Security, SmtpOptions, Transport, Uncertain};

use super::read::{Field, Table};
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

const PASSWORD_VARIABLE: &str = "POSTROUND_SMTP_PASSWORD";
const SENDMAIL: &str = "/usr/sbin/sendmail";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    File,
    Smtp,
    Sendmail,
}

const WAYS: [(&str, Way); 3] = [("file", Way::File), ("smtp", Way::Smtp), ("sendmail", Way::Sendmail)];

pub(super) fn read(root: &Table<'_>, around: &Surroundings<'_>) -> Option<MailOptions> {
    let table = root.key("mail").table();
    let from = table.key("from").parsed(values::mailbox);
    let reply_to = table.key("reply_to").parsed(values::mailbox);
    let field = table.key("transport");
    let way = if field.is_present() { field.choice(&WAYS) } else { Some(Way::File) };
    let kinds = [("resend", Uncertain::Resend), ("hold", Uncertain::Hold)];
    let uncertain = table.key("uncertain").choice(&kinds).unwrap_or(Uncertain::Resend);
    let connections = table.key("connections").integer(1..=100).unwrap_or(4);
    let transport = transport(&table, way, around);
    table.finish();
    let publication = around.publication.as_ref()?;
    let by_default = || Mailbox { name: Some(publication.title.clone()), address: publication.contact.clone() };
    Some(MailOptions {
        from: from.unwrap_or_else(by_default),
        reply_to,
        contact: publication.contact.clone(),
        base: publication.url.clone(),
        transport: transport?,
        uncertain,
        connections,
    })
}

/// All three tables are checked, since an operator who tries one may come back to another.
fn transport(mail: &Table<'_>, way: Option<Way>, around: &Surroundings<'_>) -> Option<Transport> {
    let folder = folder(mail.key("file").table(), around);
    let command = command(mail.key("sendmail").table(), around);
    let field = mail.key("smtp");
    let field = match way {
        Some(Way::Smtp) => field.required_table("add [mail.smtp] with host, user and password_file"),
        _ => field,
    };
    let smtp = if field.is_present() { smtp(field.table(), way == Some(Way::Smtp), around) } else { None };
    match way? {
        Way::File => Some(Transport::File { folder }),
        Way::Sendmail => Some(Transport::Sendmail { command }),
        Way::Smtp => smtp.map(Transport::Smtp),
    }
}

fn folder(table: Table<'_>, around: &Surroundings<'_>) -> PathBuf {
    let folder = table.key("folder").parsed(values::path);
    table.finish();
    around.resolve(folder.as_deref().unwrap_or(Path::new("var/outbox")))
}

/// A bare word is looked up in PATH when it is run.
fn command(table: Table<'_>, around: &Surroundings<'_>) -> PathBuf {
    let command = table.key("command").parsed(values::path).unwrap_or_else(|| PathBuf::from(SENDMAIL));
    table.finish();
    if command.components().count() > 1 { around.resolve(&command) } else { command }
}

fn smtp(table: Table<'_>, in_use: bool, around: &Surroundings<'_>) -> Option<SmtpOptions> {
    let host = table.key("host").required("\"smtp.example.org\"").parsed(values::host);
    let kinds = [("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::None)];
    let security_field = table.key("security");
    let security = security_field.choice(&kinds).unwrap_or(Security::StartTls);
    let by_default = match security {
        Security::StartTls => 587,
        Security::Tls => 465,
        Security::None => 25,
    };
    let port = table.key("port").integer(1..=u16::MAX.into()).and_then(|port| u16::try_from(port).ok());
    let second = Duration::from_secs(1);
    let timeout = table.key("timeout").parsed(values::duration(second..=600 * second)).unwrap_or(60 * second);
    let login = login(&table, in_use, around);
    let ca_file = table.key("ca_file").parsed(values::path).map(|path| around.resolve(&path));
    let open = security == Security::None && host.as_deref().is_some_and(|host| !is_this_machine(host));
    if open && table.peek("user").is_some() {
        let what = "with \"none\" the password would cross the network in the clear";
        security_field.refuse(Mistake::new(what, "write \"starttls\" or \"tls\", or send through this machine"));
    }
    table.finish();
    Some(SmtpOptions { host: host?, port: port.unwrap_or(by_default), security, login, timeout, ca_file })
}

/// `None` where there is no user, and where a mistake was reported.
fn login(table: &Table<'_>, in_use: bool, around: &Surroundings<'_>) -> Option<Login> {
    let user_field = table.key("user");
    let user = user_field.parsed(values::line);
    let password = table.key("password");
    let file = table.key("password_file");
    let cure = "keep one of the two; password_file keeps it out of this file";
    if password.is_present() {
        file.must_be_absent("the password is given both here and in password", cure);
    }
    if !user_field.is_present() {
        for field in [&password, &file] {
            field.must_be_absent("there is a password but no user", "add user, or take the password out");
        }
    }
    let from_environment = (around.environment)(PASSWORD_VARIABLE).filter(|text| !text.is_empty());
    let said = password.parsed(not_empty);
    let path = file.parsed(values::path);
    let user = user?;
    if !in_use {
        return None;
    }
    let password = match (from_environment, said, path) {
        (Some(password), ..) | (None, Some(password), _) => password,
        (None, None, Some(path)) => password_in(&file, &around.resolve(&path))?,
        (None, None, None) => {
            if !password.is_present() && !file.is_present() {
                let cure = format!("add password_file, or set {PASSWORD_VARIABLE} in the environment");
                user_field.refuse(Mistake::new("there is a user but no password", cure));
            }
            return None;
        }
    };
    Some(Login { user, password })
}

fn not_empty(password: &str) -> Result<String, Mistake> {
    if password.is_empty() {
        return Err(Mistake::new("the password is empty", "write it, or take user and password out"));
    }
    Ok(password.to_owned())
}

/// The password that stands alone in a file.
pub(super) fn password_in(field: &Field<'_>, path: &Path) -> Option<String> {
    let cure = "write the password, and nothing else, into a file that postround may read";
    let mistake = match std::fs::read_to_string(path) {
        Ok(text) => {
            let password = text.trim_end_matches(['\r', '\n']);
            if !password.is_empty() {
                return Some(password.to_owned());
            }
            Mistake::new(format!("{} is empty", path.display()), cure)
        }
        Err(error) => Mistake::new(format!("cannot read {}: {error}", path.display()), cure),
    };
    field.refuse(mistake);
    None
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
