// What is found while somebody types into the field of the header: a list of links below it, which the arrow keys walk through.
// Without this file the field is a form that leads to the page of results.

/** @typedef {{ text: string, isMarked: boolean }} Piece */
/** @typedef {{ address: string, place: string, heading: Piece[], excerpt: Piece[] }} Hit */

/** @param {Piece[]} pieces */
function piecesOf(pieces) {
  return pieces.map(({ text, isMarked }) => {
    const node = document.createElement(isMarked ? 'mark' : 'span')
    node.textContent = text
    return node
  })
}

/** @param {Hit} hit */
function entryOf({ address, place, heading }) {
  const link = document.createElement('a')
  link.href = address
  const where = document.createElement('small')
  where.textContent = place
  const title = document.createElement('span')
  title.append(...piecesOf(heading))
  link.append(title, where)
  const entry = document.createElement('li')
  entry.append(link)
  return entry
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} field */
function suggestIn(form, field) {
  const list = document.createElement('ul')
  list.className = 'suggestions'
  list.hidden = true
  const count = document.createElement('p')
  count.className = 'count'
  count.setAttribute('role', 'status')
  form.append(list, count)
  let latest = new AbortController()

  async function suggest() {
    latest.abort()
    latest = new AbortController()
    const query = field.value.trim()
    if (query === '') return close()
    try {
      const { signal } = latest
      const response = await fetch(`/search/suggestions?q=${encodeURIComponent(query)}`, { signal })
      const hits = /** @type {Hit[]} */ (await response.json())
      list.replaceChildren(...hits.map(entryOf))
      list.hidden = hits.length === 0
      count.textContent = hits.length === 0 ? 'Nothing found' : `${hits.length} found, below the field`
    } catch {
      // A later letter has asked anew, or the site has ended: the form still works when it is back.
      close()
    }
  }

  function close() {
    list.hidden = true
    count.textContent = ''
  }

  /** @param {number} step */
  function move(step) {
    const places = [field, ...list.querySelectorAll('a')]
    const at = places.findIndex((place) => place === document.activeElement)
    places[Math.max(0, Math.min(places.length - 1, at + step))]?.focus()
  }

  field.addEventListener('input', () => void suggest())
  form.addEventListener('keydown', (event) => {
    if (list.hidden) return
    if (event.key === 'Escape') {
      close()
      field.focus()
    } else if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else return
    event.preventDefault()
  })
  form.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) close()
  })
}

const form = document.querySelector('.top form.search')
const field = form?.querySelector('input')
if (form instanceof HTMLFormElement && field instanceof HTMLInputElement) suggestIn(form, field)
