# 한국어. 합니다/하세요체.

language-name = 한국어

## On every page

language-menu = 언어
ways-on = 다음으로 이동할 곳
start-page = 시작 페이지로 이동
your-account = 내 계정
continue = 계속
cancel = 취소
use-another-account = 다른 계정 사용
try-again = 다시 시도
sign-in-again = 다시 로그인
reference = 참조 번호
reference-advice = 같은 문제가 계속되면 이 번호를 { $service } 운영자에게 보내 주세요.
about-contact = 문의
about-imprint = 운영자 정보
about-privacy = 개인정보 보호
about-terms = 이용 약관
write-to = { $contact }(으)로 문의해 주세요.
detail-site = 이전 사이트의 운영자를 위한 정보:
detail-service = { $service } 운영자를 위한 정보:
detail-server = 내 서버의 운영자를 위한 정보:
app-on-device = 이 기기의 앱
service-busy = 지금 { $service } 이용자가 너무 많습니다. 1분 뒤에 다시 시도하세요.
service-broken = { $service }에 문제가 있습니다.

## The sign-in page

sign-in = 로그인
sign-in-problem = 문제: 로그인
sign-in-to = { $app } 이용을 계속하려면 로그인하세요
sign-in-field = { $brand } 핸들
sign-in-hint = { $brand } 핸들 또는 다른 AT Protocol 핸들
sign-in-stay = 이 브라우저에서 로그인 상태 유지
sign-in-or = 또는
sign-in-with = { $server }(으)로 로그인
sign-in-create = { $server }에서 계정 만들기
sign-in-no-account = 아직 계정이 없나요?
sign-in-create-one = { $server }에서 만들기
sign-in-next = 다음 단계에서 내 서버에 비밀번호를 입력합니다. 저희는 비밀번호를 볼 수 없습니다.
sign-in-suggestion = { $handle } 사용
sign-in-not-back = { $host }(으)로 이동한 뒤 아직 돌아오지 않았습니다. 그곳에서 오류가 표시되었다면, 2026년 6월 이전의 소프트웨어라서 같은 도메인의 사이트에서 온 방문자를 거부하는 것일 수 있습니다. 다시 시도하세요. 이번에는 다른 방법으로 이동합니다. 그래도 안 되면 { $host } 운영자에게 업데이트를 요청하세요.
accounts = 이 브라우저에서 사용한 계정
accounts-forget = 삭제
accounts-forget-one = 이 브라우저에서 { $account } 삭제

leave-title = { $host }(으)로 이동
leave = 내 서버로 이동
leave-why = 전에 { $host }(으)로 이동한 뒤 돌아오지 않았습니다. 2026년 6월 이전의 소프트웨어를 쓰는 서버는 같은 도메인의 사이트에서 온 방문자를 거부합니다. 이 링크는 그런 서버에서도 작동할 것입니다.
leave-go = { $host }(으)로 이동
leave-again = 다시 오류가 표시되면 { $host } 운영자에게 업데이트를 요청하세요.

