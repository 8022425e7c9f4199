# The texts of ATLogin's pages in English, which has all of them. docs/languages.md explains these files.
#
# Every text may use { $service }, the name of this service, and { $brand }, what people call the account
# that they sign in with ("Bluesky", unless the operator says otherwise).

language-name = English

## On every page

language-menu = Language
ways-on = Where to go next
start-page = Go to the start page
your-account = Your account
continue = Continue
cancel = Cancel
use-another-account = Use another account
try-again = Try again
sign-in-again = Sign in again
reference = Reference
reference-advice = If this keeps happening, send it to the people who run { $service }.
about-contact = Contact
about-imprint = Who runs this
about-privacy = Privacy
about-terms = Terms of use
write-to = Write to { $contact }.
detail-site = For the people who run the site you came from:
detail-service = For the people who run { $service }:
detail-server = For the people who run your server:
app-on-device = an app on this device
service-busy = { $service } is too busy right now. Try again in a minute.
service-broken = Something is wrong with { $service }.

## The sign-in page

sign-in = Sign in
sign-in-problem = Problem: Sign in
sign-in-to = to continue to { $app }
sign-in-field = Your { $brand } handle
sign-in-hint = Your { $brand } handle, or any other AT Protocol handle
sign-in-stay = Stay signed in on this browser
sign-in-or = or
sign-in-with = Sign in with { $server }
sign-in-create = Create an account at { $server }
sign-in-no-account = No account yet?
sign-in-create-one = Create one at { $server }
sign-in-next = Next, you’ll enter your password on your own server. We never see it.
sign-in-suggestion = Use { $handle }
sign-in-not-back = You were sent to { $host } and haven’t come back. If it showed an error, its software may be older than June 2026 and refuse visitors from a site under the same domain. Try again: this time we’ll send you another way. If that fails too, ask the people who run { $host } for an update.
accounts = Accounts used in this browser
accounts-forget = Forget
accounts-forget-one = Forget { $account } in this browser

leave-title = Continue to { $host }
leave = Continue to your server
leave-why = You were sent to { $host } before and didn’t come back. Servers with software older than June 2026 refuse visitors from a site under the same domain. This link should work for them too.
leave-go = Continue to { $host }
leave-again = If you see an error again, ask the people who run { $host } for an update.

waiting = One moment
waiting-for = Asking { $name } …
waiting-for-server = Asking your server …
waiting-why = This is taking longer than usual. The page will continue by itself.
waiting-back = Back to the sign-in page
waiting-too-long = This took too long, and nothing was changed.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Enter your handle, like alice.bsky.social.
typed-bare-name = A handle has at least one dot, like alice.bsky.social. Enter all of it.
typed-email = This looks like an email address. Enter your handle, like alice.bsky.social.
typed-email-button = This looks like an email address. Enter your handle, like alice.bsky.social. If you don’t know it, use the button for { $server } below.
typed-email-buttons = This looks like an email address. Enter your handle, like alice.bsky.social. If you don’t know it, use one of the buttons below.
typed-local-name = Handles ending in { $ending } can’t be used here. Check the spelling.
typed-local-address = This address can’t be used here. Enter your handle, like alice.bsky.social.
typed-unknown-did = This kind of DID is not supported. Enter your handle, like alice.bsky.social.
typed-no-handle = This is not a handle. A handle looks like alice.bsky.social: letters, digits, dots and hyphens.
typed-fediverse = This looks like a Fediverse address, so we tried the handle { $handle }. { $problem }
page-changed = This page has changed since you opened it. Choose again.
button-broken = Signing in at { $server } doesn’t work right now. This is not your fault. Try again later, or tell the people who run { $service }.
account-gone = This account doesn’t exist any more. Use another one.
no-network = { $service } has no network right now. This is not your fault. Try again in a minute.
no-account = We found no account with this handle. Check the spelling.
handle-several = This handle points to several accounts. Its owner has to correct the DNS entries that begin with _atproto.
handle-faulty = This handle is set up incorrectly: it doesn’t point to an account. Its owner has to correct that.
handle-not-claimed = This handle points to an account that uses another handle now. Enter the account’s current handle.
handle-not-set-up = This account has no handle set up. Use its DID instead.
no-server = This account has no server we could send you to. It may have been closed, or it is being moved.
server-without-oauth = { $host } doesn’t support signing in to other sites yet. Use an account on another server, or ask the people who run it for an update.
no-server-there = We found no account with this name, and { $host } is not a server to sign in at. Check the spelling.
client-refused = { $host } doesn’t accept sign-ins from here. This is not your fault. Tell the people who run { $service }.
localhost-refused = { $host } doesn’t accept sign-ins from a service on your own computer. It works once the service has a public https address.
no-fresh-login = The app or site you came from requires a fresh sign-in, which your server doesn’t support.
server-busy = Too many people are signing in at { $host } right now. Wait a minute, then try again.
server-silent = { $host } isn’t responding right now. Try again in a minute. If it keeps happening, contact { $host }.
server-wrong = { $host } gave an answer we can’t use, and waiting won’t help: the people who run it have to fix it. Until then, use an account on another server.
our-fault-here = Something went wrong on our side. Wait a minute, then try again.

