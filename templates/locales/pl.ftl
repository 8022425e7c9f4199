# Polski. Zwracamy się przez „ty”.

language-name = Polski

## On every page

language-menu = Język
ways-on = Dokąd teraz
start-page = Przejdź na stronę główną
your-account = Twoje konto
continue = Dalej
cancel = Anuluj
use-another-account = Użyj innego konta
try-again = Spróbuj ponownie
sign-in-again = Zaloguj się ponownie
reference = Numer zgłoszenia
reference-advice = Jeśli to się powtarza, wyślij go osobom, które prowadzą { $service }.
about-contact = Kontakt
about-imprint = Nota prawna
about-privacy = Prywatność
about-terms = Warunki korzystania
write-to = Napisz na adres { $contact }.
detail-site = Dla osób, które prowadzą stronę, z której przychodzisz:
detail-service = Dla osób, które prowadzą { $service }:
detail-server = Dla osób, które prowadzą twój serwer:
app-on-device = aplikacja na tym urządzeniu
service-busy = { $service } jest teraz przeciążony. Spróbuj ponownie za minutę.
service-broken = Coś jest nie tak z { $service }.

## The sign-in page

sign-in = Zaloguj się
sign-in-problem = Problem: Zaloguj się
sign-in-to = aby przejść do { $app }
sign-in-field = Twój identyfikator { $brand }
sign-in-hint = Twój identyfikator { $brand } albo dowolny inny identyfikator AT Protocol
sign-in-stay = Nie wylogowuj mnie w tej przeglądarce
sign-in-or = lub
sign-in-with = Zaloguj się przez { $server }
sign-in-create = Utwórz konto na { $server }
sign-in-no-account = Nie masz jeszcze konta?
sign-in-create-one = Utwórz je na { $server }
sign-in-next = Potem wpiszesz hasło na własnym serwerze. My nigdy go nie widzimy.
sign-in-suggestion = Użyj { $handle }
sign-in-not-back = Wysłaliśmy cię na { $host }, ale logowanie nie zostało tam dokończone. Jeśli pojawił się tam błąd, oprogramowanie serwera może być starsze niż czerwiec 2026 i odrzucać osoby, które przychodzą ze strony w tej samej domenie. Spróbuj ponownie: tym razem wyślemy cię inną drogą. Jeśli i to zawiedzie, poproś osoby, które prowadzą { $host }, o aktualizację.
accounts = Konta używane w tej przeglądarce
accounts-forget = Usuń
accounts-forget-one = Usuń { $account } z tej przeglądarki

leave-title = Dalej do { $host }
leave = Dalej do twojego serwera
leave-why = Już raz wysłaliśmy cię na { $host }, ale logowanie nie zostało tam dokończone. Serwery z oprogramowaniem sprzed czerwca 2026 odrzucają osoby, które przychodzą ze strony w tej samej domenie. Ten link powinien działać także z nimi.
leave-go = Dalej do { $host }
leave-again = Jeśli znowu pojawi się błąd, poproś osoby, które prowadzą { $host }, o aktualizację.

