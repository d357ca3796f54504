/**
 * Failures of code of the application and of listeners: described safely, compared by their reason, and logged once per
 * reason. Not part of the API.
 *
 * <p>In: exceptions, and the listener that met them. Out: exceptions that can be logged and put into an event, and log
 * entries. Knows no state of a listener.
 *
 * <p>Threads: a {@link org.streamlistening.internal.failures.FailureLog} is thread-safe; the other classes have no
 * state, or belong to it.
 */
@NullMarked
package org.streamlistening.internal.failures;

import org.jspecify.annotations.NullMarked;
