//! Owns the columns of a list of people: ours, and those of listmonk and Mailchimp exports.

use csv::StringRecord;

use super::super::mistake::Mistake;
use crate::domain::{Address, Name};
use crate::store::NewSubscriber;

/// Where each thing stands in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    address: usize,
    name: Option<usize>,
    first_name: Option<usize>,
    last_name: Option<usize>,
    status: Option<usize>,
    digests: Option<usize>,
    left: Option<usize>,
    reason: Option<usize>,
    /// Mailchimp's lists of those who left, and of addresses that bounced, have a time and no status.
    left_at: Option<usize>,
    cleaned_at: Option<usize>,
}

/// The separator of a file: whichever of comma, semicolon and tab its first line has most of.
pub(super) fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    // The last of equals is taken, so that a file of one column is read with commas.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

impl Columns {
    /// Finds them by the names in the first line.
    pub(super) fn of(headers: &StringRecord) -> Result<Self, String> {
        let find = |names: &[&str]| headers.iter().position(|header| names.contains(&folded(header).as_str()));
        let Some(address) = find(&["email", "emailaddress", "address", "mail"]) else {
            let seen: Vec<&str> = headers.iter().collect();
            return Err(format!(
                "no column is called \"email\" (or \"Email Address\"); the first line names {}",
                seen.join(", ")
            ));
        };
        Ok(Self {
            address,
            name: find(&["name", "fullname"]),
            first_name: find(&["firstname"]),
            last_name: find(&["lastname"]),
            status: find(&["status", "membershipstatus"]),
            digests: find(&["digests", "digest"]),
            left: find(&["left"]),
            reason: find(&["reason"]),
            left_at: find(&["unsubtime"]),
            cleaned_at: find(&["cleantime"]),
        })
    }

    /// The person of a row; `None` for an empty row, and for one who is not subscribed where they come from.
    pub(super) fn person(
        &self,
        row: &StringRecord,
        by_default: &[Name],
        digest: impl Fn(&str) -> Result<Name, Mistake>,
    ) -> Result<Option<NewSubscriber>, String> {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default().trim();
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        let address: Address = cell(Some(self.address)).parse().map_err(|error| format!("{error}"))?;
        let names = |column| cell(column).split([' ', ',', ';', '|']).filter(|name| !name.is_empty());
        let listed = names(self.digests).map(|name| digest(name).map_err(|error| error.to_string()));
        let mut digests = listed.collect::<Result<Vec<_>, _>>()?;
        // A digest that is no more can still have been left.
        let listed = names(self.left).map(|name| name.parse::<Name>().map_err(|error| error.to_string()));
        let mut left = listed.collect::<Result<Vec<_>, _>>()?;
        let mut suppressed = None;
        // Where the other list knows somebody who must not be mailed, we must know it too.
        match self.status(&cell)? {
            Status::Suppressed(status) => {
                let why = cell(self.reason);
                suppressed =
                    Some(if why.is_empty() { format!("{status} in the imported list") } else { why.to_owned() });
            }
            Status::Left if left.is_empty() => left = by_default.to_vec(),
            Status::Unknown => return Ok(None),
            // Our own export names digests in each row: somebody without one has left everything.
            Status::Subscribed if digests.is_empty() && self.left.is_none() => digests = by_default.to_vec(),
            Status::Left | Status::Subscribed => {}
        }
        let name = match cell(self.name) {
            "" => format!("{} {}", cell(self.first_name), cell(self.last_name)).trim().to_owned(),
            name => name.to_owned(),
        };
        if name.chars().any(char::is_control) {
            return Err(format!("the name {name:?} holds a control character or a line break"));
        }
        Ok(Some(NewSubscriber {
            address,
            name: (!name.is_empty()).then_some(name),
            digests,
            left,
            method: String::new(),
            suppressed,
        }))
    }
}

/// How somebody stands in the list they come from.
enum Status {
    Subscribed,
    /// They said no more.
    Left,
    /// Nobody may mail them.
    Suppressed(String),
    /// They never said yes, or not for certain.
    Unknown,
}

