# Português do Brasil. Tratamento: você.

language-name = Português (Brasil)

## On every page

language-menu = Idioma
ways-on = Para onde ir agora
start-page = Ir para a página inicial
your-account = Sua conta
continue = Continuar
cancel = Cancelar
use-another-account = Usar outra conta
try-again = Tentar novamente
sign-in-again = Entrar novamente
reference = Referência
reference-advice = Se isso continuar acontecendo, envie-a às pessoas que administram { $service }.
about-contact = Contato
about-imprint = Quem mantém este serviço
about-privacy = Privacidade
about-terms = Termos de uso
write-to = Escreva para { $contact }.
detail-site = Para as pessoas que administram o site de onde você veio:
detail-service = Para as pessoas que administram { $service }:
detail-server = Para as pessoas que administram o seu servidor:
app-on-device = um aplicativo neste dispositivo
service-busy = { $service } está sobrecarregado no momento. Tente novamente em um minuto.
service-broken = Há algo errado com { $service }.

## The sign-in page

sign-in = Entrar
sign-in-problem = Problema: Entrar
sign-in-to = para continuar em { $app }
sign-in-field = Seu identificador do { $brand }
sign-in-hint = Seu identificador do { $brand } ou qualquer outro do AT Protocol
sign-in-stay = Continuar conectado neste navegador
sign-in-or = ou
sign-in-with = Entrar com { $server }
sign-in-create = Criar uma conta em { $server }
sign-in-no-account = Ainda não tem conta?
sign-in-create-one = Criar uma em { $server }
sign-in-next = Em seguida, você digitará sua senha no seu próprio servidor. Nós nunca a vemos.
sign-in-suggestion = Usar { $handle }
sign-in-not-back = Você foi enviado para { $host } e não voltou. Se apareceu um erro, o software dele pode ser anterior a junho de 2026 e recusar quem vem de um site do mesmo domínio. Tente novamente: desta vez vamos enviar você por outro caminho. Se também não funcionar, peça uma atualização às pessoas que administram { $host }.
accounts = Contas usadas neste navegador
accounts-forget = Remover
accounts-forget-one = Remover { $account } deste navegador

leave-title = Continuar para { $host }
leave = Continuar para o seu servidor
leave-why = Você já foi enviado para { $host } e não voltou. Servidores com software anterior a junho de 2026 recusam quem vem de um site do mesmo domínio. Este link deve funcionar com eles também.
leave-go = Continuar para { $host }
leave-again = Se aparecer um erro de novo, peça uma atualização às pessoas que administram { $host }.

