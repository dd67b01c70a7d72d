/** By this signal a process ends that has taken too much memory. */
export const memorySignal: NodeJS.Signals = 'SIGUSR2'
