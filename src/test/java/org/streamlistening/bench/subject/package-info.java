/**
 * The measured process: a subject follows streams and passes each message to a receiver, which checks it; a workload
 * says what to follow and measures it. The figures go to the standard output.
 */
package org.streamlistening.bench.subject;
