# 日本語。です・ます体。

language-name = 日本語

## On every page

language-menu = 言語
ways-on = 次の行き先
start-page = トップページへ
your-account = あなたのアカウント
continue = 続ける
cancel = キャンセル
use-another-account = 別のアカウントを使う
try-again = もう一度試す
sign-in-again = もう一度サインインする
reference = 参照番号
reference-advice = 同じことが続く場合は、この番号を { $service } の運営者に送ってください。
about-contact = お問い合わせ
about-imprint = 運営者について
about-privacy = プライバシー
about-terms = 利用規約
write-to = { $contact } にご連絡ください。
detail-site = 元のサイトの運営者向けの情報：
detail-service = { $service } の運営者向けの情報：
detail-server = あなたのサーバーの運営者向けの情報：
app-on-device = この端末のアプリ
service-busy = { $service } は現在混み合っています。1 分ほどしてからもう一度お試しください。
service-broken = { $service } で問題が発生しています。

## The sign-in page

sign-in = サインイン
sign-in-problem = 問題：サインイン
sign-in-to = { $app } に進むためにサインインします
sign-in-field = { $brand } のハンドル
sign-in-hint = { $brand } のハンドル、またはほかの AT Protocol のハンドル
sign-in-stay = このブラウザーでサインインしたままにする
sign-in-or = または
sign-in-with = { $server } でサインイン
sign-in-create = { $server } でアカウントを作成
sign-in-no-account = アカウントをお持ちでないですか？
sign-in-create-one = { $server } で作成
sign-in-next = 次に、ご自分のサーバーでパスワードを入力します。こちらからパスワードが見えることはありません。
sign-in-suggestion = { $handle } を使う
sign-in-not-back = { $host } に移動した後、まだ戻っていません。エラーが表示された場合は、サーバーのソフトウェアが 2026 年 6 月より古く、同じドメインのサイトからのアクセスを拒否している可能性があります。もう一度お試しください。今度は別の方法で移動します。それでもうまくいかない場合は、{ $host } の運営者に更新を依頼してください。
accounts = このブラウザーで使ったアカウント
accounts-forget = 削除
accounts-forget-one = このブラウザーから { $account } を削除

leave-title = { $host } へ進む
leave = あなたのサーバーへ進む
leave-why = 前回 { $host } に移動した後、戻っていません。ソフトウェアが 2026 年 6 月より古いサーバーは、同じドメインのサイトからのアクセスを拒否します。このリンクなら、そのようなサーバーでも使えるはずです。
leave-go = { $host } へ進む
leave-again = またエラーが表示された場合は、{ $host } の運営者に更新を依頼してください。

waiting = しばらくお待ちください
waiting-for = { $name } の応答を待っています…
waiting-for-server = あなたのサーバーの応答を待っています…
waiting-why = 通常より時間がかかっています。このページは自動的に先へ進みます。
waiting-back = サインインのページに戻る
waiting-too-long = 時間がかかりすぎました。何も変更されていません。

## Why the sign-in could not begin: one sentence above the field

