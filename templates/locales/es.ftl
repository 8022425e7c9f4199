# Español. Tratamiento: tú.

language-name = Español

## On every page

language-menu = Idioma
ways-on = Adónde ir ahora
start-page = Ir a la página de inicio
your-account = Tu cuenta
continue = Continuar
cancel = Cancelar
use-another-account = Usar otra cuenta
try-again = Volver a intentarlo
sign-in-again = Volver a iniciar sesión
reference = Referencia
reference-advice = Si sigue ocurriendo, envíala a las personas que gestionan { $service }.
about-contact = Contacto
about-imprint = Aviso legal
about-privacy = Privacidad
about-terms = Condiciones de uso
write-to = Escribe a { $contact }.
detail-site = Para las personas que gestionan el sitio del que vienes:
detail-service = Para las personas que gestionan { $service }:
detail-server = Para las personas que gestionan tu servidor:
app-on-device = una aplicación en este dispositivo
service-busy = { $service } está saturado en este momento. Inténtalo de nuevo en un minuto.
service-broken = Algo va mal en { $service }.

## The sign-in page

sign-in = Iniciar sesión
sign-in-problem = Problema: Iniciar sesión
sign-in-to = para continuar en { $app }
sign-in-field = Tu identificador de { $brand }
sign-in-hint = Tu identificador de { $brand } o cualquier otro de AT Protocol
sign-in-stay = Mantener la sesión iniciada en este navegador
sign-in-or = o
sign-in-with = Iniciar sesión con { $server }
sign-in-create = Crear una cuenta en { $server }
sign-in-no-account = ¿Aún no tienes cuenta?
sign-in-create-one = Crear una en { $server }
sign-in-next = A continuación escribirás tu contraseña en tu propio servidor. Nosotros nunca la vemos.
sign-in-suggestion = Usar { $handle }
sign-in-not-back = Te enviamos a { $host } y no has vuelto. Si mostró un error, su software puede ser anterior a junio de 2026 y rechazar a quienes llegan de un sitio del mismo dominio. Inténtalo de nuevo: esta vez te enviaremos por otro camino. Si tampoco funciona, pide una actualización a las personas que gestionan { $host }.
accounts = Cuentas usadas en este navegador
accounts-forget = Quitar
accounts-forget-one = Quitar { $account } de este navegador

leave-title = Continuar en { $host }
leave = Continuar en tu servidor
leave-why = Ya te enviamos a { $host } y no volviste. Los servidores con software anterior a junio de 2026 rechazan a quienes llegan de un sitio del mismo dominio. Este enlace también debería funcionar con ellos.
leave-go = Continuar en { $host }
leave-again = Si vuelve a aparecer un error, pide una actualización a las personas que gestionan { $host }.

waiting = Un momento
waiting-for = Esperando la respuesta de { $name }…
waiting-for-server = Esperando la respuesta de tu servidor…
waiting-why = Está tardando más de lo habitual. La página continuará por sí sola.
waiting-back = Volver a la página de inicio de sesión
waiting-too-long = Esto ha tardado demasiado y no se ha cambiado nada.

## Why the sign-in could not begin: one sentence above the field

