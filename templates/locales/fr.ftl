# Français. Vouvoiement.

language-name = Français

## On every page

language-menu = Langue
ways-on = Où aller ensuite
start-page = Aller à la page d’accueil
your-account = Votre compte
continue = Continuer
cancel = Annuler
use-another-account = Utiliser un autre compte
try-again = Réessayer
sign-in-again = Se reconnecter
reference = Référence
reference-advice = Si cela se reproduit, envoyez-la aux personnes qui gèrent { $service }.
about-contact = Contact
about-imprint = Mentions légales
about-privacy = Confidentialité
about-terms = Conditions d’utilisation
write-to = Écrivez à { $contact }.
detail-site = Pour les personnes qui gèrent le site d’où vous venez :
detail-service = Pour les personnes qui gèrent { $service } :
detail-server = Pour les personnes qui gèrent votre serveur :
app-on-device = une application sur cet appareil
service-busy = { $service } est surchargé en ce moment. Réessayez dans une minute.
service-broken = Quelque chose ne va pas avec { $service }.

## The sign-in page

sign-in = Se connecter
sign-in-problem = Problème : Se connecter
sign-in-to = pour continuer vers { $app }
sign-in-field = Votre identifiant { $brand }
sign-in-hint = Votre identifiant { $brand }, ou tout autre identifiant AT Protocol
sign-in-stay = Rester connecté dans ce navigateur
sign-in-or = ou
sign-in-with = Se connecter avec { $server }
sign-in-create = Créer un compte chez { $server }
sign-in-no-account = Pas encore de compte ?
sign-in-create-one = En créer un chez { $server }
sign-in-next = Ensuite, vous saisirez votre mot de passe sur votre propre serveur. Nous ne le voyons jamais.
sign-in-suggestion = Utiliser { $handle }
sign-in-not-back = Vous avez été envoyé vers { $host } et vous n’êtes pas revenu. S’il a affiché une erreur, son logiciel date peut-être d’avant juin 2026 et refuse les visiteurs venant d’un site du même domaine. Réessayez : cette fois, nous vous y enverrons autrement. Si cela échoue encore, demandez une mise à jour aux personnes qui gèrent { $host }.
accounts = Comptes utilisés dans ce navigateur
accounts-forget = Oublier
accounts-forget-one = Oublier { $account } dans ce navigateur

leave-title = Continuer vers { $host }
leave = Continuer vers votre serveur
leave-why = Vous avez déjà été envoyé vers { $host } et vous n’êtes pas revenu. Les serveurs dont le logiciel date d’avant juin 2026 refusent les visiteurs venant d’un site du même domaine. Ce lien devrait fonctionner pour eux aussi.
leave-go = Continuer vers { $host }
leave-again = Si une erreur s’affiche encore, demandez une mise à jour aux personnes qui gèrent { $host }.

