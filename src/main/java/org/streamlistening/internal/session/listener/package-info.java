/**
 * The listener beans of a session: what {@code StreamListener} and {@code StreamListeners} are once they are injected.
 *
 * <p>In: calls of the application, the begin and end of requests, and claims of other servers. Out: listeners that are
 * attached to the application, and the serialised form of a session's listeners.
 *
 * <p>Threads: any. The phase of a listener changes under the monitor of its lifecycle; observers run outside of it.
 */
@NullMarked
package org.streamlistening.internal.session.listener;

import org.jspecify.annotations.NullMarked;
