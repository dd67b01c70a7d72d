// Loaded into a process with `--import`: on SIGUSR2 an error is thrown that nobody catches.
process.on('SIGUSR2', () => {
  throw new Error('thrown by the test')
})
