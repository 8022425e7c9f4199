# Nederlands. Aanspreekvorm: je.

language-name = Nederlands

## On every page

language-menu = Taal
ways-on = Waar je nu heen kunt
start-page = Naar de startpagina
your-account = Je account
continue = Doorgaan
cancel = Annuleren
use-another-account = Een ander account gebruiken
try-again = Opnieuw proberen
sign-in-again = Opnieuw inloggen
reference = Referentie
reference-advice = Als dit blijft gebeuren, stuur deze dan naar de mensen die { $service } beheren.
about-contact = Contact
about-imprint = Colofon
about-privacy = Privacy
about-terms = Gebruiksvoorwaarden
write-to = Schrijf naar { $contact }.
detail-site = Voor de mensen die de site beheren waar je vandaan komt:
detail-service = Voor de mensen die { $service } beheren:
detail-server = Voor de mensen die je server beheren:
app-on-device = een app op dit apparaat
service-busy = { $service } is op dit moment te druk. Probeer het over een minuut opnieuw.
service-broken = Er is iets mis met { $service }.

## The sign-in page

sign-in = Inloggen
sign-in-problem = Probleem: Inloggen
sign-in-to = om door te gaan naar { $app }
sign-in-field = Je handle bij { $brand }
sign-in-hint = Je handle bij { $brand }, of elke andere AT Protocol-handle
sign-in-stay = Ingelogd blijven in deze browser
sign-in-or = of
sign-in-with = Inloggen met { $server }
sign-in-create = Een account maken bij { $server }
sign-in-no-account = Nog geen account?
sign-in-create-one = Maak er een bij { $server }
sign-in-next = Hierna voer je je wachtwoord in op je eigen server. Wij zien het nooit.
sign-in-suggestion = { $handle } gebruiken
sign-in-not-back = Je bent naar { $host } gestuurd en niet teruggekomen. Als daar een fout verscheen, is de software misschien ouder dan juni 2026 en weigert die bezoekers die van een site onder hetzelfde domein komen. Probeer het opnieuw: deze keer sturen we je langs een andere weg. Lukt dat ook niet, vraag dan de mensen die { $host } beheren om een update.
accounts = Accounts die in deze browser zijn gebruikt
accounts-forget = Verwijderen
accounts-forget-one = { $account } uit deze browser verwijderen

leave-title = Doorgaan naar { $host }
leave = Doorgaan naar je server
leave-why = Je bent al eerder naar { $host } gestuurd en niet teruggekomen. Servers met software van voor juni 2026 weigeren bezoekers die van een site onder hetzelfde domein komen. Deze link zou ook bij hen moeten werken.
leave-go = Doorgaan naar { $host }
leave-again = Als er weer een fout verschijnt, vraag dan de mensen die { $host } beheren om een update.