waiting = Un instant
waiting-for = En attente de la réponse de { $name }…
waiting-for-server = En attente de la réponse de votre serveur…
waiting-why = Cela prend plus de temps que d’habitude. La page continuera d’elle-même.
waiting-back = Retour à la page de connexion
waiting-too-long = Cela a pris trop de temps, et rien n’a été modifié.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Saisissez votre identifiant, par exemple alice.bsky.social.
typed-bare-name = Un identifiant contient au moins un point, comme alice.bsky.social. Saisissez-le en entier.
typed-email = Cela ressemble à une adresse e-mail. Saisissez votre identifiant, par exemple alice.bsky.social.
typed-email-button = Cela ressemble à une adresse e-mail. Saisissez votre identifiant, par exemple alice.bsky.social. Si vous ne le connaissez pas, utilisez le bouton { $server } ci-dessous.
typed-email-buttons = Cela ressemble à une adresse e-mail. Saisissez votre identifiant, par exemple alice.bsky.social. Si vous ne le connaissez pas, utilisez l’un des boutons ci-dessous.
typed-local-name = Les identifiants qui se terminent par { $ending } ne peuvent pas être utilisés ici. Vérifiez l’orthographe.
typed-local-address = Cette adresse ne peut pas être utilisée ici. Saisissez votre identifiant, par exemple alice.bsky.social.
typed-unknown-did = Ce type de DID n’est pas pris en charge. Saisissez votre identifiant, par exemple alice.bsky.social.
typed-no-handle = Ce n’est pas un identifiant. Un identifiant ressemble à alice.bsky.social : des lettres, des chiffres, des points et des traits d’union.
typed-fediverse = Cela ressemble à une adresse du Fédivers, nous avons donc essayé l’identifiant { $handle }. { $problem }
page-changed = Cette page a changé depuis que vous l’avez ouverte. Choisissez à nouveau.
button-broken = La connexion avec { $server } ne fonctionne pas en ce moment. Ce n’est pas votre faute. Réessayez plus tard, ou prévenez les personnes qui gèrent { $service }.
account-gone = Ce compte n’existe plus. Utilisez-en un autre.
no-network = { $service } n’a pas de réseau en ce moment. Ce n’est pas votre faute. Réessayez dans une minute.
no-account = Nous n’avons trouvé aucun compte avec cet identifiant. Vérifiez l’orthographe.
handle-several = Cet identifiant renvoie à plusieurs comptes. Son propriétaire doit corriger les entrées DNS qui commencent par _atproto.
handle-faulty = Cet identifiant est mal configuré : il ne renvoie à aucun compte. Son propriétaire doit le corriger.
handle-not-claimed = Cet identifiant renvoie à un compte qui utilise maintenant un autre identifiant. Saisissez l’identifiant actuel du compte.
handle-not-set-up = Aucun identifiant n’est configuré pour ce compte. Utilisez plutôt son DID.
no-server = Ce compte n’a aucun serveur vers lequel nous pourrions vous envoyer. Il a peut-être été fermé, ou il est en cours de transfert.
server-without-oauth = { $host } ne permet pas encore de se connecter à d’autres sites. Utilisez un compte sur un autre serveur, ou demandez une mise à jour aux personnes qui le gèrent.
no-server-there = Nous n’avons trouvé aucun compte de ce nom, et { $host } n’est pas un serveur où l’on peut se connecter. Vérifiez l’orthographe.
client-refused = { $host } n’accepte pas les connexions depuis ce service. Ce n’est pas votre faute. Prévenez les personnes qui gèrent { $service }.
localhost-refused = { $host } n’accepte pas les connexions depuis un service installé sur votre propre ordinateur. Cela fonctionnera quand le service aura une adresse https publique.
no-fresh-login = L’application ou le site d’où vous venez exige une nouvelle connexion, ce que votre serveur ne prend pas en charge.
server-busy = Trop de personnes se connectent chez { $host } en ce moment. Attendez une minute, puis réessayez.
server-silent = { $host } ne répond pas en ce moment. Réessayez dans une minute. Si cela continue, contactez { $host }.
server-wrong = { $host } a donné une réponse que nous ne pouvons pas utiliser, et attendre ne servira à rien : les personnes qui le gèrent doivent corriger cela. D’ici là, utilisez un compte sur un autre serveur.
our-fault-here = Une erreur s’est produite de notre côté. Attendez une minute, puis réessayez.

## Consent

consent-title = Autoriser { $app }
consent = Autoriser cette connexion ?
consent-question = { $app } veut vous connecter en tant que { $account }.
consent-learns = Voici ce qui sera communiqué :
consent-limits = Votre mot de passe reste caché, et rien ne peut être publié en votre nom.
consent-once = Une fois votre accord donné, la question ne vous sera plus posée.
consent-device = La réponse va à une application sur cet appareil, à { $address }. Nous ne pouvons pas savoir si une autre application se fait passer pour elle ; la question vous est donc posée à chaque fois. N’acceptez que si vous venez vous-même de commencer à vous connecter avec cette application.
consent-allow = Autoriser
learn-did = Votre numéro de compte (DID)
learn-pairwise = Un numéro pour vous que seul ce site connaît
learn-profile = Votre identifiant, nom affiché, image et page de profil
learn-email = Votre adresse e-mail
learn-email-made = Une adresse formée à partir de votre identifiant, qui ne reçoit peut-être pas de courrier
learn-offline = Tout cela plus tard aussi, même en votre absence