typed-nothing = ハンドルを入力してください（例：alice.bsky.social）。
typed-bare-name = ハンドルには少なくとも 1 つのドットが含まれます（例：alice.bsky.social）。すべて入力してください。
typed-email = これはメールアドレスのようです。ハンドルを入力してください（例：alice.bsky.social）。
typed-email-button = これはメールアドレスのようです。ハンドルを入力してください（例：alice.bsky.social）。わからない場合は、下の { $server } のボタンを使ってください。
typed-email-buttons = これはメールアドレスのようです。ハンドルを入力してください（例：alice.bsky.social）。わからない場合は、下のボタンのどれかを使ってください。
typed-local-name = { $ending } で終わるハンドルはここでは使えません。つづりを確認してください。
typed-local-address = このアドレスはここでは使えません。ハンドルを入力してください（例：alice.bsky.social）。
typed-unknown-did = この種類の DID には対応していません。ハンドルを入力してください（例：alice.bsky.social）。
typed-no-handle = これはハンドルではありません。ハンドルは alice.bsky.social のように、英字、数字、ドット、ハイフンでできています。
typed-fediverse = これは Fediverse のアドレスのようなので、ハンドル { $handle } で試しました。{ $problem }
page-changed = このページは、開いた後に内容が変わりました。もう一度選んでください。
button-broken = 現在 { $server } でのサインインができません。あなたの操作が原因ではありません。後でもう一度試すか、{ $service } の運営者にお知らせください。
account-gone = このアカウントはもう存在しません。別のアカウントを使ってください。
no-network = { $service } は現在ネットワークにつながっていません。あなたの操作が原因ではありません。1 分ほどしてからもう一度お試しください。
no-account = このハンドルのアカウントは見つかりませんでした。つづりを確認してください。
handle-several = このハンドルは複数のアカウントを指しています。所有者が、_atproto で始まる DNS レコードを直す必要があります。
handle-faulty = このハンドルは正しく設定されておらず、アカウントを指していません。所有者が直す必要があります。
handle-not-claimed = このハンドルが指すアカウントは、今は別のハンドルを使っています。そのアカウントの現在のハンドルを入力してください。
handle-not-set-up = このアカウントにはハンドルが設定されていません。代わりに DID を使ってください。
no-server = このアカウントには、移動先となるサーバーがありません。閉鎖されたか、移転中の可能性があります。
server-without-oauth = { $host } は、ほかのサイトへのサインインにまだ対応していません。別のサーバーのアカウントを使うか、運営者に更新を依頼してください。
no-server-there = この名前のアカウントは見つかりませんでした。また、{ $host } はサインインできるサーバーではありません。つづりを確認してください。
client-refused = { $host } はここからのサインインを受け付けていません。あなたの操作が原因ではありません。{ $service } の運営者にお知らせください。
localhost-refused = { $host } は、ご自分のコンピューターで動くサービスからのサインインを受け付けていません。サービスに公開の https アドレスがあれば使えるようになります。
no-fresh-login = 元のアプリまたはサイトは改めてのサインインを求めていますが、あなたのサーバーはそれに対応していません。
server-busy = 現在 { $host } でサインインする人が多すぎます。1 分ほど待ってからもう一度お試しください。
server-silent = { $host } は現在応答していません。1 分ほどしてからもう一度お試しください。続く場合は { $host } にお問い合わせください。
server-wrong = { $host } からの応答を処理できませんでした。待っても直りません。運営者による修正が必要です。それまでは別のサーバーのアカウントを使ってください。
our-fault-here = こちら側で問題が発生しました。1 分ほど待ってからもう一度お試しください。

## Consent

consent-title = { $app } を許可
consent = このサインインを許可しますか？
consent-question = { $app } が、{ $account } としてのサインインを求めています。
consent-learns = 伝えられる情報：
consent-limits = パスワードが見られたり、あなたの名前で投稿されたりすることはありません。
consent-once = 一度許可すると、次からは確認されません。
consent-device = 応答は、この端末のアプリ（{ $address }）に送られます。別のアプリがそのアプリになりすましているかどうかは判別できないため、毎回確認します。ご自分でそのアプリからサインインを始めた直後の場合だけ許可してください。
consent-allow = 許可する
learn-did = アカウント番号（DID）
learn-pairwise = このサイトだけが知る、あなたの番号
learn-profile = ハンドル、表示名、画像、プロフィールページ
learn-email = メールアドレス
learn-email-made = ハンドルから作られたアドレス（メールを受信できない場合があります）
learn-offline = これらすべての情報（今後、あなたが使っていない間も）

form-post = あと一歩です
form-post-text = 「続ける」を押すと、元のアプリまたはサイトに戻ります。

## The front page, and "Try it"

home = { $brand } のアカウントでサインイン
home-open = { $app } へのサインインが終わっていません
home-open-continue = サインインを続ける
home-open-back = { $app } に戻る
home-what = { $service } を使うサイトやアプリには、{ $brand } のアカウントでサインインできます。ほかの AT Protocol サーバーのアカウントも使えます。
home-privacy = サイトやアプリに伝わるのは、ハンドルと公開プロフィールです。パスワードは、サイトにも、こちらにも見えません。
home-try = 試してみる
home-try-what = 一度サインインして、サイトに何が伝わるのかを確かめられます。
home-begin = サインインするには、使いたいサイトやアプリから始めてください。ここに移動します。
home-operators = サイトを運営している方へ
home-issuer = { $service } は OpenID Connect プロバイダーです。Issuer：
home-discovery = ディスカバリー文書