waiting = Een ogenblik
waiting-for = We wachten op antwoord van { $name } …
waiting-for-server = We wachten op antwoord van je server …
waiting-why = Dit duurt langer dan anders. De pagina gaat vanzelf verder.
waiting-back = Terug naar de inlogpagina
waiting-too-long = Dit duurde te lang, en er is niets veranderd.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Voer je handle in, bijvoorbeeld alice.bsky.social.
typed-bare-name = Een handle bevat minstens één punt, zoals alice.bsky.social. Voer hem helemaal in.
typed-email = Dit lijkt op een e-mailadres. Voer je handle in, bijvoorbeeld alice.bsky.social.
typed-email-button = Dit lijkt op een e-mailadres. Voer je handle in, bijvoorbeeld alice.bsky.social. Weet je hem niet, gebruik dan hieronder de knop voor { $server }.
typed-email-buttons = Dit lijkt op een e-mailadres. Voer je handle in, bijvoorbeeld alice.bsky.social. Weet je hem niet, gebruik dan een van de knoppen hieronder.
typed-local-name = Handles die eindigen op { $ending } kun je hier niet gebruiken. Controleer de spelling.
typed-local-address = Dit adres kun je hier niet gebruiken. Voer je handle in, bijvoorbeeld alice.bsky.social.
typed-unknown-did = Dit soort DID wordt niet ondersteund. Voer je handle in, bijvoorbeeld alice.bsky.social.
typed-no-handle = Dit is geen handle. Een handle ziet eruit als alice.bsky.social: letters, cijfers, punten en streepjes.
typed-fediverse = Dit lijkt op een Fediverse-adres, dus hebben we de handle { $handle } geprobeerd. { $problem }
page-changed = Deze pagina is veranderd sinds je die hebt geopend. Kies opnieuw.
button-broken = Inloggen met { $server } werkt op dit moment niet. Dat ligt niet aan jou. Probeer het later opnieuw, of laat het weten aan de mensen die { $service } beheren.
account-gone = Dit account bestaat niet meer. Gebruik een ander account.
no-network = { $service } heeft op dit moment geen netwerk. Dat ligt niet aan jou. Probeer het over een minuut opnieuw.
no-account = We hebben geen account met deze handle gevonden. Controleer de spelling.
handle-several = Deze handle verwijst naar meerdere accounts. De eigenaar moet de DNS-records verbeteren die met _atproto beginnen.
handle-faulty = Deze handle is verkeerd ingesteld: hij verwijst niet naar een account. De eigenaar moet dat verbeteren.
handle-not-claimed = Deze handle verwijst naar een account dat nu een andere handle gebruikt. Voer de huidige handle van het account in.
handle-not-set-up = Voor dit account is geen handle ingesteld. Gebruik in plaats daarvan de DID.
no-server = Dit account heeft geen server waar we je naartoe kunnen sturen. Misschien is het gesloten of wordt het verhuisd.
server-without-oauth = { $host } ondersteunt inloggen bij andere sites nog niet. Gebruik een account op een andere server, of vraag de beheerders om een update.
no-server-there = We hebben geen account met deze naam gevonden, en { $host } is geen server waarop je kunt inloggen. Controleer de spelling.
client-refused = { $host } accepteert hiervandaan geen logins. Dat ligt niet aan jou. Laat het weten aan de mensen die { $service } beheren.
localhost-refused = { $host } accepteert geen logins van een dienst op je eigen computer. Het werkt zodra de dienst een openbaar https-adres heeft.
no-fresh-login = De app of site waar je vandaan komt, vereist dat je opnieuw inlogt, en dat ondersteunt je server niet.
server-busy = Er loggen op dit moment te veel mensen in bij { $host }. Wacht een minuut en probeer het dan opnieuw.
server-silent = { $host } reageert op dit moment niet. Probeer het over een minuut opnieuw. Als het zo blijft, neem dan contact op met { $host }.
server-wrong = { $host } gaf een antwoord waar we niets mee kunnen, en wachten helpt niet: de beheerders moeten dit oplossen. Gebruik tot die tijd een account op een andere server.
our-fault-here = Er ging bij ons iets mis. Wacht een minuut en probeer het dan opnieuw.

## Consent

consent-title = { $app } toestaan
consent = Dit inloggen toestaan?
consent-question = { $app } wil je laten inloggen als { $account }.
consent-learns = Dit wordt doorgegeven:
consent-limits = Je wachtwoord blijft verborgen en er kan niets namens jou worden geplaatst.
consent-once = Als je het toestaat, wordt het je niet meer gevraagd.
consent-device = Het antwoord gaat naar een app op dit apparaat, op { $address }. We kunnen niet zien of een andere app zich voordoet als die app, dus vragen we het je elke keer. Sta het alleen toe als je net zelf bent begonnen met inloggen bij die app.
consent-allow = Toestaan
learn-did = Je accountnummer (DID)
learn-pairwise = Een nummer voor jou dat alleen deze site kent
learn-profile = Je handle, weergavenaam, afbeelding en profielpagina
learn-email = Je e-mailadres
learn-email-made = Een adres op basis van je handle, dat misschien geen post ontvangt
learn-offline = Dit alles ook later, terwijl je er niet bent

