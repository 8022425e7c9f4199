// Serves the bundled Matrix web client as plain files on http://localhost:8080.
import fs from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { stack } from './paths.mjs'

export const HYDROGEN_PORT = 8080
export const HYDROGEN = `http://localhost:${HYDROGEN_PORT}`

const root = path.join(stack, 'hydrogen')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2' }

export class Hydrogen {
  static async start() {
    const hydrogen = new Hydrogen()
    hydrogen.server = http.createServer(serve)
    await new Promise((resolve, reject) => hydrogen.server.once('error', reject).listen(HYDROGEN_PORT, '127.0.0.1', resolve))
    return hydrogen
  }

  stop() {
    this.server.closeAllConnections()
    return new Promise(resolve => this.server.close(resolve))
  }
}

async function serve(request, response) {
  const { pathname } = new URL(request.url, HYDROGEN)
  const file = path.join(root, path.normalize(pathname === '/' ? '/index.html' : decodeURIComponent(pathname)))
  const bytes = file.startsWith(root + path.sep) ? await fs.readFile(file).catch(() => undefined) : undefined
  if (!bytes) return response.writeHead(404).end('not found')
  return response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(bytes)
}
