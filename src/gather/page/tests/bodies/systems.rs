//! Owns the pages that systems of many makes write, and how sites are built of them.

use super::{Sheet, assert_found};

const SYSTEMS: &[Sheet] = &[
    (
        "WordPress classic",
        0.99,
        "<div id=main><div class='post hentry'>{H}<div class=entry-meta>Posted on 2 May 2020 by Ann</div><div class=entry-content>{P}{P}<h2 data-in>What comes next</h2>{P}{P}<div class=sharedaddy><h3>Share this:</h3><ul><li><a href=/t>Twitter</a></li></ul></div></div><div class=entry-footer>Filed under <a href=/n>Nights</a></div></div></div>",
    ),
    (
        "WordPress blocks",
        0.99,
        "<main class=wp-block-group>{H}<div class='entry-content wp-block-post-content'>{P}<figure class=wp-block-image><img src=/a.jpg></figure>{P}<ul class=wp-block-list><li data-in>{s}</li><li data-in>{s}</li><li data-in>{s}</li></ul>{P}<div class=wp-block-buttons><a class=wp-block-button__link href=/s>Subscribe</a></div></div></main>",
    ),
    (
        "Drupal 8",
        0.99,
        "<article class='node node--type-article node--published node-published'>{H}<div class=node__content><div class='field field--name-field-tags'><a href=/t>Nights</a></div><div class='clearfix text-formatted field field--name-body field--type-text-with-summary field__item'>{P}{P}{P}</div></div></article>",
    ),
    (
        "Drupal 7, short",
        0.99,
        "<div id=content><div class='node node-news node-published clearfix'>{H}<div class=content><div class=field-items><div class='field-item even'>{P}{p}{p}</div></div></div></div></div>",
    ),
    (
        "Ghost",
        0.99,
        "<main><article class='article post tag-nights'><header class='article-header gh-canvas'>{H}<aside class=article-byline>Ann Smith</aside></header><section class='gh-content gh-canvas'>{P}{P}<blockquote data-in>{S}</blockquote>{P}</section></article><section class='footer-cta'><h2>Sign up for more</h2></section></main>",
    ),
    (
        "Medium-like",
        0.99,
        "<article><div><div><section><div><div class='fa fb'>{H}<p class=pw-post-body-paragraph data-in>{S}</p><p class=pw-post-body-paragraph data-in>{S}</p></div></div></section><section><div><div class='fa fb'><p class=pw-post-body-paragraph data-in>{S}</p><p class=pw-post-body-paragraph data-in>{S}</p></div></div></section></div></div></article>",
    ),
    (
        "Blogger",
        0.99,
        "<div class='blog-posts hfeed'><div class='post hentry'><h3 class='post-title entry-title'>Nights are pooled in nine counties</h3><div class='post-body entry-content'><div data-in>{S}</div><br><div data-in>{S}</div><br><div data-in>{S}</div></div><div class=post-footer><span class=post-author>Posted by Ann</span></div></div></div>",
    ),
    (
        "Squarespace",
        0.99,
        "<main><article class='h-entry entry'>{H}<div class=sqs-layout><div class=row><div class='sqs-block html-block'><div class=sqs-block-content>{P}{P}</div></div><div class='sqs-block image-block'><img src=/a.jpg></div><div class='sqs-block html-block'><div class=sqs-block-content>{P}{P}</div></div></div></div></article></main>",
    ),
    (
        "Arc",
        0.99,
        "<main><div class=b-it-top>{H}<h2 class=b-article-subheadline>A rota for the valleys</h2></div><article class='b-article-body article-body-wrapper'><p class=c-paragraph data-in>{S}</p><p class=c-paragraph data-in>{S}</p><div class='c-ad'>Advertisement</div><p class=c-paragraph data-in>{S}</p><p class=c-paragraph data-in>{S}</p></article></main>",
    ),
    (
        "AEM",
        0.99,
        "<div class='root container responsivegrid'><div class=aem-Grid><div class='title aem-GridColumn'>{H}</div><div class='text parbase aem-GridColumn'><div class=cmp-text>{P}{P}</div></div><div class='image parbase aem-GridColumn'><img src=/a.jpg></div><div class='text parbase aem-GridColumn'><div class=cmp-text>{P}{P}</div></div></div></div>",
    ),
    (
        "AMP",
        0.99,
        "<main><article>{H}<amp-img src=/a.jpg></amp-img><div class=amp-wp-article-content>{P}<amp-ad type=x></amp-ad>{P}{P}<amp-social-share type=x></amp-social-share></div></article></main>",
    ),
    (
        "page builder",
        0.99,
        "<div class='elementor elementor-12'><section class=elementor-section><div class='elementor-widget elementor-widget-heading'>{H}</div><div class='elementor-widget elementor-widget-text-editor'><div class=elementor-widget-container>{P}{P}{P}</div></div></section></div>",
    ),
    (
        "custom elements",
        0.99,
        "<story-page>{H}<story-body><story-text data-in>{S}</story-text><story-text data-in>{S}</story-text><story-text data-in>{S}</story-text></story-body></story-page>",
    ),
    (
        "forum",
        0.98,
        "<div class=thread>{H}<div class='post first'><div class=post-meta>ann, 2 May 2020</div><div class=post-content>{P}{P}{P}</div></div></div>",
    ),
    (
        "encyclopaedia",
        0.97,
        "<div id=content>{H}<div id=mw-content-text class=mw-body-content><div class=mw-parser-output>{P}<div id=toc class=toc><h2>Contents</h2><ul><li><a href=#a>History</a></li><li><a href=#b>Use</a></li></ul></div><h2><span class=mw-headline data-in>History of it</span><span class=mw-editsection>[<a href=/e>edit</a>]</span></h2>{P}{P}<h2 data-in>Use in towns</h2>{P}</div></div></div>",
    ),
    (
        "government",
        0.99,
        "<main id=content class=govuk-main-wrapper>{H}<div class=govuk-grid-row><div class=govuk-grid-column-two-thirds><div class='govspeak'>{P}<h2 data-in id=who>Who it is for</h2>{P}<ol><li data-in>{s}</li><li data-in>{s}</li></ol><h2 data-in>How to apply</h2>{P}</div></div><div class=govuk-grid-column-one-third><nav><h2>Related content</h2><ul><li>{a}</li></ul></nav></div></div></main>",
    ),
    (
        "press release",
        0.99,
        "<div class=release>{H}<div class=release-body><p data-in><strong>THORNBECK, 2 May 2020</strong> – {S}</p>{P}{P}<p data-in>Notes to editors: {s}</p></div></div>",
    ),
];

