# Italiano. Si dà del tu.

language-name = Italiano

## On every page

language-menu = Lingua
ways-on = Dove andare ora
start-page = Vai alla pagina iniziale
your-account = Il tuo account
continue = Continua
cancel = Annulla
use-another-account = Usa un altro account
try-again = Riprova
sign-in-again = Accedi di nuovo
reference = Riferimento
reference-advice = Se continua a succedere, invialo alle persone che gestiscono { $service }.
about-contact = Contatti
about-imprint = Note legali
about-privacy = Privacy
about-terms = Condizioni d’uso
write-to = Scrivi a { $contact }.
detail-site = Per le persone che gestiscono il sito da cui arrivi:
detail-service = Per le persone che gestiscono { $service }:
detail-server = Per le persone che gestiscono il tuo server:
app-on-device = un’app su questo dispositivo
service-busy = { $service } è sovraccarico in questo momento. Riprova tra un minuto.
service-broken = Qualcosa non va in { $service }.

## The sign-in page

sign-in = Accedi
sign-in-problem = Problema: Accedi
sign-in-to = per continuare su { $app }
sign-in-field = Il tuo handle { $brand }
sign-in-hint = Il tuo handle { $brand } o qualsiasi altro handle AT Protocol
sign-in-stay = Resta connesso in questo browser
sign-in-or = oppure
sign-in-with = Accedi con { $server }
sign-in-create = Crea un account su { $server }
sign-in-no-account = Non hai ancora un account?
sign-in-create-one = Creane uno su { $server }
sign-in-next = Poi inserirai la password sul tuo server. Noi non la vediamo mai.
sign-in-suggestion = Usa { $handle }
sign-in-not-back = Ti abbiamo mandato su { $host } e non sei tornato. Se ha mostrato un errore, il suo software potrebbe essere precedente a giugno 2026 e rifiutare chi arriva da un sito dello stesso dominio. Riprova: questa volta ti manderemo per un’altra strada. Se non funziona nemmeno così, chiedi un aggiornamento alle persone che gestiscono { $host }.
accounts = Account usati in questo browser
accounts-forget = Rimuovi
accounts-forget-one = Rimuovi { $account } da questo browser

leave-title = Continua su { $host }
leave = Continua sul tuo server
leave-why = Ti abbiamo già mandato su { $host } e non sei tornato. I server con software precedente a giugno 2026 rifiutano chi arriva da un sito dello stesso dominio. Questo link dovrebbe funzionare anche con loro.
leave-go = Continua su { $host }
leave-again = Se compare ancora un errore, chiedi un aggiornamento alle persone che gestiscono { $host }.

