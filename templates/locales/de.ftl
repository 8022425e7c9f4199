# Deutsch. Anrede: du, wie in den Apps, aus denen die Leute kommen.

language-name = Deutsch

## On every page

language-menu = Sprache
ways-on = Wie es weitergeht
start-page = Zur Startseite
your-account = Dein Konto
continue = Weiter
cancel = Abbrechen
use-another-account = Anderes Konto verwenden
try-again = Noch einmal versuchen
sign-in-again = Wieder anmelden
reference = Referenz
reference-advice = Wenn das öfter vorkommt, schick sie an die Leute, die { $service } betreiben.
about-contact = Kontakt
about-imprint = Impressum
about-privacy = Datenschutz
about-terms = Bedingungen
write-to = Schreib an { $contact }.
detail-site = Für die Leute, die die Website betreiben, von der du kommst:
detail-service = Für die Leute, die { $service } betreiben:
detail-server = Für die Leute, die deinen Server betreiben:
app-on-device = eine App auf diesem Gerät
service-busy = { $service } ist gerade überlastet. Versuch es in einer Minute noch einmal.
service-broken = Bei { $service } stimmt etwas nicht.

## The sign-in page

sign-in = Anmelden
sign-in-problem = Problem: Anmelden
sign-in-to = weiter zu { $app }
sign-in-field = Dein Handle bei { $brand }
sign-in-hint = Dein Handle bei { $brand } oder ein beliebiges anderes AT-Protocol-Handle
sign-in-stay = In diesem Browser angemeldet bleiben
sign-in-or = oder
sign-in-with = Mit { $server } anmelden
sign-in-create = Konto bei { $server } erstellen
sign-in-no-account = Noch kein Konto?
sign-in-create-one = Konto bei { $server } erstellen
sign-in-next = Als Nächstes gibst du dein Passwort auf deinem eigenen Server ein. Wir sehen es nie.
sign-in-suggestion = { $handle } verwenden
sign-in-not-back = Du wurdest zu { $host } geschickt und bist nicht zurückgekommen. Wenn dort ein Fehler stand, ist die Software vielleicht älter als Juni 2026 und weist Besucher ab, die von einer Website unter derselben Domain kommen. Versuch es noch einmal: Diesmal schicken wir dich auf einem anderen Weg hin. Wenn auch das nicht klappt, bitte die Leute, die { $host } betreiben, um ein Update.
accounts = In diesem Browser verwendete Konten
accounts-forget = Entfernen
accounts-forget-one = { $account } aus diesem Browser entfernen

leave-title = Weiter zu { $host }
leave = Weiter zu deinem Server
leave-why = Du wurdest schon einmal zu { $host } geschickt und bist nicht zurückgekommen. Server mit Software von vor Juni 2026 weisen Besucher ab, die von einer Website unter derselben Domain kommen. Dieser Link sollte auch bei ihnen funktionieren.
leave-go = Weiter zu { $host }
leave-again = Wenn wieder ein Fehler erscheint, bitte die Leute, die { $host } betreiben, um ein Update.