waiting = Um momento
waiting-for = Esperando a resposta de { $name }…
waiting-for-server = Esperando a resposta do seu servidor…
waiting-why = Isso está demorando mais do que o normal. A página vai continuar sozinha.
waiting-back = Voltar para a página de login
waiting-too-long = Isso demorou demais, e nada foi alterado.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Digite seu identificador, por exemplo alice.bsky.social.
typed-bare-name = Um identificador tem pelo menos um ponto, como alice.bsky.social. Digite-o por completo.
typed-email = Isso parece um endereço de e-mail. Digite seu identificador, por exemplo alice.bsky.social.
typed-email-button = Isso parece um endereço de e-mail. Digite seu identificador, por exemplo alice.bsky.social. Se não souber qual é, use o botão de { $server } abaixo.
typed-email-buttons = Isso parece um endereço de e-mail. Digite seu identificador, por exemplo alice.bsky.social. Se não souber qual é, use um dos botões abaixo.
typed-local-name = Identificadores terminados em { $ending } não podem ser usados aqui. Confira como você escreveu.
typed-local-address = Este endereço não pode ser usado aqui. Digite seu identificador, por exemplo alice.bsky.social.
typed-unknown-did = Este tipo de DID não é aceito. Digite seu identificador, por exemplo alice.bsky.social.
typed-no-handle = Isso não é um identificador. Um identificador é como alice.bsky.social: letras, números, pontos e hifens.
typed-fediverse = Isso parece um endereço do Fediverso, então tentamos o identificador { $handle }. { $problem }
page-changed = Esta página mudou desde que você a abriu. Escolha novamente.
button-broken = Não é possível entrar com { $server } no momento. A culpa não é sua. Tente mais tarde ou avise as pessoas que administram { $service }.
account-gone = Esta conta não existe mais. Use outra.
no-network = { $service } está sem rede no momento. A culpa não é sua. Tente novamente em um minuto.
no-account = Não encontramos nenhuma conta com este identificador. Confira como você escreveu.
handle-several = Este identificador aponta para várias contas. O dono precisa corrigir as entradas de DNS que começam com _atproto.
handle-faulty = Este identificador está mal configurado: não aponta para nenhuma conta. O dono precisa corrigir isso.
handle-not-claimed = Este identificador aponta para uma conta que agora usa outro. Digite o identificador atual da conta.
handle-not-set-up = Esta conta não tem um identificador configurado. Use o DID dela.
no-server = Esta conta não tem um servidor para onde possamos enviar você. Ela pode ter sido encerrada ou estar sendo transferida.
server-without-oauth = { $host } ainda não permite entrar em outros sites. Use uma conta em outro servidor ou peça uma atualização às pessoas que o administram.
no-server-there = Não encontramos nenhuma conta com este nome, e { $host } não é um servidor em que se possa entrar. Confira como você escreveu.
client-refused = { $host } não aceita logins vindos daqui. A culpa não é sua. Avise as pessoas que administram { $service }.
localhost-refused = { $host } não aceita logins de um serviço no seu próprio computador. Vai funcionar quando o serviço tiver um endereço https público.
no-fresh-login = O aplicativo ou site de onde você veio exige um novo login, e o seu servidor não oferece isso.
server-busy = Há pessoas demais entrando em { $host } agora. Espere um minuto e tente novamente.
server-silent = { $host } não está respondendo no momento. Tente novamente em um minuto. Se continuar assim, entre em contato com { $host }.
server-wrong = { $host } deu uma resposta que não podemos usar, e esperar não vai adiantar: as pessoas que o administram precisam corrigir isso. Até lá, use uma conta em outro servidor.
our-fault-here = Algo deu errado do nosso lado. Espere um minuto e tente novamente.

## Consent

consent-title = Permitir { $app }
consent = Permitir este login?
consent-question = { $app } quer conectar você como { $account }.
consent-learns = Estes dados serão informados:
consent-limits = Sua senha fica em segredo, e nada pode ser publicado em seu nome.
consent-once = Depois de permitir, não vamos perguntar de novo.
consent-device = A resposta vai para um aplicativo neste dispositivo, em { $address }. Não conseguimos saber se outro aplicativo finge ser ele, por isso perguntamos todas as vezes. Permita somente se foi você que acabou de começar a entrar nesse aplicativo.
consent-allow = Permitir
learn-did = O número da sua conta (DID)
learn-pairwise = Um número para você que só este site conhece
learn-profile = Seu identificador, nome de exibição, imagem e página de perfil
learn-email = Seu endereço de e-mail
learn-email-made = Um endereço formado a partir do seu identificador, que talvez não receba e-mails
learn-offline = Tudo isso mais tarde também, mesmo na sua ausência

form-post = Mais um passo
form-post-text = Continue para voltar ao aplicativo ou site de onde você veio.

## The front page, and "Try it"

home = Entre com sua conta do { $brand }
home-open = Você não terminou de entrar em { $app }
home-open-continue = Continuar o login
home-open-back = Voltar para { $app }
home-what = Sites e aplicativos que usam { $service } permitem que você entre com sua conta do { $brand }. Uma conta em qualquer outro servidor do AT Protocol também serve.
home-privacy = Eles recebem seu identificador e seu perfil público. Nunca veem sua senha, e nós também não.
home-try = Experimentar
home-try-what = Entre uma vez e veja exatamente o que um site saberia sobre você.
home-begin = Para entrar, comece pelo site ou aplicativo que você quer usar. Ele trará você até aqui.
home-operators = Se você administra um site
home-issuer = { $service } é um provedor OpenID Connect. O emissor (issuer):
home-discovery = Documento de descoberta