waiting = 잠시만 기다려 주세요
waiting-for = { $name }의 응답을 기다리고 있습니다…
waiting-for-server = 서버의 응답을 기다리고 있습니다…
waiting-why = 평소보다 오래 걸리고 있습니다. 페이지가 저절로 다음으로 넘어갑니다.
waiting-back = 로그인 페이지로 돌아가기
waiting-too-long = 시간이 너무 오래 걸렸으며, 바뀐 것은 없습니다.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = 핸들을 입력하세요. 예: alice.bsky.social
typed-bare-name = 핸들에는 점이 하나 이상 있습니다. 예: alice.bsky.social. 전체를 입력하세요.
typed-email = 이메일 주소인 것 같습니다. 핸들을 입력하세요. 예: alice.bsky.social
typed-email-button = 이메일 주소인 것 같습니다. 핸들을 입력하세요. 예: alice.bsky.social. 핸들을 모르면 아래의 { $server } 버튼을 사용하세요.
typed-email-buttons = 이메일 주소인 것 같습니다. 핸들을 입력하세요. 예: alice.bsky.social. 핸들을 모르면 아래 버튼 중 하나를 사용하세요.
typed-local-name = { $ending }(으)로 끝나는 핸들은 여기에서 사용할 수 없습니다. 철자를 확인하세요.
typed-local-address = 이 주소는 여기에서 사용할 수 없습니다. 핸들을 입력하세요. 예: alice.bsky.social
typed-unknown-did = 이 종류의 DID는 지원하지 않습니다. 핸들을 입력하세요. 예: alice.bsky.social
typed-no-handle = 핸들이 아닙니다. 핸들은 alice.bsky.social처럼 영문자, 숫자, 점, 하이픈으로 되어 있습니다.
typed-fediverse = Fediverse 주소인 것 같아 { $handle } 핸들로 시도했습니다. { $problem }
page-changed = 페이지를 연 뒤에 내용이 바뀌었습니다. 다시 선택하세요.
button-broken = 지금은 { $server }(으)로 로그인할 수 없습니다. 잘못하신 것은 없습니다. 나중에 다시 시도하거나 { $service } 운영자에게 알려 주세요.
account-gone = 이 계정은 더 이상 존재하지 않습니다. 다른 계정을 사용하세요.
no-network = 지금 { $service }이(가) 네트워크에 연결되어 있지 않습니다. 잘못하신 것은 없습니다. 1분 뒤에 다시 시도하세요.
no-account = 이 핸들의 계정을 찾지 못했습니다. 철자를 확인하세요.
handle-several = 이 핸들은 여러 계정을 가리킵니다. 소유자가 _atproto로 시작하는 DNS 레코드를 수정해야 합니다.
handle-faulty = 이 핸들은 잘못 설정되어 계정을 가리키지 않습니다. 소유자가 수정해야 합니다.
handle-not-claimed = 이 핸들이 가리키는 계정은 이제 다른 핸들을 사용합니다. 계정의 현재 핸들을 입력하세요.
handle-not-set-up = 이 계정에는 설정된 핸들이 없습니다. 대신 DID를 사용하세요.
no-server = 이 계정에는 이동할 서버가 없습니다. 폐쇄되었거나 이전 중일 수 있습니다.
server-without-oauth = { $host }은(는) 아직 다른 사이트 로그인을 지원하지 않습니다. 다른 서버의 계정을 사용하거나 운영자에게 업데이트를 요청하세요.
no-server-there = 이 이름의 계정을 찾지 못했으며, { $host }은(는) 로그인할 수 있는 서버가 아닙니다. 철자를 확인하세요.
client-refused = { $host }은(는) 이곳의 로그인을 받지 않습니다. 잘못하신 것은 없습니다. { $service } 운영자에게 알려 주세요.
localhost-refused = { $host }은(는) 본인 컴퓨터에 있는 서비스의 로그인을 받지 않습니다. 서비스에 공개 https 주소가 생기면 사용할 수 있습니다.
no-fresh-login = 이전 앱 또는 사이트가 새 로그인을 요구하지만, 내 서버가 이를 지원하지 않습니다.
server-busy = 지금 { $host }에서 로그인하는 사람이 너무 많습니다. 1분 기다린 뒤 다시 시도하세요.
server-silent = 지금 { $host }이(가) 응답하지 않습니다. 1분 뒤에 다시 시도하세요. 계속되면 { $host }에 문의하세요.
server-wrong = { $host }의 응답을 사용할 수 없으며, 기다려도 해결되지 않습니다. 운영자가 고쳐야 합니다. 그때까지 다른 서버의 계정을 사용하세요.
our-fault-here = 저희 쪽에 문제가 생겼습니다. 1분 기다린 뒤 다시 시도하세요.

## Consent

consent-title = { $app } 허용
consent = 이 로그인을 허용할까요?
consent-question = { $app }에서 { $account } 계정으로 로그인을 요청합니다.
consent-learns = 다음 정보가 전달됩니다:
consent-limits = 이 앱이나 사이트는 비밀번호를 볼 수 없고, 내 이름으로 글을 올릴 수도 없습니다.
consent-once = 한 번 허용하면 다시 묻지 않습니다.
consent-device = 응답은 이 기기의 앱({ $address })으로 전달됩니다. 다른 앱이 그 앱인 척하는지 알 수 없으므로 매번 확인합니다. 방금 직접 그 앱에서 로그인을 시작한 경우에만 허용하세요.
consent-allow = 허용
learn-did = 계정 번호(DID)
learn-pairwise = 이 사이트만 아는 내 번호
learn-profile = 핸들, 표시 이름, 사진, 프로필 페이지
learn-email = 이메일 주소
learn-email-made = 핸들로 만든 주소(메일을 받지 못할 수 있음)
learn-offline = 나중에도 위의 모든 정보(내가 사용하지 않는 동안 포함)

