# 简体中文。使用“你”。

language-name = 简体中文

## On every page

language-menu = 语言
ways-on = 接下来去哪里
start-page = 前往首页
your-account = 你的账号
continue = 继续
cancel = 取消
use-another-account = 使用其他账号
try-again = 重试
sign-in-again = 重新登录
reference = 参考编号
reference-advice = 如果问题一再出现，请将此编号发送给 { $service } 的运营者。
about-contact = 联系方式
about-imprint = 运营者信息
about-privacy = 隐私
about-terms = 使用条款
write-to = 请联系 { $contact }。
detail-site = 供原网站的运营者参考：
detail-service = 供 { $service } 的运营者参考：
detail-server = 供你的服务器的运营者参考：
app-on-device = 此设备上的应用
service-busy = { $service } 现在过于繁忙。请一分钟后重试。
service-broken = { $service } 出现了问题。

## The sign-in page

sign-in = 登录
sign-in-problem = 出现问题：登录
sign-in-to = 登录后继续前往 { $app }
sign-in-field = 你的 { $brand } 用户名
sign-in-hint = 你的 { $brand } 用户名，或任何其他 AT Protocol 用户名
sign-in-stay = 在此浏览器上保持登录
sign-in-or = 或
sign-in-with = 使用 { $server } 登录
sign-in-create = 在 { $server } 创建账号
sign-in-no-account = 还没有账号？
sign-in-create-one = 在 { $server } 创建一个
sign-in-next = 接下来，你将在自己的服务器上输入密码。我们永远看不到它。
sign-in-suggestion = 使用 { $handle }
sign-in-not-back = 你已跳转到 { $host }，但还没有返回。如果那里显示了错误，可能是它的软件早于 2026 年 6 月，会拒绝来自同一域名下网站的访客。请重试：这次我们会换一种方式跳转。如果还是不行，请联系 { $host } 的运营者进行更新。
accounts = 在此浏览器中使用过的账号
accounts-forget = 移除
accounts-forget-one = 从此浏览器中移除 { $account }

leave-title = 继续前往 { $host }
leave = 继续前往你的服务器
leave-why = 你之前跳转到 { $host }，但没有返回。软件早于 2026 年 6 月的服务器会拒绝来自同一域名下网站的访客。此链接对它们应该也有效。
leave-go = 继续前往 { $host }
leave-again = 如果再次出现错误，请联系 { $host } 的运营者进行更新。

waiting = 请稍候
waiting-for = 正在等待 { $name } 的响应…
waiting-for-server = 正在等待你的服务器的响应…
waiting-why = 用时比平时长。此页面会自动继续。
waiting-back = 返回登录页面
waiting-too-long = 用时过长，没有任何更改。

## Why the sign-in could not begin: one sentence above the field

typed-nothing = 请输入你的用户名，例如 alice.bsky.social。
typed-bare-name = 用户名至少包含一个点，例如 alice.bsky.social。请输入完整的用户名。
typed-email = 这看起来像电子邮件地址。请输入你的用户名，例如 alice.bsky.social。
typed-email-button = 这看起来像电子邮件地址。请输入你的用户名，例如 alice.bsky.social。如果不知道，请使用下面的 { $server } 按钮。
typed-email-buttons = 这看起来像电子邮件地址。请输入你的用户名，例如 alice.bsky.social。如果不知道，请使用下面的某个按钮。
typed-local-name = 以 { $ending } 结尾的用户名不能在这里使用。请检查拼写。
typed-local-address = 此地址不能在这里使用。请输入你的用户名，例如 alice.bsky.social。
typed-unknown-did = 不支持这种 DID。请输入你的用户名，例如 alice.bsky.social。
typed-no-handle = 这不是用户名。用户名类似 alice.bsky.social，由字母、数字、点和连字符组成。
typed-fediverse = 这看起来像 Fediverse 地址，因此我们尝试了用户名 { $handle }。{ $problem }
page-changed = 自你打开以来，此页面已发生变化。请重新选择。
button-broken = 目前无法使用 { $server } 登录。这不是你的问题。请稍后重试，或告知 { $service } 的运营者。
account-gone = 此账号已不存在。请使用其他账号。
no-network = { $service } 现在无法连接网络。这不是你的问题。请一分钟后重试。
no-account = 我们没有找到使用此用户名的账号。请检查拼写。
handle-several = 此用户名指向多个账号。其所有者需要更正以 _atproto 开头的 DNS 记录。
handle-faulty = 此用户名设置有误：它没有指向任何账号。其所有者需要更正。
handle-not-claimed = 此用户名指向的账号现在使用另一个用户名。请输入该账号当前的用户名。
handle-not-set-up = 此账号没有设置用户名。请改用它的 DID。
no-server = 此账号没有可供登录的服务器。账号可能已关闭，或正在迁移。
server-without-oauth = { $host } 还不支持登录其他网站。请使用其他服务器上的账号，或联系其运营者进行更新。
no-server-there = 我们没有找到使用此名称的账号，并且 { $host } 不是可以登录的服务器。请检查拼写。
client-refused = { $host } 不接受来自这里的登录。这不是你的问题。请告知 { $service } 的运营者。
localhost-refused = { $host } 不接受来自你自己计算机上服务的登录。该服务有了公开的 https 地址后即可使用。
no-fresh-login = 你要登录的应用或网站要求重新登录，而你的服务器不支持。
server-busy = 现在在 { $host } 登录的人太多。请等待一分钟后重试。
server-silent = { $host } 现在没有响应。请一分钟后重试。如果一直如此，请联系 { $host }。
server-wrong = { $host } 给出了我们无法使用的响应，等待也无济于事：需要由其运营者修复。在此之前，请使用其他服务器上的账号。
our-fault-here = 我们这边出了问题。请等待一分钟后重试。