try-title = O que um site fica sabendo sobre você
try-done = Você entrou
try-what = Isto é tudo o que um site fica sabendo sobre você quando você entra nele desta forma.
claim-sub = O número da sua conta
claim-preferred-username = Seu identificador
claim-name = Seu nome de exibição
claim-picture = Endereço da sua imagem
claim-profile = Seu perfil público
claim-auth-time = Quando você entrou
claim-iss = Emitido por
claim-aud = Destinado a
claim-iat = Emitido em
claim-exp = Válido até
claim-other = Outros

## Your account

account-sessions = Onde você está conectado
account-this-browser = Este navegador
account-times = Último uso: { $ago }. Login em { $date }.
account-brief = Termina quando esse navegador é fechado e, no máximo, depois de uma hora.
account-end-session = Sair
account-end-session-of = Sair de { $device }, último uso: { $ago }
account-sign-out = Sair deste navegador
account-everywhere = Sair de todos os lugares
account-access = Aplicativos e sites com acesso
account-no-access = Nenhum. Um aplicativo ou site tem acesso enquanto guarda uma chave para o que você permitiu.
account-access-note = Se você remover um, ele não saberá mais nada sobre você por aqui até que você entre nele de novo. Ele pode guardar o que já sabe e manter você conectado.
account-since = Desde { $date }.
account-name-taken = Lá chamamos você de { $name }, porque { $wanted } já é de outra pessoa.
account-name-reserved = Lá chamamos você de { $name }, porque { $wanted } está reservado.
account-name-kept = Lá chamamos você de { $name }, e isso não muda, mesmo que seu identificador mude.
account-remove = Remover acesso
account-remove-of = Remover acesso: { $app }
account-sign-ins = Logins recentes
account-sign-ins-note = Os dez mais recentes, em qualquer aplicativo ou site. Se algum não foi seu, saia de todos os lugares.
sign-in-fresh = Login no seu servidor
sign-in-silent = Login sem pergunta
sign-in-refresh = Acesso renovado
sign-in-refused = Acesso negado
sign-in-from = { $ago }, de { $network }
account-data = Seus dados aqui
account-see-stored = Ver o que está guardado sobre mim
account-delete = Excluir meus dados
account-back = Voltar para sua conta
browser-on = { $browser } em { $system }
browser-unknown = Um navegador

stored = O que está guardado sobre você
stored-what = Isto é tudo o que nosso banco de dados contém sobre sua conta. Chaves e códigos são guardados de uma forma que ninguém pode usar, por isso são apenas contados.
stored-count = { $title }: { $rows }
stored-also = Além disso
stored-also-what = Um login não concluído é guardado por até um dia, com o nome que um aplicativo ou site informou para você. As pessoas que administram { $service } podem manter um registro de logins por algum tempo.
stored-account = Sua conta
stored-browser-session = Navegadores conectados
stored-session-client = Onde estes navegadores entraram
stored-account-client = Aplicativos avisados quando você sai
stored-chosen-account = Navegadores que oferecem sua conta
stored-consent = O que você permitiu
stored-sign-in = Logins
stored-refresh-token = Chaves de longa duração de aplicativos e sites
stored-access-token = Chaves de curta duração de aplicativos e sites
stored-authorization-code = Códigos de login
stored-logout-notice = Saídas das quais aplicativos ainda precisam ser avisados
stored-name-binding = Nomes que continuam sendo seus
stored-name-choice = Como estes nomes foram formados
stored-blocked-person = Se há um bloqueio para você aqui
fact-did = Número da conta (DID)
fact-handle = Identificador
fact-pds = Seu servidor
fact-issuer = Onde você entra
fact-is-hosted = Confirmado pelo seu servidor
fact-name = Nome de exibição
fact-picture = Endereço da sua imagem
fact-email = Endereço de e-mail
fact-email-read-at = Endereço de e-mail lido em
fact-confirmed = Última confirmação
fact-yes = Sim
fact-no = Não
fact-email-not-asked = Não solicitado
fact-email-not-told = Não informado pelo seu servidor
fact-email-unconfirmed = { $address } (não confirmado)
fact-session = Login em { $since }; último uso em { $used }; termina em { $until }
fact-session-brief = { fact-session }, ou quando esse navegador é fechado
fact-known-in-browsers = Conhece você como { $sub }; navegadores: { $number }
fact-known-by-sign-ins = Conhece você como { $sub }; logins a encerrar lá: { $number }
fact-shown-as = Exibido como { $account }
fact-chosen = Última escolha em { $date }
fact-consent = { $scope } em { $date }
fact-grants = { $number }, utilizáveis: { $usable }; terminam até { $date }
fact-sign-ins = { $how }: { $number }; primeiro em { $first }, último em { $last }
fact-notices = Ainda a avisar que você saiu: { $number }, até { $date }
fact-name-bound = { $kind }, seu desde { $date }
fact-name-made = Formado segundo { $template }
fact-blocked = Bloqueio desde { $date }

