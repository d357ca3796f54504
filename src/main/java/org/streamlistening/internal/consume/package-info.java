/**
 * The consumers of one web application on this server. In: their configuration, a store of checkpoints, and listeners
 * that the runtime makes. Out: events for the observers of a consumer while this server owns it.
 *
 * <p>Each consumer has a control task, which runs on one thread at a time: it alone reads and writes the register of the
 * consumer, and makes and detaches its listener. Commands arrive on any thread; deliveries run on threads of the
 * container, and ask the lease before each message.
 */
@NullMarked
package org.streamlistening.internal.consume;

import org.jspecify.annotations.NullMarked;