waiting = Un momento
waiting-for = In attesa della risposta di { $name }…
waiting-for-server = In attesa della risposta del tuo server…
waiting-why = Ci vuole più tempo del solito. La pagina proseguirà da sola.
waiting-back = Torna alla pagina di accesso
waiting-too-long = Ci è voluto troppo tempo, e nulla è stato modificato.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Inserisci il tuo handle, per esempio alice.bsky.social.
typed-bare-name = Un handle contiene almeno un punto, come alice.bsky.social. Inseriscilo per intero.
typed-email = Questo sembra un indirizzo email. Inserisci il tuo handle, per esempio alice.bsky.social.
typed-email-button = Questo sembra un indirizzo email. Inserisci il tuo handle, per esempio alice.bsky.social. Se non lo conosci, usa il pulsante di { $server } qui sotto.
typed-email-buttons = Questo sembra un indirizzo email. Inserisci il tuo handle, per esempio alice.bsky.social. Se non lo conosci, usa uno dei pulsanti qui sotto.
typed-local-name = Gli handle che finiscono con { $ending } non si possono usare qui. Controlla come l’hai scritto.
typed-local-address = Questo indirizzo non si può usare qui. Inserisci il tuo handle, per esempio alice.bsky.social.
typed-unknown-did = Questo tipo di DID non è supportato. Inserisci il tuo handle, per esempio alice.bsky.social.
typed-no-handle = Questo non è un handle. Un handle è come alice.bsky.social: lettere, cifre, punti e trattini.
typed-fediverse = Questo sembra un indirizzo del Fediverso, quindi abbiamo provato con l’handle { $handle }. { $problem }
page-changed = Questa pagina è cambiata da quando l’hai aperta. Scegli di nuovo.
button-broken = L’accesso con { $server } in questo momento non funziona. Non è colpa tua. Riprova più tardi o avvisa le persone che gestiscono { $service }.
account-gone = Questo account non esiste più. Usane un altro.
no-network = { $service } in questo momento non ha rete. Non è colpa tua. Riprova tra un minuto.
no-account = Non abbiamo trovato nessun account con questo handle. Controlla come l’hai scritto.
handle-several = Questo handle punta a più account. Il proprietario deve correggere le voci DNS che iniziano con _atproto.
handle-faulty = Questo handle è configurato male: non punta a nessun account. Il proprietario deve correggerlo.
handle-not-claimed = Questo handle punta a un account che ora ne usa un altro. Inserisci l’handle attuale dell’account.
handle-not-set-up = Per questo account non è configurato nessun handle. Usa il suo DID.
no-server = Questo account non ha un server a cui possiamo mandarti. Forse è stato chiuso o è in fase di trasferimento.
server-without-oauth = { $host } non permette ancora di accedere ad altri siti. Usa un account su un altro server o chiedi un aggiornamento alle persone che lo gestiscono.
no-server-there = Non abbiamo trovato nessun account con questo nome, e { $host } non è un server su cui si possa accedere. Controlla come l’hai scritto.
client-refused = { $host } non accetta accessi da qui. Non è colpa tua. Avvisa le persone che gestiscono { $service }.
localhost-refused = { $host } non accetta accessi da un servizio sul tuo computer. Funzionerà quando il servizio avrà un indirizzo https pubblico.
no-fresh-login = L’app o il sito da cui arrivi richiede un nuovo accesso, che il tuo server non supporta.
server-busy = Troppe persone stanno accedendo a { $host } in questo momento. Aspetta un minuto e riprova.
server-silent = { $host } non risponde in questo momento. Riprova tra un minuto. Se continua, contatta { $host }.
server-wrong = { $host } ha dato una risposta che non possiamo usare, e aspettare non servirà: le persone che lo gestiscono devono risolvere il problema. Nel frattempo usa un account su un altro server.
our-fault-here = Qualcosa è andato storto da parte nostra. Aspetta un minuto e riprova.

## Consent

consent-title = Consenti { $app }
consent = Consentire questo accesso?
consent-question = { $app } vuole farti accedere come { $account }.
consent-learns = Riceverà questi dati:
consent-limits = Non vede la tua password e non può pubblicare a tuo nome.
consent-once = Dopo il tuo consenso non ti verrà più chiesto.
consent-device = La risposta va a un’app su questo dispositivo, a { $address }. Non possiamo sapere se un’altra app si spaccia per quella, quindi te lo chiediamo ogni volta. Consenti solo se hai appena iniziato tu ad accedere con quell’app.
consent-allow = Consenti
learn-did = Il numero del tuo account (DID)
learn-pairwise = Un numero per te che solo questo sito conosce
learn-profile = Il tuo handle, nome visualizzato, immagine e pagina del profilo
learn-email = Il tuo indirizzo email
learn-email-made = Un indirizzo formato dal tuo handle, che forse non riceve posta
learn-offline = Tutto questo anche in seguito, mentre non ci sei

form-post = Ancora un passo
form-post-text = Continua per tornare all’app o al sito da cui arrivi.

## The front page, and "Try it"

home = Accedi con il tuo account { $brand }
home-open = Non hai finito di accedere a { $app }
home-open-continue = Continua l’accesso
home-open-back = Torna a { $app }
home-what = I siti e le app che usano { $service } ti permettono di accedere con il tuo account { $brand }. Va bene anche un account su qualsiasi altro server AT Protocol.
home-privacy = Ricevono il tuo handle e il tuo profilo pubblico. Non vedono mai la tua password, e nemmeno noi.
home-try = Prova
home-try-what = Accedi una volta e guarda esattamente che cosa un sito saprebbe di te.
home-begin = Per accedere, parti dal sito o dall’app che vuoi usare. Ti porterà qui.
home-operators = Se gestisci un sito
home-issuer = { $service } è un provider OpenID Connect. Il suo issuer:
home-discovery = Documento di discovery

try-title = Che cosa un sito sa di te
try-done = Hai effettuato l’accesso
try-what = Questo è tutto ciò che un sito sa di te quando accedi in questo modo.
claim-sub = Il numero del tuo account
claim-preferred-username = Il tuo handle
claim-name = Il tuo nome visualizzato
claim-picture = Indirizzo della tua immagine
claim-profile = Il tuo profilo pubblico
claim-auth-time = Quando hai effettuato l’accesso
claim-iss = Emesso da
claim-aud = Destinato a
claim-iat = Emesso il
claim-exp = Valido fino al
claim-other = Altro