typed-nothing = Escribe tu identificador, por ejemplo alice.bsky.social.
typed-bare-name = Un identificador tiene al menos un punto, como alice.bsky.social. Escríbelo completo.
typed-email = Esto parece una dirección de correo. Escribe tu identificador, por ejemplo alice.bsky.social.
typed-email-button = Esto parece una dirección de correo. Escribe tu identificador, por ejemplo alice.bsky.social. Si no lo sabes, usa el botón de { $server } de abajo.
typed-email-buttons = Esto parece una dirección de correo. Escribe tu identificador, por ejemplo alice.bsky.social. Si no lo sabes, usa uno de los botones de abajo.
typed-local-name = Los identificadores que terminan en { $ending } no se pueden usar aquí. Comprueba cómo lo has escrito.
typed-local-address = Esta dirección no se puede usar aquí. Escribe tu identificador, por ejemplo alice.bsky.social.
typed-unknown-did = Este tipo de DID no es compatible. Escribe tu identificador, por ejemplo alice.bsky.social.
typed-no-handle = Esto no es un identificador. Un identificador es como alice.bsky.social: letras, cifras, puntos y guiones.
typed-fediverse = Esto parece una dirección del Fediverso, así que probamos con el identificador { $handle }. { $problem }
page-changed = Esta página ha cambiado desde que la abriste. Vuelve a elegir.
button-broken = En este momento no se puede iniciar sesión con { $server }. No es culpa tuya. Inténtalo más tarde o avisa a las personas que gestionan { $service }.
account-gone = Esta cuenta ya no existe. Usa otra.
no-network = { $service } no tiene conexión de red en este momento. No es culpa tuya. Inténtalo de nuevo en un minuto.
no-account = No encontramos ninguna cuenta con este identificador. Comprueba cómo lo has escrito.
handle-several = Este identificador apunta a varias cuentas. Su propietario tiene que corregir las entradas DNS que empiezan por _atproto.
handle-faulty = Este identificador está mal configurado: no apunta a ninguna cuenta. Su propietario tiene que corregirlo.
handle-not-claimed = Este identificador apunta a una cuenta que ahora usa otro. Escribe el identificador actual de la cuenta.
handle-not-set-up = Esta cuenta no tiene ningún identificador configurado. Usa su DID.
no-server = Esta cuenta no tiene ningún servidor al que podamos enviarte. Puede que se haya cerrado o que se esté trasladando.
server-without-oauth = { $host } todavía no permite iniciar sesión en otros sitios. Usa una cuenta de otro servidor o pide una actualización a las personas que lo gestionan.
no-server-there = No encontramos ninguna cuenta con este nombre, y { $host } no es un servidor donde se pueda iniciar sesión. Comprueba cómo lo has escrito.
client-refused = { $host } no acepta inicios de sesión desde aquí. No es culpa tuya. Avisa a las personas que gestionan { $service }.
localhost-refused = { $host } no acepta inicios de sesión desde un servicio en tu propio equipo. Funcionará cuando el servicio tenga una dirección https pública.
no-fresh-login = La aplicación o el sitio del que vienes exige un nuevo inicio de sesión, y tu servidor no lo permite.
server-busy = Hay demasiadas personas iniciando sesión en { $host } ahora mismo. Espera un minuto y vuelve a intentarlo.
server-silent = { $host } no responde en este momento. Inténtalo de nuevo en un minuto. Si sigue así, contacta con { $host }.
server-wrong = { $host } dio una respuesta que no podemos usar, y esperar no servirá de nada: las personas que lo gestionan tienen que arreglarlo. Hasta entonces, usa una cuenta de otro servidor.
our-fault-here = Algo ha fallado por nuestra parte. Espera un minuto y vuelve a intentarlo.

## Consent

consent-title = Permitir { $app }
consent = ¿Permitir este inicio de sesión?
consent-question = { $app } quiere que inicies sesión como { $account }.
consent-learns = Recibirá estos datos:
consent-limits = No ve tu contraseña y no puede publicar en tu nombre.
consent-once = Una vez que lo permitas, no se te volverá a preguntar.
consent-device = La respuesta va a una aplicación de este dispositivo, en { $address }. No podemos saber si otra aplicación se hace pasar por ella, así que te preguntamos cada vez. Permítelo solo si tú acabas de empezar a iniciar sesión en esa aplicación.
consent-allow = Permitir
learn-did = Tu número de cuenta (DID)
learn-pairwise = Un número para ti que solo conoce este sitio
learn-profile = Tu identificador, nombre visible, imagen y página de perfil
learn-email = Tu dirección de correo
learn-email-made = Una dirección formada a partir de tu identificador, que quizá no reciba correo
learn-offline = Todo esto también más adelante, aunque no estés