## Consent

consent-title = Allow { $app }
consent = Allow this sign-in?
consent-question = { $app } wants to sign you in as { $account }.
consent-learns = It will learn:
consent-limits = It doesn’t see your password and can’t post for you.
consent-once = Once you allow it, you won’t be asked again.
consent-device = The answer goes to an app on this device, at { $address }. We can’t tell whether another app pretends to be it, so you are asked each time. Allow it only if you have just started to sign in with that app yourself.
consent-allow = Allow
learn-did = Your account number (DID)
learn-pairwise = A number for you that only this site knows
learn-profile = Your handle, display name, picture and profile page
learn-email = Your email address
learn-email-made = An address made from your handle, which may not receive mail
learn-offline = All of this later, even while you’re away

form-post = One more step
form-post-text = Continue to go back to the app or site you came from.

## The front page, and "Try it"

home = Sign in with your { $brand } account
home-open = You haven’t finished signing in to { $app }
home-open-continue = Continue signing in
home-open-back = Back to { $app }
home-what = Sites and apps that use { $service } let you sign in with your { $brand } account. An account on any other AT Protocol server works too.
home-privacy = They learn your handle and your public profile. They never see your password, and neither do we.
home-try = Try it
home-try-what = Sign in once and see exactly what a site would learn about you.
home-begin = To sign in, start at the site or app you want to use. It will bring you here.
home-operators = If you run a site
home-issuer = { $service } is an OpenID Connect provider. Its issuer:
home-discovery = Discovery document

try-title = What a site learns about you
try-done = You are signed in
try-what = This is everything a site learns about you when you sign in to it this way.
claim-sub = Your account number
claim-preferred-username = Your handle
claim-name = Your display name
claim-picture = Address of your picture
claim-profile = Your public profile
claim-auth-time = When you signed in
claim-iss = Issued by
claim-aud = Intended for
claim-iat = Issued at
claim-exp = Valid until
claim-other = Other

## Your account

account-sessions = Where you are signed in
account-this-browser = This browser
account-times = Last used { $ago }. Signed in on { $date }.
account-brief = Ends when that browser is closed, and after an hour at the latest.
account-end-session = Sign out
account-end-session-of = Sign out { $device }, last used { $ago }
account-sign-out = Sign out of this browser
account-everywhere = Sign out everywhere
account-access = Apps and sites with access
account-no-access = None. An app or site has access while it holds a key to what you allowed.
account-access-note = If you remove one, it learns nothing more about you here until you sign in to it again. It may keep what it already knows, and keep you signed in on its side.
account-since = Since { $date }.
account-name-taken = We call you { $name } there, because { $wanted } already belongs to someone else.
account-name-reserved = We call you { $name } there, because { $wanted } is reserved.
account-name-kept = We call you { $name } there, and that stays so even if your handle changes.
account-remove = Remove access
account-remove-of = Remove access of { $app }
account-sign-ins = Recent sign-ins
account-sign-ins-note = The newest ten, to any app or site. If one wasn’t you, sign out everywhere.
sign-in-fresh = Signed in at your server
sign-in-silent = Signed in without a question
sign-in-refresh = Access renewed
sign-in-refused = Not let in
sign-in-from = { $ago }, from { $network }
account-data = Your data here
account-see-stored = See what is stored about me
account-delete = Delete my data
account-back = Back to your account
browser-on = { $browser } on { $system }
browser-unknown = A browser