## Your account

account-sessions = Dove hai effettuato l’accesso
account-this-browser = Questo browser
account-times = Ultimo uso: { $ago }. Accesso: { $date }.
account-brief = Termina quando quel browser viene chiuso, e al più tardi dopo un’ora.
account-end-session = Esci
account-end-session-of = Esci da { $device }, ultimo uso: { $ago }
account-sign-out = Esci da questo browser
account-everywhere = Disconnetti ovunque
account-access = App e siti con accesso
account-no-access = Nessuno. Un’app o un sito ha accesso finché conserva una chiave per ciò che hai consentito.
account-access-note = Se ne rimuovi uno, da qui non saprà più nulla di te finché non accedi di nuovo lì. Può conservare ciò che già sa e lasciarti connesso.
account-since = Accesso concesso: { $date }.
account-name-taken = Lì ti chiamiamo { $name }, perché { $wanted } è già di qualcun altro.
account-name-reserved = Lì ti chiamiamo { $name }, perché { $wanted } è riservato.
account-name-kept = Lì ti chiamiamo { $name }, e resta così anche se il tuo handle cambia.
account-remove = Rimuovi accesso
account-remove-of = Rimuovi accesso: { $app }
account-sign-ins = Accessi recenti
account-sign-ins-note = I dieci più recenti, a qualsiasi app o sito. Se uno non è tuo, disconnetti ovunque.
sign-in-fresh = Accesso sul tuo server
sign-in-silent = Accesso senza domande
sign-in-refresh = Accesso rinnovato
sign-in-refused = Accesso negato
sign-in-from = { $ago }, da { $network }
account-data = I tuoi dati qui
account-see-stored = Vedi che cosa è memorizzato su di me
account-delete = Elimina i miei dati
account-back = Torna al tuo account
browser-on = { $browser } su { $system }
browser-unknown = Un browser

stored = Che cosa è memorizzato su di te
stored-what = Questo è tutto ciò che il nostro database contiene sul tuo account. Chiavi e codici sono memorizzati in una forma che nessuno può usare, quindi vengono solo contati.
stored-count = { $title }: { $rows }
stored-also = Inoltre
stored-also-what = Un accesso non completato viene conservato fino a un giorno, con il nome che un’app o un sito ha indicato per te. Le persone che gestiscono { $service } possono conservare per qualche tempo un registro degli accessi.
stored-account = Il tuo account
stored-browser-session = Browser connessi
stored-session-client = Dove questi browser hanno effettuato l’accesso
stored-account-client = App avvisate quando esci
stored-chosen-account = Browser che propongono il tuo account
stored-consent = Che cosa hai consentito
stored-sign-in = Accessi
stored-refresh-token = Chiavi a lunga durata di app e siti
stored-access-token = Chiavi a breve durata di app e siti
stored-authorization-code = Codici di accesso
stored-logout-notice = Disconnessioni da comunicare ancora alle app
stored-name-binding = Nomi che restano tuoi
stored-name-choice = Come sono stati formati questi nomi
stored-blocked-person = Se qui c’è un blocco per te
fact-did = Numero dell’account (DID)
fact-handle = Handle
fact-pds = Il tuo server
fact-issuer = Dove accedi
fact-is-hosted = Confermato dal tuo server
fact-name = Nome visualizzato
fact-picture = Indirizzo della tua immagine
fact-email = Indirizzo email
fact-email-read-at = Indirizzo email letto il
fact-confirmed = Ultima conferma
fact-yes = Sì
fact-no = No
fact-email-not-asked = Non richiesto
fact-email-not-told = Non indicato dal tuo server
fact-email-unconfirmed = { $address } (non confermato)
fact-session = Accesso: { $since }; ultimo uso: { $used }; termina: { $until }
fact-session-brief = { fact-session }, o quando quel browser viene chiuso
fact-known-in-browsers = Ti conosce come { $sub }; browser: { $number }
fact-known-by-sign-ins = Ti conosce come { $sub }; sessioni da chiudere lì: { $number }
fact-shown-as = Mostrato come { $account }
fact-chosen = Ultima scelta: { $date }
fact-consent = { $scope }, { $date }
fact-grants = { $number }, utilizzabili: { $usable }; terminano al più tardi: { $date }
fact-sign-ins = { $how }: { $number }; primo: { $first }; ultimo: { $last }
fact-notices = Da avvisare della tua disconnessione: { $number }; termine: { $date }
fact-name-bound = { $kind }, assegnato a te: { $date }
fact-name-made = Formato secondo { $template }
fact-blocked = Blocco dal { $date }