form-post = Un paso más
form-post-text = Continúa para volver a la aplicación o al sitio del que vienes.

## The front page, and "Try it"

home = Inicia sesión con tu cuenta de { $brand }
home-open = No has terminado de iniciar sesión en { $app }
home-open-continue = Continuar el inicio de sesión
home-open-back = Volver a { $app }
home-what = Los sitios y las aplicaciones que usan { $service } te permiten iniciar sesión con tu cuenta de { $brand }. También sirve una cuenta de cualquier otro servidor de AT Protocol.
home-privacy = Reciben tu identificador y tu perfil público. Nunca ven tu contraseña, y nosotros tampoco.
home-try = Probar
home-try-what = Inicia sesión una vez y mira exactamente qué sabría un sitio sobre ti.
home-begin = Para iniciar sesión, empieza en el sitio o la aplicación que quieras usar. Te traerá aquí.
home-operators = Si gestionas un sitio
home-issuer = { $service } es un proveedor de OpenID Connect. Su emisor (issuer):
home-discovery = Documento de descubrimiento

try-title = Qué sabe un sitio sobre ti
try-done = Has iniciado sesión
try-what = Esto es todo lo que un sitio sabe sobre ti cuando inicias sesión de esta forma.
claim-sub = Tu número de cuenta
claim-preferred-username = Tu identificador
claim-name = Tu nombre visible
claim-picture = Dirección de tu imagen
claim-profile = Tu perfil público
claim-auth-time = Cuándo iniciaste sesión
claim-iss = Emitido por
claim-aud = Destinado a
claim-iat = Emitido el
claim-exp = Válido hasta
claim-other = Otros

## Your account

account-sessions = Dónde tienes la sesión iniciada
account-this-browser = Este navegador
account-times = Último uso: { $ago }. Inicio de sesión: { $date }.
account-brief = Termina al cerrar ese navegador y, como muy tarde, al cabo de una hora.
account-end-session = Cerrar sesión
account-end-session-of = Cerrar sesión en { $device }, último uso: { $ago }
account-sign-out = Cerrar sesión en este navegador
account-everywhere = Cerrar sesión en todas partes
account-access = Aplicaciones y sitios con acceso
account-no-access = Ninguno. Una aplicación o un sitio tiene acceso mientras conserve una clave de lo que permitiste.
account-access-note = Si quitas uno, no sabrá nada más de ti desde aquí hasta que vuelvas a iniciar sesión en él. Puede conservar lo que ya sabe y mantener tu sesión iniciada por su parte.
account-since = Desde el { $date }.
account-name-taken = Ahí te llamamos { $name }, porque { $wanted } ya es de otra persona.
account-name-reserved = Ahí te llamamos { $name }, porque { $wanted } está reservado.
account-name-kept = Ahí te llamamos { $name }, y eso no cambia aunque cambie tu identificador.
account-remove = Quitar acceso
account-remove-of = Quitar acceso: { $app }
account-sign-ins = Inicios de sesión recientes
account-sign-ins-note = Los diez más recientes, en cualquier aplicación o sitio. Si alguno no fue tuyo, cierra sesión en todas partes.
sign-in-fresh = Sesión iniciada en tu servidor
sign-in-silent = Sesión iniciada sin preguntar
sign-in-refresh = Acceso renovado
sign-in-refused = Acceso denegado
sign-in-from = { $ago }, desde { $network }
account-data = Tus datos aquí
account-see-stored = Ver qué se guarda sobre mí
account-delete = Eliminar mis datos
account-back = Volver a tu cuenta
browser-on = { $browser } en { $system }
browser-unknown = Un navegador