waiting = Chwileczkę
waiting-for = Czekamy na odpowiedź { $name }…
waiting-for-server = Czekamy na odpowiedź twojego serwera…
waiting-why = To trwa dłużej niż zwykle. Strona sama przejdzie dalej.
waiting-back = Wróć do strony logowania
waiting-too-long = To trwało zbyt długo i nic się nie zmieniło.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Wpisz swój identyfikator, na przykład alice.bsky.social.
typed-bare-name = Identyfikator zawiera co najmniej jedną kropkę, na przykład alice.bsky.social. Wpisz go w całości.
typed-email = To wygląda na adres e-mail. Wpisz swój identyfikator, na przykład alice.bsky.social.
typed-email-button = To wygląda na adres e-mail. Wpisz swój identyfikator, na przykład alice.bsky.social. Jeśli go nie znasz, użyj poniżej przycisku { $server }.
typed-email-buttons = To wygląda na adres e-mail. Wpisz swój identyfikator, na przykład alice.bsky.social. Jeśli go nie znasz, użyj jednego z przycisków poniżej.
typed-local-name = Identyfikatorów z końcówką { $ending } nie można tu używać. Sprawdź pisownię.
typed-local-address = Tego adresu nie można tu użyć. Wpisz swój identyfikator, na przykład alice.bsky.social.
typed-unknown-did = Ten rodzaj DID nie jest obsługiwany. Wpisz swój identyfikator, na przykład alice.bsky.social.
typed-no-handle = To nie jest identyfikator. Identyfikator wygląda jak alice.bsky.social: litery, cyfry, kropki i łączniki.
typed-fediverse = To wygląda na adres Fediwersum, więc spróbowaliśmy identyfikatora { $handle }. { $problem }
page-changed = Ta strona zmieniła się od czasu otwarcia. Wybierz jeszcze raz.
button-broken = Logowanie przez { $server } teraz nie działa. To nie twoja wina. Spróbuj później albo powiadom osoby, które prowadzą { $service }.
account-gone = To konto już nie istnieje. Użyj innego.
no-network = { $service } nie ma teraz połączenia z siecią. To nie twoja wina. Spróbuj ponownie za minutę.
no-account = Nie znaleźliśmy konta z tym identyfikatorem. Sprawdź pisownię.
handle-several = Ten identyfikator wskazuje na kilka kont. Jego właściciel musi poprawić wpisy DNS, które zaczynają się od _atproto.
handle-faulty = Ten identyfikator jest źle skonfigurowany: nie wskazuje na żadne konto. Jego właściciel musi to poprawić.
handle-not-claimed = Ten identyfikator wskazuje na konto, które używa teraz innego. Wpisz aktualny identyfikator konta.
handle-not-set-up = To konto nie ma ustawionego identyfikatora. Użyj zamiast niego DID.
no-server = To konto nie ma serwera, na który moglibyśmy cię wysłać. Mogło zostać zamknięte albo jest właśnie przenoszone.
server-without-oauth = { $host } nie obsługuje jeszcze logowania do innych stron. Użyj konta na innym serwerze albo poproś osoby, które go prowadzą, o aktualizację.
no-server-there = Nie znaleźliśmy konta o tej nazwie, a { $host } nie jest serwerem, na którym można się zalogować. Sprawdź pisownię.
client-refused = { $host } nie przyjmuje logowań stąd. To nie twoja wina. Powiadom osoby, które prowadzą { $service }.
localhost-refused = { $host } nie przyjmuje logowań z usługi na twoim własnym komputerze. Zadziała to, gdy usługa będzie mieć publiczny adres https.
no-fresh-login = Aplikacja lub strona, z której przychodzisz, wymaga ponownego zalogowania, a twój serwer tego nie obsługuje.
server-busy = Zbyt wiele osób loguje się teraz na { $host }. Poczekaj minutę i spróbuj ponownie.
server-silent = { $host } teraz nie odpowiada. Spróbuj ponownie za minutę. Jeśli to się nie zmieni, skontaktuj się z { $host }.
server-wrong = Odpowiedź { $host } jest dla nas bezużyteczna i czekanie nie pomoże: muszą to naprawić osoby, które prowadzą ten serwer. Do tego czasu użyj konta na innym serwerze.
our-fault-here = Coś poszło nie tak po naszej stronie. Poczekaj minutę i spróbuj ponownie.

## Consent

consent-title = Zezwól: { $app }
consent = Zezwolić na to logowanie?
consent-question = { $app } chce cię zalogować jako { $account }.
consent-learns = Przekazane zostaną:
consent-limits = Twoje hasło pozostaje ukryte i nic nie może zostać opublikowane w twoim imieniu.
consent-once = Gdy zezwolisz, nie zapytamy o to ponownie.
consent-device = Odpowiedź trafi do aplikacji na tym urządzeniu, pod adres { $address }. Nie możemy stwierdzić, czy nie podszywa się pod nią inna aplikacja, więc pytamy za każdym razem. Zezwól tylko wtedy, gdy to ty właśnie zaczynasz logowanie w tej aplikacji.
consent-allow = Zezwól
learn-did = Numer twojego konta (DID)
learn-pairwise = Twój numer, który zna tylko ta strona
learn-profile = Twój identyfikator, nazwa wyświetlana, zdjęcie i strona profilu
learn-email = Twój adres e-mail
learn-email-made = Adres utworzony z twojego identyfikatora, który może nie odbierać poczty
learn-offline = Wszystko to także później, podczas twojej nieobecności

