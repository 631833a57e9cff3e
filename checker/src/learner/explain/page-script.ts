/** Shows what is known of the step that has the focus, or was clicked; arrow keys go from step to step. Texts are set as texts. */
export const PAGE_SCRIPT = `
const steps = [...document.querySelectorAll('g.step')]
const box = document.getElementById('details')
let shown
function show(step) {
  if (shown) shown.classList.remove('shown')
  shown = step
  step.classList.add('shown')
  const title = document.createElement('h3')
  title.textContent = step.querySelector('title').textContent
  const list = document.createElement('dl')
  for (const line of step.querySelector('desc').textContent.split('\\n')) {
    const colon = line.indexOf(': ')
    const [term, text] = [document.createElement('dt'), document.createElement('dd')]
    term.textContent = line.slice(0, colon)
    text.textContent = line.slice(colon + 2)
    list.append(term, text)
  }
  box.replaceChildren(title, list)
}
function go(step) {
  if (!step) return
  step.focus({ preventScroll: true })
  step.scrollIntoView({ block: 'center' })
}
const MOVES = {
  ArrowDown: (at) => at + 1, ArrowRight: (at) => at + 1, ArrowUp: (at) => at - 1, ArrowLeft: (at) => at - 1,
  Home: () => 0, End: () => steps.length - 1,
}
steps.forEach((step, at) => {
  step.addEventListener('focus', () => show(step))
  step.addEventListener('click', () => step.focus())
  step.addEventListener('keydown', (event) => {
    const move = MOVES[event.key]
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    go(steps[Math.max(0, Math.min(steps.length - 1, move(at)))])
  })
})
for (const link of document.querySelectorAll('.moments a')) {
  link.addEventListener('click', (event) => {
    event.preventDefault()
    go(document.getElementById(link.getAttribute('href').slice(1)))
  })
}
const first = document.querySelector('g.look')
if (first) show(first)
`