form-post = 한 단계 남았습니다
form-post-text = 계속을 누르면 이전 앱 또는 사이트로 돌아갑니다.

## The front page, and "Try it"

home = { $brand } 계정으로 로그인하세요
home-open = { $app } 로그인을 아직 마치지 않았습니다
home-open-continue = 로그인 계속하기
home-open-back = { $app }(으)로 돌아가기
home-what = { $service }을(를) 사용하는 사이트와 앱에는 { $brand } 계정으로 로그인할 수 있습니다. 다른 AT Protocol 서버의 계정도 사용할 수 있습니다.
home-privacy = 사이트와 앱은 핸들과 공개 프로필을 알게 됩니다. 비밀번호는 사이트도 저희도 볼 수 없습니다.
home-try = 사용해 보기
home-try-what = 한 번 로그인해서 사이트가 무엇을 알게 되는지 정확히 확인해 보세요.
home-begin = 로그인하려면 사용하려는 사이트나 앱에서 시작하세요. 그러면 이곳으로 오게 됩니다.
home-operators = 사이트를 운영하는 경우
home-issuer = { $service }은(는) OpenID Connect 제공자입니다. 발급자(issuer):
home-discovery = 디스커버리 문서

try-title = 사이트가 알게 되는 정보
try-done = 로그인했습니다
try-what = 이 방법으로 로그인할 때 사이트가 알게 되는 정보는 이것이 전부입니다.
claim-sub = 계정 번호
claim-preferred-username = 핸들
claim-name = 표시 이름
claim-picture = 사진 주소
claim-profile = 공개 프로필
claim-auth-time = 로그인한 시각
claim-iss = 발급자
claim-aud = 대상
claim-iat = 발급 시각
claim-exp = 유효 기한
claim-other = 기타

## Your account

account-sessions = 로그인되어 있는 곳
account-this-browser = 이 브라우저
account-times = 마지막 사용: { $ago }. 로그인: { $date }.
account-brief = 해당 브라우저를 닫으면 종료되며, 닫지 않아도 한 시간 뒤에는 종료됩니다.
account-end-session = 로그아웃
account-end-session-of = { $device } 로그아웃, 마지막 사용: { $ago }
account-sign-out = 이 브라우저에서 로그아웃
account-everywhere = 모든 곳에서 로그아웃
account-access = 접근 권한이 있는 앱과 사이트
account-no-access = 없습니다. 앱이나 사이트는 허용된 정보에 대한 키를 가지고 있는 동안 접근할 수 있습니다.
account-access-note = 접근 권한을 제거하면, 다시 로그인할 때까지 그 앱이나 사이트는 이곳에서 새로운 정보를 얻지 못합니다. 이미 아는 정보는 그대로 가지고 있을 수 있고, 그쪽에서는 로그인 상태가 유지될 수 있습니다.
account-since = { $date }부터.
account-name-taken = { $wanted }은(는) 이미 다른 사람의 이름이라서, 그곳에서는 { $name }(으)로 부릅니다.
account-name-reserved = { $wanted }은(는) 예약된 이름이라서, 그곳에서는 { $name }(으)로 부릅니다.
account-name-kept = 그곳에서는 { $name }(으)로 부르며, 핸들이 바뀌어도 이 이름은 그대로입니다.
account-remove = 접근 권한 제거
account-remove-of = { $app }의 접근 권한 제거
account-sign-ins = 최근 로그인
account-sign-ins-note = 모든 앱과 사이트의 최근 로그인 10건입니다. 본인이 아닌 로그인이 있으면 모든 곳에서 로그아웃하세요.
sign-in-fresh = 내 서버에서 로그인
sign-in-silent = 확인 없이 로그인
sign-in-refresh = 접근 갱신
sign-in-refused = 허용되지 않음
sign-in-from = { $ago }, { $network }에서
account-data = 이곳에 있는 내 데이터
account-see-stored = 나에 대해 저장된 정보 보기
account-delete = 내 데이터 삭제
account-back = 내 계정으로 돌아가기
browser-on = { $browser }({ $system })
browser-unknown = 브라우저

