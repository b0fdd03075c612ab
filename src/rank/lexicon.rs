//! Owns the words and phrases that betray what a comment does: reason, tell, agree, object, insult, advertise.
//!
//! The patterns run over a comment's plain words (lower case, one space between) and know ASCII only, which halves the
//! time they take. They are English; a text in another
//! language matches none of them and is judged by its other features.

use std::sync::LazyLock;

use regex::Regex;

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(concat!("(?-u)", $pattern)).expect("the pattern is a constant that the tests compile"));)*
    };
}

phrases! {
    /// Reasons and the weighing of them.
    REASONING = r"\b(?:because|therefore|however|hence|thus|unless|whereas|although|though|despite|consequently|otherwise|instead of|rather than|which means|that means|so that|as a result|due to|for (?:example|instance)|in other words|on the other hand|at the same time|even if|if we|would need to|provided that|the (?:reason|problem|question|issue|point|risk|difference|alternative) is|compared (?:with|to)|depends on|it follows|in order to|not only|leads? to|trade ?off|until we)\b";
    /// Marks of a writer who allows for being wrong, or takes others seriously.
    CONSIDERATE = r"\b(?:i (?:think|believe|suspect|wonder|agree|hope|would (?:suggest|argue|prefer|add)|understand|appreciate)|in my (?:view|opinion)|perhaps|maybe|it seems|seems to me|i may be wrong|to be fair|good point|fair point|well said|thank you|thanks for|with respect|i can see why|worth (?:asking|noting|trying|reading)|might (?:be|help|work)|could we)\b";
    /// What the writer lived through.
    EXPERIENCE = r"\b(?:in my (?:experience|practice|surgery|clinic|area|ward|school|class|team|town|job|hospital|department|patch|office|shop|region|village|case|firm|company|years)|(?:our|my) (?:practice|surgery|clinic|ward|school|team|hospital|department|patients|clients|pupils|students|customers|staff|trust|local|list|partner|partners|receptionists?|nurses?|manager|colleagues|employer|firm|company|office|crew|branch|shop)|(?:i|we) (?:have |had |'ve |both |all |once |also |recently |just |already |then |still |personally )?(?:work|worked|ran|run|tried|saw|seen|treated|trained|taught|managed|referred|waited|used to|hired|employed|employ|lost|closed|opened|started|built|audited|measured|spent|spend|retired|left|moved|switched|introduced|piloted|prescribed|visited|phoned|asked|found|qualified|joined|sat|did)|i(?:'ve| have) (?:been|had|worked|seen|done|tried|used)|we(?:'ve| have) (?:been|had|seen|done|tried|used|got)|when i (?:was|worked|started|trained|qualified|asked|tried)|we (?:had|have (?:an?|no|one|two|three|several|many|only|about))|as an? (?:\w+ )?(?:gp|doctor|nurse|pharmacist|teacher|midwife|partner|trainee|registrar|locum|manager|paramedic|physio|physiotherapist|therapist|psychologist|receptionist|consultant|surgeon|dentist|vet|engineer|lawyer|solicitor|farmer|driver|builder|accountant|parent|carer|patient|employer|owner)|i am an? |i'm an? |years ago|for (?:over |nearly |almost |about )?(?:\d+|two|three|four|five|six|ten|twenty|thirty) years|last (?:week|month|year|winter|summer|spring|autumn) (?:i|we|my|our))\b";
    /// Assent to another's words.
    AGREEMENT = r"\b(?:(?:i|we) (?:completely |totally |fully |entirely |wholeheartedly |quite |very much |also |do )?agree|agreed|agree (?:with|entirely|completely)|well said|well put|exactly|spot on|absolutely|hear hear|good point|great point|excellent point|fair point|quite right|you(?:'re| are) (?:quite |absolutely |so )?right|is (?:quite |absolutely |so )?right|so true|very true|seconded|couldn't agree more|could not agree more|thank you for|plus one|same here|my thoughts)\b";
    /// Dissent from another's words.
    DISSENT = r"\b(?:(?:i|we|would|must|have to|beg to) (?:\w+ )?disagree|disagree|not (?:true|so|correct|right|the case|convinced|sure (?:that|i agree|about that))|don't (?:agree|think so|accept)|do not (?:agree|accept)|can(?:'t|not) agree|wrong|incorrect|mistaken|nonsense|misses the point|missing the point|on the contrary|with (?:all due )?respect|hardly|untrue|misleading|far from it|the opposite|that's not|that is not|they(?:'re| are) not|it(?:'s| is) not|you(?:'re| are) forgetting|you forget|don't forget|what about|unfair|you assume|straw man)\b";
    /// Abuse whoever it is aimed at.
    ABUSE = r"\b(?:idiots?|idiotic|morons?|moronic|imbeciles?|cretins?|scum|scumbags?|vermin|retards?|retarded|cunts?|twats?|wankers?|pricks?|dickheads?|ass ?holes?|arse ?holes?|bastards?|bitch(?:es)?|whores?|sluts?|f+u+c+k\w*|wtf|stfu|piss off|go to hell|rot in hell|drop dead|kill (?:your|him|her|them)sel(?:f|ves)|(?:hope|wish) (?:you|he|she|they|your \w+) (?:die|dies|suffer|suffers|rot|rots|choke)|parasites?|nazis?|fascists?|low ?lifes?|dumb ?ass(?:es)?|dimwits?|half ?wits?|nitwits?|numpt(?:y|ies)|nutters?|nut ?jobs?|nut ?cases?|wackos?|crackpots?|libtards?|snowflakes?|feminazis?|sheeple|brain ?dead|thugs?|traitors?|cockroach(?:es)?|savages|subhuman|filthy|buffoons?|simpletons?|dunces?|degenerates?|ought to be (?:shot|hanged|strung up)|should be (?:shot|hanged|strung up))\b";
    /// Contempt, which is abuse when aimed at somebody.
    CONTEMPT = r"\b(?:stupid(?:ity|ly)?|dumb|clowns?|pathetic|losers?|liars?|lying|lies|hypocrites?|hypocrisy|hypocritical|ignorant|ignorance|ignoramus|clueless|delusional|deluded|delusions?|trolls?|trolling|whiners?|whining|whinging|whinge|moaning|cry ?bab(?:y|ies)|cowards?|cowardly|bigots?|bigoted|bigotry|racists?|sexists?|misogynists?|disgusting|despicable|contemptible|vile|garbage|trash|drivel|crap|bull ?shit|bull ?crap|bs|tripe|claptrap|bollocks|brainwashed|indoctrinated|sheep|lemmings|puppets?|shills?|stooges?|fools?|foolish|arrogant|arrogance|lazy|greedy|insane|crazy|loony|loonies|lunatics?|mad|hysterical|hysterics|whack|gullible|naive|childish|infantile|crooks?|con ?men|charlatans?|quacks?|apologists?|haters?|hateful|hatred|psychopaths?|narcissists?|narcissistic|creeps?|creepy|ugly|fat|smug|sanctimonious|self righteous|virtue signall?(?:ing|ers?)|woke|lefties|leftists?|leftards?|right ?wingers?|wingnuts?|commies?|rednecks?|yahoos?|goons?|cronies|minions|do gooders?|bleeding hearts?|tree ?huggers?|fear ?mongering|race baiting|jokers?|incompetents?|useless|worthless|shameless|disgrace|disgraceful|evil|(?:those|these) people|suckers?|sucks?|nasty|hags?|bitter|dim|dimmest|dumbest|stupidest|crybabies|brats?|spoiled|entitled|scam|scams|con artists?|spineless|gutless|brainless|mindless|witless|toadies|toady|bullies|bully|thieves|thieving|swine|slime|slimy|weasels?|rats|snakes?|screw (?:you|them|him|her)|damn|hell)\b";
    /// Words that aim contempt at somebody.
    AIMED = r"\b(?:you|you're|your|yours|yourself|u|ur|he's|she's|they're|these|those|such an?|what an?|bunch of|full of|pack of|load of|typical|like him|like her|(?:he|she) is (?:an?|just)|are (?:just|all|nothing but))$";
    /// Ways of dismissing the other.
    DISMISSAL = r"\b(?:you people|you lot|you guys (?:are|just)|people like you|your (?:kind|ilk|sort|type|buddies|masters|precious|beloved|little)|(?:his|their|her) ilk|shut up|shut it|get a (?:life|grip|clue|job)|grow up|get over (?:it|yourself|yourselves)|wake up|get lost|give (?:me|us) a break|spare (?:me|us)|go back to|crawl back|(?:nobody|no one|who) (?:really )?(?:cares|asked you)|cry me a river|boo hoo|wah wah|learn (?:to|how to) (?:read|spell|write|think)|reading comprehension|(?:what|which) planet|are you (?:serious|kidding|joking|blind|daft|that|really that|for real|on drugs)|do you even|you (?:clearly|obviously|apparently|evidently|must be|sound like|wouldn't know|don't have a clue|have no (?:idea|clue)|should be ashamed)|nice try|keep (?:dreaming|drinking)|drink(?:ing)? the kool ?aid|kool ?aid|what a (?:joke|load|surprise|shock|moron|bunch|crock|waste)|yeah right|oh please|oh really|oh dear|boring|blah|lol|lmao|rofl|haha\w*|hehe|yawn|duh|laughable|ridiculous|absurd|so called|shame on|how dare you|another one of|do us all a favou?r|take your (?:meds|pills|medication)|tin ?foil|conspiracy theor(?:y|ies|ist|ists)|talking points|echo chamber|same old|not surprising coming|coming from you|if you had (?:a|any|half)|(?:all|these|those|typical|most) (?:\w+ )?(?:are|is) (?:just|all|nothing but|always|only|too)|(?:liberals|conservatives|tories|socialists|immigrants|migrants|muslims|christians|jews|women|men|gays|boomers|millennials|doctors|gps|nurses|managers|teachers|politicians|feminists|unions|natives) (?:are (?:all|just|always|only|nothing|never)|always|never)|deserve (?:everything|what|it)|good riddance|pot calling|look in the mirror|your (?:rant|rants|hatred|hate|bias|agenda|ignorance|nonsense|post is|comment is|argument is)|mind your own|sweetheart|sweetie|sunshine|genius|einstein|sherlock|sonny|snookums|princess|(?:just |maybe |perhaps )?try (?:thinking|reading|harder)|(?:keep|go on) (?:telling|kidding|fooling|deluding) yourself|(?:those|these) (?:immigrants|migrants|foreigners)|(?:yeah|sure|right|yes) because|so you(?:'re| are)? (?:admit|saying|admitting)|thanks for (?:proving|confirming|showing|admitting)|(?:cannot|can't) (?:even )?(?:read|spell|write|think|count)|blame (?:everyone|everybody|anyone|others)|your own (?:laziness|stupidity|ignorance|failings?|fault)|(?:should not|shouldn't|should never) be allowed to|every last one of|makes me sick|sick of (?:you|these|those|people)|you and your|bless your|what do you expect from|is (?:this|that) the best|says the (?:man|woman|guy|one|person)|takes one to|(?:you|he|she|they) (?:wouldn't|would not) know|sore losers?|deal with it|suck it up|too bad for|(?:hit|struck) a nerve|i pity|you need help|seek help|get help)\b";
    /// Somebody selling something.
    ADVERT = r"\b(?:click here|buy now|order now|discount code|promo code|visit (?:my|our) (?:site|website|page|blog|channel)|(?:my|our) website|earn (?:money|cash|up to|\d)|make money|work(?:ing)? from home and|free (?:trial|sample|quote|consultation)|limited offer|whatsapp|telegram|dm me|subscribe to my|follow me on|casino|crypto ?currency|bitcoin|forex|loan offer|viagra|cialis|seo services|cheap (?:essays?|flights|meds)|best prices?)\b";
    /// A moderator's note in place of the words.
    MODERATED = r"^ (?:(?:this |the )?(?:comment|post|message|reply) (?:has been |was |is )?(?:removed|deleted|hidden|moderated|withdrawn|edited by (?:a |the )?moderator|awaiting moderation|under review|violat\w+)|removed by|deleted by|(?:removed|deleted|redacted|withdrawn|moderated) $|(?:comment )?(?:removed|deleted) (?:by (?:a |the )?)?(?:moderators?|editors?|users?|author|admins?)\b|comment (?:removed|deleted|moderated))";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        format!(" {text} ")
    }

    #[test]
    fn patterns_find_what_they_are_for() {
        for (pattern, text, expected) in [
            (&REASONING, "we closed because nobody came", true),
            (&REASONING, "we closed on friday", false),
            (&CONSIDERATE, "perhaps the figures are old", true),
            (&EXPERIENCE, "i have worked nights since june", true),
            (&EXPERIENCE, "as a school nurse this worries me", true),
            (&EXPERIENCE, "the minister talks again", false),
            (&AGREEMENT, "could not agree more", true),
            (&DISSENT, "i must disagree", true),
            (&ABUSE, "you utter moron", true),
            (&ABUSE, "a classic assessment", false),
            (&DISMISSAL, "shut up and pay", true),
            (&ADVERT, "click here for a free quote", true),
            (&MODERATED, "this comment has been removed by a moderator", true),
            (&MODERATED, "deleted", true),
            (&MODERATED, "deleted scenes were better than the film", false),
        ] {
            assert_eq!(pattern.is_match(&plain(text)), expected, "{text}");
        }
        assert!(CONTEMPT.is_match(" pathetic ") && AIMED.is_match("you are such a"));
    }
}