waiting = Einen Moment
waiting-for = Wir warten auf Antwort von { $name } …
waiting-for-server = Wir warten auf Antwort von deinem Server …
waiting-why = Das dauert länger als sonst. Es geht von selbst weiter.
waiting-back = Zurück zur Anmeldung
waiting-too-long = Das hat zu lange gedauert, und nichts wurde geändert.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Gib dein Handle ein, zum Beispiel alice.bsky.social.
typed-bare-name = Ein Handle enthält mindestens einen Punkt, zum Beispiel alice.bsky.social. Gib es vollständig ein.
typed-email = Das sieht nach einer E-Mail-Adresse aus. Gib dein Handle ein, zum Beispiel alice.bsky.social.
typed-email-button = Das sieht nach einer E-Mail-Adresse aus. Gib dein Handle ein, zum Beispiel alice.bsky.social. Wenn du es nicht weißt, nimm unten den Knopf für { $server }.
typed-email-buttons = Das sieht nach einer E-Mail-Adresse aus. Gib dein Handle ein, zum Beispiel alice.bsky.social. Wenn du es nicht weißt, nimm einen der Knöpfe unten.
typed-local-name = Handles mit der Endung { $ending } können hier nicht verwendet werden. Prüf die Schreibweise.
typed-local-address = Diese Adresse kann hier nicht verwendet werden. Gib dein Handle ein, zum Beispiel alice.bsky.social.
typed-unknown-did = Diese Art von DID wird nicht unterstützt. Gib dein Handle ein, zum Beispiel alice.bsky.social.
typed-no-handle = Das ist kein Handle. Ein Handle sieht aus wie alice.bsky.social: Buchstaben, Ziffern, Punkte und Bindestriche.
typed-fediverse = Das sieht nach einer Fediverse-Adresse aus, darum haben wir es mit dem Handle { $handle } versucht. { $problem }
page-changed = Diese Seite hat sich geändert, seit du sie geöffnet hast. Wähl noch einmal.
button-broken = Die Anmeldung bei { $server } funktioniert gerade nicht. Das liegt nicht an dir. Versuch es später noch einmal, oder sag den Leuten Bescheid, die { $service } betreiben.
account-gone = Dieses Konto gibt es nicht mehr. Verwende ein anderes.
no-network = { $service } hat gerade kein Netz. Das liegt nicht an dir. Versuch es in einer Minute noch einmal.
no-account = Wir haben kein Konto mit diesem Handle gefunden. Prüf die Schreibweise.
handle-several = Dieses Handle verweist auf mehrere Konten. Wer es besitzt, muss die DNS-Einträge korrigieren, die mit _atproto beginnen.
handle-faulty = Dieses Handle ist falsch eingerichtet: Es verweist auf kein Konto. Wer es besitzt, muss das korrigieren.
handle-not-claimed = Dieses Handle verweist auf ein Konto, das jetzt ein anderes Handle hat. Gib das aktuelle Handle des Kontos ein.
handle-not-set-up = Für dieses Konto ist kein Handle eingerichtet. Verwende stattdessen seine DID.
no-server = Dieses Konto hat keinen Server, zu dem wir dich schicken könnten. Vielleicht wurde es geschlossen, oder es zieht gerade um.
server-without-oauth = { $host } unterstützt die Anmeldung bei anderen Websites noch nicht. Verwende ein Konto auf einem anderen Server, oder bitte die Leute, die ihn betreiben, um ein Update.
no-server-there = Wir haben kein Konto mit diesem Namen gefunden, und { $host } ist kein Server, bei dem man sich anmelden kann. Prüf die Schreibweise.
client-refused = { $host } nimmt keine Anmeldungen von hier an. Das liegt nicht an dir. Sag den Leuten Bescheid, die { $service } betreiben.
localhost-refused = { $host } nimmt keine Anmeldungen von einem Dienst auf deinem eigenen Computer an. Es funktioniert, sobald der Dienst eine öffentliche https-Adresse hat.
no-fresh-login = Die App oder Website, von der du kommst, verlangt eine neue Anmeldung, und das unterstützt dein Server nicht.
server-busy = Bei { $host } melden sich gerade zu viele Leute an. Warte eine Minute und versuch es dann noch einmal.
server-silent = { $host } antwortet gerade nicht. Versuch es in einer Minute noch einmal. Wenn es so bleibt, wende dich an { $host }.
server-wrong = { $host } hat eine Antwort gegeben, mit der wir nichts anfangen können, und Warten hilft nicht: Die Leute, die den Server betreiben, müssen das beheben. Verwende bis dahin ein Konto auf einem anderen Server.
our-fault-here = Bei uns ist etwas schiefgegangen. Warte eine Minute und versuch es dann noch einmal.

## Consent

consent-title = { $app } erlauben
consent = Diese Anmeldung erlauben?
consent-question = { $app } möchte dich als { $account } anmelden.
consent-learns = Das wird mitgeteilt:
consent-limits = Dein Passwort bleibt verborgen, und in deinem Namen kann nichts veröffentlicht werden.
consent-once = Wenn du es erlaubst, wirst du nicht noch einmal gefragt.
consent-device = Die Antwort geht an eine App auf diesem Gerät, an { $address }. Wir können nicht erkennen, ob sich eine andere App für sie ausgibt, darum wirst du jedes Mal gefragt. Erlaube es nur, wenn du gerade selbst begonnen hast, dich mit dieser App anzumelden.
consent-allow = Erlauben
learn-did = Deine Kontonummer (DID)
learn-pairwise = Eine Nummer für dich, die nur diese Website kennt
learn-profile = Dein Handle, Anzeigename, Bild und Profil
learn-email = Deine E-Mail-Adresse
learn-email-made = Eine aus deinem Handle gebildete Adresse, die vielleicht keine Post empfängt
learn-offline = All das auch später, während du nicht da bist

