/**
 * The images of the container provider; docker-compose.yml names the same, and a test holds them together. The free tags of
 * `bitnami/*` were withdrawn in 2025; these are their archive.
 */
export const IMAGES = {
  kafka: 'bitnamilegacy/kafka:3.9.0',
  zookeeper: 'bitnamilegacy/zookeeper:3.9.3',
} as const

/** What is used in their place: KAFKA_IMAGE and ZOOKEEPER_IMAGE. */
export function imagesFor(env: NodeJS.ProcessEnv): { readonly kafka: string; readonly zookeeper: string } {
  return { kafka: env.KAFKA_IMAGE || IMAGES.kafka, zookeeper: env.ZOOKEEPER_IMAGE || IMAGES.zookeeper }
}
