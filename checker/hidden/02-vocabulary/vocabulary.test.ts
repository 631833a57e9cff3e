/** One file of tests, since only the scenes of one file play side by side: most of them is waiting for a process to start. */
import './inspect-tests.ts'
import './predictions-tests.ts'