form-post = Encore une étape
form-post-text = Continuez pour revenir à l’application ou au site d’où vous venez.

## The front page, and "Try it"

home = Connectez-vous avec votre compte { $brand }
home-open = Vous n’avez pas terminé de vous connecter à { $app }
home-open-continue = Poursuivre la connexion
home-open-back = Retour à { $app }
home-what = Les sites et applications qui utilisent { $service } vous permettent de vous connecter avec votre compte { $brand }. Un compte sur n’importe quel autre serveur AT Protocol convient aussi.
home-privacy = Ils apprennent votre identifiant et votre profil public. Ils ne voient jamais votre mot de passe, et nous non plus.
home-try = Essayer
home-try-what = Connectez-vous une fois et voyez exactement ce qu’un site apprendrait sur vous.
home-begin = Pour vous connecter, commencez par le site ou l’application que vous voulez utiliser. Vous serez amené ici.
home-operators = Si vous gérez un site
home-issuer = { $service } est un fournisseur OpenID Connect. Son émetteur (issuer) :
home-discovery = Document de découverte

try-title = Ce qu’un site apprend sur vous
try-done = Vous êtes connecté
try-what = Voici tout ce qu’un site apprend sur vous quand vous vous y connectez de cette façon.
claim-sub = Votre numéro de compte
claim-preferred-username = Votre identifiant
claim-name = Votre nom affiché
claim-picture = Adresse de votre image
claim-profile = Votre profil public
claim-auth-time = Date de votre connexion
claim-iss = Émis par
claim-aud = Destiné à
claim-iat = Émis le
claim-exp = Valable jusqu’au
claim-other = Autre

## Your account

account-sessions = Où vous êtes connecté
account-this-browser = Ce navigateur
account-times = Dernière utilisation : { $ago }. Connexion le { $date }.
account-brief = Se termine à la fermeture de ce navigateur, et au plus tard après une heure.
account-end-session = Déconnecter
account-end-session-of = Déconnecter { $device }, dernière utilisation : { $ago }
account-sign-out = Se déconnecter de ce navigateur
account-everywhere = Se déconnecter partout
account-access = Applications et sites ayant accès
account-no-access = Aucun. Une application ou un site a accès tant qu’il détient une clé de ce que vous avez autorisé.
account-access-note = Si vous en retirez un, il n’apprendra plus rien sur vous ici jusqu’à ce que vous vous y reconnectiez. Il peut garder ce qu’il sait déjà, et vous garder connecté de son côté.
account-since = Depuis le { $date }.
account-name-taken = Nous vous y appelons { $name }, car { $wanted } appartient déjà à quelqu’un d’autre.
account-name-reserved = Nous vous y appelons { $name }, car { $wanted } est réservé.
account-name-kept = Nous vous y appelons { $name }, et cela ne change pas, même si votre identifiant change.
account-remove = Retirer l’accès
account-remove-of = Retirer l’accès de { $app }
account-sign-ins = Connexions récentes
account-sign-ins-note = Les dix dernières, à toutes les applications et tous les sites. Si l’une n’est pas de vous, déconnectez-vous partout.
sign-in-fresh = Connexion sur votre serveur
sign-in-silent = Connexion sans question
sign-in-refresh = Accès renouvelé
sign-in-refused = Accès refusé
sign-in-from = { $ago }, depuis { $network }
account-data = Vos données ici
account-see-stored = Voir ce qui est enregistré sur moi
account-delete = Supprimer mes données
account-back = Retour à votre compte
browser-on = { $browser } sur { $system }
browser-unknown = Un navigateur