stored = 저장된 정보
stored-what = 이것이 이 계정에 대해 데이터베이스에 있는 정보의 전부입니다. 키와 코드는 아무도 사용할 수 없는 형태로 저장되므로 개수만 표시합니다.
stored-count = { $title }: { $rows }
stored-also = 그 밖에
stored-also-what = 마치지 않은 로그인은 앱이나 사이트가 알려 준 이름과 함께 최대 하루 동안 보관됩니다. { $service } 운영자는 로그인 기록을 일정 기간 보관할 수 있습니다.
stored-account = 내 계정
stored-browser-session = 로그인되어 있는 브라우저
stored-session-client = 이 브라우저들이 로그인한 곳
stored-account-client = 로그아웃 시 알림을 받는 앱
stored-chosen-account = 내 계정을 제안하는 브라우저
stored-consent = 허용한 내용
stored-sign-in = 로그인 기록
stored-refresh-token = 앱과 사이트의 장기 키
stored-access-token = 앱과 사이트의 단기 키
stored-authorization-code = 로그인 코드
stored-logout-notice = 앱에 아직 전달되지 않은 로그아웃
stored-name-binding = 계속 내 것으로 남는 이름
stored-name-choice = 이 이름들이 만들어진 방법
stored-blocked-person = 여기에서 차단되었는지 여부
fact-did = 계정 번호(DID)
fact-handle = 핸들
fact-pds = 내 서버
fact-issuer = 로그인하는 곳
fact-is-hosted = 서버에서 확인됨
fact-name = 표시 이름
fact-picture = 사진 주소
fact-email = 이메일 주소
fact-email-read-at = 이메일 주소를 읽은 시각
fact-confirmed = 마지막 확인
fact-yes = 예
fact-no = 아니요
fact-email-not-asked = 요청하지 않음
fact-email-not-told = 서버가 알려 주지 않음
fact-email-unconfirmed = { $address }(확인되지 않음)
fact-session = 로그인: { $since }, 마지막 사용: { $used }, 종료: { $until }
fact-session-brief = { fact-session } (또는 해당 브라우저를 닫을 때)
fact-known-in-browsers = 상대가 아는 이름: { $sub }, 브라우저: { $number }
fact-known-by-sign-ins = 상대가 아는 이름: { $sub }, 그곳에서 종료할 로그인: { $number }
fact-shown-as = 표시: { $account }
fact-chosen = 마지막 선택: { $date }
fact-consent = { $scope }, { $date }
fact-grants = { $number }, 사용 가능: { $usable }, 늦어도 { $date }에 종료
fact-sign-ins = { $how }: { $number }, 처음: { $first }, 마지막: { $last }
fact-notices = 로그아웃 알림 대기: { $number }, { $date }까지
fact-name-bound = { $kind }, { $date }부터 내 것
fact-name-made = { $template } 형식으로 만듦
fact-blocked = { $date }부터 차단됨

sign-in-once-more-first = 다른 사람이 대신 할 수 없도록 먼저 다시 로그인하세요. 1분도 걸리지 않으며, 끝나면 이곳으로 돌아옵니다.
sign-in-once-more = 다시 로그인

everywhere = 모든 곳에서 로그아웃할까요?
everywhere-browsers = 이곳에서는 모든 브라우저에서 로그아웃됩니다.
everywhere-apps = 모든 앱과 사이트가 이곳의 접근 권한을 잃습니다. 이를 지원하는 앱과 사이트에는 사용한 지 얼마나 지났든 로그아웃하도록 알립니다.
everywhere-matrix = 그중에 Matrix 앱이 있으면 암호화된 메시지의 키를 잃을 수 있습니다. 먼저 키를 백업했는지 확인하세요.
everywhere-server = 내 서버에 있는 계정은 그대로 유지됩니다.
everywhere-done = 모든 곳에서 로그아웃했습니다
    .text = 이곳에 로그인된 브라우저가 더 이상 없고, 접근 권한이 있는 앱이나 사이트도 없습니다. 이를 지원하는 앱과 사이트에는 로그아웃하도록 알리고 있습니다.