form-post = Noch ein Schritt
form-post-text = Mit „Weiter“ kommst du zurück zu der App oder Website, von der du kommst.

## The front page, and "Try it"

home = Melde dich mit deinem Konto bei { $brand } an
home-open = Du hast die Anmeldung bei { $app } noch nicht abgeschlossen
home-open-continue = Anmeldung fortsetzen
home-open-back = Zurück zu { $app }
home-what = Bei Websites und Apps, die { $service } verwenden, meldest du dich mit deinem Konto bei { $brand } an. Ein Konto auf jedem anderen AT-Protocol-Server geht auch.
home-privacy = Sie erfahren dein Handle und dein öffentliches Profil. Dein Passwort sehen sie nie, und wir auch nicht.
home-try = Ausprobieren
home-try-what = Melde dich einmal an und sieh genau, was eine Website über dich erfahren würde.
home-begin = Beginne die Anmeldung bei der Website oder App, die du verwenden möchtest. Sie bringt dich hierher.
home-operators = Wenn du eine Website betreibst
home-issuer = { $service } ist ein OpenID-Connect-Provider. Sein Issuer:
home-discovery = Discovery-Dokument

try-title = Was eine Website über dich erfährt
try-done = Du bist angemeldet
try-what = Das ist alles, was eine Website über dich erfährt, wenn du dich auf diese Weise bei ihr anmeldest.
claim-sub = Deine Kontonummer
claim-preferred-username = Dein Handle
claim-name = Dein Anzeigename
claim-picture = Adresse deines Bildes
claim-profile = Dein öffentliches Profil
claim-auth-time = Wann du dich angemeldet hast
claim-iss = Ausgestellt von
claim-aud = Bestimmt für
claim-iat = Ausgestellt am
claim-exp = Gültig bis
claim-other = Weiteres

## Your account

account-sessions = Wo du angemeldet bist
account-this-browser = Dieser Browser
account-times = Zuletzt verwendet: { $ago }. Angemeldet am { $date }.
account-brief = Endet, wenn der Browser geschlossen wird, spätestens nach einer Stunde.
account-end-session = Abmelden
account-end-session-of = { $device } abmelden, zuletzt verwendet: { $ago }
account-sign-out = Von diesem Browser abmelden
account-everywhere = Überall abmelden
account-access = Apps und Websites mit Zugriff
account-no-access = Keine. Eine App oder Website hat Zugriff, solange sie einen Schlüssel zu dem hat, was du erlaubt hast.
account-access-note = Wenn du einer den Zugriff entziehst, erfährt sie hier nichts mehr über dich, bis du dich wieder bei ihr anmeldest. Was sie schon weiß, kann sie behalten, und du kannst dort angemeldet bleiben.
account-since = Seit { $date }.
account-name-taken = Wir nennen dich dort { $name }, weil { $wanted } schon jemand anderem gehört.
account-name-reserved = Wir nennen dich dort { $name }, weil { $wanted } reserviert ist.
account-name-kept = Wir nennen dich dort { $name }, und das bleibt so, auch wenn sich dein Handle ändert.
account-remove = Zugriff entziehen
account-remove-of = { $app } den Zugriff entziehen
account-sign-ins = Letzte Anmeldungen
account-sign-ins-note = Die neuesten zehn, bei allen Apps und Websites. Wenn du eine davon nicht warst, melde dich überall ab.
sign-in-fresh = An deinem Server angemeldet
sign-in-silent = Ohne Nachfrage angemeldet
sign-in-refresh = Zugriff verlängert
sign-in-refused = Nicht zugelassen
sign-in-from = { $ago }, aus { $network }
account-data = Deine Daten hier
account-see-stored = Ansehen, was über mich gespeichert ist
account-delete = Meine Daten löschen
account-back = Zurück zu deinem Konto
browser-on = { $browser } auf { $system }
browser-unknown = Ein Browser

