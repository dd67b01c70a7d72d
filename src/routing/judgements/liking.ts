/** How people judged what a candidate found for a tool: how many judgements each way. */
export interface Votes {
  good: number
  bad: number
}

/** What judgements make of a candidate. */
export interface Liking {
  /** The catalogue's rating, 1 to 5, moved towards the share of good judgements. */
  quality: number
  /** Whether people dislike it for this tool, as far as so few judgements can tell. */
  isDisliked: boolean
  votes: Votes
}

/** The catalogue's rating counts as much as so many judgements, so that a few of them move it little. */
const ratingWeight = 20
/** Of the normal distribution, for an interval that is right 95 times of 100. */
const z95 = 1.96

/**
 * A rating together with what people say. The rating is the prior: a Beta distribution with the mean `(rating - 1) / 4`
 * that weighs as much as 20 judgements, whose posterior mean is the measured quality (Gelman et al., "Bayesian Data
 * Analysis", 3rd edition, section 2.4):
 *
 *     quality = 1 + 4 * (20 * (rating - 1) / 4 + good) / (20 + good + bad)
 *
 * It is disliked when the share of good judgements is surely less than a half: when the upper end of Wilson's score interval
 * lies below (Wilson: "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
 * Statistical Association 22, 1927). That takes at least four judgements.
 */
export function judgeLiking(rating: number, votes: Votes = { good: 0, bad: 0 }): Liking {
  const { good, bad } = votes
  const prior = (ratingWeight * (rating - 1)) / 4
  const quality = 1 + (4 * (prior + good)) / (ratingWeight + good + bad)
  return { quality, isDisliked: mostGood(votes) < 0.5, votes }
}

/** The largest share of good judgements that these leave likely. */
function mostGood({ good, bad }: Votes): number {
  const count = good + bad
  if (count === 0) return 1
  const share = good / count
  const spread = Math.sqrt((share * (1 - share)) / count + z95 ** 2 / (4 * count ** 2))
  return (share + z95 ** 2 / (2 * count) + z95 * spread) / (1 + z95 ** 2 / count)
}