stored = Ce qui est enregistré sur vous
stored-what = Voici tout ce que notre base de données contient sur votre compte. Les clés et les codes sont enregistrés sous une forme que personne ne peut utiliser ; ils sont donc seulement comptés.
stored-count = { $title } : { $rows }
stored-also = Autres données
stored-also-what = Une connexion inachevée est conservée un jour au plus, avec le nom qu’une application ou un site a donné pour vous. Les personnes qui gèrent { $service } peuvent conserver un journal des connexions pendant quelque temps.
stored-account = Votre compte
stored-browser-session = Navigateurs connectés
stored-session-client = Où ces navigateurs se sont connectés
stored-account-client = Applications prévenues à la déconnexion
stored-chosen-account = Navigateurs qui proposent votre compte
stored-consent = Ce que vous avez autorisé
stored-sign-in = Connexions
stored-refresh-token = Clés de longue durée d’applications et de sites
stored-access-token = Clés de courte durée d’applications et de sites
stored-authorization-code = Codes de connexion
stored-logout-notice = Déconnexions dont des applications doivent encore être prévenues
stored-name-binding = Noms qui restent les vôtres
stored-name-choice = Comment ces noms ont été formés
stored-blocked-person = Si vous êtes bloqué ici
fact-did = Numéro de compte (DID)
fact-handle = Identifiant
fact-pds = Votre serveur
fact-issuer = Où vous vous connectez
fact-is-hosted = Confirmé par votre serveur
fact-name = Nom affiché
fact-picture = Adresse de votre image
fact-email = Adresse e-mail
fact-email-read-at = Adresse e-mail lue le
fact-confirmed = Dernière confirmation
fact-yes = Oui
fact-no = Non
fact-email-not-asked = Pas demandée
fact-email-not-told = Pas donnée par votre serveur
fact-email-unconfirmed = { $address } (non confirmée)
fact-session = Connexion le { $since } ; dernière utilisation le { $used } ; fin le { $until }
fact-session-brief = { fact-session }, ou à la fermeture de ce navigateur
fact-known-in-browsers = Vous connaît sous le nom { $sub } ; navigateurs : { $number }
fact-known-by-sign-ins = Vous connaît sous le nom { $sub } ; sessions à y fermer : { $number }
fact-shown-as = Affiché comme { $account }
fact-chosen = Dernier choix le { $date }
fact-consent = { $scope } le { $date }
fact-grants = { $number }, utilisables : { $usable } ; fin au plus tard le { $date }
fact-sign-ins = { $how } : { $number } ; la première le { $first }, la dernière le { $last }
fact-notices = À prévenir de votre déconnexion : { $number }, jusqu’au { $date }
fact-name-bound = { $kind }, à vous depuis le { $date }
fact-name-made = Formé selon { $template }
fact-blocked = Blocage depuis le { $date }

sign-in-once-more-first = Reconnectez-vous d’abord, pour que vous seul puissiez faire cela. Cela prend moins d’une minute et vous ramène ici.
sign-in-once-more = Se reconnecter

everywhere = Se déconnecter partout ?
everywhere-browsers = Vous serez déconnecté ici dans tous les navigateurs.
everywhere-apps = Toutes les applications et tous les sites perdent leur accès ici. Nous demandons à ceux qui le permettent de vous déconnecter aussi, même si vous ne les avez pas utilisés depuis longtemps.
everywhere-matrix = S’il y a parmi eux une application Matrix, elle risque de perdre les clés de vos messages chiffrés. Vérifiez d’abord que vous en avez une sauvegarde.
everywhere-server = Votre compte sur votre propre serveur reste tel quel.
everywhere-done = Vous êtes déconnecté partout
    .text = Plus aucun navigateur n’est connecté ici, et plus aucune application ni aucun site n’a accès. Nous demandons à ceux qui le permettent de vous déconnecter aussi.

delete = Supprimer mes données ?
delete-browsers = Vous serez déconnecté ici dans tous les navigateurs, et ce qui est enregistré ici sur vous sera supprimé.
delete-apps = Toutes les applications et tous les sites perdent leur accès ici. Nous demandons à ceux qui le permettent de vous déconnecter aussi, même si vous ne les avez pas utilisés depuis longtemps. Jusqu’à ce qu’ils l’aient appris, un jour au plus, nous gardons le nom qu’ils vous donnent.
delete-names = Une chose reste : les noms et adresses qui vous ont été attribués ici pour des applications et des sites, et le fait qu’ils sont à vous. Ils ne passent jamais à quelqu’un d’autre, et si vous revenez, vous retrouverez les mêmes.
delete-rest = Votre compte sur votre propre serveur reste tel quel, tout comme ce que les applications et les sites savent de vous.
delete-done = Vos données ont été supprimées
    .text = Vous êtes déconnecté. Seuls restent les noms et adresses qui vous ont été attribués pour des applications et des sites, afin que personne d’autre ne les obtienne jamais.

