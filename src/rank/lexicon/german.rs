//! Owns the phrases of German and Dutch; the commonest of each kind.

use super::sign::Sign;

/// German.
pub(super) const LISTS: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "weil|denn|deshalb|deswegen|daher|darum|somit|folglich|allerdings|jedoch|obwohl|trotzdem|dennoch|sofern|falls|\
         solange|sondern|zum beispiel|das heißt|einerseits|andererseits|anstatt|statt|im vergleich|aufgrund|wegen|\
         entweder|das wären|macht (das|zusammen)|pro (jahr|tag|woche|monat|patient|kopf|sitzung)|das problem ist|die frage ist|wenn (man|wir|ich|der|die|das)",
    ),
    (
        Sign::Considerate,
        "ich (denke|glaube|finde|meine|vermute|hoffe|verstehe)|meiner meinung nach|meines erachtens|vielleicht|\
         möglicherweise|danke|guter (punkt|artikel|hinweis)|bei allem respekt|fairerweise|bitte|es scheint",
    ),
    (
        Sign::Experience,
        "(bei|in) (uns|meiner|unserer|unserem|meinem)|(unsere|meine|unser|mein) (praxis|klinik|station|schule|klasse|team|betrieb|chef|\
         chefin|patienten|kollegen|kolleginnen|helferin|helferinnen|mitarbeiter)|(ich|wir) (habe|haben|hatte|hatten|war|waren|\
         arbeite|arbeiten|arbeitete|mussten|musste)|(habe|haben|hatte|hatten) (ich|wir)|als (zahnarzt|zahnärztin|arzt|ärztin|lehrer|lehrerin|\
         apotheker|apothekerin|helferin|zfa|mfa|krankenschwester|pfleger|hebamme|tierarzt|tierärztin|mutter|vater)|\
         seit (#|zwei|drei|vier|fünf|zehn|zwanzig) jahren|ich bin",
    ),
    (
        Sign::Agreement,
        "stimme (* )?zu|stimmt|genau|richtig|sehr richtig|ganz (meine meinung|genau)|völlig richtig|sehe ich (auch|genauso)|\
         gut gesagt|danke für|volle zustimmung|so ist es|recht (haben|hat)|hat recht|haben recht|zustimmung|dem ist nichts hinzuzufügen",
    ),
    (
        Sign::Dissent,
        "stimmt nicht|stimmt so nicht|falsch|unsinn|quatsch|im gegenteil|das ist nicht|nicht (richtig|wahr|ganz)|widerspreche|\
         widerspruch|sehe ich anders|da irren|irrtum|mit verlaub|keineswegs|von wegen|sie vergessen|du vergisst|bezweifle|ganz anders",
    ),
    (
        Sign::Abuse,
        "idiot(en|in)?|vollidiot(en)?|arschloch|arschlöcher|wichser|hurensohn|schlampe|fotze|missgeburt|abschaum|dreckschwein|\
         schwachkopf|schwachköpfe|trottel|depp|deppen|volldepp|pack|gesindel|verpiss dich|nazi|nazis|schmarotzer|parasiten|penner",
    ),
    (Sign::Coarse, "scheiße|scheiss|scheiß|verdammt|verdammte|kacke|mist|arsch|beschissen"),
    (
        Sign::Contempt,
        "dumm|dumme|dummheit|blöd|blöde|lächerlich|peinlich|erbärmlich|armselig|faul|faule|gierig|gier|lügner|lügen|heuchler|\
         heuchelei|verlogen|verblödet|hirnlos|ahnungslos|naiv|unfähig|unfähige|versager|jammern|gejammer|jammerlappen|schwachsinn|\
         blödsinn|hetze|gutmenschen|gutmensch|linksgrün|linksgrüne|abzocke|abzocker|betrüger|verbrecher|korrupt|feige|feiglinge",
    ),
    (Sign::Aimed, "du|dein|deine|euch|euer|eure|ihr|sie|ihre|so ein|so eine|diese|lauter|typisch"),
    (
        Sign::Dismissal,
        "halt (den mund|die klappe|die fresse)|halten sie den mund|was für ein|keine ahnung|wach auf|aufwachen|werd erwachsen|\
         leute wie (du|sie|ihr)|such dir|suchen sie sich|geh doch|gehen sie doch|wer hat (dich|sie) gefragt|selber schuld|\
         selbst schuld|mir kommen die tränen|heul doch|lern(en)? (erst|sie)",
    ),
    (
        Sign::Sarcasm,
        "haha|lol|na klar|ja klar|sicher doch|ach so|ach ja|wie schön|na super|na toll|super|wer hätte das gedacht|träum weiter",
    ),
    (
        Sign::Sweeping,
        "(die|alle|diese) (politiker|ärzte|lehrer|ausländer|flüchtlinge|frauen|männer|grünen|linken|rechten|beamten|manager) \
         (sind (alle|doch|nur|immer)|wollen (nur|doch)|haben (alle|nur)|können nicht)|immer dasselbe|die da oben|alle gleich|ihr alle",
    ),
    (Sign::You, "du|dein|deine|dir|dich|ihr|euch|sie|ihnen"),
    (
        Sign::Advert,
        "jetzt (bestellen|kaufen|anmelden)|direkt vom hersteller|günstige|rabatt|gutschein|gratis|kostenlos(e)? (probe|beratung)|\
         besuchen sie (unsere|meine)|tel|telefon|whatsapp|bestellen sie|sonderangebot",
    ),
    (
        Sign::Moderated,
        "(dieser |der )?(kommentar|beitrag) (wurde|ist) (* )?(gelöscht|entfernt)|gelöscht|entfernt|von der redaktion (gelöscht|entfernt)",
    ),
    (
        Sign::Above,
        "(der|die|mein|meine) (* )?(kollege|kollegin|vorredner|vorrednerin)( oben)?|(kommentar|beitrag) (oben|vorher)|wie oben",
    ),
    (Sign::First, "(der|den|zum) ersten? (kommentar|beitrag)"),
    (Sign::Patient, "patient|patientin|frau|herr|herrn|kind|alt|jahre alt|jährige|jähriger"),
    (
        Sign::Figure,
        "# (prozent|jahre|jahren|stunden|minuten|tage|tagen|wochen|monate|euro|patienten|millionen|sitzungen|fälle|stellen|grad|am tag|im jahr)",
    ),
    (Sign::Numbered, "(kommentar|beitrag|nr|nummer) #"),
    (Sign::Whereabouts, "(er|sie) wohnt in|wohnt in der|privatadresse|heißt in wirklichkeit|richtiger name"),
];