stored = Qué se guarda sobre ti
stored-what = Esto es todo lo que contiene nuestra base de datos sobre tu cuenta. Las claves y los códigos se guardan de forma que nadie pueda usarlos, así que solo se cuentan.
stored-count = { $title }: { $rows }
stored-also = Además
stored-also-what = Un inicio de sesión sin terminar se conserva hasta un día, con el nombre que una aplicación o un sitio dio para ti. Las personas que gestionan { $service } pueden conservar un registro de inicios de sesión durante algún tiempo.
stored-account = Tu cuenta
stored-browser-session = Navegadores con sesión iniciada
stored-session-client = Dónde han iniciado sesión estos navegadores
stored-account-client = Aplicaciones avisadas al cerrar sesión
stored-chosen-account = Navegadores que ofrecen tu cuenta
stored-consent = Lo que has permitido
stored-sign-in = Inicios de sesión
stored-refresh-token = Claves de larga duración de aplicaciones y sitios
stored-access-token = Claves de corta duración de aplicaciones y sitios
stored-authorization-code = Códigos de inicio de sesión
stored-logout-notice = Cierres de sesión de los que aún hay que avisar
stored-name-binding = Nombres que siguen siendo tuyos
stored-name-choice = Cómo se formaron estos nombres
stored-blocked-person = Si aquí hay un bloqueo para ti
fact-did = Número de cuenta (DID)
fact-handle = Identificador
fact-pds = Tu servidor
fact-issuer = Dónde inicias sesión
fact-is-hosted = Confirmado por tu servidor
fact-name = Nombre visible
fact-picture = Dirección de tu imagen
fact-email = Dirección de correo
fact-email-read-at = Dirección de correo leída el
fact-confirmed = Última confirmación
fact-yes = Sí
fact-no = No
fact-email-not-asked = No se ha pedido
fact-email-not-told = Tu servidor no la ha dado
fact-email-unconfirmed = { $address } (sin confirmar)
fact-session = Inicio de sesión: { $since }; último uso: { $used }; termina: { $until }
fact-session-brief = { fact-session }, o al cerrar ese navegador
fact-known-in-browsers = Te conoce como { $sub }; navegadores: { $number }
fact-known-by-sign-ins = Te conoce como { $sub }; sesiones que se cerrarán allí: { $number }
fact-shown-as = Se muestra como { $account }
fact-chosen = Última elección: { $date }
fact-consent = { $scope }, el { $date }
fact-grants = { $number }, utilizables: { $usable }; terminan como tarde el { $date }
fact-sign-ins = { $how }: { $number }; primero: { $first }; último: { $last }
fact-notices = Pendientes de saber que cerraste sesión: { $number }, hasta el { $date }
fact-name-bound = { $kind }, tuyo desde el { $date }
fact-name-made = Formado según { $template }
fact-blocked = Bloqueo desde { $date }

sign-in-once-more-first = Antes vuelve a iniciar sesión, para que nadie más pueda hacer esto por ti. Lleva menos de un minuto y te trae de vuelta aquí.
sign-in-once-more = Volver a iniciar sesión

everywhere = ¿Cerrar sesión en todas partes?
everywhere-browsers = Se cerrará tu sesión aquí en todos los navegadores.
everywhere-apps = Todas las aplicaciones y todos los sitios pierden su acceso aquí. A los que lo permiten se les avisa para que también cierren tu sesión, por mucho tiempo que haya pasado desde que los usaste.
everywhere-matrix = Si hay entre ellos una aplicación de Matrix, puede perder las claves de tus mensajes cifrados. Asegúrate antes de tener una copia de seguridad.
everywhere-server = Tu cuenta en tu propio servidor queda como está.
everywhere-done = Has cerrado sesión en todas partes
    .text = Ya no hay ningún navegador con sesión iniciada aquí, y ninguna aplicación ni ningún sitio tiene acceso. A los que lo permiten se les está avisando para que también cierren tu sesión.

