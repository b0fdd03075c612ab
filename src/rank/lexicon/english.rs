//! Owns the English phrases that tell what a comment brings, and what speaks against showing it besides its tone.

use super::sign::Sign;

/// The lists.
pub(super) const LISTS: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "because|therefore|however|hence|thus|unless|whereas|although|though|despite|consequently|otherwise|\
         instead of|rather than|which means|that means|so that|as a result|due to|for (example|instance)|\
         in other words|on the other hand|at the same time|even if|if we|if (you|they|it|the|a|there) *|\
         would need to|provided that|the (reason|problem|question|issue|point|risk|difference|alternative|effect) is|\
         compared (with|to)|depends on|it follows|in order to|not only|leads? to|trade ?off|until we|\
         only (if|when|works?)|assuming|given that|in practice|on paper|either way|in effect|by contrast|\
         the (real|only|main|whole) (question|point|problem|issue|reason|test)|divided? by|works out (at|to)|\
         comes (out )?(at|to)|adds up to|per (head|patient|session|item|pupil|year|week|month|day|hour)",
    ),
    (
        Sign::Considerate,
        "i (think|believe|suspect|wonder|agree|hope|would (suggest|argue|prefer|add)|understand|appreciate)|\
         in my (view|opinion)|perhaps|maybe|it seems|seems to me|i may be wrong|to be fair|(good|fair) point|\
         well said|thank you|thanks( for)?|with respect|i can see why|worth (asking|noting|trying|reading)|\
         might (be|help|work)|could we|i (was|am) surprised|has anyone|does anyone|great (article|column|piece|post)|\
         excellent (article|column|piece|post)|good (article|column|piece|luck|idea|for (him|her|them|you))|well written|\
         thoughtful|interesting|congratulations|glad|hopefully|i (don't|do not) know|not sure|please|sorry|condolences|\
         both sides|on balance|in fairness|i (had|have) not (thought|considered)|i stand corrected",
    ),
    (
        Sign::Experience,
        "in my (experience|practice|surgery|clinic|area|ward|school|class|team|town|job|hospital|department|patch|\
         office|shop|region|village|case|firm|company|years|pharmacy|lab)|\
         (our|my) (practice|surgery|clinic|ward|school|team|hospital|department|patients|clients|pupils|students|\
         customers|staff|trust|local|list|partner|partners|receptionists?|nurses?|manager|colleagues|employer|firm|\
         company|office|crew|branch|shop|pharmacy|dispensary|class|caseload|rota|pcn|books|accounts|own (practice|patients|class|school))|\
         (i|we|i've|we've|i'd|we'd) (have |had |both |all |once |also |recently |just |already |then |still |personally )?\
         (work|worked|ran|run|tried|saw|seen|treated|trained|taught|managed|referred|waited|used to|hired|employed|\
         employ|lost|closed|opened|started|built|audited|measured|counted|spent|spend|retired|left|moved|switched|\
         introduced|piloted|prescribed|visited|phoned|asked|found|qualified|joined|sat|did|went|sold|bought|paid|pay|\
         wrote|gave|took|kept|dispense|dispensed|look after|looked after|rang|stopped)|\
         i've (been|had|done|used)|i have (been|had|done|used)|we've (been|had|done|used|got)|\
         we have (been|done|used)|when (i|we) (was|were|worked|started|trained|qualified|asked|tried|did|had)|\
         we (had|have (an?|no|one|two|three|several|many|only|about))|\
         as an? (* )?(gp|doctor|nurse|pharmacist|teacher|midwife|partner|trainee|registrar|locum|manager|paramedic|\
         physio|physiotherapist|therapist|psychologist|receptionist|consultant|surgeon|dentist|vet|engineer|lawyer|\
         solicitor|farmer|driver|builder|accountant|parent|carer|patient|employer|owner|technician|optometrist|head|\
         governor|hygienist|student|salaried|newly qualified)|i am an? |i'm an? |i'm the|i was (the|an?|on|in|at)|\
         years ago|for (over |nearly |almost |about )?(#|two|three|four|five|six|ten|twenty|thirty) years|\
         last (week|month|year|winter|summer|spring|autumn|night|friday|monday) (i|we|my|our)|\
         (here|ours) (it|we|they) (is|are|have|do)|ours (has|have|is|was|lasted|did)|(technician|gp|teacher|nurse|pharmacist|\
         vet|dentist|midwife|head|tech|partner|manager|paramedic|student) here|i (check|teach|see|prescribe|manage|run|own|drive)|on my (ward|shift|patch|round)|at (our|my) (place|end)",
    ),
    (
        Sign::Agreement,
        "(i|we) (completely |totally |fully |entirely |wholeheartedly |quite |very much |also |do )?agree|agreed|\
         agree (with|entirely|completely)|well said|well put|exactly|spot on|absolutely|hear hear|\
         (good|great|excellent|fair) point|quite right|(you're|you are) (quite |absolutely |so )?right|\
         is (quite |absolutely |so )?right|so true|very true|seconded|couldn't agree more|could not agree more|\
         thank you for|thanks for|plus one|same here|my thoughts|has it right|this is it|that's it|bang on|\
         nail on the head|amen|to add to|adding to|further to",
    ),
    (
        Sign::Dissent,
        "(i|we|would|must|have to|beg to) (* )?disagree|disagree|\
         not (true|so|correct|right|the case|convinced|sure (that|i agree|about that))|(don't|do not) (agree|accept)|\
         don't think so|(can't|cannot) agree|can not agree|wrong|incorrect|mistaken|nonsense|(misses|missing) the point|\
         on the contrary|with (all due )?respect|hardly|untrue|misleading|far from it|the opposite|that's not|\
         that is not|(they're|they are|it's|it is) not|(you're|you are) forgetting|you forget|don't forget|what about|\
         unfair|you assume|straw man|i doubt|not what (the|it|we|i)|doesn't follow|does not follow|no it|other side|\
         before (anyone|anybody|we)|careful|not quite|the other way round|isn't true|is not true|i'd (question|challenge)|\
         only half|half the story|overstat(es|ed|ing)|apples and (oranges|pears)|and yet|but (that|this|it|who|what)",
    ),
    (
        Sign::Advert,
        "click here|buy now|order now|discount code|promo code|visit (my|our) (site|website|page|blog|channel)|\
         (my|our) website|earn (money|cash|up to|#)|make money|work(ing)? from home and|\
         free (trial|sample|samples|quote|consultation|demo|delivery)|limited offer|whatsapp|telegram|dm me|subscribe to my|\
         follow me on|casino|crypto ?currency|bitcoin|forex|loan offer|viagra|cialis|seo services|\
         cheap (essays?|flights|meds)|best prices?|call now|book (a|your) demo|we offer|our (product|platform|service) |\
         off your first|sign up (today|now|here)|get in touch (today|now)|special offer|great rates|(message|email|contact|call|dm|ring) us (for|on|at|today|now)|\
         (in|for) your inbox|beat the winter|money back|best deals?|prices from|order (yours|today)|now hiring|agency rates|introductory offer",
    ),
    (
        Sign::Moderated,
        "(this |the )?(comment|post|message|reply) (has been |was |is )?(removed|deleted|hidden|moderated|withdrawn|\
         edited by (a |the )?moderator|awaiting moderation|under review|violat(es|ed|ing))|removed by|deleted by|\
         removed|deleted|redacted|withdrawn|moderated",
    ),
    (
        Sign::Above,
        "(the|my|our|dear|to|with|this) (* )?(gp|doctor|nurse|colleague|poster|commenter|comment|post|contributor|\
         anonymous|writer|person|reader|reply|supervisor|head|student|midwife|optician|hygienist|owner|mother|parent|pharmacist|teacher|vet|dentist|midwife|paramedic|locum|partner|manager) \
         (immediately |directly |just )?above|(comment|post|reply|poster|commenter) (immediately |directly |just )?above|\
         above (comment|post|poster|commenter)|previous (comment|post|poster|commenter|contributor|reply|speaker)|\
         last (comment|poster|commenter)",
    ),
    (Sign::First, "(the|very|your) first (comment|poster|commenter|post|reply)"),
    (
        Sign::Patient,
        "patients?|clients?|pupils?|residents?|lady|gentleman|mother|father|child|baby|daughter|son|mrs?|ms|miss|master|\
         aged?|year old|years old|boy|girl|frau|herr|(nhs|hospital|chi) (no|number)|mrn|dob|date of birth|born on",
    ),
    (
        Sign::Whereabouts,
        "(he|she|they) lives? (at|in|on|near)|lives at|home address|(his|her|their) (home|house|address|phone|mobile|number) is|\
         (his|her) real name|real name is|(i know|we know) where (you|he|she) lives?|drives a|(his|her|their) children go to",
    ),
    (
        Sign::Street,
        "street|road|avenue|lane|close|drive|way|crescent|terrace|court|gardens|place|square|grove|hill|st|rd|ave|mews|row",
    ),
    (
        Sign::Figure,
        "# (percent|per ?cent|k|million|bn|billion|patients?|people|pupils|clients|cases|members|staff|years?|yrs|hours?|hrs|\
         minutes?|mins|weeks?|months?|days|miles|km|appointments|sessions?|visits|calls|beds|fte|wte|mg|euros?|pounds|dollars|\
         pence|p a|times|items|letters|scripts|rooms|posts|practices|schools|out of #|in #|a (week|month|year|day|head|session))",
    ),
    (Sign::Numbered, "(comment|post|reply|number|no|nr|ditto) (no|number|nr)? #"),
];