stored = What is stored about you
stored-what = This is everything our database holds about your account. Keys and codes are stored in a form nobody can use, so they are only counted.
stored-count = { $title }: { $rows }
stored-also = Also
stored-also-what = A sign-in that isn’t finished is kept for up to a day, with the name an app or site gave for you. The people who run { $service } may keep a log of sign-ins for some time.
stored-account = Your account
stored-browser-session = Browsers that are signed in
stored-session-client = Where these browsers have signed in
stored-account-client = Apps notified on sign-out
stored-chosen-account = Browsers that offer your account
stored-consent = What you have allowed
stored-sign-in = Sign-ins
stored-refresh-token = Long-lived keys of apps and sites
stored-access-token = Short-lived keys of apps and sites
stored-authorization-code = Sign-in codes
stored-logout-notice = Sign-outs that apps still have to hear of
stored-name-binding = Names that stay yours
stored-name-choice = How these names were made
stored-blocked-person = Whether you are blocked here
fact-did = Account number (DID)
fact-handle = Handle
fact-pds = Your server
fact-issuer = Where you sign in
fact-is-hosted = Confirmed by your server
fact-name = Display name
fact-picture = Address of your picture
fact-email = Email address
fact-email-read-at = Email address read on
fact-confirmed = Last confirmed
fact-yes = Yes
fact-no = No
fact-email-not-asked = Not asked for
fact-email-not-told = Not given by your server
fact-email-unconfirmed = { $address } (not confirmed)
fact-session = Signed in on { $since }; last used on { $used }; ends on { $until }
fact-session-brief = { fact-session }, or when that browser is closed
fact-known-in-browsers = Knows you as { $sub }; browsers: { $number }
fact-known-by-sign-ins = Knows you as { $sub }; sign-ins to end there: { $number }
fact-shown-as = Shown as { $account }
fact-chosen = Last chosen on { $date }
fact-consent = { $scope } on { $date }
fact-grants = { $number }, usable: { $usable }; end by { $date }
fact-sign-ins = { $how }: { $number }; first on { $first }, last on { $last }
fact-notices = Waiting to be told that you signed out: { $number }, until { $date }
fact-name-bound = { $kind }, yours since { $date }
fact-name-made = Made by { $template }
fact-blocked = Blocked since { $date }

sign-in-once-more-first = Sign in once more first, so that nobody else can do this for you. It takes less than a minute and brings you back here.
sign-in-once-more = Sign in once more

everywhere = Sign out everywhere?
everywhere-browsers = You are signed out here in every browser.
everywhere-apps = Every app and site loses its access here. Those that support it are told to sign you out too, however long ago you used them.
everywhere-matrix = If that includes a Matrix app, it may lose the keys to your encrypted messages. Make sure first that you have a backup of them.
everywhere-server = Your account on your own server stays as it is.
everywhere-done = You are signed out everywhere
    .text = No browser is signed in here any more, and no app or site has access. Those that support it are being told to sign you out too.

delete = Delete my data?
delete-browsers = You are signed out here in every browser, and what is stored about you here is deleted.
delete-apps = Every app and site loses its access here. Those that support it are told to sign you out too, however long ago you used them. Until they have heard it, for a day at most, we keep what they call you.
delete-names = One thing stays: names and addresses that were given to you here for apps and sites, and that they are yours. They never pass to anyone else, and if you come back you have the same ones.
delete-rest = What apps and sites know about you, and your account on your own server, stay as they are.
delete-done = Your data has been deleted
    .text = You are signed out. Only names and addresses that were given to you for apps and sites stay, so that nobody else ever gets them.

