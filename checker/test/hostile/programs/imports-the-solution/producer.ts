// Has the compiler take in the reference solution.
import '../../../../../../../solutions/03-simple-practice/producer.ts'
