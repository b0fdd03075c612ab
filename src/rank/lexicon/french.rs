//! Owns the French phrases; the commonest of each kind.

use super::sign::Sign;

/// The lists.
pub(super) const LISTS: &[(Sign, &str)] = &[
    (
        Sign::Reasoning,
        "parce que|parce qu'il|parce qu'on|car|donc|cependant|toutefois|pourtant|néanmoins|puisque|alors que|tandis que|bien que|\
         malgré|sauf si|à moins|par exemple|c'est à dire|d'une part|d'autre part|plutôt que|au lieu de|en revanche|à cause|grâce à|\
         le problème est|la question est|par rapport|si (on|nous|vous|le|la|les)|par (an|jour|mois|semaine|patient)",
    ),
    (
        Sign::Considerate,
        "je (pense|crois|trouve|suppose|comprends|suis d'accord)|à mon avis|selon moi|peut être|il me semble|merci|\
         bon article|bonne remarque|avec tout le respect|s'il vous plaît|j'espère",
    ),
    (
        Sign::Experience,
        "chez (nous|moi)|dans (mon|ma|notre|mes|nos) *|(notre|mon|ma|nos|mes) (cabinet|service|école|classe|équipe|patients|collègues|\
         pharmacie|hôpital|clinique)|j'ai *|j'étais|je travaille|(nous|on) (avons|a|avait|avions)|je suis *|\
         en tant (que|qu')|depuis (#|deux|trois|cinq|dix|vingt) ans|il y a (#|deux|trois|cinq|dix|vingt) ans",
    ),
    (
        Sign::Agreement,
        "d'accord|tout à fait|exactement|bien dit|vous avez raison|tu as raison|a raison|absolument|très juste|merci pour|entièrement",
    ),
    (
        Sign::Dissent,
        "pas d'accord|faux|c'est faux|au contraire|n'importe quoi|ce n'est pas|n'est pas (vrai|exact|juste)|vous oubliez|tu oublies|\
         vous vous trompez|je doute|absurde|inexact",
    ),
    (
        Sign::Abuse,
        "connard|connards|connasse|salope|salaud|salauds|enculé|enculés|crétin|crétins|abruti|abrutis|débile|débiles|pute|ordure|\
         ordures|raclure|imbécile|imbéciles|ta gueule|va te faire|nazi|nazis|fasciste|fascistes|parasites|racaille|idiot|idiots",
    ),
    (Sign::Coarse, "merde|putain|bordel|chier|foutre|foutu|cul|con|cons"),
    (
        Sign::Contempt,
        "stupide|stupides|bête|ridicule|ridicules|pathétique|minable|minables|lâche|lâches|menteur|menteurs|mensonge|hypocrite|\
         hypocrites|ignorant|ignorants|ignorance|naïf|naïfs|feignant|feignants|fainéant|fainéants|incapable|incapables|clown|clowns|\
         honteux|honte|corrompu|corrompus|bobos|gauchistes|gauchiste|fachos|facho|moutons|guignol|guignols|nul|nuls",
    ),
    (Sign::Aimed, "tu|toi|ton|ta|tes|vous|votre|vos|ces|quel|quelle|quelle bande|bande de|espèce de|tous des"),
    (
        Sign::Dismissal,
        "tais toi|taisez vous|réveillez vous|réveille toi|les gens comme (vous|toi)|on s'en fout|apprenez à|va voir|allez voir|\
         n'y connaissez rien|aucune idée|pauvre type|soyez sérieux|c'est ça oui|cause toujours",
    ),
    (
        Sign::Sarcasm,
        "lol|mdr|haha|ben voyons|bien sûr|quelle surprise|comme par hasard|bravo|oh la la|tiens donc|on croit rêver",
    ),
    (
        Sign::Sweeping,
        "(les|tous les|ces) (politiques|médecins|profs|fonctionnaires|immigrés|étrangers|femmes|hommes|patrons|syndicats|journalistes) \
         (sont (tous|toutes|des|toujours)|veulent|ne (pensent|veulent|font))|tous pareils|toujours la même chose|tous des",
    ),
    (Sign::You, "tu|toi|ton|ta|tes|vous|votre|vos"),
    (
        Sign::Advert,
        "cliquez ici|achetez|commandez|code promo|réduction|gratuit|visitez (notre|mon)|essai gratuit|whatsapp|contactez (moi|nous) au",
    ),
    (Sign::Moderated, "(ce )?(commentaire|message) (a été |est )?(supprimé|modéré|effacé|retiré)|supprimé|modéré"),
    (
        Sign::Above,
        "(le|la|mon|ma) (* )?(collègue|confrère|consœur|commentaire|message) (ci dessus|au dessus|précédente?)|commentaire précédent",
    ),
    (Sign::First, "le premier commentaire"),
    (Sign::Patient, "patient|patiente|madame|monsieur|mme|mlle|enfant|ans|âgée?"),
    (Sign::Figure, "# (ans|heures?|minutes|jours|semaines|mois|euros?|patients|millions|pour cent|par)"),
    (Sign::Numbered, "(commentaire|message|numéro) #"),
    (Sign::Whereabouts, "(il|elle) habite|son adresse|son vrai nom|domicile"),
];