stored = Was über dich gespeichert ist
stored-what = Das ist alles, was unsere Datenbank zu deinem Konto enthält. Schlüssel und Codes sind so gespeichert, dass niemand sie verwenden kann, darum werden sie nur gezählt.
stored-count = { $title }: { $rows }
stored-also = Außerdem
stored-also-what = Eine nicht abgeschlossene Anmeldung wird höchstens einen Tag aufbewahrt, mit dem Namen, den eine App oder Website für dich angegeben hat. Die Leute, die { $service } betreiben, bewahren vielleicht eine Zeit lang ein Protokoll der Anmeldungen auf.
stored-account = Dein Konto
stored-browser-session = Angemeldete Browser
stored-session-client = Wo diese Browser sich angemeldet haben
stored-account-client = Apps, die vom Abmelden erfahren
stored-chosen-account = Browser, die dein Konto anbieten
stored-consent = Was du erlaubt hast
stored-sign-in = Anmeldungen
stored-refresh-token = Langlebige Schlüssel von Apps und Websites
stored-access-token = Kurzlebige Schlüssel von Apps und Websites
stored-authorization-code = Anmeldecodes
stored-logout-notice = Abmeldungen, von denen Apps noch erfahren müssen
stored-name-binding = Namen, die dir bleiben
stored-name-choice = Wie diese Namen entstanden sind
stored-blocked-person = Ob du hier gesperrt bist
fact-did = Kontonummer (DID)
fact-handle = Handle
fact-pds = Dein Server
fact-issuer = Wo du dich anmeldest
fact-is-hosted = Von deinem Server bestätigt
fact-name = Anzeigename
fact-picture = Adresse deines Bildes
fact-email = E-Mail-Adresse
fact-email-read-at = E-Mail-Adresse gelesen am
fact-confirmed = Zuletzt bestätigt
fact-yes = Ja
fact-no = Nein
fact-email-not-asked = Nicht danach gefragt
fact-email-not-told = Von deinem Server nicht mitgeteilt
fact-email-unconfirmed = { $address } (nicht bestätigt)
fact-session = Angemeldet am { $since }; zuletzt verwendet am { $used }; endet am { $until }
fact-session-brief = { fact-session }; oder wenn dieser Browser geschlossen wird
fact-known-in-browsers = Kennt dich als { $sub }; Browser: { $number }
fact-known-by-sign-ins = Kennt dich als { $sub }; dort zu beendende Anmeldungen: { $number }
fact-shown-as = Angezeigt als { $account }
fact-chosen = Zuletzt gewählt am { $date }
fact-consent = { $scope } am { $date }
fact-grants = { $number }, davon verwendbar: { $usable }; enden spätestens am { $date }
fact-sign-ins = { $how }: { $number }; zuerst am { $first }, zuletzt am { $last }
fact-notices = Erfahren noch von deiner Abmeldung: { $number }, bis { $date }
fact-name-bound = { $kind }, gehört dir seit { $date }
fact-name-made = Gebildet nach { $template }
fact-blocked = Gesperrt seit { $date }

sign-in-once-more-first = Melde dich zuerst noch einmal an, damit nur du das tun kannst. Es dauert keine Minute, und danach bist du wieder hier.
sign-in-once-more = Noch einmal anmelden

everywhere = Überall abmelden?
everywhere-browsers = Du wirst hier in jedem Browser abgemeldet.
everywhere-apps = Jede App und Website verliert hier ihren Zugriff. Denen, die das unterstützen, wird gesagt, dass sie dich auch abmelden sollen, egal wie lange du sie nicht verwendet hast.
everywhere-matrix = Wenn eine Matrix-App dabei ist, verliert sie vielleicht die Schlüssel zu deinen verschlüsselten Nachrichten. Stell vorher sicher, dass du sie gesichert hast.
everywhere-server = Dein Konto auf deinem eigenen Server bleibt, wie es ist.
everywhere-done = Du bist überall abgemeldet
    .text = Hier ist kein Browser mehr angemeldet, und keine App oder Website hat noch Zugriff. Denen, die das unterstützen, wird gerade gesagt, dass sie dich auch abmelden sollen.