/// Dutch.
pub(super) const DUTCH: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "omdat|want|daarom|dus|echter|hoewel|tenzij|terwijl|daardoor|bijvoorbeeld|aan de andere kant|in plaats van|\
         vergeleken met|dat betekent|als (je|we|ik|de|het)|het probleem is|de vraag is|per (jaar|dag|week|patiënt|maand)",
    ),
    (
        Sign::Considerate,
        "ik (denk|vind|geloof|hoop|begrijp)|volgens mij|misschien|naar mijn mening|bedankt|dank|goed (punt|artikel|stuk)|het lijkt",
    ),
    (
        Sign::Experience,
        "bij ons|in (mijn|onze)|(onze|mijn) (praktijk|school|klas|team|patiënten|collega's|afdeling|apotheek)|(ik|wij|we) (heb|hebben|\
         had|hadden|was|waren|werk|werken|werkte)|als (huisarts|arts|verpleegkundige|leraar|docent|apotheker|tandarts|dierenarts|moeder|vader)|\
         al (#|twee|drie|tien|twintig) jaar",
    ),
    (
        Sign::Agreement,
        "mee eens|eens met|precies|klopt|inderdaad|helemaal waar|goed gezegd|goed punt|heeft gelijk|hebt gelijk|bedankt voor",
    ),
    (
        Sign::Dissent,
        "niet mee eens|oneens|klopt niet|onzin|fout|integendeel|dat is niet|niet (waar|juist)|u vergeet|je vergeet|betwijfel",
    ),
    (
        Sign::Abuse,
        "idioot|idioten|klootzak|klootzakken|eikel|hoer|kutwijf|tering|kanker|sukkel|sukkels|debiel|mongool|tuig|uitschot|rot op",
    ),
    (Sign::Coarse, "shit|kut|verdomme|klote|godverdomme|fuck"),
    (
        Sign::Contempt,
        "dom|domme|stom|stomme|belachelijk|zielig|lui|hebzuchtig|leugenaar|leugenaars|hypocriet|naïef|onnozel|zeuren|gezeur|achterlijk|achterlijke|corrupt",
    ),
    (Sign::Aimed, "jij|je|jou|jouw|jullie|u|uw|wat een|zo'n|die|stelletje"),
    (Sign::Dismissal, "hou je (mond|bek)|word wakker|mensen zoals (jij|u)|geen idee|waar bemoei|eigen schuld|wat een"),
    (Sign::Sarcasm, "haha|lol|ja hoor|tuurlijk|wat een verrassing|goh|wie had dat gedacht"),
    (
        Sign::Sweeping,
        "(die|alle) (politici|buitenlanders|artsen|linksen|rechtsen) (zijn|willen)|altijd hetzelfde|allemaal hetzelfde",
    ),
    (Sign::You, "jij|je|jou|jouw|jullie|u|uw"),
    (Sign::Advert, "koop nu|bestel nu|korting|gratis (proef|advies)|bezoek (onze|mijn)|kortingscode|whatsapp"),
    (Sign::Moderated, "(deze |dit )?(reactie|bericht) (is |werd )?(* )?verwijderd|verwijderd"),
    (Sign::Above, "(de|mijn) (collega|vorige (spreker|reactie|schrijver)|reactie hierboven)|hierboven"),
    (Sign::First, "de eerste (reactie|schrijver)"),
    (Sign::Patient, "patiënt|patiënte|mevrouw|meneer|dhr|mw|kind|jaar oud|jarige"),
    (Sign::Figure, "# (procent|jaar|uur|minuten|dagen|weken|maanden|euro|patiënten|miljoen|per)"),
    (Sign::Numbered, "(reactie|bericht|nummer) #"),
    (Sign::Whereabouts, "(hij|zij) woont (in|op)|thuisadres|echte naam"),
];