form-post = Nog één stap
form-post-text = Ga door om terug te keren naar de app of site waar je vandaan komt.

## The front page, and "Try it"

home = Log in met je account bij { $brand }
home-open = Je bent nog niet klaar met inloggen bij { $app }
home-open-continue = Verder met inloggen
home-open-back = Terug naar { $app }
home-what = Bij sites en apps die { $service } gebruiken, log je in met je account bij { $brand }. Een account op elke andere AT Protocol-server kan ook.
home-privacy = Ze krijgen je handle en je openbare profiel te zien. Je wachtwoord zien ze nooit, en wij ook niet.
home-try = Uitproberen
home-try-what = Log één keer in en zie precies wat een site over je te weten zou komen.
home-begin = Begin met inloggen bij de site of app die je wilt gebruiken. Die brengt je hierheen.
home-operators = Als je een site beheert
home-issuer = { $service } is een OpenID Connect-provider. De issuer:
home-discovery = Discovery-document

try-title = Wat een site over je te weten komt
try-done = Je bent ingelogd
try-what = Dit is alles wat een site over je te weten komt als je er zo inlogt.
claim-sub = Je accountnummer
claim-preferred-username = Je handle
claim-name = Je weergavenaam
claim-picture = Adres van je afbeelding
claim-profile = Je openbare profiel
claim-auth-time = Wanneer je bent ingelogd
claim-iss = Uitgegeven door
claim-aud = Bestemd voor
claim-iat = Uitgegeven op
claim-exp = Geldig tot
claim-other = Overig

## Your account

account-sessions = Waar je bent ingelogd
account-this-browser = Deze browser
account-times = Laatst gebruikt: { $ago }. Ingelogd op { $date }.
account-brief = Eindigt als die browser wordt gesloten, en uiterlijk na een uur.
account-end-session = Uitloggen
account-end-session-of = { $device } uitloggen, laatst gebruikt: { $ago }
account-sign-out = Uitloggen in deze browser
account-everywhere = Overal uitloggen
account-access = Apps en sites met toegang
account-no-access = Geen. Een app of site heeft toegang zolang die een sleutel heeft tot wat je hebt toegestaan.
account-access-note = Als je er een verwijdert, komt die hier niets meer over je te weten tot je er weer inlogt. Wat al bekend is, kan daar bewaard blijven, en je kunt daar ingelogd blijven.
account-since = Sinds { $date }.
account-name-taken = We noemen je daar { $name }, omdat { $wanted } al van iemand anders is.
account-name-reserved = We noemen je daar { $name }, omdat { $wanted } gereserveerd is.
account-name-kept = We noemen je daar { $name }, en dat blijft zo, ook als je handle verandert.
account-remove = Toegang intrekken
account-remove-of = Toegang intrekken: { $app }
account-sign-ins = Recente logins
account-sign-ins-note = De nieuwste tien, bij alle apps en sites. Was jij het een keer niet, log dan overal uit.
sign-in-fresh = Ingelogd bij je server
sign-in-silent = Ingelogd zonder vraag
sign-in-refresh = Toegang verlengd
sign-in-refused = Niet toegelaten
sign-in-from = { $ago }, vanaf { $network }
account-data = Je gegevens hier
account-see-stored = Bekijken wat over mij is opgeslagen
account-delete = Mijn gegevens verwijderen
account-back = Terug naar je account
browser-on = { $browser } op { $system }
browser-unknown = Een browser

