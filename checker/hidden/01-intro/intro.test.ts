/**
 * One file of tests, since only the scenes of one file play side by side: most of them is waiting for a process to start. The
 * longest come first.
 */
import './log-tests.ts'
import './queue-tests.ts'
import './hello-tests.ts'