delete = ¿Eliminar mis datos?
delete-browsers = Se cerrará tu sesión aquí en todos los navegadores y se eliminará lo que se guarda aquí sobre ti.
delete-apps = Todas las aplicaciones y todos los sitios pierden su acceso aquí. A los que lo permiten se les avisa para que también cierren tu sesión, por mucho tiempo que haya pasado desde que los usaste. Hasta que lo sepan, un día como máximo, conservamos el nombre con el que te conocen.
delete-names = Una cosa permanece: los nombres y direcciones que recibiste aquí para aplicaciones y sitios, y el hecho de que son tuyos. Nunca pasan a otra persona, y si vuelves, tendrás los mismos.
delete-rest = Tu cuenta en tu propio servidor queda como está, y también lo que las aplicaciones y los sitios saben de ti.
delete-done = Tus datos se han eliminado
    .text = Has cerrado sesión. Solo quedan los nombres y direcciones que recibiste para aplicaciones y sitios, para que nadie más pueda obtenerlos nunca.

signed-out-here = Has cerrado sesión
    .text = Se ha cerrado la sesión de este navegador aquí. Las aplicaciones y los sitios en los que iniciaste sesión pueden mantenerla abierta por su parte.
cannot-ask-again = Tu servidor no puede volver a preguntarte
    .text = Cierra la sesión en este navegador y vuelve a iniciarla aquí. Durante los diez minutos siguientes podrás cerrar sesión en todas partes o eliminar tus datos.
not-signed-in = No has iniciado sesión
    .text = Para ver tu cuenta, inicia sesión con ella. Hacen falta cookies: si las has desactivado, permítelas para este sitio.

## Signing out

logout = ¿Cerrar sesión?
logout-question = ¿Quieres cerrar sesión en { $service }?
logout-account = En este navegador has iniciado sesión como { $account }.
logout-yes = Cerrar sesión
logout-no = Mantener la sesión
logout-done-title = Sesión cerrada
logout-done = Has cerrado sesión
logout-was-signed-in = Has cerrado sesión en { $service } en este navegador.
logout-was-not = Nadie tiene la sesión iniciada en { $service } en este navegador.
logout-apps = Los sitios y las aplicaciones en los que iniciaste sesión pueden mantenerla abierta por su parte hasta que la cierres allí. Ya puedes cerrar esta página.
logout-stayed-title = La sesión sigue iniciada
logout-stayed = Tu sesión sigue iniciada
logout-stayed-what = No ha cambiado nada: no has cerrado sesión en { $service }.
logout-close = Ya puedes cerrar esta página.
logout-flaw-hint = El sitio del que vienes no pudo demostrar que tenías la sesión iniciada allí, así que no te enviamos de vuelta.
logout-flaw-client = No sabemos de qué sitio vienes, así que no te enviamos de vuelta.
logout-flaw-address = El sitio del que vienes quiere enviarte a una dirección que no está registrada aquí, así que no te enviamos allí.

## Times

time-now = ahora mismo
time-minutes =
    { $number ->
        [one] hace { $number } minuto
       *[other] hace { $number } minutos
    }
time-hours =
    { $number ->
        [one] hace { $number } hora
       *[other] hace { $number } horas
    }
time-days =
    { $number ->
        [one] hace { $number } día
       *[other] hace { $number } días
    }
time-unknown = un día desconocido
time-date =
    { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }, { $time } UTC

## Error pages: a title, what happened, and what to do now

go-back-and-sign-in = Vuelve a la aplicación o al sitio del que vienes e inicia sesión desde allí.
server-operator = Inténtalo de nuevo. Si vuelve a ocurrir, esperar no servirá de nada: las personas que gestionan tu servidor tienen que arreglarlo.

link-used = Este enlace de inicio de sesión ya se usó
    .happened = Cada enlace a esta página funciona una sola vez y solo durante un minuto, más o menos.
    .advice = Si no has iniciado sesión, vuelve a la aplicación o al sitio del que vienes e inicia sesión desde allí.
link-broken = Este enlace de inicio de sesión no funciona
    .happened = La aplicación o el sitio que te envió aquí no está bien configurado, así que no podemos enviarte de vuelta.
    .advice = Vuelve atrás e inténtalo otra vez. Si vuelve a ocurrir, envía lo que se indica abajo a las personas que gestionan esa aplicación o ese sitio.
