// Real proxies in front of ATLogin, with the very files that the docs show: only names and paths are replaced.
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Child } from './child.mjs'
import { caddy, docs, nginx } from './paths.mjs'

/** The name in the docs. What they say about an address with a path is `path` below. */
const EXAMPLE = 'login.example.org'

export class Proxy {
  /** Starts nginx with docs/nginx.conf for `host`. It also serves what proves to Let's Encrypt whose the name is. */
  static nginx({ state, tls, host, path: below = '' }) {
    const folder = path.join(state, 'nginx')
    const webroot = path.join(folder, 'html')
    fs.mkdirSync(path.join(webroot, '.well-known/acme-challenge'), { recursive: true })
    fs.writeFileSync(path.join(webroot, '.well-known/acme-challenge/proof'), 'this name is mine')
    const site = shown('nginx.conf', {
      [`/etc/letsencrypt/live/${EXAMPLE}/fullchain.pem`]: tls.certificate,
      [`/etc/letsencrypt/live/${EXAMPLE}/privkey.pem`]: tls.key,
      '/var/www/html': webroot,
      [EXAMPLE]: host,
      ...below && { 'location / {\n        proxy_pass': `location ${below}/ {\n        proxy_pass` },
    })
    fs.writeFileSync(path.join(folder, 'site.conf'), site)
    // What Debian's nginx.conf has around a site, but in a folder of this world, and in the foreground.
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${folder}/${kind};`)
    fs.writeFileSync(path.join(folder, 'nginx.conf'), `user root; daemon off; pid ${folder}/pid; events {}
      http { ${temporary.join(' ')} access_log ${folder}/access.log; include ${folder}/site.conf; }`)
    return Proxy.#start('nginx', state, tls, host, [nginx, '-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf')])
  }

  /** Starts Caddy with docs/Caddyfile for `host`. Instead of Let's Encrypt it has the authority of this world. */
  static caddy({ state, tls, host, path: below = '' }) {
    const folder = path.join(state, 'caddy')
    fs.mkdirSync(folder, { recursive: true })
    const behind = 'reverse_proxy 127.0.0.1:9411'
    const site = shown('Caddyfile', { [EXAMPLE]: host, ...below && { [behind]: `handle ${below}* {\n${behind}\n}` } })
    const authority = `{
      admin off
      local_certs
      skip_install_trust
      pki {
        ca local {
          root {
            cert ${tls.ca}
            key ${tls.caKey}
          }
        }
      }
    }`.replace(/^ +| +$/gm, '')
    fs.writeFileSync(path.join(folder, 'Caddyfile'), `${authority}\n${site}`)
    const env = { XDG_DATA_HOME: path.join(folder, 'data'), XDG_CONFIG_HOME: path.join(folder, 'config') }
    return Proxy.#start('caddy', state, tls, host, [caddy, 'run', '--adapter', 'caddyfile', '--config', path.join(folder, 'Caddyfile')], env)
  }

  static async #start(name, state, tls, host, command, env = {}) {
    const proxy = new Proxy()
    proxy.process = new Child(name, state, command, env)
    for (const end = Date.now() + 20_000; ; await pause(50)) {
      const answer = await ask(`https://${host}/healthz`, { tls }).catch(error => ({ error }))
      if (answer.status) return proxy
      if (Date.now() > end) throw new Error(`${name} does not answer: ${answer.error}\n${proxy.process.lastLines()}`)
    }
  }

  stop() {
    return this.process.stop()
  }
}

/** A file of docs/ with `replaced` in it, each of which must be there. */
function shown(name, replaced) {
  return Object.entries(replaced).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docs/${name} does not say ${from}`)
    return text.replaceAll(from, to)
  }, fs.readFileSync(path.join(docs, name), 'utf8'))
}

/** GET, over TLS with the authority of this world: `status`, `headers`. A header `host` changes nothing about where it goes. */
export function ask(url, { tls, headers = {} }) {
  const { protocol, hostname } = new URL(url)
  const options = { headers, agent: false, timeout: 5000, maxHeaderSize: 64 * 1024 }
  if (protocol === 'https:') Object.assign(options, { ca: fs.readFileSync(tls.ca), servername: hostname })
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).get(url, options, answer => {
      answer.resume()
      resolve({ status: answer.statusCode, headers: answer.headers })
    })
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.once('error', reject)
  })
}