## Consent

consent-title = 允许 { $app }
consent = 允许此次登录吗？
consent-question = { $app } 想让你以 { $account } 的身份登录。
consent-learns = 它将获知：
consent-limits = 它看不到你的密码，也不能以你的名义发布内容。
consent-once = 允许之后，不会再次询问你。
consent-device = 响应将发送给此设备上的应用，地址为 { $address }。我们无法判断是否有其他应用冒充它，因此每次都会询问你。只有在你自己刚刚开始用该应用登录时才允许。
consent-allow = 允许
learn-did = 你的账号编号（DID）
learn-pairwise = 只有此网站知道的、代表你的编号
learn-profile = 你的用户名、显示名称、头像和个人资料页
learn-email = 你的电子邮件地址
learn-email-made = 由你的用户名生成的地址，可能无法接收邮件
learn-offline = 以后也能获知以上全部信息，即使你不在

form-post = 还差一步
form-post-text = 点击“继续”，返回原来的应用或网站。

## The front page, and "Try it"

home = 使用你的 { $brand } 账号登录
home-open = 你还没有完成登录 { $app }
home-open-continue = 继续登录
home-open-back = 返回 { $app }
home-what = 使用 { $service } 的网站和应用允许你用 { $brand } 账号登录。任何其他 AT Protocol 服务器上的账号也可以。
home-privacy = 它们会获知你的用户名和公开的个人资料。它们永远看不到你的密码，我们也看不到。
home-try = 试一试
home-try-what = 登录一次，看看网站究竟会获知你的哪些信息。
home-begin = 要登录，请从你想使用的网站或应用开始。它会带你来到这里。
home-operators = 如果你运营网站
home-issuer = { $service } 是 OpenID Connect 提供方。它的 issuer：
home-discovery = 发现文档

try-title = 网站会获知你的哪些信息
try-done = 你已登录
try-what = 以这种方式登录网站时，网站获知的关于你的信息全部在此。
claim-sub = 你的账号编号
claim-preferred-username = 你的用户名
claim-name = 你的显示名称
claim-picture = 你的头像地址
claim-profile = 你的公开个人资料
claim-auth-time = 登录时间
claim-iss = 签发者
claim-aud = 接收者
claim-iat = 签发时间
claim-exp = 有效期至
claim-other = 其他

## Your account

account-sessions = 你的登录位置
account-this-browser = 此浏览器
account-times = 上次使用：{ $ago }。登录时间：{ $date }。
account-brief = 关闭该浏览器时结束，最长一小时。
account-end-session = 退出登录
account-end-session-of = 退出登录：{ $device }，上次使用：{ $ago }
account-sign-out = 在此浏览器中退出登录
account-everywhere = 在所有位置退出登录
account-access = 有访问权限的应用和网站
account-no-access = 没有。只要应用或网站持有你所允许内容的密钥，它就有访问权限。
account-access-note = 如果你移除某一个，在你再次登录它之前，它不会再从这里获知你的任何信息。它可能保留已经知道的信息，并在它那边保持你的登录状态。
account-since = 自 { $date } 起。
account-name-taken = { $wanted } 已属于其他人，因此我们在那里称你为 { $name }。
account-name-reserved = { $wanted } 是保留名称，因此我们在那里称你为 { $name }。
account-name-kept = 我们在那里称你为 { $name }，即使你的用户名改变，这个名称也不会变。
account-remove = 移除访问权限
account-remove-of = 移除访问权限：{ $app }
account-sign-ins = 最近的登录
account-sign-ins-note = 最近十次登录，包括所有应用和网站。如果有不是你本人的登录，请在所有位置退出登录。
sign-in-fresh = 在你的服务器登录
sign-in-silent = 未经询问即登录
sign-in-refresh = 续期访问
sign-in-refused = 未获准登录
sign-in-from = { $ago }，来自 { $network }
account-data = 你在这里的数据
account-see-stored = 查看存储了我的哪些信息
account-delete = 删除我的数据
account-back = 返回你的账号
browser-on = { $browser }（{ $system }）
browser-unknown = 浏览器