#[test]
fn systems_of_many_makes() {
    assert_found(SYSTEMS);
}

const BUILT: &[Sheet] = &[
    (
        "named captions",
        0.99,
        "<article>{H}<div class=entry-content>{P}<div class='wp-caption alignleft'><img src=/a.jpg><p class=wp-caption-text>A car at dawn, in the valley of the older map</p></div>{P}<div class=image><img src=/b.jpg><span class=caption>A bus at noon, on the coast, in the winter of last year</span></div>{P}</div></article>",
    ),
    (
        "pictures and their words",
        0.8,
        "<article>{H}<div class=gallery><figure><img src=/a.jpg><figcaption data-in>{S}</figcaption></figure><figure><img src=/b.jpg><figcaption data-in>{S}</figcaption></figure><figure><img src=/c.jpg><figcaption data-in>{S}</figcaption></figure></div></article>",
    ),
    (
        "companion columns",
        0.99,
        "<article id=story><header>{H}<p id=article-summary>A rota for the valleys</p></header><section name=articleBody><div class='css-1 StoryBodyCompanionColumn'><div class=css-5>{P}{P}</div></div><div><div id=story-ad-1><p>Advertisement</p><a href=#after>SKIP ADVERTISEMENT</a></div></div><div class='css-1 StoryBodyCompanionColumn'><div class=css-5>{P}{P}</div></div><div class='css-1 StoryBodyCompanionColumn'><div class=css-5>{P}</div></div></section></article>",
    ),
    (
        "blocks by attribute",
        0.99,
        "<article><header data-component=headline-block>{H}</header><div data-component=text-block><div class=x1><p class=x2 data-in>{S}</p></div></div><div data-component=image-block><figure><img src=/a.jpg><figcaption>A car</figcaption></figure></div><div data-component=text-block><div class=x1><p class=x2 data-in>{S}</p></div></div><div data-component=subheadline-block><h2 data-in>Who drives at night</h2></div><div data-component=text-block><div class=x1><p class=x2 data-in>{S}</p><p class=x2 data-in>{S}</p></div></div><div data-component=links-block><p>More on this story</p><ul><li>{a}</li><li>{a}</li></ul></div></article>",
    ),
    (
        "paragraphs as boxes",
        0.99,
        "<main><div class=article__main>{H}<div class=article-body__content><div data-testid=paragraph-0 class=text__text data-in>{S}</div><div data-testid=paragraph-1 class=text__text data-in>{S}</div><div data-testid=paragraph-2 class=text__text data-in>{S}</div></div></div></main>",
    ),
    (
        "large first letter",
        0.97,
        "<article>{H}<div class=t><p data-in><span class=dropcap>T</span>he board met, as it does each month, in the hall by the river, and spoke of the rota until it was dark.</p>{P}{P}</div></article>",
    ),
    (
        "folded answers",
        0.99,
        "<main>{H}<div class=faq><details><summary data-in>Who pays for the pooled rota?</summary>{P}</details><details><summary data-in>Who has the keys of the shops?</summary>{P}</details><details><summary data-in>When does the first night begin?</summary>{P}</details></div></main>",
    ),
    (
        "terms and their meaning",
        0.98,
        "<main>{H}<div class=t>{P}<dl><dt data-in>Pooled rota</dt><dd data-in>{S}</dd><dt data-in>Locum fee</dt><dd data-in>{S}</dd></dl></div></main>",
    ),
    (
        "all in one form",
        0.99,
        "<form id=aspnetForm><div id=main>{H}<div id=ctl00_body>{P}{P}{P}</div></div><div id=foot><input name=q></div></form>",
    ),
    (
        "links in every sentence",
        0.97,
        "<article>{H}<div class=t><p data-in>{S} <a href=/1>See the act</a> and <a href=/2>the order</a>, as amended.</p><p data-in>{S} <a href=/3>The court held</a> otherwise.</p><p data-in><a href=/4>In its ruling</a> {S}</p></div></article>",
    ),
    (
        "long sidebar first",
        0.97,
        "<div class=wrap><div class=left-col><h3>On this page of ours</h3><ul><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li></ul></div><div class=mid-col>{H}{P}{P}{P}</div></div>",
    ),
    (
        "more stories by links",
        0.97,
        "<article>{H}<div class=t>{P}{P}<h3>You may also like</h3><ul><li>{a}</li><li>{a}</li></ul>{P}</div></article>",
    ),
    (
        "thanks and helpers",
        0.99,
        "<article>{H}<div class=t>{P}{P}<p data-in><em>Bo Jones in Thornbeck helped with this report.</em></p></div></article>",
    ),
    (
        "a letter",
        0.97,
        "<article>{H}<div class=t><p data-in>Dear readers,</p>{P}{P}<p data-in>With thanks for your patience</p></div></article>",
    ),
    (
        "text straight in the box",
        0.97,
        "<div class=art>{H}<div class=t data-in>{S} <b>{s}</b> {S}<p>{S}</p>{S}</div></div>",
    ),
    (
        "related in the aside",
        0.99,
        "<article>{H}<div class=article-body>{P}<aside class=inline-related><h4>Related</h4><a href=/x>Fuel bill doubles on the coast again</a></aside>{P}{P}</div></article>",
    ),
    (
        "notes beside",
        0.99,
        "<main><div class=grid><article class=main-story>{H}{P}{P}{P}</article><aside class=rail><h3>Most read</h3><ol><li>{a}</li><li>{a}</li></ol><div class=box>{c}</div></aside></div></main>",
    ),
    (
        "crossheads in bold",
        0.99,
        "<article>{H}<div class=t>{P}<p data-in><b>Fuel and drivers</b></p>{P}<p data-in><b>Latest</b> {s}</p>{P}</div></article>",
    ),
];

#[test]
fn sites_as_they_are_built() {
    assert_found(BUILT);
}
