//! Owns the tests of manners: robots.txt obeyed and remembered, pauses kept where they are asked for, the ledger.

use std::time::Duration;

use chrono::TimeDelta;
use postround::net::{Fetched, Net, NetError, Reach, Validators};

use super::{NOW, answer, client, error, get, options, time};
use crate::harness::site::{Fault, Site};

fn site(robots: &str) -> Site {
    let site = Site::empty();
    site.write("a.html", "<p>a");
    site.write("private/b.html", "<p>b");
    if !robots.is_empty() {
        site.write("robots.txt", robots);
    }
    site
}

#[tokio::test]
async fn what_robots_txt_forbids_is_not_asked_for() {
    let site = site("User-agent: *\nDisallow: /\n\nUser-agent: postround\nDisallow: /private\nSitemap: /map.xml\n");
    let (net, clock) = client();
    for _ in 0..3 {
        answer(&net, &site.url("a.html")).await;
        let refused = error(&net, &site.url("private/b.html")).await;
        assert!(matches!(&refused, NetError::Robots { rule, .. } if rule == "Disallow: /private"), "{refused:?}");
    }
    assert_eq!((site.asked_for("/private/b.html").len(), site.asked_for_robots()), (0, 1));
    let maps = net.sitemaps(&site.url("a.html").parse().unwrap(), Reach::Private).await.unwrap();
    assert_eq!(maps, [site.url("map.xml").parse().unwrap()]);
    clock.advance(TimeDelta::hours(23));
    answer(&net, &site.url("a.html")).await;
    assert_eq!(site.asked_for_robots(), 1, "it is remembered for a day");
    site.write("robots.txt", "User-agent: *\nDisallow: /a");
    clock.advance(TimeDelta::hours(2));
    assert!(matches!(error(&net, &site.url("a.html")).await, NetError::Robots { .. }));
    assert_eq!(site.asked_for_robots(), 2, "and for no longer");
}

#[tokio::test]
async fn many_requests_at_once_ask_for_one_robots_txt() {
    let site = site("User-agent: *\nDisallow: /private");
    site.fault("/robots.txt", Fault::Delay(Duration::from_millis(50)));
    let (net, _) = client();
    let url = site.url("a.html");
    let asked = futures_util::future::join_all((0..10).map(|_| get(&net, &url))).await;
    assert!(asked.iter().all(Result::is_ok), "{asked:?}");
    assert_eq!((site.asked().len(), site.asked_for_robots()), (10, 1));
}

#[tokio::test]
async fn a_robots_txt_that_is_not_there_allows_all_and_one_that_fails_forbids_all() {
    let loops = "/robots.txt?again=1";
    for (fault, allowed) in [
        (Fault::status(404), true),
        (Fault::status(401), true),
        (Fault::redirect(302, "/other.txt"), false),
        (Fault::redirect(302, loops), true),
        (Fault::redirect(302, "ftp://example.org/robots.txt"), true),
        (Fault::Answer(200, vec![], b"\xff\xfe\0<html>".to_vec()), true),
        (Fault::status(500), false),
        (Fault::status(503), false),
        (Fault::status(429), false),
        (Fault::Drop, false),
    ] {
        let site = site("");
        site.write("other.txt", "User-agent: *\nDisallow: /");
        let what = format!("{fault:?}");
        site.fault("/robots.txt", fault);
        let (net, clock) = client();
        let fetched = get(&net, &site.url("a.html")).await;
        assert_eq!(
            (fetched.is_ok(), site.asked_for("/a.html").len()),
            (allowed, usize::from(allowed)),
            "{what}: {fetched:?}"
        );
        if allowed || what.contains("Redirect") || what.contains("302") {
            continue;
        }
        // Nothing is asked for until it is time to look again; then all is well.
        let before = site.asked_for_robots();
        assert!(get(&net, &site.url("a.html")).await.is_err(), "{what}");
        assert_eq!(site.asked_for_robots(), before, "{what}");
        site.mend("/robots.txt");
        clock.advance(TimeDelta::minutes(6));
        answer(&net, &site.url("a.html")).await;
    }
}

