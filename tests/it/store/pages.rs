//! Owns the tests of the memory of pages: what a conditional request needs, verbatim (I11).

use postround::domain::Skips;
use postround::store::{PageMemo, Store};

use super::sample::{at, name};
use crate::harness::store::{Place, place_test, store_test};

place_test!(a_page_is_remembered_verbatim_and_outlives_the_process, |place: Place| async move {
    let store = place.open().await;
    let (paper, url) = (name("paper"), "https://news.example/a?b=c#d");
    assert_eq!(store.page(&paper, url).await.unwrap(), None);
    let memos = [
        PageMemo {
            etag: Some("W/\"a'b\"".into()),
            last_modified: Some("Mon, 27 Nov 2023 11:45:00 GMT".into()),
            rules: "1".into(),
            asks: "[{\"url\":\"é\"}]".into(),
            fresh_until: Some(at(77)),
            ttl: Some(std::time::Duration::from_hours(1)),
            skips: Skips::new([0, 23], [chrono::Weekday::Mon, chrono::Weekday::Sun]),
            moved_to: Some("https://news.example/there".into()),
            moved_seen: 2,
            announced: 50,
            settled: true,
            failures: 3,
        },
        PageMemo { rules: "2".into(), ..PageMemo::default() },
        PageMemo { etag: Some("\"\"".into()), ..PageMemo::default() },
    ];
    for (minute, memo) in (0..).zip(&memos) {
        store.remember_page(&paper, url, memo, at(minute)).await.unwrap();
        assert_eq!(store.page(&paper, url).await.unwrap().as_ref(), Some(memo));
    }
    store.close().await;
    assert_eq!(place.open().await.page(&paper, url).await.unwrap().as_ref(), Some(&memos[2]));
});

store_test!(each_source_has_a_memory_of_its_own, |store: Store| async move {
    let memo = |rules: &str| PageMemo { rules: rules.into(), ..PageMemo::default() };
    for (source, url, rules) in [("paper", "u", "1"), ("gazette", "u", "2"), ("paper", "U", "3")] {
        store.remember_page(&name(source), url, &memo(rules), at(0)).await.unwrap();
    }
    for (source, url, rules) in [("paper", "u", "1"), ("gazette", "u", "2"), ("paper", "U", "3")] {
        assert_eq!(store.page(&name(source), url).await.unwrap(), Some(memo(rules)), "{source} {url}");
    }
    assert_eq!(store.page(&name("gazette"), "U").await.unwrap(), None);
});