sign-in-once-more-first = Prima accedi di nuovo, così solo tu puoi fare questa operazione. Ci vuole meno di un minuto e poi torni qui.
sign-in-once-more = Accedi di nuovo

everywhere = Disconnetterti ovunque?
everywhere-browsers = Qui verrai disconnesso in tutti i browser.
everywhere-apps = Tutte le app e tutti i siti perdono qui il loro accesso. Quelli che lo supportano vengono avvisati di disconnetterti a loro volta, anche se non li usi da molto tempo.
everywhere-matrix = Se tra questi c’è un’app Matrix, potrebbe perdere le chiavi dei tuoi messaggi cifrati. Prima assicurati di averne un backup.
everywhere-server = Il tuo account sul tuo server resta com’è.
everywhere-done = Sei disconnesso ovunque
    .text = Nessun browser è più connesso qui, e nessuna app e nessun sito ha accesso. Quelli che lo supportano vengono avvisati di disconnetterti a loro volta.

delete = Eliminare i miei dati?
delete-browsers = Qui verrai disconnesso in tutti i browser e ciò che è memorizzato qui su di te verrà eliminato.
delete-apps = Tutte le app e tutti i siti perdono qui il loro accesso. Quelli che lo supportano vengono avvisati di disconnetterti a loro volta, anche se non li usi da molto tempo. Finché non lo sanno, per un giorno al massimo, conserviamo il nome con cui ti conoscono.
delete-names = Una cosa resta: i nomi e gli indirizzi che hai ricevuto qui per app e siti, e il fatto che sono tuoi. Non passano mai a nessun altro e, se torni, avrai gli stessi.
delete-rest = Il tuo account sul tuo server resta com’è, e così anche ciò che app e siti sanno di te.
delete-done = I tuoi dati sono stati eliminati
    .text = Sei uscito. Restano solo i nomi e gli indirizzi che hai ricevuto per app e siti, così nessun altro può mai averli.

signed-out-here = Sei uscito
    .text = Questo browser è disconnesso da qui. Le app e i siti a cui hai effettuato l’accesso possono lasciarti connesso.
cannot-ask-again = Il tuo server non può chiedertelo di nuovo
    .text = Esci da questo browser e poi accedi di nuovo qui. Nei dieci minuti successivi potrai disconnetterti ovunque o eliminare i tuoi dati.
not-signed-in = Non hai effettuato l’accesso
    .text = Per vedere il tuo account, accedi con quello. Servono i cookie: se li hai disattivati, consentili per questo sito.

## Signing out

logout = Uscire?
logout-question = Vuoi uscire da { $service }?
logout-account = In questo browser hai effettuato l’accesso come { $account }.
logout-yes = Esci
logout-no = Resta connesso
logout-done-title = Disconnesso
logout-done = Sei uscito
logout-was-signed-in = Sei uscito da { $service } in questo browser.
logout-was-not = Nessuno è connesso a { $service } in questo browser.
logout-apps = I siti e le app a cui hai effettuato l’accesso possono lasciarti connesso finché non esci anche lì. Ora puoi chiudere questa pagina.
logout-stayed-title = Ancora connesso
logout-stayed = Sei ancora connesso
logout-stayed-what = Non è cambiato nulla: non sei uscito da { $service }.
logout-close = Ora puoi chiudere questa pagina.
logout-flaw-hint = Il sito da cui arrivi non ha potuto dimostrare che eri connesso lì, quindi non ti rimandiamo indietro.
logout-flaw-client = Non sappiamo da quale sito arrivi, quindi non ti rimandiamo indietro.
logout-flaw-address = Il sito da cui arrivi vuole mandarti a un indirizzo che qui non è registrato, quindi non ti mandiamo lì.

## Times

time-now = proprio ora
time-minutes =
    { $number ->
        [one] { $number } minuto fa
       *[other] { $number } minuti fa
    }
time-hours =
    { $number ->
        [one] { $number } ora fa
       *[other] { $number } ore fa
    }
