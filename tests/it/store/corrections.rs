//! Owns the tests of the corrections: each new notice an entry of its own, with what stood before it.

use postround::domain::{Correction, FoundArticle};
use postround::store::{ArticleFilter, Store};

use super::sample::{at, found, name, record};
use crate::harness::store::store_test;

fn said(path: &str, words: &str, notice: Option<&str>) -> FoundArticle {
    let correction = notice.map(|text| Correction { text: text.to_owned(), at: Some(at(5)) });
    FoundArticle {
        text: words.to_owned(),
        correction,
        topics: vec!["Pay".to_owned()],
        ..found(path, &format!("Council {path} decides"))
    }
}

store_test!(each_new_notice_is_a_correction_of_its_revision, |store: Store| async move {
    const FIRST: &str = "This story was amended: the sum was wrong";
    const SECOND: &str = "Amended again: the name was wrong";
    let any = ArticleFilter::default();
    let readings = [
        (said("a", "It cost four pounds, she said.", None), 0),
        (said("a", "It cost nine pounds, she said.", Some(FIRST)), 1),
        // Words change under the same notice, differently printed.
        (said("a", "It cost nine pounds, she wrote to us.", Some("This story was amended - the sum was wrong.")), 0),
        (said("a", "It cost nine pounds, he wrote to us.", Some(SECOND)), 1),
        (said("b", "Amended before we saw it.", Some(FIRST)), 1),
        (said("c", "No notice at all.", None), 0),
    ];
    let mut minted = Vec::new();
    for (minute, (reading, expected)) in (1..).zip(&readings) {
        let recorded = record(&store, reading, minute).await;
        let one = minute % 2 == 0;
        let asked = [recorded.id];
        let now = store.mint_corrections(one.then_some(&asked[..]), at(100)).await.unwrap();
        assert_eq!(now, *expected, "{minute}");
        assert_eq!(store.mint_corrections(None, at(100)).await.unwrap(), 0, "once");
        minted.push(recorded.id);
    }
    let all = store.corrections(&any, 9).await.unwrap();
    let told: Vec<_> =
        all.iter().map(|one| (one.article.id, one.revision, one.notice.text.as_str(), one.found)).collect();
    assert_eq!(
        told,
        [(minted[4], 1, FIRST, at(5)), (minted[0], 4, SECOND, at(4)), (minted[0], 2, FIRST, at(2))],
        "found when its revision was"
    );
    assert_eq!((all[0].before.clone(), all[0].notice.at), (None, Some(at(5))));
    let before = ("Council a decides".to_owned(), "It cost four pounds, she said.".to_owned());
    assert_eq!((all[2].before.as_ref(), all[2].text.as_str()), (Some(&before), "It cost nine pounds, she said."));
    assert_eq!((all[2].article.revision, all[2].title.as_str()), (4, "Council a decides"), "the article as it stands");
    assert!(all.iter().all(|one| one.uid.starts_with("urn:uuid:")) && all[0].uid != all[1].uid);
    assert_eq!(store.corrections(&any, 1).await.unwrap(), all[..1]);
    assert_eq!(store.corrections(&ArticleFilter { topics: vec!["pay".into()], ..any.clone() }, 9).await.unwrap(), all);
    let wire = ArticleFilter { sources: vec![name("wire")], ..any.clone() };
    assert_eq!(store.corrections(&wire, 9).await.unwrap(), []);
    store.withdraw(minted[0], &name("paper"), at(9)).await.unwrap();
    assert_eq!(store.corrections(&any, 9).await.unwrap(), all[..1]);
    assert_eq!(store.mint_corrections(Some(&[]), at(9)).await.unwrap(), 0);
});