link-expired = Este enlace de inicio de sesión ha caducado
    .happened = El inicio de sesión terminó hace tiempo o la dirección está incompleta.
    .advice = { go-back-and-sign-in }
other-browser = Este inicio de sesión empezó en otro navegador
    .happened = Por tu seguridad, un inicio de sesión solo se puede terminar en el navegador en el que empezó. También ocurre cuando las cookies están desactivadas.
    .advice = Abre en este navegador la aplicación o el sitio que quieres usar e inicia sesión desde allí. Si no lo empezaste tú, simplemente cierra esta página.
already-finished = Este inicio de sesión ya ha terminado
    .happened = Ya has terminado este inicio de sesión.
    .advice = Aquí no queda nada por hacer. Si no has iniciado sesión, empieza de nuevo.
took-too-long = Este inicio de sesión tardó demasiado
    .happened = Tienes una hora para completar el inicio de sesión.
    .advice = Empieza de nuevo: lleva menos de un minuto.
answer-used = Esta respuesta ya se usó
    .happened = La respuesta de tu servidor se puede usar una sola vez y durante poco tiempo.
    .advice = Si no has iniciado sesión, inténtalo de nuevo.
no-outcome = Inténtalo de nuevo
    .happened = Tu servidor tardó un poco, y su respuesta se guarda dos minutos y se usa una sola vez.
    .advice = { answer-used.advice }
sign-out-link-broken = Este enlace de cierre de sesión no funciona
    .happened = La aplicación o el sitio que te envió aquí no está bien configurado. No has cerrado sesión.
    .advice = { link-broken.advice }
sign-out-link-expired = Este enlace de cierre de sesión ha caducado
    .happened = Es demasiado antiguo o la dirección está incompleta.
    .advice = Vuelve a la aplicación o al sitio del que vienes y cierra sesión desde allí.
server-failed = Tu servidor no terminó el inicio de sesión
    .happened = Respondió con un error o con algo que no podemos usar.
    .advice = { server-operator }
network-out = Ahora no hay conexión
    .happened = { $service } no puede conectar con ningún servidor. No es culpa tuya.
    .advice = Inténtalo de nuevo en un minuto.
server-out = Tu servidor no terminó el inicio de sesión
    .happened = No respondió o dijo que ahora no puede.
    .advice = Inténtalo de nuevo en un minuto. Si vuelve a ocurrir, contacta con las personas que gestionan tu servidor.
not-admitted = No puedes usar esta cuenta allí
    .happened = Has iniciado sesión como { $account }, pero { $app } no acepta esta cuenta.
    .advice = Usa otra cuenta o pide a las personas que gestionan { $service } que acepten esta. Envíales lo que se indica abajo.
account-refused = No puedes usar esta cuenta allí
    .happened = Has iniciado sesión, pero la aplicación o el sitio del que vienes no acepta esta cuenta.
    .advice = Usa otra cuenta o pide a las personas que gestionan { $service } que acepten esta.
no-did-web = No puedes usar este tipo de cuenta allí
    .happened = Has iniciado sesión como { $account }. Pero esta cuenta pertenece a una dirección web (did:web), de modo que el próximo propietario de esa dirección también sería dueño de la cuenta. { $app } no acepta cuentas así.
    .advice = Usa otra cuenta o pide a las personas que gestionan { $service } que acepten este tipo. Envíales lo que se indica abajo.
did-too-long = No puedes usar esta cuenta aquí
    .happened = El identificador técnico (DID) de esta cuenta es más largo de lo que permite OpenID Connect.
    .advice = Usa otra cuenta.
account-changed = Vuelve a iniciar sesión
    .happened = Tu cuenta ha cambiado desde la última vez que iniciaste sesión o no podemos acceder a su servidor.
    .advice = Inténtalo de nuevo e inicia sesión en tu servidor.