form-post = Jeszcze jeden krok
form-post-text = Naciśnij „Dalej”, aby wrócić do aplikacji lub strony, z której przychodzisz.

## The front page, and "Try it"

home = Zaloguj się kontem { $brand }
home-open = Logowanie do { $app } nie zostało dokończone
home-open-continue = Kontynuuj logowanie
home-open-back = Wróć do { $app }
home-what = Strony i aplikacje, które używają { $service }, pozwalają zalogować się kontem { $brand }. Może to być też konto na dowolnym innym serwerze AT Protocol.
home-privacy = Poznają twój identyfikator i publiczny profil. Nigdy nie widzą twojego hasła, i my też nie.
home-try = Wypróbuj
home-try-what = Zaloguj się raz i zobacz dokładnie, czego strona dowiedziałaby się o tobie.
home-begin = Aby się zalogować, zacznij na stronie lub w aplikacji, której chcesz użyć. Przyprowadzi cię tutaj.
home-operators = Jeśli prowadzisz stronę
home-issuer = { $service } to dostawca OpenID Connect. Jego wystawca (issuer):
home-discovery = Dokument discovery

try-title = Czego strona dowiaduje się o tobie
try-done = Zalogowano cię
try-what = To wszystko, czego strona dowiaduje się o tobie, gdy logujesz się w ten sposób.
claim-sub = Numer twojego konta
claim-preferred-username = Twój identyfikator
claim-name = Twoja nazwa wyświetlana
claim-picture = Adres twojego zdjęcia
claim-profile = Twój publiczny profil
claim-auth-time = Czas zalogowania
claim-iss = Wystawca
claim-aud = Przeznaczone dla
claim-iat = Wystawiono
claim-exp = Ważne do
claim-other = Inne

## Your account

account-sessions = Zalogowane przeglądarki
account-this-browser = Ta przeglądarka
account-times = Ostatnie użycie: { $ago }. Zalogowano: { $date }.
account-brief = Kończy się po zamknięciu tej przeglądarki, najpóźniej po godzinie.
account-end-session = Wyloguj
account-end-session-of = Wyloguj { $device }, ostatnie użycie: { $ago }
account-sign-out = Wyloguj się z tej przeglądarki
account-everywhere = Wyloguj się wszędzie
account-access = Aplikacje i strony z dostępem
account-no-access = Brak. Aplikacja lub strona ma dostęp, dopóki ma klucz do tego, na co zezwolono.
account-access-note = Jeśli usuniesz którąś z nich, nie dowie się tu o tobie niczego więcej, dopóki znów się do niej nie zalogujesz. Może zachować to, co już wie, i nie wylogować cię u siebie.
account-since = Od: { $date }.
account-name-taken = Nazywamy cię tam { $name }, bo { $wanted } należy już do kogoś innego.
account-name-reserved = Nazywamy cię tam { $name }, bo { $wanted } jest zastrzeżone.
account-name-kept = Nazywamy cię tam { $name } i to się nie zmieni, nawet gdy zmieni się twój identyfikator.
account-remove = Usuń dostęp
account-remove-of = Usuń dostęp: { $app }
account-sign-ins = Ostatnie logowania
account-sign-ins-note = Dziesięć najnowszych, we wszystkich aplikacjach i stronach. Jeśli któreś nie jest twoje, wyloguj się wszędzie.
sign-in-fresh = Logowanie na twoim serwerze
sign-in-silent = Logowanie bez pytania
sign-in-refresh = Dostęp przedłużony
sign-in-refused = Odmowa dostępu
sign-in-from = { $ago }, z { $network }
account-data = Twoje dane tutaj
account-see-stored = Zobacz, co jest o mnie zapisane
account-delete = Usuń moje dane
account-back = Wróć do swojego konta
browser-on = { $browser } ({ $system })
browser-unknown = Przeglądarka