try-title = サイトに伝わる情報
try-done = サインインしました
try-what = この方法でサインインしたとき、サイトに伝わる情報はこれがすべてです。
claim-sub = アカウント番号
claim-preferred-username = ハンドル
claim-name = 表示名
claim-picture = 画像のアドレス
claim-profile = 公開プロフィール
claim-auth-time = サインインした日時
claim-iss = 発行者
claim-aud = 宛先
claim-iat = 発行日時
claim-exp = 有効期限
claim-other = その他

## Your account

account-sessions = サインインしている場所
account-this-browser = このブラウザー
account-times = 最終使用：{ $ago }。サインイン：{ $date }。
account-brief = そのブラウザーを閉じると終了します（遅くとも 1 時間後）。
account-end-session = サインアウト
account-end-session-of = { $device } をサインアウト（最終使用：{ $ago }）
account-sign-out = このブラウザーからサインアウト
account-everywhere = すべての場所からサインアウト
account-access = アクセスできるアプリとサイト
account-no-access = ありません。アプリやサイトは、許可された情報への鍵を持っている間アクセスできます。
account-access-note = アクセスを取り消すと、次にサインインするまで、そのアプリやサイトにここから新しい情報は伝わりません。すでに知っている情報はそのまま残り、相手側ではサインインしたままになることがあります。
account-since = { $date } から。
account-name-taken = { $wanted } はすでに他の人のものなので、そこではあなたを { $name } と呼びます。
account-name-reserved = { $wanted } は予約されているため、そこではあなたを { $name } と呼びます。
account-name-kept = そこではあなたを { $name } と呼びます。ハンドルが変わっても、この名前は変わりません。
account-remove = アクセスを取り消す
account-remove-of = { $app } のアクセスを取り消す
account-sign-ins = 最近のサインイン
account-sign-ins-note = すべてのアプリやサイトへの、新しいものから 10 件です。心当たりのないものがあれば、すべての場所からサインアウトしてください。
sign-in-fresh = あなたのサーバーでサインイン
sign-in-silent = 確認なしでサインイン
sign-in-refresh = アクセスを更新
sign-in-refused = 許可されませんでした
sign-in-from = { $ago }、{ $network } から
account-data = ここにあるあなたのデータ
account-see-stored = 保存されている情報を見る
account-delete = 自分のデータを削除する
account-back = アカウントに戻る
browser-on = { $browser }（{ $system }）
browser-unknown = ブラウザー

stored = あなたについて保存されている情報
stored-what = あなたのアカウントについてデータベースにある情報はこれがすべてです。鍵とコードは誰にも使えない形で保存されているため、件数だけを表示します。
stored-count = { $title }：{ $rows }
stored-also = そのほか
stored-also-what = 終わっていないサインインは、アプリやサイトが示したあなたの名前とともに、最長 1 日保存されます。{ $service } の運営者が、サインインの記録をしばらく保存していることがあります。
stored-account = あなたのアカウント
stored-browser-session = サインインしているブラウザー
stored-session-client = これらのブラウザーでサインインした先
stored-account-client = サインアウトの通知を受けるアプリ
stored-chosen-account = あなたのアカウントを候補に表示するブラウザー
stored-consent = 許可したこと
stored-sign-in = サインインの記録
stored-refresh-token = アプリやサイトの長期間有効な鍵
stored-access-token = アプリやサイトの短期間有効な鍵
stored-authorization-code = サインインのコード
stored-logout-notice = アプリにまだ伝わっていないサインアウト
stored-name-binding = あなたのものであり続ける名前
stored-name-choice = その名前の作られ方
stored-blocked-person = ここでブロックされているかどうか
fact-did = アカウント番号（DID）
fact-handle = ハンドル
fact-pds = あなたのサーバー
fact-issuer = サインインする場所
fact-is-hosted = サーバーによる確認
fact-name = 表示名
fact-picture = 画像のアドレス
fact-email = メールアドレス
fact-email-read-at = メールアドレスの取得日時
fact-confirmed = 最後に確認した日時
fact-yes = はい
fact-no = いいえ
fact-email-not-asked = 尋ねていません
fact-email-not-told = サーバーから伝えられていません
fact-email-unconfirmed = { $address }（未確認）
fact-session = サインイン：{ $since }、最終使用：{ $used }、終了：{ $until }
fact-session-brief = { fact-session }（またはそのブラウザーを閉じたとき）
fact-known-in-browsers = あなたの呼び名：{ $sub }、ブラウザー：{ $number }
fact-known-by-sign-ins = あなたの呼び名：{ $sub }、そこで終了させるサインイン：{ $number }
fact-shown-as = 表示：{ $account }
fact-chosen = 最後に選んだ日時：{ $date }
fact-consent = { $scope }（{ $date }）
fact-grants = { $number }、使用可能：{ $usable }、遅くとも { $date } に終了
fact-sign-ins = { $how }：{ $number }、最初：{ $first }、最後：{ $last }
fact-notices = サインアウトの通知待ち：{ $number }、{ $date } まで
fact-name-bound = { $kind }、{ $date } からあなたのもの
fact-name-made = { $template } から作成
fact-blocked = { $date } からブロック中