delete = Meine Daten löschen?
delete-browsers = Du wirst hier in jedem Browser abgemeldet, und was hier über dich gespeichert ist, wird gelöscht.
delete-apps = Jede App und Website verliert hier ihren Zugriff. Denen, die das unterstützen, wird gesagt, dass sie dich auch abmelden sollen, egal wie lange du sie nicht verwendet hast. Bis sie es erfahren haben, höchstens einen Tag lang, bewahren wir auf, wie sie dich nennen.
delete-names = Eines bleibt: Namen und Adressen, die du hier für Apps und Websites bekommen hast, und dass sie dir gehören. Sie gehen nie an jemand anderen über, und wenn du zurückkommst, hast du dieselben.
delete-rest = Was Apps und Websites über dich wissen und dein Konto auf deinem eigenen Server bleiben, wie sie sind.
delete-done = Deine Daten wurden gelöscht
    .text = Du bist abgemeldet. Nur Namen und Adressen, die du für Apps und Websites bekommen hast, bleiben, damit niemand anderes sie je bekommt.

signed-out-here = Du bist abgemeldet
    .text = Dieser Browser ist hier abgemeldet. Bei Apps und Websites, die du genutzt hast, bist du vielleicht noch angemeldet.
cannot-ask-again = Dein Server kann dich nicht noch einmal fragen
    .text = Melde dich von diesem Browser ab und dann hier wieder an. Danach kannst du dich zehn Minuten lang überall abmelden oder deine Daten löschen.
not-signed-in = Du bist nicht angemeldet
    .text = Um dein Konto zu sehen, melde dich damit an. Dafür braucht es Cookies: Wenn du sie ausgeschaltet hast, erlaube sie für diese Website.

## Signing out

logout = Abmelden?
logout-question = Möchtest du dich von { $service } abmelden?
logout-account = In diesem Browser bist du als { $account } angemeldet.
logout-yes = Abmelden
logout-no = Angemeldet bleiben
logout-done-title = Abgemeldet
logout-done = Du bist abgemeldet
logout-was-signed-in = Du hast dich in diesem Browser von { $service } abgemeldet.
logout-was-not = In diesem Browser ist niemand bei { $service } angemeldet.
logout-apps = Bei Websites und Apps, die du genutzt hast, bist du vielleicht noch angemeldet, bis du dich dort abmeldest. Du kannst diese Seite jetzt schließen.
logout-stayed-title = Noch angemeldet
logout-stayed = Du bist noch angemeldet
logout-stayed-what = Nichts hat sich geändert: Du hast dich nicht von { $service } abgemeldet.
logout-close = Du kannst diese Seite jetzt schließen.
logout-flaw-hint = Die Website, von der du kommst, konnte nicht zeigen, dass du dort angemeldet warst. Darum schicken wir dich nicht dorthin zurück.
logout-flaw-client = Wir wissen nicht, von welcher Website du kommst. Darum schicken wir dich nicht dorthin zurück.
logout-flaw-address = Die Website, von der du kommst, will dich zu einer Adresse schicken, die hier nicht eingetragen ist. Darum schicken wir dich nicht dorthin.

## Times

time-now = gerade eben
time-minutes =
    { $number ->
        [one] vor { $number } Minute
       *[other] vor { $number } Minuten
    }
time-hours =
    { $number ->
        [one] vor { $number } Stunde
       *[other] vor { $number } Stunden
    }
time-days =
    { $number ->
        [one] vor { $number } Tag
       *[other] vor { $number } Tagen
    }