stored = Wat over je is opgeslagen
stored-what = Dit is alles wat onze database over je account bevat. Sleutels en codes zijn zo opgeslagen dat niemand ze kan gebruiken, dus worden ze alleen geteld.
stored-count = { $title }: { $rows }
stored-also = Verder
stored-also-what = Een login die niet is afgerond, wordt tot een dag bewaard, met de naam die een app of site voor je heeft opgegeven. De mensen die { $service } beheren, houden misschien een tijdje een logboek van logins bij.
stored-account = Je account
stored-browser-session = Browsers die zijn ingelogd
stored-session-client = Waar deze browsers hebben ingelogd
stored-account-client = Apps die bericht krijgen als je uitlogt
stored-chosen-account = Browsers die je account aanbieden
stored-consent = Wat je hebt toegestaan
stored-sign-in = Logins
stored-refresh-token = Langdurige sleutels van apps en sites
stored-access-token = Kortdurende sleutels van apps en sites
stored-authorization-code = Inlogcodes
stored-logout-notice = Uitlogberichten die apps nog moeten krijgen
stored-name-binding = Namen die van jou blijven
stored-name-choice = Hoe deze namen zijn gemaakt
stored-blocked-person = Of je hier geblokkeerd bent
fact-did = Accountnummer (DID)
fact-handle = Handle
fact-pds = Je server
fact-issuer = Waar je inlogt
fact-is-hosted = Bevestigd door je server
fact-name = Weergavenaam
fact-picture = Adres van je afbeelding
fact-email = E-mailadres
fact-email-read-at = E-mailadres gelezen op
fact-confirmed = Laatst bevestigd
fact-yes = Ja
fact-no = Nee
fact-email-not-asked = Niet gevraagd
fact-email-not-told = Niet gegeven door je server
fact-email-unconfirmed = { $address } (niet bevestigd)
fact-session = Ingelogd op { $since }; laatst gebruikt op { $used }; eindigt op { $until }
fact-session-brief = { fact-session }, of als die browser wordt gesloten
fact-known-in-browsers = Kent je als { $sub }; browsers: { $number }
fact-known-by-sign-ins = Kent je als { $sub }; logins die daar worden beëindigd: { $number }
fact-shown-as = Getoond als { $account }
fact-chosen = Laatst gekozen op { $date }
fact-consent = { $scope } op { $date }
fact-grants = { $number }, bruikbaar: { $usable }; eindigen uiterlijk op { $date }
fact-sign-ins = { $how }: { $number }; eerst op { $first }, laatst op { $last }
fact-notices = Moeten nog horen dat je bent uitgelogd: { $number }, tot { $date }
fact-name-bound = { $kind }, van jou sinds { $date }
fact-name-made = Gemaakt volgens { $template }
fact-blocked = Geblokkeerd sinds { $date }

sign-in-once-more-first = Log eerst nog een keer in, zodat alleen jij dit kunt doen. Het duurt minder dan een minuut en daarna ben je hier terug.
sign-in-once-more = Nog een keer inloggen

everywhere = Overal uitloggen?
everywhere-browsers = Je wordt hier in elke browser uitgelogd.
everywhere-apps = Elke app en site verliest hier de toegang. Apps en sites die dat ondersteunen, krijgen bericht om je ook uit te loggen, hoe lang geleden je ze ook hebt gebruikt.
everywhere-matrix = Als daar een Matrix-app bij is, kan die de sleutels van je versleutelde berichten verliezen. Zorg eerst dat je er een back-up van hebt.
everywhere-server = Je account op je eigen server blijft zoals het is.
everywhere-done = Je bent overal uitgelogd
    .text = Er is hier geen browser meer ingelogd, en geen app of site heeft nog toegang. Apps en sites die dat ondersteunen, krijgen bericht om je ook uit te loggen.