handle-unconfirmed = Ahora no se puede confirmar tu identificador
    .happened = Has iniciado sesión. Pero la aplicación o el sitio del que vienes necesita tu identificador, y los servidores que dicen de quién es (el DNS y el servidor web de ese nombre) no responden.
    .advice = Inténtalo de nuevo en un minuto. Si sigue así, contacta con las personas que gestionan el dominio de tu identificador.
too-many-here = Demasiados inicios de sesión desde tu red
    .happened = En el último minuto han empezado muchos inicios de sesión en tu red, así que el tuyo tiene que esperar. No se pierde nada.
    .advice = Espera un minuto y vuelve a cargar esta página.
too-many-new = Demasiadas cuentas nuevas hoy
    .happened = Hoy muchas cuentas han iniciado sesión aquí por primera vez, así que la tuya tiene que esperar. Las cuentas que ya habían iniciado sesión aquí pueden seguir haciéndolo.
    .advice = Inténtalo de nuevo en una o dos horas, o desde otra red.
too-many-now = Hay demasiadas personas iniciando sesión ahora mismo
    .happened = Estamos esperando a muchos otros servidores, así que tu inicio de sesión no pudo continuar. No se pierde nada.
    .advice = Espera unos segundos y vuelve a cargar esta página o inténtalo de nuevo.
our-fault = Algo ha fallado por nuestra parte
    .happened = No hemos podido continuar y no se ha cambiado nada.
    .advice = Inténtalo de nuevo en un minuto. Si vuelve a ocurrir, envía la referencia de abajo a las personas que gestionan { $service }.
our-fault-once = Algo ha fallado por nuestra parte
    .happened = Este inicio de sesión no se pudo terminar y no se ha cambiado nada.
    .advice = Inténtalo de nuevo: un nuevo inicio de sesión debería funcionar.
trial-over = Esta prueba ha terminado
    .happened = Su resultado se muestra una sola vez, en el navegador que la empezó.
    .advice = Ve a la página de inicio y prueba de nuevo.
trial-failed = El inicio de sesión de prueba ha fallado
    .happened = El inicio de sesión se rechazó o su resultado se pidió demasiado tarde.
    .advice = { trial-over.advice }
trial-declined = No has iniciado sesión
    .happened = Rechazaste el inicio de sesión, o lo rechazó tu servidor. No se ha guardado nada.
    .advice = Puedes volver a intentarlo cuando quieras.
unproven = No pudimos confirmar quién eres
    .happened = La respuesta de tu servidor no demostró que la cuenta es tuya, así que no iniciamos tu sesión.
    .advice = { server-operator }
wrong-account = Esa era otra cuenta
    .happened = En tu servidor iniciaste sesión con una cuenta distinta de la que escribiste aquí.
    .advice = Inténtalo de nuevo y elige la misma cuenta en ambos sitios.
account-not-found = Ya no se encuentra esta cuenta
    .happened = Puede que se haya cerrado o que se esté trasladando a otro servidor.
    .advice = Espera a que termine el traslado e inténtalo de nuevo, o usa otra cuenta.
declined = No has iniciado sesión
    .happened = Rechazaste el inicio de sesión, o lo rechazó tu servidor.
    .advice = Si has cambiado de idea, empieza de nuevo.
interrupted = Tu servidor puso fin al inicio de sesión
    .happened = Tu servidor puso fin al inicio de sesión antes de que terminara: su página estuvo abierta demasiado tiempo o se abrió dos veces.
    .advice = Inténtalo de nuevo.
not-active = Esta cuenta no está activa
    .happened = Tu servidor dice que esta cuenta está desactivada o suspendida.
    .advice = Inicia sesión en tu servidor para reactivarla e inténtalo de nuevo. O usa otra cuenta.
not-found = Aquí no hay nada
    .happened = Esta dirección no lleva a ninguna página.
    .advice = { go-back-and-sign-in }

elsewhere = Encontrarás este servicio en otra dirección
elsewhere-why = Por tu seguridad, solo responde en una dirección. Continúa allí:

start-over-at = Empezar de nuevo en { $app }