stored = 存储的关于你的信息
stored-what = 我们的数据库中关于你的账号的全部内容都在这里。密钥和登录码以任何人都无法使用的形式存储，因此只显示数量。
stored-count = { $title }：{ $rows }
stored-also = 此外
stored-also-what = 未完成的登录最多保留一天，其中包括应用或网站为你提供的名称。{ $service } 的运营者可能会将登录日志保留一段时间。
stored-account = 你的账号
stored-browser-session = 已登录的浏览器
stored-session-client = 这些浏览器登录过的地方
stored-account-client = 退出登录时会收到通知的应用
stored-chosen-account = 会列出你的账号的浏览器
stored-consent = 你允许过的内容
stored-sign-in = 登录记录
stored-refresh-token = 应用和网站的长期密钥
stored-access-token = 应用和网站的短期密钥
stored-authorization-code = 登录码
stored-logout-notice = 尚未通知应用的退出登录
stored-name-binding = 始终属于你的名称
stored-name-choice = 这些名称的生成方式
stored-blocked-person = 你在此是否被封禁
fact-did = 账号编号（DID）
fact-handle = 用户名
fact-pds = 你的服务器
fact-issuer = 你登录的地方
fact-is-hosted = 已由你的服务器确认
fact-name = 显示名称
fact-picture = 你的头像地址
fact-email = 电子邮件地址
fact-email-read-at = 读取电子邮件地址的时间
fact-confirmed = 上次确认
fact-yes = 是
fact-no = 否
fact-email-not-asked = 未请求
fact-email-not-told = 你的服务器未提供
fact-email-unconfirmed = { $address }（未确认）
fact-session = 登录：{ $since }；上次使用：{ $used }；结束：{ $until }
fact-session-brief = { fact-session }，或关闭该浏览器时
fact-known-in-browsers = 对方称你为 { $sub }；浏览器：{ $number }
fact-known-by-sign-ins = 对方称你为 { $sub }；将在那里结束的登录：{ $number }
fact-shown-as = 显示为 { $account }
fact-chosen = 上次选择：{ $date }
fact-consent = { $scope }，{ $date }
fact-grants = { $number }，可用：{ $usable }；最迟于 { $date } 结束
fact-sign-ins = { $how }：{ $number }；首次：{ $first }；最近：{ $last }
fact-notices = 等待发送的退出登录通知：{ $number }，最迟到 { $date }
fact-name-bound = { $kind }，自 { $date } 起属于你
fact-name-made = 按 { $template } 生成
fact-blocked = 自 { $date } 起被封禁

sign-in-once-more-first = 请先再登录一次，以免他人代你操作。不到一分钟即可完成，之后会返回这里。
sign-in-once-more = 再登录一次

everywhere = 在所有位置退出登录吗？
everywhere-browsers = 你将在所有浏览器中退出这里的登录。
everywhere-apps = 所有应用和网站都会失去在这里的访问权限。我们还会通知支持此功能的应用和网站，让你在那里也退出登录，无论你多久没有使用过它们。
everywhere-matrix = 如果其中有 Matrix 应用，它可能会丢失你的加密消息的密钥。请先确认你已备份这些密钥。
everywhere-server = 你自己服务器上的账号保持不变。
everywhere-done = 你已在所有位置退出登录
    .text = 这里不再有任何浏览器处于登录状态，也没有任何应用或网站有访问权限。我们正在通知支持此功能的应用和网站，让你在那里也退出登录。

delete = 删除我的数据吗？
delete-browsers = 你将在所有浏览器中退出这里的登录，这里存储的关于你的信息将被删除。
delete-apps = 所有应用和网站都会失去在这里的访问权限。我们还会通知支持此功能的应用和网站，让你在那里也退出登录，无论你多久没有使用过它们。在它们收到通知之前（最多一天），我们会保留它们用来识别你的名称。
delete-names = 有一样会保留：你在这里为应用和网站获得的名称和地址，以及它们属于你的记录。它们永远不会转给他人；如果你回来，仍会使用相同的名称和地址。
delete-rest = 应用和网站所知道的关于你的信息，以及你自己服务器上的账号，都保持不变。
delete-done = 你的数据已删除
    .text = 你已退出登录。只有你为应用和网站获得的名称和地址会保留，这样其他人永远无法得到它们。

