// Of every page: `/` goes to the search field, as readers of documentation expect.
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select')
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
  const field = document.querySelector('form.search input')
  if (!(field instanceof HTMLInputElement)) return
  event.preventDefault()
  field.focus()
})