time-days =
    { $number ->
        [one] { $number } giorno fa
       *[other] { $number } giorni fa
    }
time-unknown = un giorno sconosciuto
time-date =
    { $day } { $month ->
        [1] gennaio
        [2] febbraio
        [3] marzo
        [4] aprile
        [5] maggio
        [6] giugno
        [7] luglio
        [8] agosto
        [9] settembre
        [10] ottobre
        [11] novembre
       *[12] dicembre
    } { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Torna all’app o al sito da cui arrivi e accedi da lì.
server-operator = Riprova. Se succede ancora, aspettare non servirà: le persone che gestiscono il tuo server devono risolvere il problema.

link-used = Questo link di accesso è già stato usato
    .happened = Ogni link a questa pagina funziona una sola volta, e solo per circa un minuto.
    .advice = Se non hai effettuato l’accesso, torna all’app o al sito da cui arrivi e accedi da lì.
link-broken = Questo link di accesso non funziona
    .happened = L’app o il sito che ti ha mandato qui non è configurato correttamente, quindi non possiamo rimandarti indietro.
    .advice = Torna indietro e riprova. Se succede ancora, invia ciò che è scritto qui sotto alle persone che gestiscono quell’app o quel sito.
link-expired = Questo link di accesso è scaduto
    .happened = L’accesso è stato completato tempo fa, oppure l’indirizzo è incompleto.
    .advice = { go-back-and-sign-in }
other-browser = Questo accesso è iniziato in un altro browser
    .happened = Per la tua sicurezza, un accesso si può completare solo nel browser in cui è iniziato. Succede anche quando i cookie sono disattivati.
    .advice = In questo browser apri l’app o il sito che vuoi usare e accedi da lì. Se non l’hai iniziato tu, chiudi semplicemente questa pagina.
already-finished = Questo accesso è già completato
    .happened = Hai già completato questo accesso.
    .advice = Qui non resta nulla da fare. Se non hai effettuato l’accesso, ricomincia.
took-too-long = Questo accesso ha richiesto troppo tempo
    .happened = Un accesso va completato entro un’ora.
    .advice = Ricomincia: ci vuole meno di un minuto.
answer-used = Questa risposta è già stata usata
    .happened = La risposta del tuo server si può usare una sola volta, e solo per poco tempo.
    .advice = Se non hai effettuato l’accesso, riprova.
no-outcome = Riprova
    .happened = Il tuo server ci ha messo un po’, e la sua risposta viene conservata per due minuti e usata una sola volta.
    .advice = { answer-used.advice }
sign-out-link-broken = Questo link di uscita non funziona
    .happened = L’app o il sito che ti ha mandato qui non è configurato correttamente. Non sei uscito.
    .advice = { link-broken.advice }
sign-out-link-expired = Questo link di uscita è scaduto
    .happened = È troppo vecchio, oppure l’indirizzo è incompleto.
    .advice = Torna all’app o al sito da cui arrivi ed esci da lì.
server-failed = Il tuo server non ha completato l’accesso
    .happened = Ha risposto con un errore o con qualcosa che non possiamo usare.
    .advice = { server-operator }
network-out = Al momento manca la rete
    .happened = { $service } non riesce a raggiungere nessun server. Non è colpa tua.
    .advice = Riprova tra un minuto.
server-out = Il tuo server non ha completato l’accesso
    .happened = Non ha risposto, o ha detto che in questo momento non può.
    .advice = Riprova tra un minuto. Se succede ancora, contatta le persone che gestiscono il tuo server.
not-admitted = Lì non puoi usare questo account
    .happened = Hai effettuato l’accesso come { $account }, ma { $app } non accetta questo account.
    .advice = Usa un altro account o chiedi alle persone che gestiscono { $service } di accettare questo. Invia loro ciò che è scritto qui sotto.
account-refused = Lì non puoi usare questo account
    .happened = Hai effettuato l’accesso, ma l’app o il sito da cui arrivi non accetta questo account.
    .advice = Usa un altro account o chiedi alle persone che gestiscono { $service } di accettare questo.
no-did-web = Lì non puoi usare questo tipo di account
    .happened = Hai effettuato l’accesso come { $account }. Ma questo account appartiene a un indirizzo web (did:web), quindi il prossimo proprietario di quell’indirizzo avrebbe anche l’account. { $app } non accetta account di questo tipo.
    .advice = Usa un altro account o chiedi alle persone che gestiscono { $service } di accettare questo tipo. Invia loro ciò che è scritto qui sotto.
did-too-long = Qui non puoi usare questo account
    .happened = L’identificatore (DID) di questo account è più lungo di quanto OpenID Connect permetta.
    .advice = Usa un altro account.
account-changed = Accedi ancora una volta
    .happened = Il tuo account è cambiato dall’ultimo accesso, oppure non riusciamo a raggiungere il suo server.
    .advice = Riprova e accedi sul tuo server.
handle-unconfirmed = Il tuo handle ora non può essere confermato
    .happened = Hai effettuato l’accesso. Ma l’app o il sito da cui arrivi ha bisogno del tuo handle, e i server che dicono di chi è (il DNS e il server web di quel nome) non rispondono.
    .advice = Riprova tra un minuto. Se continua, contatta le persone che gestiscono il dominio del tuo handle.
too-many-here = Troppi accessi dalla tua rete
    .happened = Nell’ultimo minuto sono iniziati molti accessi dalla tua rete, quindi il tuo deve aspettare. Non va perso nulla.
    .advice = Aspetta un minuto e ricarica questa pagina.
too-many-new = Troppi account nuovi oggi
    .happened = Oggi molti account hanno effettuato qui il primo accesso, quindi il tuo deve aspettare. Gli account che hanno già effettuato l’accesso qui possono ancora farlo.
    .advice = Riprova tra un’ora o due, o da un’altra rete.
too-many-now = Troppe persone stanno accedendo in questo momento
    .happened = Stiamo aspettando molti altri server, quindi il tuo accesso non è potuto proseguire. Non va perso nulla.
    .advice = Aspetta qualche secondo, poi ricarica questa pagina o riprova.
our-fault = Qualcosa è andato storto da parte nostra
    .happened = Non abbiamo potuto proseguire, e nulla è stato modificato.
    .advice = Riprova tra un minuto. Se succede ancora, invia il riferimento qui sotto alle persone che gestiscono { $service }.
our-fault-once = Qualcosa è andato storto da parte nostra
    .happened = Non è stato possibile completare questo accesso, e nulla è stato modificato.
    .advice = Riprova: un nuovo accesso dovrebbe funzionare.
trial-over = Questa prova è terminata
    .happened = Il risultato viene mostrato una sola volta, nel browser che l’ha iniziata.
    .advice = Vai alla pagina iniziale e prova di nuovo.
trial-failed = L’accesso di prova non è riuscito
    .happened = L’accesso è stato rifiutato, o il risultato è stato chiesto troppo tardi.
    .advice = { trial-over.advice }
trial-declined = Non hai effettuato l’accesso
    .happened = Tu o il tuo server avete rifiutato l’accesso. Non è stato memorizzato nulla.
    .advice = Puoi riprovare quando vuoi.
unproven = Non siamo riusciti a confermare chi sei
    .happened = La risposta del tuo server non ha dimostrato che l’account è tuo, quindi non ti abbiamo fatto accedere.
    .advice = { server-operator }
wrong-account = Era un altro account
    .happened = Sul tuo server hai effettuato l’accesso con un account diverso da quello inserito qui.
    .advice = Riprova e scegli lo stesso account in entrambi i posti.
account-not-found = Questo account non si trova più
    .happened = Forse è stato chiuso o è in fase di trasferimento su un altro server.
    .advice = Aspetta la fine del trasferimento e riprova, o usa un altro account.
declined = Non hai effettuato l’accesso
    .happened = Tu o il tuo server avete rifiutato l’accesso.
    .advice = Se hai cambiato idea, ricomincia.
interrupted = Il tuo server ha interrotto l’accesso
    .happened = Il tuo server ha interrotto l’accesso prima della fine: la sua pagina è rimasta aperta troppo a lungo o è stata aperta due volte.
    .advice = Riprova.
not-active = Questo account non è attivo
    .happened = Il tuo server dice che questo account è disattivato o sospeso.
    .advice = Accedi sul tuo server per riattivarlo, poi riprova. Oppure usa un altro account.
not-found = Qui non c’è nulla
    .happened = Questo indirizzo non porta a nessuna pagina.
    .advice = { go-back-and-sign-in }

elsewhere = Trovi questo servizio a un altro indirizzo
elsewhere-why = Per la tua sicurezza risponde a un solo indirizzo. Continua lì:

start-over-at = Ricomincia da { $app }
