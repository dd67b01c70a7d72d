/** Pages that are looked at where no number is said: each goes to a model, and more take long. */
export const usualPages = 12
export const mostPages = 64
