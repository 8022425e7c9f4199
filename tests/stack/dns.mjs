// A DNS server for the handles of the test world: TXT records `_atproto.HANDLE`, and A records that all say 127.0.0.1.
// It answers what it was told and NXDOMAIN for everything else. RFC 1035 §4 is the wire format.
import dgram from 'node:dgram'

const TYPE_A = 1, TYPE_TXT = 16, CLASS_IN = 1
const NAME_OF_THE_QUESTION = 0xc00c // a pointer to offset 12, where the question starts

export class Dns {
  #socket = dgram.createSocket('udp4')
  #texts = new Map()
  #hosts = new Set()
  #held

  static async start(port) {
    const dns = new Dns()
    dns.#socket.on('message', (query, from) => {
      const answer = dns.#answer(query)
      if (!answer) return
      const send = () => dns.#socket.send(answer, from.port, from.address)
      if (dns.#held) dns.#held.push(send)
      else send()
    })
    await new Promise((resolve, reject) => {
      dns.#socket.once('error', reject)
      dns.#socket.bind(port, '127.0.0.1', resolve)
    })
    dns.address = `127.0.0.1:${port}`
    return dns
  }

  /** From now on `handle` belongs to `did`. */
  publishHandle(handle, did) {
    this.#texts.set(`_atproto.${handle}`, `did=${did}`)
  }

  /** From now on `name` is this machine. */
  publishHost(name) {
    this.#hosts.add(name)
  }

  /** Keeps its answers back until `release`. */
  hold() {
    this.#held ??= []
  }

  release() {
    const held = this.#held ?? []
    this.#held = undefined
    for (const send of held) send()
  }

  stop() {
    return new Promise(resolve => this.#socket.close(resolve))
  }

  #answer(query) {
    const question = readQuestion(query)
    if (!question) return undefined
    const { name, type, end } = question
    const text = this.#texts.get(name)
    const host = this.#hosts.has(name)
    const data = type === TYPE_TXT && text ? characterString(text)
      : type === TYPE_A && host ? Buffer.from([127, 0, 0, 1])
      : undefined
    const known = text !== undefined || host
    return Buffer.concat([header(query, known, data ? 1 : 0), query.subarray(12, end), data ? record(type, data) : Buffer.alloc(0)])
  }
}

/** The one question of a query, its name in lower case; undefined for anything that is not a plain query. */
function readQuestion(query) {
  const isQuery = query.length > 12 && (query[2] & 0xf8) === 0
  if (!isQuery || query.readUInt16BE(4) !== 1) return undefined
  const labels = []
  let at = 12
  while (at < query.length && query[at] !== 0) {
    const length = query[at]
    if (length > 63 || at + 1 + length >= query.length) return undefined
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  if (at + 5 > query.length) return undefined
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** Same id and question count; response, authoritative, recursion as asked and available; NXDOMAIN unless `known`. */
function header(query, known, answers) {
  const bytes = Buffer.alloc(12)
  query.copy(bytes, 0, 0, 2)
  bytes[2] = 0x84 | (query[2] & 0x01)
  bytes[3] = 0x80 | (known ? 0 : 3)
  bytes.writeUInt16BE(1, 4)
  bytes.writeUInt16BE(answers, 6)
  return bytes
}

function record(type, data) {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(NAME_OF_THE_QUESTION, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(CLASS_IN, 4)
  head.writeUInt32BE(1, 6) // seconds: a test that changes a record must not meet the old one
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function characterString(text) {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'ascii')])
}
