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
            status: find(&["status", "membershipstatus", "memberrating"]),
            digests: find(&["digests", "digest"]),
            left: find(&["left"]),
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
        let suppressed = match cell(self.status).to_lowercase().as_str() {
            // Where the other list knows somebody who must not be mailed, we must know it too.
            status @ ("blocklisted" | "blocked" | "cleaned" | "suppressed" | "complained" | "bounced") => {
                Some(format!("{status} in the imported list"))
            }
            "unsubscribed" | "disabled" | "unconfirmed" | "pending" | "archived" => return Ok(None),
            _ => None,
        };
        let listed = cell(self.digests);
        let mut digests = by_default.to_vec();
        if !listed.is_empty() {
            let names = listed.split([' ', ',', ';', '|']).filter(|name| !name.is_empty());
            digests = names.map(|name| digest(name).map_err(|error| error.to_string())).collect::<Result<_, _>>()?;
        } else if self.digests.is_some() && self.left.is_some() {
            // Our own export: somebody who has left everything.
            digests.clear();
        }
        let name = match cell(self.name) {
            "" => format!("{} {}", cell(self.first_name), cell(self.last_name)).trim().to_owned(),
            name => name.to_owned(),
        };
        Ok(Some(NewSubscriber {
            address,
            name: (!name.is_empty()).then_some(name),
            digests,
            method: String::new(),
            suppressed,
        }))
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
        assert_eq!(person(&["email", "status"], &["a@example.org", "unsubscribed"]), Ok(None));
        assert_eq!(person(&["email"], &[""]), Ok(None));
        assert!(person(&["mail"], &["nonsense"]).is_err());
        assert!(person(&["name"], &["Jo"]).is_err());
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