signed-out-here = You are signed out
    .text = This browser is signed out here. Apps and sites you signed in to may keep you signed in on their side.
cannot-ask-again = Your server can’t ask you again
    .text = Sign out of this browser, then sign in here again. For ten minutes after that you can sign out everywhere, or delete your data.
not-signed-in = You are not signed in
    .text = To see your account, sign in with it. This needs cookies: if you have turned them off, allow them for this site.

## Signing out

logout = Sign out?
logout-question = Do you want to sign out of { $service }?
logout-account = In this browser you are signed in as { $account }.
logout-yes = Sign out
logout-no = Stay signed in
logout-done-title = Signed out
logout-done = You are signed out
logout-was-signed-in = You have signed out of { $service } in this browser.
logout-was-not = Nobody is signed in to { $service } in this browser.
logout-apps = Sites and apps you signed in to may keep you signed in on their side until you sign out there. You can close this page now.
logout-stayed-title = Still signed in
logout-stayed = You are still signed in
logout-stayed-what = Nothing has changed: you did not sign out of { $service }.
logout-close = You can close this page now.
logout-flaw-hint = The site you came from couldn’t show that you were signed in there, so we won’t send you back to it.
logout-flaw-client = We don’t know which site you came from, so we won’t send you back there.
logout-flaw-address = The site you came from wants to send you to an address that isn’t registered here, so we won’t send you there.

## Times

time-now = just now
time-minutes =
    { $number ->
        [one] { $number } minute ago
       *[other] { $number } minutes ago
    }
time-hours =
    { $number ->
        [one] { $number } hour ago
       *[other] { $number } hours ago
    }
time-days =
    { $number ->
        [one] { $number } day ago
       *[other] { $number } days ago
    }
time-unknown = an unknown day
time-date =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Go back to the app or site you came from and sign in from there.
server-operator = Try again. If it happens again, waiting won’t help: the people who run your server have to fix it.

link-used = This sign-in link was already used
    .happened = Each link to this page works once, and only for about a minute.
    .advice = If you are not signed in, go back to the app or site you came from and sign in from there.
link-broken = This sign-in link doesn’t work
    .happened = The app or site that sent you here isn’t set up correctly, so we can’t send you back to it.
    .advice = Go back and try once more. If it happens again, send what is written below to the people who run that app or site.
link-expired = This sign-in link has expired
    .happened = The sign-in was finished a while ago, or the address is incomplete.
    .advice = { go-back-and-sign-in }
other-browser = This sign-in was started in another browser
    .happened = For your safety, a sign-in can only be finished in the browser that started it. This also happens when cookies are turned off.
    .advice = In this browser, open the app or site you want to use and sign in from there. If you didn’t start this yourself, just close this page.
already-finished = This sign-in is already finished
    .happened = You’ve already finished this sign-in.
    .advice = There is nothing left to do here. If you are not signed in, start over.
took-too-long = This sign-in took too long
    .happened = A sign-in has to be finished within one hour.
    .advice = Start over: it takes less than a minute.
answer-used = This answer was already used
    .happened = Your server’s answer can be used once, and only for a short time.
    .advice = If you are not signed in, try again.
no-outcome = Please try again
    .happened = Your server took a while, and what it answered is kept for two minutes and used once.
    .advice = { answer-used.advice }
sign-out-link-broken = This sign-out link doesn’t work
    .happened = The app or site that sent you here isn’t set up correctly. You are not signed out.
    .advice = { link-broken.advice }
sign-out-link-expired = This sign-out link has expired
    .happened = It is too old, or the address is incomplete.
    .advice = Go back to the app or site you came from and sign out from there.
server-failed = Your server didn’t finish the sign-in
    .happened = It answered with an error, or with something we can’t use.
    .advice = { server-operator }
network-out = We have no network right now
    .happened = { $service } can’t reach any server. This is not your fault.
    .advice = Try again in a minute.
