//! Owns the tables of pages that are walls and of pages that only look like one, all in words of our own.

use super::*;

fn judged(status: u16, asked: &str, last: &str, kind: Option<&str>, body: &str) -> Option<SourceState> {
    let (asked, last) = (Url::parse(asked).unwrap(), Url::parse(last).unwrap());
    wall(status, &asked, &last, kind, body.as_bytes()).map(Wall::state)
}

const AT: &str = "https://paper.example/news/story-1";

fn page(title: &str, body: &str) -> String {
    format!("<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")
}

#[test]
fn checks_for_robots_are_known() {
    let cases = [
        (403, page("Just a moment...", "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script><noscript>Enable JavaScript</noscript>")),
        (503, page("Wait", "<script>window._cf_chl_opt={cvId:'3'};</script><p>paper.example needs to review the security of your connection</p>")),
        (403, page("Attention Required! | Cloudflare", "<div id='cf-error-details'><h1>Sorry, you have been blocked</h1></div>")),
        (403, page("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this on this server. Reference #18.2f")),
        (200, page("", "<script>var i='bm-verify=AAQ';</script><iframe></iframe>")),
        (200, "<html><head><META NAME='robots' CONTENT='noindex'><script src='/_Incapsula_Resource?SWJIYLWA=5'></script></head><body></body></html>".to_owned()),
        (200, page("x", "<iframe src='/_Incapsula_Resource?x'>Request unsuccessful. Incapsula incident ID: 12-34</iframe>")),
        (403, page("paper.example", "<p>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>")),
        (403, page("Access to this page has been denied", "<div id=\"px-captcha\"></div><p>Press &amp; Hold</p>")),
        (200, page("You are being redirected...", "<script>var s={},u,c;sucuri_cloudproxy_js='';</script>")),
        (403, page("Sucuri WebSite Firewall - Access Denied", "<h1>Access Denied</h1>")),
        (202, page("", "<script>window.gokuProps={key:'x'}</script><div id='challenge-container'></div>")),
        (200, page("One more step", "<h1>Please verify you are human</h1><div class='g-recaptcha'></div>")),
        (200, page("Pardon Our Interruption", "<p>Something about your browser made us think.</p><div id='captcha'></div>")),
    ];
    for (status, body) in cases {
        assert_eq!(judged(status, AT, AT, Some("text/html"), &body), Some(SourceState::BotWall), "{body}");
        assert_eq!(judged(status, AT, AT, Some("application/rss+xml"), &body), Some(SourceState::BotWall), "{body}");
    }
}

#[test]
fn logins_are_known() {
    let form = "<form action='/session'><input name=user><input type=\"password\" name=p><button>Go</button></form>";
    let cases = [
        (AT, "https://paper.example/login?next=%2Fnews", page("The Paper", &format!("<h2>Welcome back</h2>{form}"))),
        (AT, "https://paper.example/account/sign-in", page("The Paper", form)),
        (AT, "https://sso.publisher.example/", page("Publisher", form)),
        (AT, "https://login.publisher.example/x", page("Publisher", form)),
        (AT, "https://paper.example/user/login.aspx", page("Publisher", form)),
        (AT, "https://paper.example/wp-login.php", page("Publisher", form)),
        (AT, AT, page("Members only", form)),
        (AT, AT, page("The Paper", &format!("<h1>Log in to read on</h1>{form}"))),
        (AT, AT, page("Sign in - The Paper", form)),
        (AT, AT, page("The Paper", &format!("<p>Please register or sign in.</p>{form}"))),
    ];
    for (asked, last, body) in cases {
        assert_eq!(
            judged(200, asked, last, Some("text/html; charset=utf-8"), &body),
            Some(SourceState::Login),
            "{last} {body}"
        );
    }
}

#[test]
fn parked_domains_are_known() {
    let cases = [
        page("paper.example", "<iframe src='https://www.sedoparking.com/frmpark/paper.example'></iframe>"),
        page("paper.example", "<script src=\"//parkingcrew.net/jsparkcaf.php\"></script><p>Related searches</p>"),
        page("paper.example", "<script src='https://www.bodis.com/x.js'></script>"),
        page("paper.example - This domain is for sale!", "<p>Make an offer</p>"),
        page("Welcome", "<h1>paper.example</h1><p>Buy this domain today.</p>"),
        page("Expired", "<p>This domain has expired. Renew it now.</p>"),
        page("Account Suspended", "<p>Contact your hosting provider.</p>"),
        page("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>Further configuration is required.</p>"),
        page("Apache2 Ubuntu Default Page: It works", &"<p>The configuration layout is as follows.</p>".repeat(60)),
        page("IIS Windows Server", "<img src='iisstart.png'>"),
        page("", "<h1>It works!</h1>"),
        page("Domain Default page", "<p>You see this page because there is no site.</p>"),
    ];
    for body in cases {
        assert_eq!(judged(200, AT, AT, Some("text/html"), &body), Some(SourceState::Parked), "{body}");
    }
}

