// A network that names servers of DNS, as QEMU's does by DHCP and Tailscale by its own: small servers outside of a machine.
import dgram from 'node:dgram'

const bound = (socket, port, address) => new Promise((resolve, reject) => socket.once('error', reject).bind(port, address, resolve))
const bytes = address => address.split('.').map(Number)

/** Gives every client the one address, and names one server of DNS. */
export async function dhcp({ server, client, broadcast, dns }) {
  const socket = dgram.createSocket('udp4')
  const option = (code, ...value) => [code, value.length, ...value]
  socket.on('message', request => {
    if (request.readUInt32BE(236) !== 0x63825363) return
    const asked = request.indexOf(Buffer.from([53, 1]), 240)
    // An offer to who looks for a server, an address to who asks for it.
    const kind = { 1: 2, 3: 5 }[request[asked + 2]]
    if (!kind) return
    const answer = Buffer.alloc(240)
    request.copy(answer, 0, 0, 44)
    answer[0] = 2
    answer.set(bytes(client), 16)
    answer.set(bytes(server), 20)
    answer.writeUInt32BE(0x63825363, 236)
    const options = [...option(53, kind), ...option(54, ...bytes(server)), ...option(51, 0, 0, 14, 16), ...option(1, 255, 255, 255, 0), ...option(3, ...bytes(server)), ...option(6, ...bytes(dns)), 255]
    socket.send(Buffer.concat([answer, Buffer.from(options)]), 68, broadcast)
  })
  await bound(socket, 67, '0.0.0.0')
  socket.setBroadcast(true)
  return socket
}

/** A server at `address`: every name that `knows` accepts has the one `answer`, any other is none. What it was asked is in `asked`. */
export async function dns(address, knows, answer) {
  const socket = dgram.createSocket('udp4')
  socket.asked = new Set()
  socket.on('message', (query, from) => {
    const labels = []
    let at = 12
    for (; query[at]; at += query[at] + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]).toLowerCase())
    const name = labels.join('.')
    const isAddress = query.readUInt16BE(at + 1) === 1
    socket.asked.add(name)
    const found = knows(name)
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(found ? 0x8180 : 0x8183, 2)
    head.writeUInt16BE(found && isAddress ? 1 : 0, 6)
    head.writeUInt32BE(0, 8)
    const record = found && isAddress ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...bytes(answer)]) : Buffer.alloc(0)
    socket.send(Buffer.concat([head, query.subarray(12, at + 5), record]), from.port, from.address)
  })
  await bound(socket, 53, address)
  return socket
}
