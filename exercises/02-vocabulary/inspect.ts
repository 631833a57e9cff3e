import { notWritten } from '#shop'

// TODO
notWritten('x')