delete = 내 데이터를 삭제할까요?
delete-browsers = 이곳에서는 모든 브라우저에서 로그아웃되고, 이곳에 저장된 정보가 삭제됩니다.
delete-apps = 모든 앱과 사이트가 이곳의 접근 권한을 잃습니다. 이를 지원하는 앱과 사이트에는 사용한 지 얼마나 지났든 로그아웃하도록 알립니다. 알림이 전달될 때까지 최대 하루 동안 그쪽에서 부르는 이름을 보관합니다.
delete-names = 한 가지는 남습니다. 앱과 사이트를 위해 이곳에서 받은 이름과 주소, 그리고 그것이 본인의 것이라는 기록입니다. 다른 사람에게 넘어가지 않으며, 돌아오면 같은 것을 다시 쓰게 됩니다.
delete-rest = 앱과 사이트가 알고 있는 정보와 내 서버에 있는 계정은 그대로 유지됩니다.
delete-done = 데이터를 삭제했습니다
    .text = 로그아웃되었습니다. 앱과 사이트를 위해 받은 이름과 주소만 남아 다른 사람이 가질 수 없게 합니다.

signed-out-here = 로그아웃했습니다
    .text = 이 브라우저는 이곳에서 로그아웃되었습니다. 로그인했던 앱과 사이트에서는 로그인 상태가 유지될 수 있습니다.
cannot-ask-again = 내 서버에서 본인 확인을 다시 할 수 없습니다
    .text = 이 브라우저에서 로그아웃한 뒤 이곳에 다시 로그인하세요. 그 후 10분 동안 모든 곳에서 로그아웃하거나 데이터를 삭제할 수 있습니다.
not-signed-in = 로그인되어 있지 않습니다
    .text = 계정을 보려면 그 계정으로 로그인하세요. 쿠키가 필요합니다. 쿠키를 껐다면 이 사이트에서 허용하세요.

## Signing out

logout = 로그아웃할까요?
logout-question = { $service }에서 로그아웃할까요?
logout-account = 이 브라우저에서는 { $account }(으)로 로그인되어 있습니다.
logout-yes = 로그아웃
logout-no = 로그인 유지
logout-done-title = 로그아웃됨
logout-done = 로그아웃했습니다
logout-was-signed-in = 이 브라우저에서 { $service } 로그아웃을 완료했습니다.
logout-was-not = 이 브라우저에서 { $service }에 로그인한 사람이 없습니다.
logout-apps = 로그인했던 사이트와 앱에서는 그곳에서 로그아웃할 때까지 로그인 상태가 유지될 수 있습니다. 이제 이 페이지를 닫아도 됩니다.
logout-stayed-title = 로그인 유지됨
logout-stayed = 로그인 상태가 유지됩니다
logout-stayed-what = 바뀐 것이 없습니다. { $service }에서 로그아웃하지 않았습니다.
logout-close = 이제 이 페이지를 닫아도 됩니다.
logout-flaw-hint = 이전 사이트가 그곳에 로그인되어 있었다는 것을 증명하지 못했으므로 그 사이트로 돌아가지 않습니다.
logout-flaw-client = 어느 사이트에서 왔는지 알 수 없으므로 그 사이트로 돌아가지 않습니다.
logout-flaw-address = 이전 사이트가 이곳에 등록되지 않은 주소로 보내려고 하므로 그 주소로 이동하지 않습니다.

## Times