stored = Co jest o tobie zapisane
stored-what = To wszystko, co nasza baza danych zawiera o twoim koncie. Klucze i kody są zapisane tak, że nikt nie może ich użyć, dlatego są tylko policzone.
stored-count = { $title }: { $rows }
stored-also = Poza tym
stored-also-what = Niedokończone logowanie przechowujemy najwyżej jeden dzień, razem z nazwą, którą podała dla ciebie aplikacja lub strona. Osoby, które prowadzą { $service }, mogą przez pewien czas przechowywać dziennik logowań.
stored-account = Twoje konto
stored-browser-session = Zalogowane przeglądarki
stored-session-client = Gdzie logowały się te przeglądarki
stored-account-client = Aplikacje powiadamiane o wylogowaniu
stored-chosen-account = Przeglądarki, które proponują twoje konto
stored-consent = Na co zezwolono
stored-sign-in = Logowania
stored-refresh-token = Długotrwałe klucze aplikacji i stron
stored-access-token = Krótkotrwałe klucze aplikacji i stron
stored-authorization-code = Kody logowania
stored-logout-notice = Wylogowania, o których aplikacje jeszcze nie wiedzą
stored-name-binding = Nazwy, które pozostają twoje
stored-name-choice = Jak powstały te nazwy
stored-blocked-person = Czy jest tu dla ciebie blokada
fact-did = Numer konta (DID)
fact-handle = Identyfikator
fact-pds = Twój serwer
fact-issuer = Gdzie się logujesz
fact-is-hosted = Potwierdzone przez twój serwer
fact-name = Nazwa wyświetlana
fact-picture = Adres twojego zdjęcia
fact-email = Adres e-mail
fact-email-read-at = Adres e-mail odczytano
fact-confirmed = Ostatnie potwierdzenie
fact-yes = Tak
fact-no = Nie
fact-email-not-asked = Nie pytano o niego
fact-email-not-told = Twój serwer go nie podał
fact-email-unconfirmed = { $address } (niepotwierdzony)
fact-session = Zalogowano: { $since }; ostatnie użycie: { $used }; koniec: { $until }
fact-session-brief = { fact-session }, albo po zamknięciu tej przeglądarki
fact-known-in-browsers = Zna cię jako { $sub }; przeglądarki: { $number }
fact-known-by-sign-ins = Zna cię jako { $sub }; sesje do zamknięcia tam: { $number }
fact-shown-as = Wyświetlane jako { $account }
fact-chosen = Ostatni wybór: { $date }
fact-consent = { $scope }, { $date }
fact-grants = { $number }, do użycia: { $usable }; koniec najpóźniej: { $date }
fact-sign-ins = { $how }: { $number }; pierwsze: { $first }; ostatnie: { $last }
fact-notices = Czekają na wiadomość o wylogowaniu: { $number }, do: { $date }
fact-name-bound = { $kind }, należy do ciebie od: { $date }
fact-name-made = Utworzono według { $template }
fact-blocked = Blokada od { $date }

sign-in-once-more-first = Najpierw zaloguj się jeszcze raz, aby nikt inny nie mógł zrobić tego za ciebie. Zajmie to mniej niż minutę i przyprowadzi cię z powrotem tutaj.
sign-in-once-more = Zaloguj się jeszcze raz

everywhere = Wylogować się wszędzie?
everywhere-browsers = Wylogujemy cię stąd we wszystkich przeglądarkach.
everywhere-apps = Wszystkie aplikacje i strony stracą tu dostęp. Te, które to obsługują, dostaną wiadomość, aby też cię wylogować, niezależnie od tego, jak dawno ich używano.
everywhere-matrix = Jeśli jest wśród nich aplikacja Matrix, może stracić klucze do twoich zaszyfrowanych wiadomości. Upewnij się najpierw, że masz ich kopię zapasową.
everywhere-server = Twoje konto na twoim własnym serwerze pozostanie bez zmian.
everywhere-done = Wylogowano wszędzie
    .text = Żadna przeglądarka nie jest tu już zalogowana i żadna aplikacja ani strona nie ma dostępu. Te, które to obsługują, dostają właśnie wiadomość, aby też cię wylogować.

delete = Usunąć moje dane?
delete-browsers = Wylogujemy cię stąd we wszystkich przeglądarkach i usuniemy to, co jest tu o tobie zapisane.
delete-apps = Wszystkie aplikacje i strony stracą tu dostęp. Te, które to obsługują, dostaną wiadomość, aby też cię wylogować, niezależnie od tego, jak dawno ich używano. Dopóki jej nie otrzymają, najwyżej przez jeden dzień, przechowujemy nazwę, pod którą cię znają.
delete-names = Jedno pozostanie: nazwy i adresy przyznane ci tu dla aplikacji i stron oraz to, że są twoje. Nigdy nie przejdą na kogoś innego, a po powrocie będziesz mieć te same.
delete-rest = To, co aplikacje i strony o tobie wiedzą, oraz twoje konto na twoim własnym serwerze pozostaną bez zmian.
delete-done = Twoje dane zostały usunięte
    .text = Wylogowano cię. Pozostały tylko nazwy i adresy przyznane ci dla aplikacji i stron, aby nikt inny nigdy ich nie dostał.