#[test]
fn what_only_looks_like_a_wall_is_none() {
    let words = "<p>The practice manager said the phones had not rung for an hour.</p>".repeat(40);
    let login = "<form class='login'><input name=user><input type='password'><button>Log in</button></form>";
    let list = "<main><h2><a href='/news/1'>One</a></h2><h2><a href='/news/2'>Two</a></h2></main>";
    let cdn = "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>";
    let cases = [
        page(
            "Surgery sites and Cloudflare",
            &format!("<h1>Just a moment...</h1><p>A check by Cloudflare: verify you are human.</p>{words}"),
        ),
        page(
            "Just a moment...",
            &format!("<article><h1>Just a moment...</h1><p>Why sites ask cloudflare.com to check.</p></article>{cdn}"),
        ),
        page("A story", &format!("{cdn}<h1>A story</h1><p>Short, but a story.</p>")),
        page("A story", &format!("<header>{login}</header><article><h1>A story</h1><p>Short.</p></article>")),
        page("A story", &format!("<header>{login}</header><h1>A story</h1>{words}")),
        page("News", &format!("<header>{login}</header>{list}")),
        page("Members only: the vote", &format!("<article><h1>Members only: the vote</h1>{words}</article>{login}")),
        page(
            "Are you a robot?",
            "<article><h1>Are you a robot?</h1><p>A play.</p></article><div class='g-recaptcha'></div>",
        ),
        page(
            "A story",
            "<h1>Domains</h1><h2>What to do</h2><p>He used <a href='https://sedoparking.com/'>a parking service</a>.</p>",
        ),
        page("News", "<h1>News</h1><h2><a href='/a'>This domain is for sale, says trust</a></h2><p>More.</p>"),
        page("Welcome to nginx! A course for managers", "<h1>A course</h1><p>Ten seats.</p>"),
        page(
            "It works!",
            "<h1>It works! Early triage halves the queue</h1><p>A study of ten practices found that it does.</p>",
        ),
        page("A story", &format!("<script src='/_Incapsula_Resource?x=1'></script><h1>A story</h1>{words}")),
        page("A story", "<script src='https://js.datadome.co/tags.js'></script><h1>A story</h1><p>Short.</p>"),
        page("Sign in sheets are back", &format!("<h1>Sign-in sheets are back at the desk</h1>{words}")),
        page("Access denied", "<h1>Access denied</h1><p>Patients in a wheelchair cannot reach the desk.</p>"),
        String::new(),
        "<p>Down.".to_owned(),
    ];
    for body in cases {
        assert_eq!(judged(200, AT, AT, Some("text/html"), &body), None, "{body}");
    }
    let at_login = "https://paper.example/login/";
    let form = page("News", &format!("{login}{list}{words}"));
    assert_eq!(judged(200, at_login, at_login, Some("text/html"), &form), None, "it was asked for");
}

#[test]
fn other_kinds_of_answers_are_none() {
    let json = "{\"title\":\"Just a moment...\",\"html\":\"/cdn-cgi/ verify you are human captcha\"}";
    let feed = "<?xml version=\"1.0\"?><rss><channel><title>this domain is for sale</title></channel></rss>";
    for (kind, body) in [("application/json", json), ("application/rss+xml", feed), ("image/png", "\u{fffd}PNG")] {
        assert_eq!(judged(200, AT, AT, Some(kind), body), None, "{kind}");
    }
    let gone = page("Not found", "<h1>Log in?</h1><input type=password>");
    assert_eq!(judged(404, AT, AT, Some("text/html"), &gone), None);
    assert_eq!(judged(200, AT, AT, None, &gone), Some(SourceState::Login));
}

#[test]
fn hostile_pages_are_looked_at_in_no_time_and_never_panic() {
    let tower = "<".repeat(200_000);
    let scripts = "<script>".repeat(20_000);
    let cut = "<title>".to_owned() + &"\u{e9}".repeat(40_000);
    for body in [tower.as_str(), &scripts, &cut, "<title", "<h1", "<!--", "<script", "\0\0<\0>"] {
        judged(200, AT, AT, Some("text/html"), body);
    }
    assert_eq!(wall(200, &Url::parse(AT).unwrap(), &Url::parse(AT).unwrap(), None, &[0xff, 0xfe, b'<', 0xc3]), None);
}

#[test]
fn a_wall_tells_its_first_words() {
    let url = Url::parse(AT).unwrap();
    let body = page("Members only", "<h1>Members only</h1><input type=password>");
    let walled = refuse(200, &url, &url, Some("text/html"), body.as_bytes()).unwrap_err();
    assert_eq!((walled.wall, walled.words.as_str()), (Wall::Login, "members only"));
    assert_eq!(walled.to_string(), "a login stands in front of the page");
}