#[tokio::test]
async fn a_robots_txt_that_fails_later_says_what_it_said() {
    let site = site("User-agent: *\nDisallow: /private");
    let (net, clock) = client();
    answer(&net, &site.url("a.html")).await;
    site.fault("/robots.txt", Fault::status(500));
    clock.advance(TimeDelta::hours(25));
    answer(&net, &site.url("a.html")).await;
    assert!(matches!(error(&net, &site.url("private/b.html")).await, NetError::Robots { .. }));
}

#[tokio::test]
async fn a_redirect_is_followed_only_where_its_host_allows_it() {
    let (here, there) = (site(""), site("User-agent: *\nDisallow: /private"));
    here.fault("/away", Fault::redirect(302, &there.url("private/b.html")));
    here.fault("/open", Fault::redirect(302, &there.url("a.html")));
    let (net, _) = client();
    assert!(matches!(error(&net, &here.url("away")).await, NetError::Robots { .. }));
    assert_eq!(there.asked().len(), 0);
    assert_eq!(answer(&net, &here.url("open")).await.url.as_str(), there.url("a.html"));
}

#[tokio::test]
async fn a_host_that_asks_for_a_pause_is_sent_nothing_and_its_neighbour_is_asked() {
    let (busy, free) = (site(""), site(""));
    let (net, clock) = client();
    busy.fault("/a.html", Fault::Answer(429, vec![("retry-after", "3600".into())], b"slow down".to_vec()));
    let first = error(&net, &busy.url("a.html")).await;
    let NetError::Status { code: 429, left_alone, body } = first else { panic!("{first:?}") };
    assert_eq!((left_alone, body.as_slice()), (Some(Duration::from_hours(1)), &b"slow down"[..]));
    busy.forget();
    let held = error(&net, &busy.url("private/b.html")).await;
    assert!(matches!(&held, NetError::Held { until, .. } if *until == time("2026-11-22T13:00:00Z")), "{held:?}");
    assert_eq!(busy.asked().len(), 0);
    answer(&net, &free.url("a.html")).await;
    // Another process knows it from the store.
    let ledger = net.take_ledger();
    let second = Net::new(options(), clock.clone()).unwrap();
    second.recall(ledger);
    assert!(matches!(error(&second, &busy.url("private/b.html")).await, NetError::Held { .. }));
    clock.advance(TimeDelta::minutes(61));
    answer(&second, &busy.url("private/b.html")).await;
    assert_eq!(busy.asked_for_robots(), 0, "its robots.txt is known too");
}

#[tokio::test]
async fn a_short_pause_is_waited_out() {
    let site = site("");
    let (net, _) = client();
    site.fault_times("/a.html", 1, Fault::Answer(503, vec![("retry-after", "1".into())], vec![]));
    error(&net, &site.url("a.html")).await;
    answer(&net, &site.url("a.html")).await;
    let at: Vec<_> = site.asked().iter().map(|asked| asked.at).collect();
    // The log's own moment is taken a little after the request came.
    assert!(at[1].duration_since(at[0]).as_millis() >= 900, "{at:?}");
}

#[tokio::test]
async fn a_host_that_fails_again_and_again_is_left_alone_until_it_answers() {
    let site = site("");
    let (net, clock) = client();
    site.fault("/a.html", Fault::status(500));
    for _ in 0..3 {
        assert!(matches!(error(&net, &site.url("a.html")).await, NetError::Status { code: 500, .. }));
    }
    let held = error(&net, &site.url("private/b.html")).await;
    assert!(held.to_string().contains("3 requests in a row failed, the last one: the server answered 500"), "{held}");
    clock.advance(TimeDelta::minutes(2));
    answer(&net, &site.url("private/b.html")).await;
    error(&net, &site.url("a.html")).await;
    answer(&net, &site.url("private/b.html")).await;
}