signed-out-here = Vous êtes déconnecté
    .text = Ce navigateur est déconnecté ici. Les applications et sites où vous vous êtes connecté peuvent vous garder connecté de leur côté.
cannot-ask-again = Votre serveur ne peut pas vous redemander
    .text = Déconnectez-vous de ce navigateur, puis reconnectez-vous ici. Pendant les dix minutes suivantes, vous pourrez vous déconnecter partout ou supprimer vos données.
not-signed-in = Vous n’êtes pas connecté
    .text = Connectez-vous avec votre compte pour le voir. Des cookies sont nécessaires : si vous les avez désactivés, autorisez-les pour ce site.

## Signing out

logout = Se déconnecter ?
logout-question = Voulez-vous vous déconnecter de { $service } ?
logout-account = Dans ce navigateur, vous êtes connecté en tant que { $account }.
logout-yes = Se déconnecter
logout-no = Rester connecté
logout-done-title = Déconnexion effectuée
logout-done = Vous êtes déconnecté
logout-was-signed-in = Vous vous êtes déconnecté de { $service } dans ce navigateur.
logout-was-not = Personne n’est connecté à { $service } dans ce navigateur.
logout-apps = Les sites et applications où vous vous êtes connecté peuvent vous garder connecté de leur côté jusqu’à ce que vous vous y déconnectiez. Vous pouvez maintenant fermer cette page.
logout-stayed-title = Toujours connecté
logout-stayed = Vous êtes toujours connecté
logout-stayed-what = Rien n’a changé : vous ne vous êtes pas déconnecté de { $service }.
logout-close = Vous pouvez maintenant fermer cette page.
logout-flaw-hint = Le site d’où vous venez n’a pas pu montrer que vous y étiez connecté ; nous ne vous y renvoyons donc pas.
logout-flaw-client = Nous ne savons pas de quel site vous venez ; nous ne vous y renvoyons donc pas.
logout-flaw-address = Le site d’où vous venez veut vous envoyer à une adresse qui n’est pas enregistrée ici ; nous ne vous y envoyons donc pas.

## Times

time-now = à l’instant
time-minutes =
    { $number ->
        [one] il y a { $number } minute
       *[other] il y a { $number } minutes
    }
time-hours =
    { $number ->
        [one] il y a { $number } heure
       *[other] il y a { $number } heures
    }
time-days =
    { $number ->
        [one] il y a { $number } jour
       *[other] il y a { $number } jours
    }
