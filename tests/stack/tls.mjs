// https for the test names: a certificate authority of our own, and one terminator on port 443 for all of them.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import path from 'node:path'

/** Makes a CA and one certificate for `names`; returns file names: `ca` alone, `bundle` with the machine's roots. */
export function certificates(folder, names) {
  fs.mkdirSync(folder, { recursive: true })
  const file = name => path.join(folder, name)
  const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...newKey, '-days', '30', '-subj', '/CN=ATLogin test CA',
    '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign',
    '-keyout', file('ca.key'), '-out', file('ca.pem'))
  openssl('req', ...newKey, '-subj', '/CN=ATLogin test', '-keyout', file('leaf.key'), '-out', file('leaf.csr'))
  fs.writeFileSync(file('leaf.ext'), `subjectAltName=${names.map(name => `DNS:${name}`).join(',')}\nextendedKeyUsage=serverAuth\n`)
  openssl('x509', '-req', '-in', file('leaf.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial',
    '-days', '30', '-extfile', file('leaf.ext'), '-out', file('leaf.pem'))
  // Node and Synapse take one file of roots each, and it replaces or adds to the system's: ours has both.
  const roots = '/etc/ssl/certs/ca-certificates.crt'
  fs.writeFileSync(file('bundle.pem'), Buffer.concat([fs.readFileSync(roots), fs.readFileSync(file('ca.pem'))]))
  return { ca: file('ca.pem'), bundle: file('bundle.pem'), caKey: file('ca.key'), key: file('leaf.key'), certificate: file('leaf.pem') }
}

/** Ends TLS on 127.0.0.1 and passes each request on by its host name, as a reverse proxy in production does. */
export class TlsTerminator {
  /** `ports` maps a host name to the port behind it; `listen` is the port where TLS is spoken. */
  static async start({ key, certificate, ports, listen = 443 }) {
    const terminator = new TlsTerminator()
    const identity = { key: fs.readFileSync(key), cert: fs.readFileSync(certificate) }
    terminator.server = https.createServer(identity, (request, response) => {
      const port = ports[request.headers.host]
      if (port) pass(request, response, port)
      else response.writeHead(421).end('no such host here')
    })
    await new Promise((resolve, reject) => terminator.server.once('error', reject).listen(listen, '127.0.0.1', resolve))
    return terminator
  }

  stop() {
    this.server.closeAllConnections()
    return new Promise(resolve => this.server.close(resolve))
  }
}

function pass(request, response, port) {
  const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress,
    'x-forwarded-proto': 'https', 'x-forwarded-host': request.headers.host }
  const onward = http.request({ host: '127.0.0.1', port, path: request.url, method: request.method, headers }, answer => {
    response.writeHead(answer.statusCode, answer.rawHeaders)
    answer.pipe(response)
  })
  onward.on('error', () => response.headersSent ? response.destroy() : response.writeHead(502).end('nobody behind this name'))
  request.pipe(onward)
}