#[tokio::test]
async fn the_ledger_counts_what_was_asked_of_each_host() {
    let site = site("User-agent: *\nDisallow: /private");
    let (net, _) = client();
    let first = answer(&net, &site.url("a.html")).await;
    let again = net.get(&first.url, &first.validators, Reach::Private).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }));
    error(&net, &site.url("private/b.html")).await;
    site.fault("/c", Fault::status(403));
    error(&net, &site.url("c")).await;
    site.fault("/d", Fault::status(500));
    error(&net, &site.url("d")).await;
    let ledger = net.take_ledger();
    assert_eq!(ledger.len(), 1);
    let host = &ledger[0];
    assert_eq!(host.host, format!("127.0.0.1:{}", site.port()));
    let robots = site.read("robots.txt").len() as u64;
    assert_eq!((host.requests, host.not_modified, host.refused, host.failures), (5, 1, 2, 1));
    assert_eq!((host.bytes, host.last_asked), (robots + first.body.len() as u64, Some(time(NOW))));
}

#[tokio::test]
async fn headers_that_others_need_are_handed_on() {
    let site = site("");
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("cache-control", "public, max-age=600".to_owned()),
        ("link", "</p?page=2>; rel=\"next\"".to_owned()),
        ("x-wp-totalpages", "7".to_owned()),
        ("etag", "W/\"odd one\"".to_owned()),
    ];
    site.fault("/p", Fault::Answer(200, headers, b"[]".to_vec()));
    let (net, _) = client();
    let answer = answer(&net, &site.url("p")).await;
    assert_eq!((answer.total_pages, answer.fresh_for), (Some(7), Some(Duration::from_mins(10))));
    assert_eq!(answer.link.as_deref(), Some("</p?page=2>; rel=\"next\""));
    site.fault("/p", Fault::Answer(304, vec![("cache-control", "max-age=60".to_owned())], vec![]));
    let validators = Validators { etag: Some("W/\"odd one\"".to_owned()), last_modified: None };
    let again = net.get(&answer.url, &validators, Reach::Private).await.unwrap();
    assert_eq!(again, Fetched::NotModified { moved: None, fresh_for: Some(Duration::from_mins(1)) });
    assert_eq!(site.asked().last().unwrap().if_none_match(), Some("W/\"odd one\""));
}

#[tokio::test]
async fn a_form_is_sent_by_the_same_rules_but_for_robots_txt() {
    let site = site("User-agent: *\nDisallow: /");
    let (net, clock) = client();
    let url = |path: &str| site.url(path).parse().unwrap();
    let form = [("hub.mode", "publish"), ("hub.url", "https://round.example/ä?x=1&y=2")];
    net.post(&url("a.html"), &form, Reach::Private).await.unwrap();
    let asked = site.asked_for("/a.html").remove(0);
    let body = "hub.mode=publish&hub.url=https%3A%2F%2Fround.example%2F%C3%A4%3Fx%3D1%26y%3D2";
    assert_eq!((asked.method.as_str(), String::from_utf8(asked.body.clone()).unwrap().as_str()), ("POST", body));
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(asked.user_agent().unwrap().ends_with("(+mailto:editor@example.org)"));
    assert_eq!(site.asked_for_robots(), 0);

    let refused = net.post(&url("a.html"), &form, Reach::Public).await.unwrap_err();
    assert!(matches!(&refused, NetError::Forbidden(why) if why.contains("private_hubs")), "{refused:?}");
    // Only a redirect that keeps the method is followed, and the form goes along.
    for (status, follows) in [(301, false), (302, false), (303, false), (307, true), (308, true)] {
        site.forget();
        site.fault("/away", Fault::redirect(status, "/a.html"));
        let sent = net.post(&url("away"), &form, Reach::Private).await;
        let arrived = site.asked_for("/a.html").iter().filter(|asked| asked.body == body.as_bytes()).count();
        assert_eq!((sent.is_ok(), arrived), (follows, usize::from(follows)), "{status}: {sent:?}");
    }
    site.fault("/busy", Fault::Answer(503, vec![("retry-after", "600".into())], Vec::new()));
    let busy = net.post(&url("busy"), &form, Reach::Private).await.unwrap_err();
    assert!(matches!(busy, NetError::Status { code: 503, left_alone: Some(_), .. }), "{busy:?}");
    let held = net.post(&url("a.html"), &form, Reach::Private).await.unwrap_err();
    assert!(matches!(held, NetError::Held { .. }), "{held:?}");
    clock.advance(TimeDelta::minutes(11));
    net.post(&url("a.html"), &form, Reach::Private).await.unwrap();
}