signed-out-here = 你已退出登录
    .text = 此浏览器已在这里退出登录。你登录过的应用和网站可能会在它们那边保持你的登录状态。
cannot-ask-again = 你的服务器无法再次验证你的身份
    .text = 请在此浏览器中退出登录，然后在这里重新登录。之后十分钟内，你可以在所有位置退出登录，或删除你的数据。
not-signed-in = 你尚未登录
    .text = 要查看你的账号，请用它登录。这需要 Cookie：如果你已将其关闭，请允许此网站使用。

## Signing out

logout = 退出登录吗？
logout-question = 要退出 { $service } 吗？
logout-account = 在此浏览器中，你以 { $account } 的身份登录。
logout-yes = 退出登录
logout-no = 保持登录
logout-done-title = 已退出登录
logout-done = 你已退出登录
logout-was-signed-in = 你已在此浏览器中退出 { $service }。
logout-was-not = 此浏览器中没有人登录 { $service }。
logout-apps = 你登录过的网站和应用可能会在它们那边保持你的登录状态，直到你在那里退出登录。你现在可以关闭此页面。
logout-stayed-title = 仍处于登录状态
logout-stayed = 你仍处于登录状态
logout-stayed-what = 没有任何变化：你没有退出 { $service }。
logout-close = 你现在可以关闭此页面。
logout-flaw-hint = 原网站无法证明你曾在那里登录，因此我们不会带你返回该网站。
logout-flaw-client = 我们不知道你是从哪个网站来的，因此不会带你返回该网站。
logout-flaw-address = 原网站想让你跳转到一个未在这里登记的地址，因此我们不会跳转。

## Times