delete = Mijn gegevens verwijderen?
delete-browsers = Je wordt hier in elke browser uitgelogd, en wat hier over je is opgeslagen, wordt verwijderd.
delete-apps = Elke app en site verliest hier de toegang. Apps en sites die dat ondersteunen, krijgen bericht om je ook uit te loggen, hoe lang geleden je ze ook hebt gebruikt. Tot ze het weten, hooguit een dag, bewaren we hoe ze je noemen.
delete-names = Eén ding blijft: namen en adressen die je hier voor apps en sites hebt gekregen, en dat ze van jou zijn. Ze gaan nooit over op iemand anders, en als je terugkomt, heb je dezelfde.
delete-rest = Wat apps en sites over je weten en je account op je eigen server blijven zoals ze zijn.
delete-done = Je gegevens zijn verwijderd
    .text = Je bent uitgelogd. Alleen namen en adressen die je voor apps en sites hebt gekregen, blijven, zodat niemand anders ze ooit krijgt.

signed-out-here = Je bent uitgelogd
    .text = Deze browser is hier uitgelogd. Apps en sites waarbij je hebt ingelogd, kunnen je aan hun kant ingelogd houden.
cannot-ask-again = Je server kan het je niet opnieuw vragen
    .text = Log uit in deze browser en log hier dan weer in. Daarna kun je tien minuten lang overal uitloggen of je gegevens verwijderen.
not-signed-in = Je bent niet ingelogd
    .text = Log in met je account om het te zien. Daarvoor zijn cookies nodig: heb je ze uitgezet, sta ze dan toe voor deze site.

## Signing out

logout = Uitloggen?
logout-question = Wil je uitloggen bij { $service }?
logout-account = In deze browser ben je ingelogd als { $account }.
logout-yes = Uitloggen
logout-no = Ingelogd blijven
logout-done-title = Uitgelogd
logout-done = Je bent uitgelogd
logout-was-signed-in = Je bent in deze browser uitgelogd bij { $service }.
logout-was-not = In deze browser is niemand ingelogd bij { $service }.
logout-apps = Sites en apps waarbij je hebt ingelogd, kunnen je aan hun kant ingelogd houden tot je daar uitlogt. Je kunt deze pagina nu sluiten.
logout-stayed-title = Nog ingelogd
logout-stayed = Je bent nog ingelogd
logout-stayed-what = Er is niets veranderd: je bent niet uitgelogd bij { $service }.
logout-close = Je kunt deze pagina nu sluiten.
logout-flaw-hint = De site waar je vandaan komt, kon niet laten zien dat je daar was ingelogd. Daarom sturen we je niet terug.
logout-flaw-client = We weten niet van welke site je komt. Daarom sturen we je niet terug.
logout-flaw-address = De site waar je vandaan komt, wil je naar een adres sturen dat hier niet is geregistreerd. Daarom sturen we je daar niet heen.

## Times

time-now = zojuist
time-minutes =
    { $number ->
        [one] { $number } minuut geleden
       *[other] { $number } minuten geleden
    }
time-hours =
    { $number ->
        [one] { $number } uur geleden
       *[other] { $number } uur geleden
    }
time-days =
    { $number ->
        [one] { $number } dag geleden
       *[other] { $number } dagen geleden
    }
