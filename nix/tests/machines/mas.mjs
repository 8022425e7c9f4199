// Takes the place of Matrix Authentication Service in a machine: listens where its configuration says, says which of the
// listeners was asked, and answers what Synapse asks it about tokens. It writes down what it was asked.
import fs from 'node:fs'
import http from 'node:http'

const file = process.argv[process.argv.indexOf('--config') + 1]
const settings = JSON.parse(fs.readFileSync(file, 'utf8'))
const base = settings.http.public_base
// Each of them is a credential that the service can read.
for (const secret of [settings.matrix.secret_file, settings.secrets.encryption_file, ...settings.secrets.keys.map(key => key.key_file)]) {
  if (fs.statSync(secret).size < 64) throw new Error(`${secret} is no secret`)
}
if (process.argv[2] === 'config') process.exit(0)
// Moving people is written down, too; what it finds wrong is told by its status.
if (process.argv[2] === 'syn2mas') {
  fs.appendFileSync('/var/lib/matrix-authentication-service/moved', `${process.argv.slice(2).join(' ')}\n`)
  console.log(`${process.argv[3]} has read ${fs.readFileSync(process.argv[process.argv.indexOf('--synapse-config') + 1], 'utf8').length} characters`)
  process.exit(process.argv[3] === 'check' ? 11 : 0)
}

const answers = {
  '/auth/.well-known/openid-configuration': () => ({ issuer: base, account_management_uri: `${base}account/` }),
  '/auth/oauth2/introspect': () => ({ active: true, scope: 'urn:matrix:client:api:*', username: 'alice.pds.test', sub: '01H', device_id: 'ADEVICE', expires_in: 300 }),
}

for (const { name, binds: [{ host, port }] } of settings.http.listeners) {
  http.createServer((request, response) => {
    let body = ''
    request.on('data', more => { body += more }).on('end', () => {
      const answer = answers[request.url]
      if (!answer) return response.end(name)
      if (body) fs.writeFileSync('/var/lib/matrix-authentication-service/asked', JSON.stringify({ bearer: request.headers.authorization, body }))
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer()))
    })
  }).listen(port, host)
}
