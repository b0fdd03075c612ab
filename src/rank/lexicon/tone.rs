//! Owns the English phrases of an unhealthy tone: abuse, contempt, dismissal, sarcasm, sweeping judgements.
//!
//! What is unhealthy in a conversation is taken from what research calls so (hostile, antagonising, dismissive,
//! condescending, sarcastic, generalising unfairly: Price et al., Unhealthy Comments Corpus, 2020); the words are ours.

use super::sign::Sign;

/// The lists.
pub(super) const LISTS: &[(Sign, &str)] = &[
    (
        Sign::Abuse,
        "idiots?|idiotic|morons?|moronic|imbeciles?|cretins?|scum|scumbags?|vermin|retards?|retarded|cunts?|twats?|\
         wankers?|pricks?|dickheads?|ass ?holes?|arse ?holes?|bastards?|bitch(es)?|whores?|sluts?|stfu|piss off|\
         fuck (you|off|them|him|her)|go to hell|rot in hell|drop dead|kill (your|him|her|them)sel(f|ves)|\
         (hope|wish) (you|he|she|they|your *) (die|dies|suffer|suffers|rot|rots|choke)|parasites?|nazis?|fascists?|\
         low ?lifes?|dumb ?ass(es)?|dimwits?|half ?wits?|nitwits?|numpt(y|ies)|nutters?|nut ?jobs?|nut ?cases?|wackos?|\
         crackpots?|libtards?|snowflakes?|feral|feminazis?|sheeple|brain ?dead|thugs?|traitors?|cockroach(es)?|savages|subhuman|\
         filthy|buffoons?|simpletons?|dunces?|degenerates?|(ought to|should) be (shot|hanged|strung up)|dickhead|tosser|tossers|pillock|plonker|muppets?|prat|prats|gobshite",
    ),
    (
        Sign::Coarse,
        "fuck(s|ed|ing|er|ers)?|wtf|shit(s|ty|show)?|bull ?shit|bull ?crap|crap|bollocks|bs|damn|damned|goddamn|hell|\
         piss(ed|ing)?|arse|ass|bloody|balls",
    ),
    (
        Sign::Contempt,
        "stupid(ity|ly)?|dumb|clowns?|pathetic|losers?|liars?|lying|lies|hypocrites?|hypocrisy|hypocritical|ignorant|\
         ignorance|ignoramus|clueless|delusional|deluded|delusions?|trolls?|trolling|whiners?|whining|whinging|whinge|\
         moaning|moaners?|cry ?bab(y|ies)|cowards?|cowardly|bigots?|bigoted|bigotry|racists?|sexists?|misogynists?|disgusting|\
         despicable|contemptible|vile|garbage|trash|drivel|tripe|claptrap|brainwashed|indoctrinated|sheep|lemmings|know nothing|knows nothing|\
         puppets?|shills?|stooges?|fools?|foolish|arrogant|arrogance|lazy|greedy|greed|insane|crazy|loony|loonies|lunatics?|mad|\
         hysterical|hysterics|whack|gullible|naive|childish|infantile|crooks?|crooked|con ?men|charlatans?|quacks?|apologists?|\
         haters?|hateful|hatred|psychopaths?|narcissists?|narcissistic|creeps?|creepy|ugly|fat|smug|sanctimonious|\
         self righteous|virtue signall?(ing|ers?)|woke|lefties|leftists?|leftards?|right ?wingers?|wingnuts?|commies?|\
         rednecks?|yahoos?|goons?|cronies|minions|do gooders?|bleeding hearts?|tree ?huggers?|fear ?mongering|\
         race baiting|jokers?|incompetents?|incompetence|useless|worthless|shameless|disgrace|disgraceful|evil|\
         suckers?|sucks?|nasty|hags?|bitter|dim|dimmest|dumbest|stupidest|brats?|spoiled|entitled|scam|scams|con artists?|\
         spineless|gutless|brainless|mindless|witless|toadies|toady|bullies|bully|thieves|thieving|swine|slime|slimy|\
         weasels?|rats|snakes?|screw (you|them|him|her)|parasitic|propaganda|rant|rants|ranting|bleating|bleat|dinosaurs?|\
         zealots?|extremists?|fanatics?|hacks?|hypocrit|nincompoops?|twit|twits|moocher|moochers|elitists?|elites|whinger|\
         imbecilic|asinine|inane|vacuous|vapid|mouthpiece|lapdogs?|pigs?|troughs?|snouts|complicit|corrupt|cheats?|barking",
    ),
    (
        Sign::Aimed,
        "you|you're|your|yours|yourself|u|ur|he's|she's|they're|these|those|such an?|what an?|bunch of|full of|pack of|\
         load of|typical|like him|like her|(he|she) is (an?|just)|are (just|all|nothing but)",
    ),
    (
        Sign::Dismissal,
        "you (people|lot)|you guys (are|just)|people like you|\
         your (kind|ilk|sort|type|buddies|masters|precious|beloved|little|rants?|hatred|hate|bias|agenda|ignorance|nonsense)|\
         (his|their|her) ilk|shut up|shut it|get a (life|grip|clue|job)|grow up|get over (it|yourself|yourselves)|wake up|\
         get lost|give (me|us) a break|spare (me|us)|go back to|crawl back|(nobody|no one|who) (really )?(cares|asked you)|\
         cry me a river|boo hoo|wah wah|learn (to|how to) (read|spell|write|think)|reading comprehension|\
         (what|which) planet|are you (serious|kidding|joking|blind|daft|that|really that|for real|on drugs|lost)|do you even|\
         you (clearly|obviously|apparently|evidently|must be|sound like|wouldn't know|don't have a clue|\
         have no (idea|clue)|should be ashamed)|nice try|keep (dreaming|drinking)|drink(ing)? the kool ?aid|kool ?aid|\
         what a (joke|load|surprise|shock|moron|bunch|crock|waste)|yawn|laughable|ridiculous|absurd|shame on|\
         how dare you|another one of|do us all a favou?r|take your (meds|pills|medication)|tin ?foil|\
         conspiracy theor(y|ies|ist|ists)|talking points|echo chamber|coming from you|if you had (a|any|half)|\
         deserve (everything|what|it)|good riddance|pot calling|look in the mirror|your (post|comment|argument) is|\
         mind your own|sweetheart|sweetie|sunshine|sonny|snookums|princess|(just |maybe |perhaps )?try (thinking|reading|harder)|\
         (keep|go on) (telling|kidding|fooling|deluding) yourself|so (you're|you are|you) (admit|saying|admitting)|\
         thanks for (proving|confirming|showing|admitting)|(cannot|can't) (even )?(read|spell|write|think|count)|\
         blame (everyone|everybody|anyone|others)|your own (laziness|stupidity|ignorance|failings?|fault)|\
         (should not|shouldn't|should never) be allowed to|every last one of|makes me sick|sick of (you|these|those|people)|\
         you and your|bless your|what do you expect from|is (this|that) the best|says the (man|woman|guy|one|person)|\
         takes one to|(you|he|she|they) (wouldn't|would not) know|sore losers?|deal with it|suck it up|too bad for|\
         (hit|struck) a nerve|i pity|you need help|(seek|get) help|don't feed|nobody (cares|forces|forced) |no wonder you|\
         go away|stop (whining|moaning|complaining|crying|pretending|lying)|you (just|simply|only) (want|hate|love|don't)|\
         you (don't|do not) (understand|get it|know what)|try to keep up|do your (homework|research)|educate yourself|\
         get your (facts|head)|use your (brain|head)|have you (ever )?(even )?(read|considered|been)|how (old|stupid|dumb|naive) are you|\
         if you (don't|do not) like it|you could have (moved|left)|(move|go) (to|back to) (russia|china|cuba|venezuela|north korea|america)|\
         who do you think you are|you make me|you're (just|only|nothing|so|the|part|full|an?)|you are (just|only|nothing|so|part|full)",
    ),
    (
        Sign::Sarcasm,
        "yeah right|oh (please|really|dear|yes|well|wait|my|the|no|come)|gee|golly|wow|boring|blah|lol|lmao|rofl|haha|\
         hahaha|hehe|ha ha|duh|so called|(yeah|sure|right|yes) because|genius|geniuses|einstein|sherlock|ah yes|of course you|\
         how (nice|lovely|convenient|noble|sweet|dare|typical|generous)|what a (lovely|great|wonderful|brilliant|clever)|\
         thank (god|goodness|heavens)|good luck with that|let me guess|surprise surprise|who knew|who would have thought|\
         who'd have thought|tell me more|do tell|pray tell|bless|same old|not surprising coming|go figure|as if|\
         i'm (sure|shocked)|(clearly|obviously|apparently) (you|he|she|they|we|the)|and (pigs|i'm the)|in your dreams|\
         dream on|hilarious|comedy gold|priceless|poor (little )?(you|baby|things?|dears?)|boo|alas|enlighten us|heaven forbid|\
         god forbid|perish the thought|nothing to see here|move along|must be nice|isn't that (nice|special|rich|precious)|\
         funny how|funny that|amazing how|strange how|why am i not surprised|here we go( again)?|yet another|the usual suspects",
    ),
    (
        Sign::Sweeping,
        "(all|these|those|typical|most) (* )?(are|is) (just|all|nothing but|always|only|too)|\
         (liberals|conservatives|tories|socialists|progressives|republicans|democrats|immigrants|migrants|refugees|foreigners|muslims|\
         christians|jews|women|men|gays|boomers|millennials|doctors|gps|nurses|managers|teachers|politicians|feminists|\
         unions|natives|americans|canadians|bureaucrats|journalists|bankers|lawyers|environmentalists|vegans|cyclists|\
         the (left|right|rich|poor|media|elites?|liberals|tories|ndp|government|unions)) \
         (are (all|just|always|only|nothing|never|too|so)|is (all|just|always|only|nothing|never|too)|always|never|all|hate|love|\
         don't care|do not care|just want|only care|only want|want to|will never|can't)|\
         (those|these) (immigrants|migrants|foreigners|people are)|those people|they (all|always|never|only care|just want|don't care|hate)|\
         (everybody|everyone) knows|nobody (believes|in their right mind)|the (whole|entire) (lot|bunch) of (them|you)|\
         the lot of (them|you)|your typical|(liberal|conservative|leftist|left wing|right wing|tory|socialist|pc|politically correct|radical|far left|far right) \
         (media|agenda|mob|crowd|elite|elites|nonsense|government|types|bias|brigade|rag|press|friends|base)|\
         the (loony|lunatic|looney) *|all you|you all|bunch of|pack of|gang of|load of|ilk|their kind",
    ),
    (Sign::You, "you|you're|your|yours|yourself|you've|you'd|you'll|yourselves|u|ur"),
];
