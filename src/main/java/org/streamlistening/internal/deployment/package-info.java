/**
 * The deployment model: the observers, session beans, and names of listeners and consumers of an application, and the
 * rules that observers must follow.
 *
 * <p>In: what CDI reports while it scans the application. Out: the model, a numbered problem for each broken rule, a
 * numbered warning for what is probably wrong, and a {@code ModuleView} for each web application with its observers by the source of
 * their events.
 *
 * <p>Threads: the thread that deploys fills the model; afterwards it is read-only, and any thread may read it.
 */
@NullMarked
package org.streamlistening.internal.deployment;

import org.jspecify.annotations.NullMarked;
