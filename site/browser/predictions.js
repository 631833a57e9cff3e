// Says of an answer to a prediction what Kafka does, in its place. Without this file each form leads to a page that says the same.

/** @param {HTMLFormElement} form @param {Element} verdict */
async function look(form, verdict) {
  const answer = new FormData(form).get('answer')
  const query = new URLSearchParams({ answer: typeof answer === 'string' ? answer : '', piece: '' })
  try {
    const response = await fetch(`${form.action}?${query}`)
    if (!response.ok) throw new Error(response.statusText)
    // The site's own HTML, in which the answer is escaped.
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html')
    verdict.replaceChildren(...parsed.body.childNodes)
  } catch {
    verdict.textContent = 'The site does not answer. Does npm start still run?'
  }
}

for (const form of document.querySelectorAll('form.prediction')) {
  const verdict = form.querySelector('.verdict')
  if (!(form instanceof HTMLFormElement) || verdict === null) continue
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void look(form, verdict)
  })
}
