// What the stand-in answers: pages as bare as they can be, redirects, JSON. Each is a function of the addresses of MAS (`Addresses`),
// for a place of its own that begins with a slash is below its path.
const escape = text => String(text).replace(/[&<>"']/g, sign => `&#${sign.codePointAt(0)};`)

export const redirect = location => at => ({ status: 303, headers: { location: at.relative(String(location)) } })

export const nothing = (status = 200) => () => ({ status, headers: {} })

export const json = (value, status = 200) => () => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })

/** A page with a heading, paragraphs and forms; each form is `{ action, button, fields }`. `submits`: the first one sends itself. */
export const page = (heading, { status = 200, lines = [], forms = [], links = {}, submits = false } = {}) => at => {
  const paragraphs = lines.map(line => `<p>${escape(line)}</p>`)
  const anchors = Object.entries(links).map(([words, href]) => `<p><a href="${escape(at.relative(href))}">${escape(words)}</a></p>`)
  const made = forms.map(({ action = '', button, fields = {} }) => {
    const inputs = Object.entries(fields).map(([name, value]) => input(name, value))
    return `<form method="post" action="${escape(at.relative(action))}">${inputs.join('')}<button>${escape(button)}</button></form>`
  })
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(heading)}</title>`
  const body = `<!doctype html><html lang="en">${head}<h1>${escape(heading)}</h1>${[...paragraphs, ...anchors, ...made].join('\n')}`
  const script = submits ? '<script>document.forms[0].submit()</script>' : ''
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: body + script }
}

/** A text is sent along; an object is something to fill in: `label`, `type`, `value`. */
function input(name, value) {
  if (typeof value === 'string') return `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`
  const { label, type = 'text', value: given = '', checked = false, readonly = false } = value
  const marks = `${checked ? ' checked' : ''}${readonly ? ' readonly' : ''}`
  return `<label>${escape(label)} <input name="${escape(name)}" type="${type}" value="${escape(given)}"${marks}></label><br>`
}