server-out = Your server didn’t finish the sign-in
    .happened = It didn’t answer, or said that it can’t right now.
    .advice = Try again in a minute. If it happens again, contact the people who run your server.
not-admitted = You can’t use this account there
    .happened = You’re signed in as { $account }, but { $app } doesn’t accept this account.
    .advice = Use another account, or ask the people who run { $service } to accept this one. Send them what is written below.
account-refused = You can’t use this account there
    .happened = You’re signed in, but the app or site you came from doesn’t accept this account.
    .advice = Use another account, or ask the people who run { $service } to accept this one.
no-did-web = You can’t use this kind of account there
    .happened = You’re signed in as { $account }. But this account belongs to a web address (did:web), so the next owner of that address would own it, too. { $app } doesn’t accept such accounts.
    .advice = Use another account, or ask the people who run { $service } to accept this kind. Send them what is written below.
did-too-long = You can’t use this account here
    .happened = The identifier (DID) of this account is longer than OpenID Connect allows.
    .advice = Use another account.
account-changed = Sign in once more
    .happened = Your account has changed since you last signed in, or we can’t reach its server.
    .advice = Try again and sign in at your server.
handle-unconfirmed = Your handle can’t be confirmed right now
    .happened = You’re signed in. But the app or site you came from needs your handle, and the servers that say whose it is (DNS, and the web server of that name) don’t respond.
    .advice = Try again in a minute. If it keeps happening, contact the people who run the domain of your handle.
too-many-here = Too many sign-ins from your network
    .happened = Many sign-ins began on your network in the last minute, so yours has to wait. Nothing is lost.
    .advice = Wait a minute, then reload this page.
too-many-new = Too many new accounts today
    .happened = Many accounts have signed in here for the first time today, so yours has to wait. Accounts that have signed in here before still can.
    .advice = Try again in an hour or two, or from another network.
too-many-now = Too many people are signing in right now
    .happened = We are waiting for many other servers, so your sign-in couldn’t go on. Nothing is lost.
    .advice = Wait a few seconds, then reload this page or try again.
our-fault = Something went wrong on our side
    .happened = We couldn’t go on, and nothing was changed.
    .advice = Try again in a minute. If it happens again, send the reference below to the people who run { $service }.
our-fault-once = Something went wrong on our side
    .happened = This sign-in couldn’t be finished, and nothing was changed.
    .advice = Try again: a fresh sign-in should work.
trial-over = This test is over
    .happened = Its result is shown once, in the browser that started it.
    .advice = Go to the start page and try it again.
trial-failed = The test sign-in failed
    .happened = The sign-in was refused, or its result was asked for too late.
    .advice = { trial-over.advice }
trial-declined = You did not sign in
    .happened = You or your server declined the sign-in. Nothing was stored.
    .advice = You can try again whenever you like.
unproven = We couldn’t confirm who you are
    .happened = Your server’s answer didn’t prove that the account is yours, so we did not sign you in.
    .advice = { server-operator }
wrong-account = That was another account
    .happened = At your server you signed in with another account than the one you entered here.
    .advice = Try again and choose the same account in both places.
account-not-found = This account can’t be found any more
    .happened = It may have been closed, or it is being moved to another server.
    .advice = Wait until the move is finished and try again, or use another account.
declined = You did not sign in
    .happened = You or your server declined the sign-in.
    .advice = If you changed your mind, start over.
interrupted = Your server ended the sign-in
    .happened = Your server ended the sign-in before it was finished: its page was open for too long, or was opened twice.
    .advice = Try again.
not-active = This account is not active
    .happened = Your server says that this account is deactivated or suspended.
    .advice = Sign in at your server to reactivate it, then try again. Or use another account.
not-found = There is nothing here
    .happened = This address doesn’t lead to a page.
    .advice = { go-back-and-sign-in }

elsewhere = You’ll find this service at another address
elsewhere-why = For your safety it answers at one address only. Please go on there:

start-over-at = Start over at { $app }
