/**
 * The machinery of the test kit: a server with faults, and listeners and consumers without a server. In the jar of the
 * test kit only, and not part of the API.
 *
 * <p>In: calls of a test through {@code org.streamlistening.testkit}, and requests of the library. Out: responses that
 * are late, cut or wrong, and events for the observers of a test.
 *
 * <p>Threads: the server is called on any thread. Listeners and consumers without a server run on the thread of the
 * test.
 */
@NullMarked
package org.streamlistening.internal.testkit;

import org.jspecify.annotations.NullMarked;
