/**
 * The test kit for applications: a jar of its own with the classifier {@code testkit}, for the scope {@code test}.
 *
 * <ul>
 *   <li>{@link org.streamlistening.testkit.StreamEvents} fires events at observers, without any server, thread or
 *       waiting.
 *   <li>{@link org.streamlistening.testkit.TestStreamServer} is the embedded server in the JVM of the test, with planned
 *       faults and with time that the test moves. {@link org.streamlistening.testkit.TestApplication} runs beans against
 *       it.
 *   <li>{@link org.streamlistening.testkit.EventProbe} waits for events.
 * </ul>
 *
 * <p>Threads: see each class.
 *
 * @since 0.1
 */
@NullMarked
package org.streamlistening.testkit;

import org.jspecify.annotations.NullMarked;