signed-out-here = Wylogowano
    .text = Wylogowano cię w tej przeglądarce. Używane przez ciebie aplikacje i strony mogą nie wylogować cię u siebie.
cannot-ask-again = Twój serwer nie może zapytać cię ponownie
    .text = Wyloguj się z tej przeglądarki, a potem zaloguj się tu ponownie. Przez następne dziesięć minut możesz wylogować się wszędzie albo usunąć swoje dane.
not-signed-in = Nie zalogowano cię
    .text = Aby zobaczyć swoje konto, zaloguj się nim. Potrzebne są pliki cookie: jeśli są wyłączone, zezwól na nie dla tej strony.

## Signing out

logout = Wylogować się?
logout-question = Czy chcesz się wylogować z { $service }?
logout-account = W tej przeglądarce zalogowano cię jako { $account }.
logout-yes = Wyloguj się
logout-no = Nie wylogowuj
logout-done-title = Wylogowano
logout-done = Wylogowano
logout-was-signed-in = W tej przeglądarce wylogowano cię z { $service }.
logout-was-not = W tej przeglądarce nikt nie jest zalogowany w { $service }.
logout-apps = Używane przez ciebie strony i aplikacje mogą nie wylogować cię u siebie, dopóki nie zrobisz tego tam. Możesz teraz zamknąć tę stronę.
logout-stayed-title = Nie wylogowano
logout-stayed = Nie wylogowano cię
logout-stayed-what = Nic się nie zmieniło: nie wylogowano cię z { $service }.
logout-close = Możesz teraz zamknąć tę stronę.
logout-flaw-hint = Strona, z której przychodzisz, nie potwierdziła, że cię tam zalogowano, więc nie odeślemy cię do niej.
logout-flaw-client = Nie wiemy, z której strony przychodzisz, więc nie odeślemy cię do niej.
logout-flaw-address = Strona, z której przychodzisz, chce cię wysłać pod adres, który nie jest tu zarejestrowany, więc nie wyślemy cię tam.

## Times

time-now = przed chwilą
time-minutes =
    { $number ->
        [one] { $number } minutę temu
        [few] { $number } minuty temu
        [many] { $number } minut temu
       *[other] { $number } minuty temu
    }
time-hours =
    { $number ->
        [one] { $number } godzinę temu
        [few] { $number } godziny temu
        [many] { $number } godzin temu
       *[other] { $number } godziny temu
    }
time-days =
    { $number ->
        [one] { $number } dzień temu
        [few] { $number } dni temu
        [many] { $number } dni temu
       *[other] { $number } dnia temu
    }
