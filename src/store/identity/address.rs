//! Owns how the spellings of one address become one: scheme, host, path and query in the form that all share.

use std::fmt::Write as _;

use url::Url;

/// Labels in front of a host that name another door to the same house.
const DOORS: [&str; 6] = ["www", "www2", "m", "mobile", "amp", "wap"];

/// Files that stand for their folder.
const INDEXES: [&str; 9] = [
    "index.html",
    "index.htm",
    "index.shtml",
    "index.php",
    "index.asp",
    "index.aspx",
    "index.jsp",
    "default.asp",
    "default.aspx",
];

/// Beginnings of the names of parameters that say where a reader came from.
const TRACKING_BEGINS: [&str; 15] = [
    "utm_",
    "at_medium",
    "at_campaign",
    "at_custom",
    "ns_",
    "pk_",
    "mtm_",
    "piwik_",
    "matomo_",
    "hsa_",
    "elqtrack",
    "guce_",
    "wt.mc_",
    "fb_action_",
    "__cf_chl_",
];

/// Names of such parameters, of share buttons and reply links, and of other clothes of the same page.
const TRACKING: [&str; 72] = [
    "",
    "_ga",
    "_gac",
    "_gl",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "__hstc",
    "__hssc",
    "__hsfp",
    "hss_channel",
    "__twitter_impression",
    "__s",
    "_openstat",
    "amp",
    "cmp",
    "cmpid",
    "ck_subscriber_id",
    "dclid",
    "dm_i",
    "dm_t",
    "elq",
    "elqaid",
    "elqat",
    "elqcampaignid",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "icid",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "replytocom",
    "s_cid",
    "s_kwcid",
    "sc_campaign",
    "sc_channel",
    "sc_content",
    "sc_medium",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "spm",
    "sr_share",
    "srsltid",
    "sthisfb",
    "trk",
    "trkcampaign",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "xtor",
    "yclid",
];

/// Names of parameters that carry a visit.
const SESSIONS: [&str; 11] = [
    "jsessionid",
    "phpsessid",
    "sessionid",
    "session_id",
    "sessid",
    "aspsessionid",
    "cfid",
    "cftoken",
    "oscsid",
    "zenid",
    "sid",
];

/// An address without all that does not tell its page apart. Read as an address again (with a scheme in front), it gives
/// itself.
pub(crate) fn address(url: &Url) -> String {
    let mut out = host(url);
    if let Some(port) = url.port() {
        let _ = write!(out, ":{port}");
    }
    out.push_str(&path(url.path()));
    let mut kept: Vec<String> = url.query().unwrap_or_default().split('&').filter_map(parameter).collect();
    // In any order they ask for the same.
    kept.sort_unstable();
    kept.dedup();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    // Behind "#!" a page of its own is meant, elsewhere a place on the page.
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with("!/")) {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

/// The alias as version 0.1.0 made it: stores that it filled hold such.
pub(crate) fn first_release(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let tracks = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        let names = ["", "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "_ga"];
        name.starts_with("utm_") || names.contains(&name.as_str())
    };
    let kept: Vec<&str> = url.query().unwrap_or_default().split('&').filter(|pair| !tracks(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("u:{host}{port}{path}{mark}{}", kept.join("&"))
}

/// The host by its own name. The parser has folded its case and written an international one in ASCII.
pub(super) fn host(url: &Url) -> String {
    let mut host = url.host_str().unwrap_or_default().trim_end_matches('.');
    while let Some((first, rest)) = host.split_once('.') {
        if !DOORS.contains(&first) || !rest.contains('.') || rest.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            break;
        }
        host = rest;
    }
    host.to_owned()
}

fn path(path: &str) -> String {
    let segments = path.split('/').map(|segment| spelled(without_session(segment)));
    let mut segments: Vec<String> = segments.filter(|segment| !matches!(segment.as_str(), "" | "." | "..")).collect();
    loop {
        let is_alone = segments.len() == 1;
        let Some(last) = segments.last_mut() else { break };
        let folded = last.to_ascii_lowercase();
        if INDEXES.contains(&folded.as_str()) || (folded == "amp" && !is_alone) {
            segments.pop();
        } else if let Some(story) = folded.strip_suffix(".amp").filter(|story| !story.is_empty()) {
            last.truncate(story.len());
        } else if let Some(story) = folded.strip_suffix(".amp.html").filter(|story| !story.is_empty()) {
            last.truncate(story.len());
            last.push_str(".html");
        } else {
            break;
        }
    }
    segments.iter().fold(String::new(), |path, segment| path + "/" + segment)
}

/// `page;jsessionid=…` without the visit.
fn without_session(segment: &str) -> &str {
    match segment.split_once(';') {
        Some((page, parameters)) if SESSIONS.iter().any(|name| parameters.to_ascii_lowercase().starts_with(name)) => {
            page
        }
        _ => segment,
    }
}

/// One `name=value` in the one spelling; `None` if it tells no page apart.
fn parameter(pair: &str) -> Option<String> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let folded = spelled(name).to_ascii_lowercase();
    let is_visit = SESSIONS.contains(&folded.as_str()) || folded.starts_with("aspsessionid");
    // A short "sid" may well be the number of a story.
    let is_visit = is_visit && (folded != "sid" || value.len() >= 20);
    let is_amp = folded == "outputtype" && value.eq_ignore_ascii_case("amp");
    let is_tracking =
        TRACKING.contains(&folded.as_str()) || TRACKING_BEGINS.iter().any(|begin| folded.starts_with(begin));
    if is_visit || is_amp || is_tracking {
        return None;
    }
    let (name, value) = (spelled(name), spelled(&value.replace('+', "%20")));
    Some(if value.is_empty() { name } else { format!("{name}={value}") })
}

/// Percent-encoded in capitals, and only what has to be (RFC 3986, 6.2.2). What is unfolded may stand behind a `%` that
/// began nothing and with it be an escape: it is read until there is none.
fn spelled(text: &str) -> String {
    let mut spelled = text.to_owned();
    while spelled.contains('%') {
        let again = unfolded(&spelled);
        if again == spelled {
            break;
        }
        spelled = again;
    }
    spelled
}

fn unfolded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices('%') {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2)) else { continue };
        out.push_str(&text[from..at]);
        match char::from_u32(high * 16 + low) {
            // A path of dots alone would be read as another path.
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '~') => out.push(c),
            _ => {
                let _ = write!(out, "%{:02X}", high * 16 + low);
            }
        }
        from = at + 3;
    }
    out.push_str(&text[from..]);
    out
}
