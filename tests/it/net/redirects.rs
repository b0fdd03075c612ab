//! Owns the tests of redirects: followed by hand, never into a circle or a private network, and told where an address
//! has moved for good.

use postround::net::{Fetched, NetError, Reach, Validators};

use super::{answer, client, error};
use crate::harness::site::{Fault, Site};

/// Each redirect's status and target.
type Hops<'a> = &'a [(u16, &'a str)];

#[tokio::test]
async fn an_address_moves_by_leading_permanent_redirects_alone() {
    let site = Site::empty();
    site.write("end.html", "<p>end");
    let cases: [(Hops<'_>, Option<&str>); 5] = [
        (&[(301, "/end.html")], Some("end.html")),
        (&[(308, "/1"), (301, "/end.html")], Some("end.html")),
        (&[(301, "/1"), (302, "/end.html")], Some("1")),
        (&[(302, "/1"), (301, "/end.html")], None),
        (&[(307, "/1"), (303, "/end.html")], None),
    ];
    for (hops, moved) in cases {
        for (n, (status, to)) in hops.iter().enumerate() {
            site.fault(&format!("/{n}"), Fault::redirect(*status, to));
        }
        let (net, _) = client();
        let found = answer(&net, &site.url("0")).await;
        assert_eq!(found.url.as_str(), site.url("end.html"));
        assert_eq!(found.moved.map(String::from), moved.map(|path| site.url(path)), "{hops:?}");
        let same = net.get(&site.url("0").parse().unwrap(), &found.validators, Reach::Private).await.unwrap();
        assert!(matches!(&same, Fetched::NotModified { moved: to, .. } if to.is_some() == moved.is_some()), "{same:?}");
    }
}

#[tokio::test]
async fn circles_and_long_ways_end_and_show_the_way() {
    let site = Site::empty();
    site.fault("/a", Fault::redirect(302, "/b"));
    site.fault("/b", Fault::redirect(301, "/a"));
    let (net, _) = client();
    let NetError::Redirects(why) = error(&net, &site.url("a")).await else { panic!("no circle") };
    let way = format!("in a circle: {0}a -> {0}b -> {0}a", site.url(""));
    assert!(why.contains(&way), "{why}");
    assert_eq!(site.asked().len(), 2, "nothing is asked for twice");
    site.fault("/l", Fault::RedirectLoop);
    let NetError::Redirects(why) = error(&net, &site.url("l")).await else { panic!("no end") };
    assert!(why.contains("more than 5 redirects") && why.contains("/l?again=5"), "{why}");
}

#[tokio::test]
async fn no_redirect_leads_where_nobody_may_go() {
    let site = Site::empty();
    for to in
        ["ftp://example.org/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "gopher://a/", "javascript:alert(1)"]
    {
        site.fault("/a", Fault::redirect(302, to));
        let (net, _) = client();
        let refused = error(&net, &site.url("a")).await;
        assert!(matches!(refused, NetError::Forbidden(_)), "{to}: {refused:?}");
    }
    let (net, _) = client();
    for bare in [
        "http://169.254.169.254/latest/meta-data/",
        "http://0xa9fea9fe/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://localhost:1/",
    ] {
        let refused = net.get(&bare.parse().unwrap(), &Validators::default(), Reach::Public).await;
        assert!(matches!(refused, Err(NetError::Forbidden(_))), "{bare}: {refused:?}");
    }
    site.fault("/none", Fault::status(302));
    assert!(matches!(error(&net, &site.url("none")).await, NetError::Status { code: 302, .. }));
}