impl Columns {
    /// A word that is not known is a mistake: to take it for consent would mail people who never gave it.
    fn status<'a>(&self, cell: &impl Fn(Option<usize>) -> &'a str) -> Result<Status, String> {
        Ok(match cell(self.status).to_lowercase() {
            status
                if ["blocklisted", "blocked", "cleaned", "suppressed", "complained", "bounced"]
                    .contains(&status.as_str()) =>
            {
                Status::Suppressed(status)
            }
            _ if !cell(self.cleaned_at).is_empty() => Status::Suppressed("cleaned".to_owned()),
            status if status == "unsubscribed" => Status::Left,
            _ if !cell(self.left_at).is_empty() => Status::Left,
            status if ["disabled", "unconfirmed", "pending", "archived"].contains(&status.as_str()) => Status::Unknown,
            status if ["", "subscribed", "enabled", "active", "confirmed"].contains(&status.as_str()) => {
                Status::Subscribed
            }
            status => {
                let cure = "write subscribed, unsubscribed or suppressed, or take the row out";
                return Err(format!("the status {status:?} is not known; {cure}"));
            }
        })
    }
}

fn folded(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(headers: &[&str], row: &[&str]) -> Result<Option<NewSubscriber>, String> {
        let daily: Name = "daily".parse().expect("a name");
        let columns = Columns::of(&StringRecord::from(headers.to_vec()))?;
        columns.person(&StringRecord::from(row.to_vec()), &[daily], |name| {
            name.parse().map_err(|error| Mistake(format!("{error}")))
        })
    }

    #[test]
    fn other_lists_are_understood() {
        let ours =
            person(&["email", "name", "digests"], &["a@example.org", "Jo", "weekly"]).expect("ours").expect("one");
        assert_eq!((ours.name.as_deref(), ours.digests[0].as_str()), (Some("Jo"), "weekly"));
        let listmonk = person(&["email", "name", "attributes", "status"], &["a@example.org", "Jo", "{}", "enabled"]);
        assert_eq!(listmonk.expect("listmonk").expect("one").digests[0].as_str(), "daily");
        let blocked = person(&["email", "name", "status"], &["a@example.org", "Jo", "blocklisted"]);
        assert!(blocked.expect("listmonk").expect("one").suppressed.is_some());
        let chimp = person(&["Email Address", "First Name", "Last Name"], &["a@example.org", "Jo", "Example"]);
        assert_eq!(chimp.expect("mailchimp").expect("one").name.as_deref(), Some("Jo Example"));
        let gone = person(&["email", "status"], &["a@example.org", "unsubscribed"]).expect("left").expect("one");
        assert_eq!((gone.digests.len(), gone.left[0].as_str()), (0, "daily"));
        assert_eq!(person(&["email", "status"], &["a@example.org", "unconfirmed"]), Ok(None));
        assert_eq!(person(&["email"], &[""]), Ok(None));
        assert!(person(&["mail"], &["nonsense"]).is_err());
        assert!(person(&["name"], &["Jo"]).is_err());
    }

    #[test]
    fn what_is_not_known_is_no_consent() {
        for status in ["non-subscribed", "opted out", "hard bounce", "Spam Complaint", "inactive", "deleted"] {
            let error = person(&["email", "status"], &["a@example.org", status]).expect_err(status);
            assert!(error.contains("is not known"), "{error}");
        }
        for status in ["", "Subscribed", "enabled", "ACTIVE", "confirmed"] {
            assert!(person(&["email", "status"], &["a@example.org", status]).expect(status).is_some(), "{status}");
        }
        assert!(person(&["email", "name"], &["a@example.org", "Jo\nExample"]).is_err());
    }

    #[test]
    fn separators_are_told_apart() {
        for (text, wanted) in
            [("email,name\n", b','), ("email;name\n", b';'), ("email\tname\n", b'\t'), ("email\n", b',')]
        {
            assert_eq!(delimiter(text), wanted, "{text:?}");
        }
    }
}
