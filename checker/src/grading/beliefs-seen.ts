/** In the run's folder: which beliefs the rules see in each scene, whether a test asked or not. `verify` reads it. */
export const BELIEFS_SEEN_FILE = 'beliefs-seen.jsonl'
