/**
 * Counters of one web application, or of one embedded server.
 *
 * <p>In: one call for each batch that is read, delivered or committed, and one for each append, on any thread. Out: their
 * sums, as public types. A call takes no lock. What exists at a time, such as listeners, is not
 * counted here but where it is kept.
 */
@NullMarked
package org.streamlistening.internal.metrics;

import org.jspecify.annotations.NullMarked;