sign-in-once-more-first = ほかの人があなたの代わりに実行できないように、先にもう一度サインインしてください。1 分もかからず、終わるとここに戻ります。
sign-in-once-more = もう一度サインインする

everywhere = すべての場所からサインアウトしますか？
everywhere-browsers = ここでは、すべてのブラウザーからサインアウトします。
everywhere-apps = すべてのアプリとサイトが、ここでのアクセスを失います。対応しているものには、どれほど前に使ったものでも、サインアウトするように伝えます。
everywhere-matrix = Matrix のアプリが含まれる場合、暗号化されたメッセージの鍵が失われることがあります。先にバックアップがあることを確認してください。
everywhere-server = ご自分のサーバーにあるアカウントは、そのまま残ります。
everywhere-done = すべての場所からサインアウトしました
    .text = ここにサインインしているブラウザーはなくなり、アクセスできるアプリやサイトもありません。対応しているものには、サインアウトするように伝えています。

delete = 自分のデータを削除しますか？
delete-browsers = すべてのブラウザーからサインアウトし、ここに保存されているあなたの情報が削除されます。
delete-apps = すべてのアプリとサイトが、ここでのアクセスを失います。対応しているものには、どれほど前に使ったものでも、サインアウトするように伝えます。伝わるまで（最長 1 日）、相手側でのあなたの呼び名を保存します。
delete-names = 1 つだけ残るものがあります。アプリやサイトのためにここで割り当てられた名前とアドレス、そしてそれがあなたのものであるという記録です。ほかの人に渡ることはなく、戻ってきたときには同じものを使えます。
delete-rest = アプリやサイトがあなたについて知っていることと、ご自分のサーバーにあるアカウントは、そのまま残ります。
delete-done = あなたのデータを削除しました
    .text = サインアウトしました。アプリやサイトのために割り当てられた名前とアドレスだけは、ほかの人に渡らないように残ります。

signed-out-here = サインアウトしました
    .text = このブラウザーはここからサインアウトしました。サインインしていたアプリやサイトでは、サインインしたままになっていることがあります。
cannot-ask-again = あなたのサーバーは、もう一度サインインを求めることができません
    .text = このブラウザーからサインアウトして、もう一度ここでサインインしてください。その後 10 分間は、すべての場所からのサインアウトやデータの削除ができます。
not-signed-in = サインインしていません
    .text = アカウントを見るには、そのアカウントでサインインしてください。Cookie が必要です。無効にしている場合は、このサイトで許可してください。

## Signing out

logout = サインアウトしますか？
logout-question = { $service } からサインアウトしますか？
logout-account = このブラウザーでは { $account } としてサインインしています。
logout-yes = サインアウトする
logout-no = サインインしたままにする
logout-done-title = サインアウト完了
logout-done = サインアウトしました
logout-was-signed-in = このブラウザーで { $service } からサインアウトしました。
logout-was-not = このブラウザーで { $service } にサインインしている人はいません。
logout-apps = サインインしていたサイトやアプリでは、そこでサインアウトするまで、サインインしたままになっていることがあります。このページは閉じて構いません。
logout-stayed-title = サインインしたまま
logout-stayed = サインインしたままです
logout-stayed-what = 何も変わっていません。{ $service } からサインアウトしていません。
logout-close = このページは閉じて構いません。
logout-flaw-hint = 元のサイトは、あなたがそこにサインインしていたことを示せませんでした。そのため、元のサイトには戻りません。
logout-flaw-client = どのサイトから来たのかわかりません。そのため、元のサイトには戻りません。
logout-flaw-address = 元のサイトは、ここに登録されていないアドレスへの移動を求めています。そのため、そこには移動しません。

