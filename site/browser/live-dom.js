/** Small words for the page. All text goes through `textContent`, so nothing of a record, a name or a program is ever markup. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ class?: string, text?: string }} [has]
 * @param {readonly Node[]} [children]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, has = {}, children = []) {
  const made = document.createElement(tag)
  if (has.class) made.className = has.class
  if (has.text !== undefined) made.textContent = has.text
  made.append(...children)
  return made
}

/**
 * Changes a text only where it is another: what has not changed is not painted, and not read out.
 * @param {Element} where
 * @param {string} text
 */
export function setText(where, text) {
  if (where.textContent !== text) where.textContent = text
}

/**
 * The element with that data attribute. Throws where there is none: the page is not as its server made it.
 * @param {ParentNode} root
 * @param {string} name as `data-live-topics`
 * @returns {HTMLElement}
 */
export function part(root, name) {
  const found = root.querySelector(`[${name}]`)
  if (found instanceof HTMLElement) return found
  throw new Error(`the page has no ${name}`)
}

/**
 * Keeps one child for each item, in the order of the items: those that stay are the same elements, so the focus stays too.
 * @template T
 * @param {HTMLElement} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => HTMLElement} make
 * @param {(child: HTMLElement, item: T) => void} update
 */
export function keep(parent, items, keyOf, make, update) {
  const wanted = new Set(items.map(keyOf))
  /** @type {Map<string | undefined, HTMLElement>} */
  const known = new Map()
  // Those that are gone go first, so that those that stay need not be moved: what is moved loses the focus.
  for (const child of [...parent.children]) {
    if (!(child instanceof HTMLElement)) continue
    if (wanted.has(child.dataset.key ?? '')) known.set(child.dataset.key, child)
    else child.remove()
  }
  items.forEach((item, index) => {
    const key = keyOf(item)
    const child = known.get(key) ?? make(item)
    child.dataset.key = key
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null)
    update(child, item)
  })
}

/** @param {number} count */
export function counted(count) {
  return count.toLocaleString('en')
}