time-unknown = einem unbekannten Tag
time-date =
    { $day }. { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    } { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Geh zurück zu der App oder Website, von der du kommst, und melde dich von dort aus an.
server-operator = Versuch es noch einmal. Wenn es wieder passiert, hilft Warten nicht: Die Leute, die deinen Server betreiben, müssen es beheben.

link-used = Dieser Anmeldelink wurde schon verwendet
    .happened = Jeder Link zu dieser Seite funktioniert nur einmal und nur etwa eine Minute lang.
    .advice = Wenn du nicht angemeldet bist, geh zurück zu der App oder Website, von der du kommst, und melde dich von dort aus an.
link-broken = Dieser Anmeldelink funktioniert nicht
    .happened = Die App oder Website, die dich hergeschickt hat, ist nicht richtig eingerichtet. Darum können wir dich nicht zu ihr zurückschicken.
    .advice = Geh zurück und versuch es noch einmal. Wenn es wieder passiert, schick das, was unten steht, an die Leute, die die App oder Website betreiben.
link-expired = Dieser Anmeldelink ist abgelaufen
    .happened = Die Anmeldung wurde vor einiger Zeit abgeschlossen, oder die Adresse ist unvollständig.
    .advice = { go-back-and-sign-in }
other-browser = Diese Anmeldung wurde in einem anderen Browser begonnen
    .happened = Zu deiner Sicherheit kann eine Anmeldung nur in dem Browser abgeschlossen werden, in dem sie begonnen wurde. Das passiert auch, wenn Cookies ausgeschaltet sind.
    .advice = Öffne in diesem Browser die App oder Website, die du verwenden möchtest, und melde dich von dort aus an. Wenn du das nicht selbst begonnen hast, schließ einfach diese Seite.
already-finished = Diese Anmeldung ist schon abgeschlossen
    .happened = Du hast diese Anmeldung bereits abgeschlossen.
    .advice = Hier ist nichts mehr zu tun. Wenn du nicht angemeldet bist, fang von vorn an.
took-too-long = Diese Anmeldung hat zu lange gedauert
    .happened = Eine Anmeldung muss innerhalb einer Stunde abgeschlossen werden.
    .advice = Fang von vorn an: Es dauert keine Minute.
answer-used = Diese Antwort wurde schon verwendet
    .happened = Die Antwort deines Servers kann nur einmal und nur kurze Zeit verwendet werden.
    .advice = Wenn du nicht angemeldet bist, versuch es noch einmal.
no-outcome = Versuch es noch einmal
    .happened = Dein Server hat eine Weile gebraucht. Seine Antwort wird nur zwei Minuten aufbewahrt und nur einmal verwendet.
    .advice = { answer-used.advice }
sign-out-link-broken = Dieser Abmeldelink funktioniert nicht
    .happened = Die App oder Website, die dich hergeschickt hat, ist nicht richtig eingerichtet. Du bist nicht abgemeldet.
    .advice = { link-broken.advice }
sign-out-link-expired = Dieser Abmeldelink ist abgelaufen
    .happened = Er ist zu alt, oder die Adresse ist unvollständig.
    .advice = Geh zurück zu der App oder Website, von der du kommst, und melde dich von dort aus ab.
server-failed = Dein Server hat die Anmeldung nicht abgeschlossen
    .happened = Er hat mit einem Fehler geantwortet, oder mit etwas, mit dem wir nichts anfangen können.
    .advice = { server-operator }
network-out = Gerade kein Netz
    .happened = { $service } erreicht keinen Server. Das liegt nicht an dir.
    .advice = Versuch es in einer Minute noch einmal.
server-out = Dein Server hat die Anmeldung nicht abgeschlossen
    .happened = Er hat nicht geantwortet, oder gesagt, dass er gerade nicht kann.
    .advice = Versuch es in einer Minute noch einmal. Wenn es wieder passiert, wende dich an die Leute, die deinen Server betreiben.
not-admitted = Dieses Konto geht dort nicht
    .happened = Du bist als { $account } angemeldet, aber { $app } nimmt dieses Konto nicht an.
    .advice = Verwende ein anderes Konto, oder bitte die Leute, die { $service } betreiben, dieses anzunehmen. Schick ihnen, was unten steht.
account-refused = Dieses Konto geht dort nicht
    .happened = Du bist angemeldet, aber die App oder Website, von der du kommst, nimmt dieses Konto nicht an.
    .advice = Verwende ein anderes Konto, oder bitte die Leute, die { $service } betreiben, dieses anzunehmen.
no-did-web = Diese Art von Konto geht dort nicht
    .happened = Du bist als { $account } angemeldet. Aber dieses Konto gehört zu einer Webadresse (did:web), und wer diese Adresse als Nächstes besitzt, besäße auch das Konto. { $app } nimmt solche Konten nicht an.
    .advice = Verwende ein anderes Konto, oder bitte die Leute, die { $service } betreiben, diese Art anzunehmen. Schick ihnen, was unten steht.
did-too-long = Dieses Konto geht hier nicht
    .happened = Die Kennung (DID) dieses Kontos ist länger, als OpenID Connect erlaubt.
    .advice = Verwende ein anderes Konto.
account-changed = Melde dich noch einmal an
    .happened = Dein Konto hat sich seit deiner letzten Anmeldung geändert, oder wir erreichen seinen Server nicht.
    .advice = Versuch es noch einmal und melde dich bei deinem Server an.
handle-unconfirmed = Dein Handle kann gerade nicht bestätigt werden
    .happened = Du bist angemeldet. Aber die App oder Website, von der du kommst, braucht dein Handle, und die Server, die sagen, wem es gehört (DNS und der Webserver dieses Namens), antworten nicht.
    .advice = Versuch es in einer Minute noch einmal. Wenn es so bleibt, wende dich an die Leute, die die Domain deines Handles betreiben.
too-many-here = Zu viele Anmeldungen aus deinem Netz
    .happened = In der letzten Minute haben in deinem Netz viele Anmeldungen begonnen, darum muss deine warten. Nichts geht verloren.
    .advice = Warte eine Minute und lade diese Seite dann neu.
too-many-new = Heute zu viele neue Konten
    .happened = Heute haben sich hier viele Konten zum ersten Mal angemeldet, darum muss deines warten. Konten, die schon einmal hier angemeldet waren, können sich weiter anmelden.
    .advice = Versuch es in ein, zwei Stunden noch einmal, oder aus einem anderen Netz.
too-many-now = Gerade melden sich zu viele Leute an
    .happened = Wir warten auf viele andere Server, darum konnte deine Anmeldung nicht weitergehen. Nichts geht verloren.
    .advice = Warte ein paar Sekunden, dann lade diese Seite neu oder versuch es noch einmal.
our-fault = Bei uns ist etwas schiefgegangen
    .happened = Wir konnten nicht weitermachen, und nichts wurde geändert.
    .advice = Versuch es in einer Minute noch einmal. Wenn es wieder passiert, schick die Referenz unten an die Leute, die { $service } betreiben.
our-fault-once = Bei uns ist etwas schiefgegangen
    .happened = Diese Anmeldung konnte nicht abgeschlossen werden, und nichts wurde geändert.
    .advice = Versuch es noch einmal: Eine neue Anmeldung sollte klappen.
trial-over = Dieser Test ist vorbei
    .happened = Das Ergebnis wird nur einmal gezeigt, in dem Browser, in dem der Test begonnen hat.
    .advice = Geh zur Startseite und probier es noch einmal aus.
trial-failed = Die Test-Anmeldung ist fehlgeschlagen
    .happened = Die Anmeldung wurde abgelehnt, oder ihr Ergebnis wurde zu spät abgeholt.
    .advice = { trial-over.advice }
trial-declined = Du hast dich nicht angemeldet
    .happened = Die Anmeldung wurde von dir oder deinem Server abgelehnt. Nichts wurde gespeichert.
    .advice = Du kannst es jederzeit noch einmal versuchen.
unproven = Wir konnten nicht bestätigen, wer du bist
    .happened = Die Antwort deines Servers hat nicht bewiesen, dass das Konto dir gehört. Darum haben wir dich nicht angemeldet.
    .advice = { server-operator }
wrong-account = Das war ein anderes Konto
    .happened = Bei deinem Server hast du dich mit einem anderen Konto angemeldet, als du hier eingegeben hast.
    .advice = Versuch es noch einmal und wähl an beiden Stellen dasselbe Konto.
account-not-found = Dieses Konto ist nicht mehr zu finden
    .happened = Vielleicht wurde es geschlossen, oder es zieht gerade auf einen anderen Server um.
    .advice = Warte, bis der Umzug fertig ist, und versuch es noch einmal, oder verwende ein anderes Konto.
declined = Du hast dich nicht angemeldet
    .happened = Die Anmeldung wurde von dir oder deinem Server abgelehnt.
    .advice = Wenn du es dir anders überlegt hast, fang von vorn an.
interrupted = Dein Server hat die Anmeldung beendet
    .happened = Dein Server hat die Anmeldung beendet, bevor sie abgeschlossen war: Seine Seite war zu lange offen, oder sie wurde zweimal geöffnet.
    .advice = Versuch es noch einmal.
not-active = Dieses Konto ist nicht aktiv
    .happened = Dein Server sagt, dass dieses Konto deaktiviert oder gesperrt ist.
    .advice = Melde dich bei deinem Server an, um es wieder zu aktivieren, und versuch es dann noch einmal. Oder verwende ein anderes Konto.
not-found = Hier ist nichts
    .happened = Diese Adresse führt zu keiner Seite.
    .advice = { go-back-and-sign-in }

elsewhere = Du findest diesen Dienst unter einer anderen Adresse
elsewhere-why = Zu deiner Sicherheit antwortet er nur unter einer einzigen Adresse. Bitte mach dort weiter:

start-over-at = Bei { $app } von vorn anfangen