time-unknown = een onbekende dag
time-date =
    { $day } { $month ->
        [1] januari
        [2] februari
        [3] maart
        [4] april
        [5] mei
        [6] juni
        [7] juli
        [8] augustus
        [9] september
        [10] oktober
        [11] november
       *[12] december
    } { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Ga terug naar de app of site waar je vandaan komt en begin daar met inloggen.
server-operator = Probeer het opnieuw. Gebeurt het weer, dan helpt wachten niet: de mensen die je server beheren, moeten het oplossen.

link-used = Deze inloglink is al gebruikt
    .happened = Elke link naar deze pagina werkt één keer, en maar ongeveer een minuut.
    .advice = Als je niet bent ingelogd, ga dan terug naar de app of site waar je vandaan komt en begin daar met inloggen.
link-broken = Deze inloglink werkt niet
    .happened = De app of site die je hierheen stuurde, is niet goed ingesteld, dus kunnen we je niet terugsturen.
    .advice = Ga terug en probeer het nog een keer. Gebeurt het weer, stuur dan wat hieronder staat naar de mensen die die app of site beheren.
link-expired = Deze inloglink is verlopen
    .happened = Het inloggen is een tijd geleden afgerond, of het adres is onvolledig.
    .advice = { go-back-and-sign-in }
other-browser = Deze login is in een andere browser begonnen
    .happened = Voor je veiligheid kan een login alleen worden afgerond in de browser waarin hij begon. Dit gebeurt ook als cookies zijn uitgezet.
    .advice = Open in deze browser de app of site die je wilt gebruiken en begin daar met inloggen. Ben je dit niet zelf begonnen, sluit dan gewoon deze pagina.
already-finished = Deze login is al afgerond
    .happened = Je hebt deze login al afgerond.
    .advice = Hier is niets meer te doen. Als je niet bent ingelogd, begin dan opnieuw.
took-too-long = Het inloggen duurde te lang
    .happened = Je hebt een uur om in te loggen.
    .advice = Begin opnieuw: het duurt minder dan een minuut.
answer-used = Dit antwoord is al gebruikt
    .happened = Het antwoord van je server kan één keer worden gebruikt, en maar korte tijd.
    .advice = Als je niet bent ingelogd, probeer het dan opnieuw.
no-outcome = Probeer het opnieuw
    .happened = Je server had even nodig, en zijn antwoord wordt twee minuten bewaard en één keer gebruikt.
    .advice = { answer-used.advice }
sign-out-link-broken = Deze uitloglink werkt niet
    .happened = De app of site die je hierheen stuurde, is niet goed ingesteld. Je bent niet uitgelogd.
    .advice = { link-broken.advice }
sign-out-link-expired = Deze uitloglink is verlopen
    .happened = Hij is te oud, of het adres is onvolledig.
    .advice = Ga terug naar de app of site waar je vandaan komt en log daar uit.
server-failed = Je server heeft de login niet afgerond
    .happened = Hij antwoordde met een fout, of met iets waar we niets mee kunnen.
    .advice = { server-operator }
network-out = Er is nu geen netwerk
    .happened = { $service } kan geen enkele server bereiken. Dat ligt niet aan jou.
    .advice = Probeer het over een minuut opnieuw.
server-out = Je server heeft de login niet afgerond
    .happened = Hij antwoordde niet, of zei dat hij nu niet kan.
    .advice = Probeer het over een minuut opnieuw. Gebeurt het weer, neem dan contact op met de mensen die je server beheren.
not-admitted = Je kunt dit account daar niet gebruiken
    .happened = Je bent ingelogd als { $account }, maar { $app } accepteert dit account niet.
    .advice = Gebruik een ander account, of vraag de mensen die { $service } beheren om dit te accepteren. Stuur hun wat hieronder staat.
account-refused = Je kunt dit account daar niet gebruiken
    .happened = Je bent ingelogd, maar de app of site waar je vandaan komt, accepteert dit account niet.
    .advice = Gebruik een ander account, of vraag de mensen die { $service } beheren om dit te accepteren.
no-did-web = Je kunt dit soort account daar niet gebruiken
    .happened = Je bent ingelogd als { $account }. Maar dit account hoort bij een webadres (did:web), dus de volgende eigenaar van dat adres zou het account ook bezitten. { $app } accepteert zulke accounts niet.
    .advice = Gebruik een ander account, of vraag de mensen die { $service } beheren om dit soort te accepteren. Stuur hun wat hieronder staat.
did-too-long = Je kunt dit account hier niet gebruiken
    .happened = De DID van dit account is langer dan OpenID Connect toestaat.
    .advice = Gebruik een ander account.
account-changed = Log nog een keer in
    .happened = Je account is veranderd sinds je laatst inlogde, of we kunnen de server niet bereiken.
    .advice = Probeer het opnieuw en log in op je server.
handle-unconfirmed = Je handle kan nu niet worden bevestigd
    .happened = Je bent ingelogd. Maar de app of site waar je vandaan komt, heeft je handle nodig, en de servers die zeggen van wie die is (DNS en de webserver van die naam), reageren niet.
    .advice = Probeer het over een minuut opnieuw. Als het zo blijft, neem dan contact op met de mensen die het domein van je handle beheren.
too-many-here = Te veel logins vanaf je netwerk
    .happened = Er zijn de laatste minuut veel logins begonnen vanaf je netwerk, dus die van jou moet wachten. Er gaat niets verloren.
    .advice = Wacht een minuut en laad deze pagina dan opnieuw.
too-many-new = Vandaag te veel nieuwe accounts
    .happened = Vandaag hebben hier veel accounts voor het eerst ingelogd, dus dat van jou moet wachten. Accounts die hier al eerder hebben ingelogd, kunnen dat nog steeds.
    .advice = Probeer het over een uur of twee opnieuw, of vanaf een ander netwerk.
too-many-now = Er loggen op dit moment te veel mensen in
    .happened = We wachten op veel andere servers, dus je login kon niet doorgaan. Er gaat niets verloren.
    .advice = Wacht een paar seconden en laad deze pagina dan opnieuw of probeer het nog een keer.
our-fault = Er ging bij ons iets mis
    .happened = We konden niet verder, en er is niets veranderd.
    .advice = Probeer het over een minuut opnieuw. Gebeurt het weer, stuur dan de referentie hieronder naar de mensen die { $service } beheren.
our-fault-once = Er ging bij ons iets mis
    .happened = Deze login kon niet worden afgerond, en er is niets veranderd.
    .advice = Probeer het opnieuw: een nieuwe login zou moeten werken.
trial-over = Deze test is voorbij
    .happened = Het resultaat wordt één keer getoond, in de browser die de test begon.
    .advice = Ga naar de startpagina en probeer het opnieuw.
trial-failed = De testlogin is mislukt
    .happened = De login is geweigerd, of het resultaat is te laat opgevraagd.
    .advice = { trial-over.advice }
trial-declined = Je hebt niet ingelogd
    .happened = Jij of je server heeft de login geweigerd. Er is niets opgeslagen.
    .advice = Je kunt het opnieuw proberen wanneer je wilt.
unproven = We konden niet bevestigen wie je bent
    .happened = Het antwoord van je server bewees niet dat het account van jou is, dus hebben we je niet ingelogd.
    .advice = { server-operator }
wrong-account = Dat was een ander account
    .happened = Op je server heb je ingelogd met een ander account dan je hier hebt ingevoerd.
    .advice = Probeer het opnieuw en kies op beide plekken hetzelfde account.
account-not-found = Dit account is niet meer te vinden
    .happened = Misschien is het gesloten, of wordt het naar een andere server verhuisd.
    .advice = Wacht tot de verhuizing klaar is en probeer het opnieuw, of gebruik een ander account.
declined = Je hebt niet ingelogd
    .happened = Jij of je server heeft de login geweigerd.
    .advice = Als je van gedachten bent veranderd, begin dan opnieuw.
interrupted = Je server heeft de login beëindigd
    .happened = Je server heeft het inloggen afgebroken voordat het klaar was: de pagina stond te lang open, of is twee keer geopend.
    .advice = Probeer het opnieuw.
not-active = Dit account is niet actief
    .happened = Je server zegt dat dit account is gedeactiveerd of geblokkeerd.
    .advice = Log in op je server om het weer te activeren en probeer het dan opnieuw. Of gebruik een ander account.
not-found = Hier is niets
    .happened = Dit adres leidt niet naar een pagina.
    .advice = { go-back-and-sign-in }

elsewhere = Je vindt deze dienst op een ander adres
elsewhere-why = Voor je veiligheid antwoordt hij maar op één adres. Ga daar verder:

start-over-at = Opnieuw beginnen bij { $app }