sign-in-once-more-first = Antes, entre novamente, para que mais ninguém possa fazer isso por você. Leva menos de um minuto e traz você de volta para cá.
sign-in-once-more = Entrar novamente

everywhere = Sair de todos os lugares?
everywhere-browsers = Vamos desconectar você daqui em todos os navegadores.
everywhere-apps = Todos os aplicativos e sites perdem o acesso aqui. Os que oferecem suporte a isso são avisados para desconectar você também, mesmo que você não os use há muito tempo.
everywhere-matrix = Se entre eles houver um aplicativo Matrix, ele pode perder as chaves das suas mensagens criptografadas. Antes, confira se você tem um backup delas.
everywhere-server = Sua conta no seu próprio servidor continua como está.
everywhere-done = Você saiu de todos os lugares
    .text = Nenhum navegador está mais conectado aqui, e nenhum aplicativo ou site tem acesso. Os que oferecem suporte a isso estão sendo avisados para desconectar você também.

delete = Excluir meus dados?
delete-browsers = Vamos desconectar você daqui em todos os navegadores e excluir o que está guardado aqui sobre você.
delete-apps = Todos os aplicativos e sites perdem o acesso aqui. Os que oferecem suporte a isso são avisados para desconectar você também, mesmo que você não os use há muito tempo. Até que saibam, por um dia no máximo, guardamos o nome pelo qual conhecem você.
delete-names = Uma coisa fica: os nomes e endereços que você recebeu aqui para aplicativos e sites, e o fato de serem seus. Eles nunca passam para outra pessoa e, se você voltar, terá os mesmos.
delete-rest = Sua conta no seu próprio servidor continua como está, assim como o que os aplicativos e sites sabem sobre você.
delete-done = Seus dados foram excluídos
    .text = Você saiu. Ficam apenas os nomes e endereços que você recebeu para aplicativos e sites, para que mais ninguém os receba.

signed-out-here = Você saiu
    .text = Este navegador foi desconectado daqui. Os aplicativos e sites em que você entrou podem manter você conectado.
cannot-ask-again = Seu servidor não pode perguntar de novo
    .text = Saia deste navegador e entre aqui novamente. Nos dez minutos seguintes você poderá sair de todos os lugares ou excluir seus dados.
not-signed-in = Você não está conectado
    .text = Para ver sua conta, entre com ela. Isso precisa de cookies: se você os desativou, permita-os para este site.

## Signing out

logout = Sair?
logout-question = Você quer sair de { $service }?
logout-account = Neste navegador você está conectado como { $account }.
logout-yes = Sair
logout-no = Continuar conectado
logout-done-title = Desconectado
logout-done = Você saiu
logout-was-signed-in = Você saiu de { $service } neste navegador.
logout-was-not = Ninguém está conectado a { $service } neste navegador.
logout-apps = Os sites e aplicativos em que você entrou podem manter você conectado até que você saia de lá também. Você já pode fechar esta página.
logout-stayed-title = Ainda conectado
logout-stayed = Você ainda está conectado
logout-stayed-what = Nada mudou: você não saiu de { $service }.
logout-close = Você já pode fechar esta página.
logout-flaw-hint = O site de onde você veio não conseguiu mostrar que você estava conectado lá, por isso não vamos enviar você de volta.
logout-flaw-client = Não sabemos de que site você veio, por isso não vamos enviar você de volta.
logout-flaw-address = O site de onde você veio quer enviar você a um endereço que não está registrado aqui, por isso não vamos enviar você para lá.

## Times