time-now = 방금
time-minutes = { $number }분 전
time-hours = { $number }시간 전
time-days = { $number }일 전
time-unknown = 알 수 없는 날
time-date = { $year }년 { $month }월 { $day }일 { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = 이전 앱 또는 사이트로 돌아가 그곳에서 로그인하세요.
server-operator = 다시 시도하세요. 또 발생하면 기다려도 해결되지 않습니다. 내 서버의 운영자가 고쳐야 합니다.

link-used = 이미 사용된 로그인 링크입니다
    .happened = 이 페이지의 링크는 한 번만, 그것도 약 1분 동안만 작동합니다.
    .advice = 로그인되어 있지 않다면 이전 앱 또는 사이트로 돌아가 그곳에서 로그인하세요.
link-broken = 이 로그인 링크는 작동하지 않습니다
    .happened = 이곳으로 보낸 앱 또는 사이트가 올바르게 설정되지 않아 그곳으로 돌려보낼 수 없습니다.
    .advice = 돌아가서 한 번 더 시도하세요. 또 발생하면 아래에 적힌 내용을 그 앱 또는 사이트의 운영자에게 보내 주세요.
link-expired = 이 로그인 링크는 만료되었습니다
    .happened = 로그인이 이미 끝났거나 주소가 완전하지 않습니다.
    .advice = { go-back-and-sign-in }
other-browser = 다른 브라우저에서 시작한 로그인입니다
    .happened = 안전을 위해 로그인은 시작한 브라우저에서만 마칠 수 있습니다. 쿠키가 꺼져 있을 때도 이런 일이 생깁니다.
    .advice = 이 브라우저에서 사용하려는 앱 또는 사이트를 열고 그곳에서 로그인하세요. 직접 시작하지 않았다면 이 페이지를 닫으세요.
already-finished = 이 로그인은 이미 끝났습니다
    .happened = 이 로그인을 이미 마쳤습니다.
    .advice = 여기에서 더 할 일은 없습니다. 로그인되어 있지 않다면 처음부터 다시 시작하세요.
took-too-long = 로그인에 시간이 너무 오래 걸렸습니다
    .happened = 로그인은 1시간 안에 마쳐야 합니다.
    .advice = 처음부터 다시 시작하세요. 1분도 걸리지 않습니다.
answer-used = 이미 사용된 응답입니다
    .happened = 서버의 응답은 한 번만, 그것도 짧은 시간 동안만 사용할 수 있습니다.
    .advice = 로그인되어 있지 않다면 다시 시도하세요.
no-outcome = 다시 시도하세요
    .happened = 서버의 응답에 시간이 걸렸습니다. 응답은 2분 동안 보관되며 한 번만 사용됩니다.
    .advice = { answer-used.advice }
sign-out-link-broken = 이 로그아웃 링크는 작동하지 않습니다
    .happened = 이곳으로 보낸 앱 또는 사이트가 올바르게 설정되지 않았습니다. 로그아웃되지 않았습니다.
    .advice = { link-broken.advice }
sign-out-link-expired = 이 로그아웃 링크는 만료되었습니다
    .happened = 링크가 너무 오래되었거나 주소가 완전하지 않습니다.
    .advice = 이전 앱 또는 사이트로 돌아가 그곳에서 로그아웃하세요.
server-failed = 서버가 로그인을 마치지 않았습니다
    .happened = 오류 또는 사용할 수 없는 응답을 보냈습니다.
    .advice = { server-operator }
network-out = 지금 네트워크에 연결되지 않습니다
    .happened = { $service }에서 어느 서버에도 연결할 수 없습니다. 잘못하신 것은 없습니다.
    .advice = 1분 뒤에 다시 시도하세요.
server-out = 서버가 로그인을 마치지 않았습니다
    .happened = 응답하지 않았거나 지금은 할 수 없다고 응답했습니다.
    .advice = 1분 뒤에 다시 시도하세요. 또 발생하면 내 서버의 운영자에게 문의하세요.
not-admitted = 그곳에서는 이 계정을 사용할 수 없습니다
    .happened = { $account }(으)로 로그인했지만 { $app }에서 이 계정을 받지 않습니다.
    .advice = 다른 계정을 사용하거나 { $service } 운영자에게 이 계정을 받아 달라고 요청하세요. 아래에 적힌 내용을 함께 보내 주세요.
account-refused = 그곳에서는 이 계정을 사용할 수 없습니다
    .happened = 로그인했지만 이전 앱 또는 사이트에서 이 계정을 받지 않습니다.
    .advice = 다른 계정을 사용하거나 { $service } 운영자에게 이 계정을 받아 달라고 요청하세요.
no-did-web = 그곳에서는 이 종류의 계정을 사용할 수 없습니다
    .happened = { $account }(으)로 로그인했습니다. 하지만 이 계정은 웹 주소(did:web)에 속하므로, 그 주소의 다음 소유자가 계정도 갖게 됩니다. { $app }에서 그런 계정을 받지 않습니다.
    .advice = 다른 계정을 사용하거나 { $service } 운영자에게 이 종류를 받아 달라고 요청하세요. 아래에 적힌 내용을 함께 보내 주세요.
did-too-long = 이곳에서는 이 계정을 사용할 수 없습니다
    .happened = 이 계정의 식별자(DID)가 OpenID Connect에서 허용하는 것보다 깁니다.
    .advice = 다른 계정을 사용하세요.
account-changed = 다시 로그인하세요
    .happened = 마지막 로그인 이후 계정이 바뀌었거나 계정의 서버에 연결할 수 없습니다.
    .advice = 다시 시도하고 내 서버에서 로그인하세요.
handle-unconfirmed = 지금은 핸들을 확인할 수 없습니다
    .happened = 로그인했습니다. 하지만 이전 앱 또는 사이트에 핸들이 필요하며, 핸들의 소유자를 알려 주는 서버(DNS와 그 이름의 웹 서버)가 응답하지 않습니다.
    .advice = 1분 뒤에 다시 시도하세요. 계속되면 핸들 도메인의 운영자에게 문의하세요.
too-many-here = 이 네트워크에서 로그인이 너무 많습니다
    .happened = 지난 1분 동안 이 네트워크에서 많은 로그인이 시작되어 기다려야 합니다. 잃는 것은 없습니다.
    .advice = 1분 기다린 뒤 이 페이지를 새로 고치세요.
too-many-new = 오늘은 새 계정이 너무 많습니다
    .happened = 오늘 많은 계정이 이곳에 처음 로그인하여 기다려야 합니다. 전에 이곳에 로그인한 적이 있는 계정은 계속 로그인할 수 있습니다.
    .advice = 한두 시간 뒤에, 또는 다른 네트워크에서 다시 시도하세요.
too-many-now = 지금 로그인하는 사람이 너무 많습니다
    .happened = 다른 많은 서버를 기다리고 있어 로그인을 진행하지 못했습니다. 잃는 것은 없습니다.
    .advice = 몇 초 기다린 뒤 이 페이지를 새로 고치거나 다시 시도하세요.
our-fault = 저희 쪽에 문제가 생겼습니다
    .happened = 계속할 수 없었으며, 바뀐 것은 없습니다.
    .advice = 1분 뒤에 다시 시도하세요. 또 발생하면 아래의 참조 번호를 { $service } 운영자에게 보내 주세요.
our-fault-once = 저희 쪽에 문제가 생겼습니다
    .happened = 이 로그인을 마칠 수 없었으며, 바뀐 것은 없습니다.
    .advice = 다시 시도하세요. 새로 로그인하면 될 것입니다.
trial-over = 이 테스트는 끝났습니다
    .happened = 결과는 테스트를 시작한 브라우저에서 한 번만 표시됩니다.
    .advice = 시작 페이지로 이동해 다시 사용해 보세요.
trial-failed = 테스트 로그인에 실패했습니다
    .happened = 로그인이 거부되었거나 결과를 너무 늦게 요청했습니다.
    .advice = { trial-over.advice }
trial-declined = 로그인하지 않았습니다
    .happened = 로그인을 취소했거나 내 서버가 로그인을 거부했습니다. 저장된 것은 없습니다.
    .advice = 원할 때 언제든지 다시 시도할 수 있습니다.
unproven = 본인 확인을 하지 못했습니다
    .happened = 서버의 응답이 본인의 계정임을 증명하지 못해 로그인하지 않았습니다.
    .advice = { server-operator }
wrong-account = 다른 계정이었습니다
    .happened = 여기에 입력한 것과 다른 계정으로 서버에 로그인했습니다.
    .advice = 다시 시도하고 두 곳에서 같은 계정을 선택하세요.
account-not-found = 이 계정을 더 이상 찾을 수 없습니다
    .happened = 폐쇄되었거나 다른 서버로 이전 중일 수 있습니다.
    .advice = 이전이 끝날 때까지 기다렸다가 다시 시도하거나 다른 계정을 사용하세요.
declined = 로그인하지 않았습니다
    .happened = 로그인을 취소했거나 내 서버가 로그인을 거부했습니다.
    .advice = 마음이 바뀌었다면 처음부터 다시 시작하세요.
interrupted = 서버가 로그인을 중단했습니다
    .happened = 로그인이 끝나기 전에 서버가 로그인을 중단했습니다. 서버의 페이지가 너무 오래 열려 있었거나 두 번 열렸습니다.
    .advice = 다시 시도하세요.
not-active = 활성 상태가 아닌 계정입니다
    .happened = 서버에 따르면 이 계정은 비활성화되었거나 정지되었습니다.
    .advice = 서버에 로그인해 계정을 다시 활성화한 뒤 다시 시도하세요. 또는 다른 계정을 사용하세요.
not-found = 여기에는 아무것도 없습니다
    .happened = 이 주소에는 페이지가 없습니다.
    .advice = { go-back-and-sign-in }

elsewhere = 이 서비스는 다른 주소에 있습니다
elsewhere-why = 안전을 위해 이 서비스는 한 주소에서만 응답합니다. 다음 주소에서 계속하세요.

start-over-at = { $app }에서 처음부터 다시 시작
