/**
 * The deployment model: the observers of streams in an application, and the rules that they must follow.
 *
 * <p>In: what CDI reports while it scans the application. Out: the model, and a numbered problem for each broken rule.
 *
 * <p>Threads: filled by the thread that deploys; read-only afterwards.
 */
@NullMarked
package org.streamlistening.internal.deployment;

import org.jspecify.annotations.NullMarked;