time-now = 刚刚
time-minutes = { $number } 分钟前
time-hours = { $number } 小时前
time-days = { $number } 天前
time-unknown = 未知日期
time-date = { $year } 年 { $month } 月 { $day } 日 { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = 请返回原来的应用或网站，并从那里登录。
server-operator = 请重试。如果再次发生，等待也无济于事：需要由你的服务器的运营者修复。

link-used = 此登录链接已被使用
    .happened = 指向此页面的每个链接只能使用一次，并且只在大约一分钟内有效。
    .advice = 如果你尚未登录，请返回原来的应用或网站，并从那里登录。
link-broken = 此登录链接无效
    .happened = 让你跳转到这里的应用或网站设置不正确，因此我们无法带你返回。
    .advice = 请返回并再试一次。如果再次发生，请将下面的内容发送给该应用或网站的运营者。
link-expired = 此登录链接已过期
    .happened = 登录早已完成，或地址不完整。
    .advice = { go-back-and-sign-in }
other-browser = 此次登录是在另一个浏览器中开始的
    .happened = 为了你的安全，登录只能在开始登录的浏览器中完成。Cookie 被关闭时也会出现这种情况。
    .advice = 请在此浏览器中打开你想使用的应用或网站，并从那里登录。如果这不是你自己开始的，关闭此页面即可。
already-finished = 此次登录已经完成
    .happened = 你已经完成了此次登录。
    .advice = 这里没有其他事情要做。如果你尚未登录，请重新开始。
took-too-long = 此次登录用时过长
    .happened = 登录必须在一小时内完成。
    .advice = 请重新开始：不到一分钟即可完成。
answer-used = 此响应已被使用
    .happened = 你的服务器的响应只能使用一次，并且只在短时间内有效。
    .advice = 如果你尚未登录，请重试。
no-outcome = 请重试
    .happened = 你的服务器用了一些时间，它的响应会保留两分钟，并且只能使用一次。
    .advice = { answer-used.advice }
sign-out-link-broken = 此退出登录链接无效
    .happened = 让你跳转到这里的应用或网站设置不正确。你没有退出登录。
    .advice = { link-broken.advice }
sign-out-link-expired = 此退出登录链接已过期
    .happened = 链接太旧，或地址不完整。
    .advice = 请返回原来的应用或网站，并从那里退出登录。
server-failed = 你的服务器没有完成登录
    .happened = 它返回了错误，或我们无法使用的内容。
    .advice = { server-operator }
network-out = 现在无法连接网络
    .happened = { $service } 无法连接任何服务器。这不是你的问题。
    .advice = 请一分钟后重试。
server-out = 你的服务器没有完成登录
    .happened = 它没有响应，或表示现在无法响应。
    .advice = 请一分钟后重试。如果再次发生，请联系你的服务器的运营者。
not-admitted = 此账号不能用于该应用或网站
    .happened = 你以 { $account } 的身份登录，但 { $app } 不接受此账号。
    .advice = 请使用其他账号，或请 { $service } 的运营者接受此账号，并将下面的内容发送给他们。
account-refused = 此账号不能用于该应用或网站
    .happened = 你已登录，但你要使用的应用或网站不接受此账号。
    .advice = 请使用其他账号，或请 { $service } 的运营者接受此账号。
no-did-web = 这类账号不能用于该应用或网站
    .happened = 你以 { $account } 的身份登录。但此账号属于一个网址（did:web），该网址的下一个所有者也将拥有此账号。{ $app } 不接受这类账号。
    .advice = 请使用其他账号，或请 { $service } 的运营者接受这类账号，并将下面的内容发送给他们。
did-too-long = 你不能在这里使用此账号
    .happened = 此账号的标识符（DID）超过了 OpenID Connect 允许的长度。
    .advice = 请使用其他账号。
account-changed = 请再登录一次
    .happened = 自上次登录以来，你的账号发生了变化，或我们无法连接它的服务器。
    .advice = 请重试，并在你的服务器上登录。
handle-unconfirmed = 现在无法确认你的用户名
    .happened = 你已登录。但你要使用的应用或网站需要你的用户名，而说明其归属的服务器（DNS 和该名称的网站服务器）没有响应。
    .advice = 请一分钟后重试。如果一直如此，请联系你的用户名所属域名的运营者。
too-many-here = 来自你的网络的登录过多
    .happened = 过去一分钟内，你的网络上开始了许多登录，因此你需要等待。不会丢失任何内容。
    .advice = 请等待一分钟，然后重新加载此页面。
too-many-new = 今天的新账号过多
    .happened = 今天有许多账号首次在这里登录，因此你的账号需要等待。以前在这里登录过的账号仍然可以登录。
    .advice = 请在一两个小时后重试，或换用其他网络。
too-many-now = 现在登录的人太多
    .happened = 我们正在等待许多其他服务器，因此你的登录无法继续。不会丢失任何内容。
    .advice = 请等待几秒钟，然后重新加载此页面或重试。
our-fault = 我们这边出了问题
    .happened = 我们无法继续，没有任何更改。
    .advice = 请一分钟后重试。如果再次发生，请将下面的参考编号发送给 { $service } 的运营者。
our-fault-once = 我们这边出了问题
    .happened = 此次登录无法完成，没有任何更改。
    .advice = 请重试：重新登录应该可以成功。
trial-over = 此次测试已结束
    .happened = 结果只在开始测试的浏览器中显示一次。
    .advice = 请前往首页再试一次。
trial-failed = 测试登录失败
    .happened = 登录被拒绝，或请求结果的时间太晚。
    .advice = { trial-over.advice }
trial-declined = 登录已取消
    .happened = 你取消了登录，或你的服务器拒绝了登录。没有存储任何内容。
    .advice = 你可以随时重试。
unproven = 我们无法确认你的身份
    .happened = 你的服务器的响应没有证明该账号属于你，因此我们没有让你登录。
    .advice = { server-operator }
wrong-account = 那是另一个账号
    .happened = 你在服务器上登录的账号与你在这里输入的不同。
    .advice = 请重试，并在两处选择同一个账号。
account-not-found = 已找不到此账号
    .happened = 它可能已关闭，或正在迁移到其他服务器。
    .advice = 请等待迁移完成后重试，或使用其他账号。
declined = 登录已取消
    .happened = 你取消了登录，或你的服务器拒绝了登录。
    .advice = 如果你改变了主意，请重新开始。
interrupted = 你的服务器结束了登录
    .happened = 你的服务器在登录完成之前就结束了登录：它的页面打开时间过长，或被打开了两次。
    .advice = 请重试。
not-active = 此账号未启用
    .happened = 你的服务器表示此账号已停用或被暂停。
    .advice = 请在你的服务器上登录以重新启用它，然后重试。或者使用其他账号。
not-found = 这里什么都没有
    .happened = 此地址没有对应的页面。
    .advice = { go-back-and-sign-in }

elsewhere = 请从另一个地址访问此服务
elsewhere-why = 为了你的安全，此服务只在一个地址上响应。请在那里继续：

start-over-at = 在 { $app } 重新开始