time-unknown = un jour inconnu
time-date =
    { $day ->
        [1] { $day }er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Retournez à l’application ou au site d’où vous venez et connectez-vous à partir de là.
server-operator = Réessayez. Si cela se reproduit, attendre ne servira à rien : les personnes qui gèrent votre serveur doivent corriger cela.

link-used = Ce lien de connexion a déjà été utilisé
    .happened = Chaque lien vers cette page fonctionne une seule fois, et pendant une minute environ.
    .advice = Si vous n’êtes pas connecté, retournez à l’application ou au site d’où vous venez et connectez-vous à partir de là.
link-broken = Ce lien de connexion ne fonctionne pas
    .happened = L’application ou le site qui vous a envoyé ici n’est pas configuré correctement ; nous ne pouvons donc pas vous y renvoyer.
    .advice = Revenez en arrière et réessayez. Si cela se reproduit, envoyez ce qui est écrit ci-dessous aux personnes qui gèrent cette application ou ce site.
link-expired = Ce lien de connexion a expiré
    .happened = La connexion a été effectuée il y a un certain temps, ou l’adresse est incomplète.
    .advice = { go-back-and-sign-in }
other-browser = Cette connexion a été commencée dans un autre navigateur
    .happened = Pour votre sécurité, une connexion ne peut être terminée que dans le navigateur où elle a été commencée. Cela arrive aussi quand les cookies sont désactivés.
    .advice = Ouvrez dans ce navigateur l’application ou le site que vous voulez utiliser et connectez-vous à partir de là. Si vous n’avez pas commencé cela vous-même, fermez simplement cette page.
already-finished = Cette connexion a déjà été effectuée
    .happened = Vous avez déjà effectué cette connexion.
    .advice = Il n’y a plus rien à faire ici. Si vous n’êtes pas connecté, recommencez.
took-too-long = Cette connexion a pris trop de temps
    .happened = Vous avez une heure pour vous connecter.
    .advice = Recommencez : cela prend moins d’une minute.
answer-used = Cette réponse a déjà été utilisée
    .happened = La réponse de votre serveur ne peut être utilisée qu’une fois, et peu de temps.
    .advice = Si vous n’êtes pas connecté, réessayez.
no-outcome = Réessayez
    .happened = Votre serveur a mis un moment à répondre ; sa réponse est gardée deux minutes et n’est utilisée qu’une fois.
    .advice = { answer-used.advice }
sign-out-link-broken = Ce lien de déconnexion ne fonctionne pas
    .happened = L’application ou le site qui vous a envoyé ici n’est pas configuré correctement. Vous n’êtes pas déconnecté.
    .advice = { link-broken.advice }
sign-out-link-expired = Ce lien de déconnexion a expiré
    .happened = Il est trop ancien, ou l’adresse est incomplète.
    .advice = Retournez à l’application ou au site d’où vous venez et déconnectez-vous à partir de là.
server-failed = Votre serveur n’a pas terminé la connexion
    .happened = Il a répondu par une erreur, ou par quelque chose que nous ne pouvons pas utiliser.
    .advice = { server-operator }
network-out = Pas de réseau en ce moment
    .happened = { $service } ne peut joindre aucun serveur. Ce n’est pas votre faute.
    .advice = Réessayez dans une minute.
server-out = Votre serveur n’a pas terminé la connexion
    .happened = Il n’a pas répondu, ou a dit qu’il ne pouvait pas en ce moment.
    .advice = Réessayez dans une minute. Si cela se reproduit, contactez les personnes qui gèrent votre serveur.
not-admitted = Vous ne pouvez pas utiliser ce compte là-bas
    .happened = Vous êtes connecté en tant que { $account }, mais { $app } n’accepte pas ce compte.
    .advice = Utilisez un autre compte, ou demandez aux personnes qui gèrent { $service } d’accepter celui-ci. Envoyez-leur ce qui est écrit ci-dessous.
account-refused = Vous ne pouvez pas utiliser ce compte là-bas
    .happened = Vous êtes connecté, mais l’application ou le site d’où vous venez n’accepte pas ce compte.
    .advice = Utilisez un autre compte, ou demandez aux personnes qui gèrent { $service } d’accepter celui-ci.
no-did-web = Vous ne pouvez pas utiliser ce type de compte là-bas
    .happened = Vous êtes connecté en tant que { $account }. Mais ce compte appartient à une adresse web (did:web) : le prochain propriétaire de cette adresse le posséderait aussi. { $app } n’accepte pas de tels comptes.
    .advice = Utilisez un autre compte, ou demandez aux personnes qui gèrent { $service } d’accepter ce type. Envoyez-leur ce qui est écrit ci-dessous.
did-too-long = Vous ne pouvez pas utiliser ce compte ici
    .happened = L’identifiant technique (DID) de ce compte est plus long que ce qu’OpenID Connect permet.
    .advice = Utilisez un autre compte.
account-changed = Connectez-vous encore une fois
    .happened = Votre compte a changé depuis votre dernière connexion, ou nous ne pouvons pas joindre son serveur.
    .advice = Réessayez et connectez-vous sur votre serveur.
handle-unconfirmed = Votre identifiant ne peut pas être confirmé en ce moment
    .happened = Vous êtes connecté. Mais l’application ou le site d’où vous venez a besoin de votre identifiant, et les serveurs qui disent à qui il appartient (le DNS et le serveur web de ce nom) ne répondent pas.
    .advice = Réessayez dans une minute. Si cela continue, contactez les personnes qui gèrent le domaine de votre identifiant.
too-many-here = Trop de connexions depuis votre réseau
    .happened = Beaucoup de connexions ont commencé sur votre réseau dans la dernière minute ; la vôtre doit donc attendre. Rien n’est perdu.
    .advice = Attendez une minute, puis rechargez cette page.
too-many-new = Trop de nouveaux comptes aujourd’hui
    .happened = Beaucoup de comptes se sont connectés ici pour la première fois aujourd’hui ; le vôtre doit donc attendre. Les comptes qui se sont déjà connectés ici le peuvent toujours.
    .advice = Réessayez dans une heure ou deux, ou depuis un autre réseau.
too-many-now = Trop de personnes se connectent en ce moment
    .happened = Nous attendons beaucoup d’autres serveurs ; votre connexion n’a donc pas pu continuer. Rien n’est perdu.
    .advice = Attendez quelques secondes, puis rechargez cette page ou réessayez.
our-fault = Une erreur s’est produite de notre côté
    .happened = Nous n’avons pas pu continuer, et rien n’a été modifié.
    .advice = Réessayez dans une minute. Si cela se reproduit, envoyez la référence ci-dessous aux personnes qui gèrent { $service }.
our-fault-once = Une erreur s’est produite de notre côté
    .happened = Cette connexion n’a pas pu être terminée, et rien n’a été modifié.
    .advice = Réessayez : une nouvelle connexion devrait fonctionner.
trial-over = Cet essai est terminé
    .happened = Son résultat s’affiche une seule fois, dans le navigateur qui l’a commencé.
    .advice = Allez à la page d’accueil et essayez à nouveau.
trial-failed = La connexion d’essai a échoué
    .happened = La connexion a été refusée, ou son résultat a été demandé trop tard.
    .advice = { trial-over.advice }
trial-declined = Vous ne vous êtes pas connecté
    .happened = Vous ou votre serveur avez refusé la connexion. Rien n’a été enregistré.
    .advice = Vous pouvez réessayer quand vous voulez.
unproven = Nous n’avons pas pu confirmer qui vous êtes
    .happened = La réponse de votre serveur n’a pas prouvé que le compte est à vous ; nous ne vous avons donc pas connecté.
    .advice = { server-operator }
wrong-account = C’était un autre compte
    .happened = Sur votre serveur, vous vous êtes connecté avec un autre compte que celui saisi ici.
    .advice = Réessayez et choisissez le même compte aux deux endroits.
account-not-found = Ce compte est introuvable
    .happened = Il a peut-être été fermé, ou il est en cours de transfert vers un autre serveur.
    .advice = Attendez la fin du transfert et réessayez, ou utilisez un autre compte.
declined = Vous ne vous êtes pas connecté
    .happened = Vous ou votre serveur avez refusé la connexion.
    .advice = Si vous avez changé d’avis, recommencez.
interrupted = Votre serveur a mis fin à la connexion
    .happened = Votre serveur a mis fin à la connexion avant qu’elle n’aboutisse : sa page est restée ouverte trop longtemps, ou a été ouverte deux fois.
    .advice = Réessayez.
not-active = Ce compte n’est pas actif
    .happened = Votre serveur indique que ce compte est désactivé ou suspendu.
    .advice = Connectez-vous sur votre serveur pour le réactiver, puis réessayez. Ou utilisez un autre compte.
not-found = Il n’y a rien ici
    .happened = Cette adresse ne mène à aucune page.
    .advice = { go-back-and-sign-in }

elsewhere = Vous trouverez ce service à une autre adresse
elsewhere-why = Pour votre sécurité, il ne répond qu’à une seule adresse. Continuez là-bas :

start-over-at = Recommencer sur { $app }