time-now = agora mesmo
time-minutes =
    { $number ->
        [one] há { $number } minuto
       *[other] há { $number } minutos
    }
time-hours =
    { $number ->
        [one] há { $number } hora
       *[other] há { $number } horas
    }
time-days =
    { $number ->
        [one] há { $number } dia
       *[other] há { $number } dias
    }
time-unknown = um dia desconhecido
time-date =
    { $day ->
        [1] { $day }º
       *[other] { $day }
    } de { $month ->
        [1] janeiro
        [2] fevereiro
        [3] março
        [4] abril
        [5] maio
        [6] junho
        [7] julho
        [8] agosto
        [9] setembro
        [10] outubro
        [11] novembro
       *[12] dezembro
    } de { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Volte ao aplicativo ou site de onde você veio e entre por lá.
server-operator = Tente novamente. Se acontecer de novo, esperar não vai adiantar: as pessoas que administram o seu servidor precisam corrigir isso.

link-used = Este link de login já foi usado
    .happened = Cada link para esta página funciona uma única vez, e só por cerca de um minuto.
    .advice = Se você não está conectado, volte ao aplicativo ou site de onde veio e entre por lá.
link-broken = Este link de login não funciona
    .happened = O aplicativo ou site que enviou você até aqui não está configurado corretamente, por isso não podemos enviar você de volta.
    .advice = Volte e tente mais uma vez. Se acontecer de novo, envie o que está escrito abaixo às pessoas que administram esse aplicativo ou site.
link-expired = Este link de login expirou
    .happened = O login foi concluído há algum tempo, ou o endereço está incompleto.
    .advice = { go-back-and-sign-in }
other-browser = Este login começou em outro navegador
    .happened = Para sua segurança, um login só pode ser concluído no navegador em que começou. Isso também acontece quando os cookies estão desativados.
    .advice = Neste navegador, abra o aplicativo ou site que você quer usar e entre por lá. Se não foi você que começou isto, basta fechar esta página.
already-finished = Este login já foi concluído
    .happened = Você já concluiu este login.
    .advice = Não há mais nada a fazer aqui. Se você não está conectado, comece de novo.
took-too-long = Este login demorou demais
    .happened = Um login precisa ser concluído em até uma hora.
    .advice = Comece de novo: leva menos de um minuto.
answer-used = Esta resposta já foi usada
    .happened = A resposta do seu servidor pode ser usada uma única vez, e só por pouco tempo.
    .advice = Se você não está conectado, tente novamente.
no-outcome = Tente novamente
    .happened = Seu servidor demorou um pouco, e a resposta dele fica guardada por dois minutos e é usada uma única vez.
    .advice = { answer-used.advice }
sign-out-link-broken = Este link de saída não funciona
    .happened = O aplicativo ou site que enviou você até aqui não está configurado corretamente. Você não saiu.
    .advice = { link-broken.advice }
sign-out-link-expired = Este link de saída expirou
    .happened = Ele é antigo demais, ou o endereço está incompleto.
    .advice = Volte ao aplicativo ou site de onde você veio e saia por lá.
server-failed = Seu servidor não concluiu o login
    .happened = Ele respondeu com um erro ou com algo que não podemos usar.
    .advice = { server-operator }
network-out = Sem rede no momento
    .happened = { $service } não consegue alcançar nenhum servidor. A culpa não é sua.
    .advice = Tente novamente em um minuto.
server-out = Seu servidor não concluiu o login
    .happened = Ele não respondeu ou disse que não pode no momento.
    .advice = Tente novamente em um minuto. Se acontecer de novo, entre em contato com as pessoas que administram o seu servidor.
not-admitted = Você não pode usar esta conta lá
    .happened = Você entrou como { $account }, mas { $app } não aceita esta conta.
    .advice = Use outra conta ou peça às pessoas que administram { $service } que aceitem esta. Envie a elas o que está escrito abaixo.
account-refused = Você não pode usar esta conta lá
    .happened = Você entrou, mas o aplicativo ou site de onde você veio não aceita esta conta.
    .advice = Use outra conta ou peça às pessoas que administram { $service } que aceitem esta.
no-did-web = Você não pode usar este tipo de conta lá
    .happened = Você entrou como { $account }. Mas esta conta pertence a um endereço da web (did:web), e o próximo dono desse endereço também seria dono dela. { $app } não aceita contas assim.
    .advice = Use outra conta ou peça às pessoas que administram { $service } que aceitem este tipo. Envie a elas o que está escrito abaixo.
did-too-long = Você não pode usar esta conta aqui
    .happened = O identificador técnico (DID) desta conta é mais longo do que o OpenID Connect permite.
    .advice = Use outra conta.
account-changed = Entre mais uma vez
    .happened = Sua conta mudou desde a última vez que você entrou, ou não conseguimos acessar o servidor dela.
    .advice = Tente novamente e entre no seu servidor.
handle-unconfirmed = Seu identificador não pode ser confirmado agora
    .happened = Você entrou. Mas o aplicativo ou site de onde você veio precisa do seu identificador, e os servidores que dizem de quem ele é (o DNS e o servidor web desse nome) não respondem.
    .advice = Tente novamente em um minuto. Se continuar assim, entre em contato com as pessoas que administram o domínio do seu identificador.
too-many-here = Logins demais vindos da sua rede
    .happened = Muitos logins começaram na sua rede no último minuto, por isso o seu precisa esperar. Nada se perde.
    .advice = Espere um minuto e recarregue esta página.
too-many-new = Contas novas demais hoje
    .happened = Muitas contas entraram aqui pela primeira vez hoje, por isso a sua precisa esperar. Contas que já entraram aqui antes ainda podem entrar.
    .advice = Tente novamente em uma ou duas horas, ou a partir de outra rede.
too-many-now = Há pessoas demais entrando agora
    .happened = Estamos esperando por muitos outros servidores, por isso seu login não pôde continuar. Nada se perde.
    .advice = Espere alguns segundos e recarregue esta página ou tente novamente.
our-fault = Algo deu errado do nosso lado
    .happened = Não conseguimos continuar, e nada foi alterado.
    .advice = Tente novamente em um minuto. Se acontecer de novo, envie a referência abaixo às pessoas que administram { $service }.
our-fault-once = Algo deu errado do nosso lado
    .happened = Este login não pôde ser concluído, e nada foi alterado.
    .advice = Tente novamente: um novo login deve funcionar.
trial-over = Este teste terminou
    .happened = O resultado é mostrado uma única vez, no navegador que o começou.
    .advice = Vá para a página inicial e experimente de novo.
trial-failed = O login de teste falhou
    .happened = O login foi recusado, ou o resultado foi pedido tarde demais.
    .advice = { trial-over.advice }
trial-declined = Você não entrou
    .happened = Você ou o seu servidor recusou o login. Nada foi guardado.
    .advice = Você pode tentar de novo quando quiser.
unproven = Não conseguimos confirmar quem você é
    .happened = A resposta do seu servidor não provou que a conta é sua, por isso não conectamos você.
    .advice = { server-operator }
wrong-account = Era outra conta
    .happened = No seu servidor você entrou com uma conta diferente da que digitou aqui.
    .advice = Tente novamente e escolha a mesma conta nos dois lugares.
account-not-found = Esta conta não é mais encontrada
    .happened = Ela pode ter sido encerrada ou estar sendo transferida para outro servidor.
    .advice = Espere a transferência terminar e tente novamente, ou use outra conta.
declined = Você não entrou
    .happened = Você ou o seu servidor recusou o login.
    .advice = Se mudou de ideia, comece de novo.
interrupted = Seu servidor encerrou o login
    .happened = Seu servidor encerrou o login antes do fim: a página dele ficou aberta por tempo demais ou foi aberta duas vezes.
    .advice = Tente novamente.
not-active = Esta conta não está ativa
    .happened = Seu servidor diz que esta conta está desativada ou suspensa.
    .advice = Entre no seu servidor para reativá-la e tente novamente. Ou use outra conta.
not-found = Não há nada aqui
    .happened = Este endereço não leva a nenhuma página.
    .advice = { go-back-and-sign-in }

elsewhere = Você encontra este serviço em outro endereço
elsewhere-why = Para sua segurança, ele responde em um único endereço. Continue por lá:

start-over-at = Começar de novo em { $app }