## Times

time-now = たった今
time-minutes = { $number } 分前
time-hours = { $number } 時間前
time-days = { $number } 日前
time-unknown = 不明な日
time-date = { $year } 年 { $month } 月 { $day } 日 { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = 元のアプリまたはサイトに戻り、そこからサインインしてください。
server-operator = もう一度お試しください。また起きる場合は、待っても直りません。あなたのサーバーの運営者による修正が必要です。

link-used = このサインインのリンクはすでに使われています
    .happened = このページへのリンクが使えるのは一度だけで、およそ 1 分間です。
    .advice = サインインしていない場合は、元のアプリまたはサイトに戻り、そこからサインインしてください。
link-broken = このサインインのリンクは使えません
    .happened = 元のアプリまたはサイトが正しく設定されていないため、そこに戻ることができません。
    .advice = 戻ってもう一度お試しください。また起きる場合は、下に書かれている内容を、そのアプリまたはサイトの運営者に送ってください。
link-expired = このサインインのリンクは期限切れです
    .happened = サインインはすでに終わっているか、アドレスが不完全です。
    .advice = { go-back-and-sign-in }
other-browser = このサインインは別のブラウザーで始められました
    .happened = 安全のため、サインインは始めたブラウザーでしか終えられません。Cookie が無効の場合にもこうなります。
    .advice = このブラウザーで、使いたいアプリまたはサイトを開き、そこからサインインしてください。心当たりがない場合は、このページを閉じてください。
already-finished = このサインインはすでに終わっています
    .happened = このサインインはすでに完了しています。
    .advice = ここですることはもうありません。サインインできていない場合は、最初からやり直してください。
took-too-long = サインインに時間がかかりすぎました
    .happened = サインインは 1 時間以内に終える必要があります。
    .advice = 最初からやり直してください。1 分もかかりません。
answer-used = この応答はすでに使われています
    .happened = あなたのサーバーの応答が使えるのは一度だけで、短い間です。
    .advice = サインインできていない場合は、もう一度お試しください。
no-outcome = もう一度お試しください
    .happened = あなたのサーバーの応答に時間がかかりました。応答は 2 分間だけ保存され、一度だけ使われます。
    .advice = { answer-used.advice }
sign-out-link-broken = このサインアウトのリンクは使えません
    .happened = 元のアプリまたはサイトが正しく設定されていません。サインアウトはしていません。
    .advice = { link-broken.advice }
sign-out-link-expired = このサインアウトのリンクは期限切れです
    .happened = リンクが古すぎるか、アドレスが不完全です。
    .advice = 元のアプリまたはサイトに戻り、そこからサインアウトしてください。
server-failed = あなたのサーバーがサインインを完了しませんでした
    .happened = エラー、またはこちらで処理できない応答が返りました。
    .advice = { server-operator }
network-out = 現在ネットワークにつながりません
    .happened = { $service } からどのサーバーにも接続できません。あなたの操作が原因ではありません。
    .advice = 1 分ほどしてからもう一度お試しください。
server-out = あなたのサーバーがサインインを完了しませんでした
    .happened = 応答がなかったか、現在は対応できないという応答でした。
    .advice = 1 分ほどしてからもう一度お試しください。また起きる場合は、あなたのサーバーの運営者にお問い合わせください。
not-admitted = このアカウントは、そのアプリまたはサイトでは使えません
    .happened = { $account } としてサインインしていますが、{ $app } はこのアカウントを受け付けていません。
    .advice = 別のアカウントを使うか、このアカウントを受け付けるよう { $service } の運営者に依頼してください。その際、下に書かれている内容を送ってください。
account-refused = このアカウントは、そのアプリまたはサイトでは使えません
    .happened = サインインしていますが、元のアプリまたはサイトはこのアカウントを受け付けていません。
    .advice = 別のアカウントを使うか、このアカウントを受け付けるよう { $service } の運営者に依頼してください。
no-did-web = この種類のアカウントは、そのアプリまたはサイトでは使えません
    .happened = { $account } としてサインインしています。ただし、このアカウントはウェブアドレス（did:web）に結び付いているため、そのアドレスを次に所有する人がアカウントも所有することになります。{ $app } はこのようなアカウントを受け付けていません。
    .advice = 別のアカウントを使うか、この種類を受け付けるよう { $service } の運営者に依頼してください。その際、下に書かれている内容を送ってください。
did-too-long = このアカウントはここでは使えません
    .happened = このアカウントの識別子（DID）は、OpenID Connect が認める長さを超えています。
    .advice = 別のアカウントを使ってください。
account-changed = もう一度サインインしてください
    .happened = 前回のサインインの後にアカウントが変わったか、そのサーバーに接続できません。
    .advice = もう一度試し、あなたのサーバーでサインインしてください。
handle-unconfirmed = 現在ハンドルを確認できません
    .happened = サインインしています。ただし、元のアプリまたはサイトはハンドルを必要としており、ハンドルの持ち主を示すサーバー（DNS と、その名前のウェブサーバー）が応答していません。
    .advice = 1 分ほどしてからもう一度お試しください。続く場合は、ハンドルのドメインの運営者にお問い合わせください。
too-many-here = お使いのネットワークからのサインインが多すぎます
    .happened = この 1 分間にお使いのネットワークで多くのサインインが始まったため、しばらくお待ちいただく必要があります。失われるものはありません。
    .advice = 1 分ほど待ってから、このページを再読み込みしてください。
too-many-new = 今日は新しいアカウントが多すぎます
    .happened = 今日は多くのアカウントが初めてここにサインインしたため、しばらくお待ちいただく必要があります。以前ここにサインインしたことのあるアカウントは使えます。
    .advice = 1、2 時間後に、または別のネットワークからもう一度お試しください。
too-many-now = 現在サインインする人が多すぎます
    .happened = ほかの多くのサーバーの応答を待っているため、サインインを進められませんでした。失われるものはありません。
    .advice = 数秒待ってから、このページを再読み込みするか、もう一度お試しください。
our-fault = こちら側で問題が発生しました
    .happened = 続けることができませんでした。何も変更されていません。
    .advice = 1 分ほどしてからもう一度お試しください。また起きる場合は、下の参照番号を { $service } の運営者に送ってください。
our-fault-once = こちら側で問題が発生しました
    .happened = このサインインを完了できませんでした。何も変更されていません。
    .advice = もう一度お試しください。新しくサインインすればうまくいくはずです。
trial-over = このテストは終わっています
    .happened = 結果は、テストを始めたブラウザーで一度だけ表示されます。
    .advice = トップページからもう一度お試しください。
trial-failed = テストのサインインに失敗しました
    .happened = サインインが拒否されたか、結果の受け取りが遅すぎました。
    .advice = { trial-over.advice }
trial-declined = サインインしませんでした
    .happened = サインインがキャンセルされたか、あなたのサーバーに拒否されました。何も保存されていません。
    .advice = いつでもまたお試しいただけます。
unproven = 本人であることを確認できませんでした
    .happened = あなたのサーバーの応答では、アカウントがあなたのものだと確認できなかったため、サインインを中止しました。
    .advice = { server-operator }
wrong-account = 別のアカウントでした
    .happened = ここで入力したものとは別のアカウントで、あなたのサーバーにサインインしました。
    .advice = もう一度試し、両方で同じアカウントを選んでください。
account-not-found = このアカウントはもう見つかりません
    .happened = 閉鎖されたか、別のサーバーへ移転中の可能性があります。
    .advice = 移転が終わるのを待ってもう一度試すか、別のアカウントを使ってください。
declined = サインインしませんでした
    .happened = サインインがキャンセルされたか、あなたのサーバーに拒否されました。
    .advice = サインインしたい場合は、最初からやり直してください。
interrupted = あなたのサーバーがサインインを終了しました
    .happened = 完了する前に、あなたのサーバーがサインインを終了しました。サーバーのページを長く開いたままにしたか、二度開いたことが原因です。
    .advice = もう一度お試しください。
not-active = このアカウントは有効ではありません
    .happened = あなたのサーバーによると、このアカウントは無効化または停止されています。
    .advice = あなたのサーバーにサインインしてアカウントを再開してから、もう一度お試しください。または、別のアカウントを使ってください。
not-found = ここには何もありません
    .happened = このアドレスのページはありません。
    .advice = { go-back-and-sign-in }

elsewhere = このサービスは別のアドレスにあります
elsewhere-why = 安全のため、応答するアドレスは一つだけです。次のアドレスから続けてください。

start-over-at = { $app } で最初からやり直す
