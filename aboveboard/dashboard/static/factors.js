// Says on the screen that a passkey was not used, instead of in the console.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  const fault = document.getElementById('factor-fault')
  if (fault) {
    fault.hidden = false
  }
})
