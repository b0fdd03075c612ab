//! Owns the marks by which the makers of walls are known: what their pages must hold to work, in lower case.

/// A maker of checks for robots. Its scripts also stand in ordinary pages, so a mark counts only on a page of few words.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) whose: &'static str,
    /// One of these stands in the page …
    pub(super) any: &'static [&'static str],
    /// … or one of these is its title.
    pub(super) titles: &'static [&'static str],
    /// Beside it one of these must stand there, where there are any.
    pub(super) and: &'static [&'static str],
    /// The page has at most so many bytes of words.
    pub(super) words: usize,
    /// An article may hold as much.
    pub(super) weak: bool,
}

pub(super) const BOTS: &[Mark] = &[
    Mark {
        whose: "Cloudflare",
        any: &["window._cf_chl_opt", "id=\"challenge-form\"", "cf-browser-verification", "id=\"cf-challenge"],
        titles: &[],
        and: &[],
        words: 2500,
        weak: true,
    },
    Mark {
        whose: "Cloudflare",
        any: &[],
        titles: &[
            "just a moment...",
            "just a moment…",
            "attention required! | cloudflare",
            "please wait... | cloudflare",
        ],
        and: &["/cdn-cgi/", "cf-error", "cloudflare.com", "challenge-platform"],
        words: 2500,
        weak: true,
    },
    Mark {
        whose: "Akamai",
        any: &["bm-verify=", "/_sec/cp_challenge/", "sec-if-cpt-container", "sec-cpt-if"],
        titles: &[],
        and: &[],
        words: 600,
        weak: false,
    },
    Mark {
        whose: "Akamai",
        any: &[],
        titles: &["access denied"],
        and: &["errors.edgesuite.net", "you don't have permission to access", "reference #", "reference&#32;&#35;"],
        words: 800,
        weak: true,
    },
    Mark {
        whose: "Imperva",
        any: &["incapsula incident id", "_incapsula_resource"],
        titles: &[],
        and: &[],
        words: 500,
        weak: false,
    },
    Mark {
        whose: "DataDome",
        any: &["captcha-delivery.com", "var dd={", "var dd = {"],
        titles: &[],
        and: &["captcha-delivery", "datadome"],
        words: 600,
        weak: false,
    },
    Mark {
        whose: "PerimeterX",
        any: &["id=\"px-captcha\"", "id='px-captcha'", "captcha.px-cdn.net", "/captcha/captcha.js?a=c&"],
        titles: &[],
        and: &[],
        words: 1000,
        weak: true,
    },
    Mark {
        whose: "Sucuri",
        any: &["sucuri_cloudproxy_js"],
        titles: &["sucuri website firewall - access denied", "sucuri website firewall - cloudproxy - access denied"],
        and: &[],
        words: 1500,
        weak: true,
    },
    Mark {
        whose: "AWS WAF",
        any: &["window.gokuprops", "token.awswaf.com", "awswafintegration.checkforcerefresh", "captcha.awswaf.com"],
        titles: &[],
        and: &[],
        words: 500,
        weak: false,
    },
];

/// What walls of unknown make ask of a person.
pub(super) const APPEALS: &[&str] = &[
    "verify you are human",
    "verify you are a human",
    "verify that you are human",
    "verifying you are human",
    "checking your browser before accessing",
    "checking if the site connection is secure",
    "are you a robot?",
    "you are not a robot",
    "you're not a robot",
    "prove you are human",
    "pardon our interruption",
    "unusual traffic from your",
    "press & hold to confirm",
    "complete the security check to access",
];

/// Words of a login in a headline, a title or what little a page says.
pub(super) const LOGIN_WORDS: &[&str] = &[
    "log in",
    "login",
    "log on",
    "sign in",
    "sign-in",
    "signin",
    "members only",
    "members' area",
    "members area",
    "subscribers only",
    "subscriber area",
    "please register",
    "enter your password",
];

/// Titles of pages that a server shows before anybody made a site.
pub(super) const DEFAULT_TITLES: &[(&str, &str)] = &[
    ("welcome to nginx!", "the first page of nginx"),
    ("test page for the nginx http server", "the first page of nginx"),
    ("test page for the nginx http server on fedora", "the first page of nginx"),
    ("apache2 ubuntu default page: it works", "the first page of Apache"),
    ("apache2 debian default page: it works", "the first page of Apache"),
    ("apache http server test page", "the first page of Apache"),
    ("apache http server test page powered by centos", "the first page of Apache"),
    ("test page for the apache http server", "the first page of Apache"),
    ("test page for apache installation", "the first page of Apache"),
    ("iis windows server", "the first page of IIS"),
    ("iis windows", "the first page of IIS"),
    ("iis7", "the first page of IIS"),
    ("iis 8.0 detailed error - 403.14 - forbidden", "an IIS without a site"),
    ("default web site page", "the first page of a hosting panel"),
    ("default parallels plesk page", "the first page of a hosting panel"),
    ("domain default page", "the first page of a hosting panel"),
    ("web server's default page", "the first page of a hosting panel"),
    ("account suspended", "the hosting account is suspended"),
    ("this account has been suspended", "the hosting account is suspended"),
];

/// Hosts from which parked pages load what they show.
pub(super) const PARKING_HOSTS: &[&str] = &[
    "sedoparking.com",
    "parkingcrew.net",
    "bodis.com",
    "parklogic.com",
    "skenzo.com",
    "cashparking.com",
    "parking-lander",
    "d38psrni17bvxu.cloudfront.net",
    "hugedomains.com",
    "afternic.com",
    "dan.com/landers",
    "above.com",
];

/// What parked, expired and suspended domains say.
pub(super) const FOR_SALE: &[&str] = &[
    "this domain is for sale",
    "domain name is for sale",
    "domain may be for sale",
    "domain is available for sale",
    "buy this domain",
    "domain is parked",
    "domain has been parked",
    "parked free, courtesy of",
    "webpage is parked",
    "domain has expired",
    "domain name has expired",
    "domain registration has expired",
    "hosting has expired",
    "website has been suspended",
    "site has been suspended",
    "domain has been registered on behalf of",
    "domain was recently registered",
];
