// Loaded before everything else (node --require): servers that name no address listen on 127.0.0.1 only.
// PLC and PDS have no setting for it, and their test passwords are published.
const net = require('node:net')

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const [first, second] = args
  if (Number.isInteger(Number(first)) && first !== null && typeof first !== 'object' && typeof second !== 'string') {
    return listen.call(this, first, '127.0.0.1', ...args.slice(1))
  }
  if (first !== null && typeof first === 'object' && first.port !== undefined && !first.host) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...args.slice(1))
  }
  return listen.apply(this, args)
}