time-unknown = nieznany dzień
time-date =
    { $day } { $month ->
        [1] stycznia
        [2] lutego
        [3] marca
        [4] kwietnia
        [5] maja
        [6] czerwca
        [7] lipca
        [8] sierpnia
        [9] września
        [10] października
        [11] listopada
       *[12] grudnia
    } { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Wróć do aplikacji lub na stronę, która cię tu przysłała, i zaloguj się tam.
server-operator = Spróbuj ponownie. Jeśli to się powtórzy, czekanie nie pomoże: muszą to naprawić osoby, które prowadzą twój serwer.

link-used = Ten link do logowania został już użyty
    .happened = Każdy link do tej strony działa tylko raz i tylko przez około minutę.
    .advice = Jeśli cię nie zalogowano, wróć do aplikacji lub na stronę, która cię tu przysłała, i zaloguj się tam.
link-broken = Ten link do logowania nie działa
    .happened = Aplikacja lub strona, która cię tu przysłała, nie jest poprawnie skonfigurowana, więc nie możemy cię do niej odesłać.
    .advice = Wróć i spróbuj jeszcze raz. Jeśli to się powtórzy, wyślij to, co jest napisane poniżej, osobom, które prowadzą tę aplikację lub stronę.
link-expired = Ten link do logowania wygasł
    .happened = Logowanie zakończono już jakiś czas temu albo adres jest niepełny.
    .advice = { go-back-and-sign-in }
other-browser = To logowanie rozpoczęto w innej przeglądarce
    .happened = Dla twojego bezpieczeństwa logowanie można dokończyć tylko w przeglądarce, w której je rozpoczęto. Dzieje się tak również, gdy pliki cookie są wyłączone.
    .advice = Otwórz w tej przeglądarce aplikację lub stronę, której chcesz użyć, i zaloguj się stamtąd. Jeśli to nie ty rozpoczynasz to logowanie, po prostu zamknij tę stronę.
already-finished = To logowanie jest już zakończone
    .happened = To logowanie zostało już dokończone.
    .advice = Nie ma tu już nic do zrobienia. Jeśli cię nie zalogowano, zacznij od nowa.
took-too-long = To logowanie trwało zbyt długo
    .happened = Logowanie trzeba dokończyć w ciągu godziny.
    .advice = Zacznij od nowa: zajmie to mniej niż minutę.
answer-used = Ta odpowiedź została już użyta
    .happened = Odpowiedzi twojego serwera można użyć tylko raz i tylko przez krótki czas.
    .advice = Jeśli cię nie zalogowano, spróbuj ponownie.
no-outcome = Spróbuj ponownie
    .happened = Twój serwer potrzebował chwili, a jego odpowiedź jest przechowywana przez dwie minuty i używana tylko raz.
    .advice = { answer-used.advice }
sign-out-link-broken = Ten link do wylogowania nie działa
    .happened = Aplikacja lub strona, która cię tu przysłała, nie jest poprawnie skonfigurowana. Nie wylogowano cię.
    .advice = { link-broken.advice }
sign-out-link-expired = Ten link do wylogowania wygasł
    .happened = Jest zbyt stary albo adres jest niepełny.
    .advice = Wróć do aplikacji lub strony, z której przychodzisz, i wyloguj się stamtąd.
server-failed = Twój serwer nie dokończył logowania
    .happened = Odpowiedział błędem albo czymś, czego nie możemy użyć.
    .advice = { server-operator }
network-out = Nie ma teraz połączenia z siecią
    .happened = { $service } nie może połączyć się z żadnym serwerem. To nie twoja wina.
    .advice = Spróbuj ponownie za minutę.
server-out = Twój serwer nie dokończył logowania
    .happened = Nie odpowiedział albo powiedział, że teraz nie może.
    .advice = Spróbuj ponownie za minutę. Jeśli to się powtórzy, skontaktuj się z osobami, które prowadzą twój serwer.
not-admitted = Tego konta nie można tam użyć
    .happened = Zalogowano cię jako { $account }, ale { $app } nie przyjmuje tego konta.
    .advice = Użyj innego konta albo poproś osoby, które prowadzą { $service }, o przyjęcie tego. Wyślij im to, co jest napisane poniżej.
account-refused = Tego konta nie można tam użyć
    .happened = Zalogowano cię, ale aplikacja lub strona, która cię tu przysłała, nie przyjmuje tego konta.
    .advice = Użyj innego konta albo poproś osoby, które prowadzą { $service }, o przyjęcie tego.
no-did-web = Tego rodzaju konta nie można tam użyć
    .happened = Zalogowano cię jako { $account }. Ale to konto należy do adresu internetowego (did:web), więc następny właściciel tego adresu miałby też konto. { $app } nie przyjmuje takich kont.
    .advice = Użyj innego konta albo poproś osoby, które prowadzą { $service }, o przyjęcie tego rodzaju. Wyślij im to, co jest napisane poniżej.
did-too-long = Tego konta nie można tu użyć
    .happened = Identyfikator (DID) tego konta jest dłuższy, niż dopuszcza OpenID Connect.
    .advice = Użyj innego konta.
account-changed = Zaloguj się jeszcze raz
    .happened = Twoje konto zmieniło się od ostatniego logowania albo nie możemy połączyć się z jego serwerem.
    .advice = Spróbuj ponownie i zaloguj się na swoim serwerze.
handle-unconfirmed = Teraz nie można potwierdzić twojego identyfikatora
    .happened = Zalogowano cię. Ale aplikacja lub strona, która cię tu przysłała, potrzebuje twojego identyfikatora, a serwery, które mówią, czyj on jest (DNS i serwer WWW tej nazwy), nie odpowiadają.
    .advice = Spróbuj ponownie za minutę. Jeśli to się nie zmieni, skontaktuj się z osobami, które prowadzą domenę twojego identyfikatora.
too-many-here = Zbyt wiele logowań z twojej sieci
    .happened = W ostatniej minucie w twojej sieci rozpoczęto wiele logowań, więc twoje musi poczekać. Nic nie przepadnie.
    .advice = Poczekaj minutę, a potem odśwież tę stronę.
too-many-new = Zbyt wiele nowych kont dzisiaj
    .happened = Dziś wiele kont zalogowało się tu po raz pierwszy, więc twoje musi poczekać. Konta, które logowały się tu wcześniej, nadal mogą się logować.
    .advice = Spróbuj ponownie za godzinę lub dwie albo z innej sieci.
too-many-now = Zbyt wiele osób loguje się teraz
    .happened = Czekamy na wiele innych serwerów, więc twoje logowanie nie mogło przejść dalej. Nic nie przepadnie.
    .advice = Poczekaj kilka sekund, a potem odśwież tę stronę lub spróbuj ponownie.
our-fault = Coś poszło nie tak po naszej stronie
    .happened = Nie mogliśmy kontynuować i nic się nie zmieniło.
    .advice = Spróbuj ponownie za minutę. Jeśli to się powtórzy, wyślij poniższy numer zgłoszenia osobom, które prowadzą { $service }.
our-fault-once = Coś poszło nie tak po naszej stronie
    .happened = Tego logowania nie można było dokończyć i nic się nie zmieniło.
    .advice = Spróbuj ponownie: nowe logowanie powinno się udać.
trial-over = Ta próba jest zakończona
    .happened = Jej wynik jest pokazywany tylko raz, w przeglądarce, która ją rozpoczęła.
    .advice = Przejdź na stronę główną i spróbuj jeszcze raz.
trial-failed = Próbne logowanie nie powiodło się
    .happened = Logowanie odrzucono albo o jego wynik zapytano zbyt późno.
    .advice = { trial-over.advice }
trial-declined = Nie zalogowano cię
    .happened = Logowanie zostało odrzucone przez ciebie lub twój serwer. Nic nie zostało zapisane.
    .advice = Możesz spróbować ponownie w każdej chwili.
unproven = Nie mogliśmy potwierdzić, kim jesteś
    .happened = Odpowiedź twojego serwera nie dowiodła, że konto jest twoje, więc nie zalogowaliśmy cię.
    .advice = { server-operator }
wrong-account = To było inne konto
    .happened = Na serwerze użyto innego konta niż to, które wpisano tutaj.
    .advice = Spróbuj ponownie i wybierz to samo konto w obu miejscach.
account-not-found = Tego konta już nie można znaleźć
    .happened = Mogło zostać zamknięte albo jest właśnie przenoszone na inny serwer.
    .advice = Poczekaj, aż przenoszenie się zakończy, i spróbuj ponownie albo użyj innego konta.
declined = Nie zalogowano cię
    .happened = Logowanie zostało odrzucone przez ciebie lub twój serwer.
    .advice = Jeśli jednak chcesz się zalogować, zacznij od nowa.
interrupted = Twój serwer przerwał logowanie
    .happened = Twój serwer przerwał logowanie: jego strona była otwarta zbyt długo albo otwarto ją dwa razy.
    .advice = Spróbuj ponownie.
not-active = To konto nie jest aktywne
    .happened = Twój serwer mówi, że to konto jest dezaktywowane lub zawieszone.
    .advice = Zaloguj się na swoim serwerze, aby je ponownie aktywować, a potem spróbuj jeszcze raz. Albo użyj innego konta.
not-found = Tu nic nie ma
    .happened = Ten adres nie prowadzi do żadnej strony.
    .advice = { go-back-and-sign-in }

elsewhere = Ta usługa jest pod innym adresem
elsewhere-why = Dla twojego bezpieczeństwa odpowiada tylko pod jednym adresem. Przejdź tam:

start-over-at = Zacznij od nowa w { $app }
