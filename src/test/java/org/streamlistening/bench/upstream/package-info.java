/** The server that the measured programs read from, in a process of its own, on one thread. */
package org.streamlistening.bench.upstream;
